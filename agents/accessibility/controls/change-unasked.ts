/** Reaching a field, or choosing in it, does not yet send the learner elsewhere. */
import { bodyOf, fileOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, elementsOf, type Placed, textOf } from '../element-tree.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { isHiddenInSource } from '../hidden-in-source.ts';
import { removeAttribute } from '../tag-edits.ts';
import { deedsOf } from './leads-away.ts';

const meta: RuleMeta = {
  id: 'change-unasked',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A field that sends the learner elsewhere by itself',
  source:
    'WCAG 2.2, 3.2.1 On Focus and 3.2.2 On Input, failures F36, F37 and F55, techniques G13 and G80: who goes through a list with the keyboard chooses each entry on the way.',
  wcag: ['3.2.1', '3.2.2'],
  needs: [],
};

/** What will happen is said before (G13). English. */
const notice =
  /\b(?:automatic(?:ally)?|as soon as|immediately|at once|straight away|when(?:ever)? you (?:choose|select|pick|change|tick)|(?:choosing|selecting|picking|changing|ticking)\b[^.]{0,60}\b(?:opens?|takes?|loads?|goes|sends?|submits?|shows?|reloads?|will)|will (?:open|load|reload|take you|go|be (?:sent|submitted|opened|loaded|reloaded)|submit|send|change))\b/i;

export const changeUnasked = faultRule<LessonContext>(meta, ({ lesson }) => {
  if (bodyOf(lesson).format === 'quiz-json') return 'a quiz file has no page';
  return lesson.files.flatMap(({ path, text }): Fault[] => {
    if (!/\son(?:change|input|focus)\s*=/i.test(text)) return [];
    const all = elementsOf(lesson, path).filter(({ whole }) => !isProtected(lesson, whole));
    const scripts = all.filter(({ element }) => element.tagName === 'script').map(({ element }) => textOf(element));
    return all
      .filter(({ tag }) => !isHiddenInSource(lesson, tag))
      .flatMap((one) => [...onFocus(lesson, one, scripts), ...onInput(lesson, one, scripts)]);
  });
});

function onFocus(lesson: Lesson, { element, tag }: Placed, scripts: string[]): Fault[] {
  const handler = attribute(element, 'onfocus');
  const deeds = handler === null ? null : deedsOf(handler, scripts);
  if (!deeds || deeds.size === 0) return [];
  const drops = deeds.has('drops-focus');
  const out = /^\s*(?:if\s*\(\s*this\.blur\s*\)\s*)?this\.blur\(\)\s*;?\s*$/.test(handler!)
    ? removeAttribute(lesson, tag, 'onfocus')
    : null;
  return [
    {
      range: tag,
      target: `${element.tagName} onfocus ${handler}`,
      certainty: 'fails',
      wcag: drops ? ['2.1.1', '2.4.7', '3.2.1'] : ['3.2.1'],
      message: drops
        ? 'It lets go of the focus as it gets it: the keyboard cannot use it.'
        : 'It sends the learner elsewhere as soon as the keyboard reaches it.',
      ...(out ? { mend: { edits: [out], title: 'Let it keep the focus', risk: 'low' as const } } : {}),
    },
  ];
}

function onInput(lesson: Lesson, { element, tag }: Placed, scripts: string[]): Fault[] {
  if (!/^(?:select|input|textarea)$/.test(element.tagName)) return [];
  const handler = attribute(element, 'onchange') ?? attribute(element, 'oninput');
  if (handler === null || !deedsOf(handler, scripts).has('leaves-page')) return [];
  // A file that is chosen was chosen in a window of its own.
  if (/^(?:file|submit|button|image|reset)$/i.test(attribute(element, 'type') ?? '')) return [];
  const read = `${wordsBefore(lesson, tag)} ${attribute(element, 'title') ?? ''} ${attribute(element, 'aria-label') ?? ''}`;
  if (notice.test(read)) return [];
  return [
    {
      range: tag,
      target: `${element.tagName} ${attribute(element, 'name') ?? ''} ${handler}`,
      wcag: ['3.2.2'],
      certainty: /^en\b/i.test(lesson.language) ? 'fails' : 'needs-review',
      message: 'To choose here sends the learner elsewhere at once, and nothing says so before.',
      question: 'Is it said before the field that choosing here opens another page?',
      answerKind: 'yes-no',
    },
  ];
}

/** What a learner has read when they come to the field. */
function wordsBefore(lesson: Lesson, { path, start }: Placed['tag']): string {
  return (fileOf(lesson, path)?.text ?? '')
    .slice(0, start)
    .replace(/<(script|style|title)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .slice(-2_000);
}
