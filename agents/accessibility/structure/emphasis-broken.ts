/** Emphasis marks that do not work: learners see the asterisks. */
import { fileOf, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, isProtected } from '../fault-rule.ts';

const meta: RuleMeta = {
  id: 'emphasis-broken',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'Emphasis marks that show as asterisks',
  source:
    'CommonMark 0.31.2, section 6.2: a mark beside white space opens or closes nothing. WCAG 2.2, 1.3.1: the emphasis is lost and the signs are read aloud.',
  wcag: ['1.3.1'],
  needs: [],
};

/** `** words**`, `**words **`, `** words **` on one line, as written. */
const broken = /(?<![*\\])\*\*([ \t]*)([^\s*`][^*\n`]{0,120}?)([ \t]*)\*\*(?!\*)/g;

export const emphasisBroken = faultRule<LessonContext>(meta, ({ lesson }) =>
  lesson.passages.flatMap((passage): Fault[] => {
    if (fileOf(lesson, passage.span.path)?.format !== 'markdown' || passage.kind === 'table' || isProtected(lesson, passage.span))
      return [];
    // Marks that work are gone from the text a learner reads.
    if (!passage.text.includes('**')) return [];
    const source = sourceOf(lesson, passage.span);
    if ((source.match(/\*\*/g)?.length ?? 0) % 2 !== 0 || /`[^`]*\*\*[^`]*`/.test(source)) return [];
    return [...source.matchAll(broken)].flatMap((match): Fault[] => {
      const [whole, before = '', words = '', after = ''] = match;
      if ((before === '' && after === '') || isArithmetic(source.slice(0, match.index), before, words, after)) return [];
      const at = passage.span.start + match.index;
      const span: Span = { path: passage.span.path, start: at, end: at + whole.length };
      if (!passage.text.includes(`**${before}${words}${after}**`)) return [];
      return [
        {
          range: span,
          certainty: 'fails' as const,
          message: `The emphasis of “${words}” does not work: learners see the asterisks.`,
          mend: {
            edits: [
              editOf(lesson, span, `${outer(before, lesson, span, 'before')}**${words}**${outer(after, lesson, span, 'after')}`),
            ],
            title: `Make “${words}” strong`,
            risk: 'low' as const,
          },
        },
      ];
    });
  }),
);

/** `2 ** 3 ** 2`: marks with space on both sides may be powers. */
function isArithmetic(lead: string, before: string, words: string, after: string): boolean {
  if (!/\p{L}{2}/u.test(words)) return true;
  return before !== '' && after !== '' && (/(?:^|[^\p{L}])(?:\p{L}|[\w\])]*[\d\])])\s*$/u.test(lead) || !/\p{L}{4}/u.test(words));
}

/** White space within the marks goes outside of them, unless there is some already. */
function outer(space: string, lesson: Lesson, span: Span, side: 'before' | 'after'): string {
  if (space === '') return '';
  const text = fileOf(lesson, span.path)!.text;
  const neighbour = side === 'before' ? text[span.start - 1] : text[span.end];
  return neighbour === undefined || /[\s.,;:!?)]/.test(neighbour) ? '' : ' ';
}
