/** Text that goes on changing can be stopped: who reads slowly, or cannot look away from what moves, loses the page to it. */
import { bodyOf, fileOf, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, contentOf, elementsOf, type Placed } from '../element-tree.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { keepsWriting } from './script-timers.ts';

const meta: RuleMeta = {
  id: 'text-changes-itself',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'Text that changes by itself',
  source:
    'WCAG 2.2, 2.2.2 Pause, Stop, Hide, techniques G186 and G4 (ACT rule efbfc7). `marquee` and `blink` are reported by `axe`.',
  wcag: ['2.2.2'],
  needs: ['siblings'],
};

const stops = /\bclear(?:Interval|Timeout)\s*\(/;
const listens =
  /\baddEventListener\s*\(\s*['"`](?:click|key|pointer|mouse|touch|focus|visibilitychange)|\.on(?:click|key\w+|focus)\s*=/;

export const textChangesItself = faultRule<LessonContext>(meta, ({ lesson, files }) => {
  const { path, format } = bodyOf(lesson);
  if (format !== 'html') return 'no script runs in a Markdown lesson';
  const all = elementsOf(lesson, path);
  const scripts = all.filter(({ element, whole }) => element.tagName === 'script' && !isProtected(lesson, whole));
  const text = fileOf(lesson, path)!.text;
  const codeOf = ({ element }: Placed): string => {
    const src = attribute(element, 'src');
    const at = src === null ? null : files.resolve(path, src);
    if (src !== null) return at === null ? '' : (files.read(at) ?? '');
    const content = contentOf(element);
    return content ? withoutComments(text.slice(content.start, content.end)) : '';
  };
  const hasControl = all.some(isControl) || scripts.some((script) => listens.test(codeOf(script)));
  return scripts.flatMap((script): Fault[] => {
    const code = codeOf(script);
    if (!keepsWriting(code)) return [];
    const ends = stops.test(code);
    if (ends && hasControl) return [];
    return [
      {
        range: script.tag,
        target: sourceOf(lesson, script.whole).slice(0, 300),
        // Nothing on the page takes a click or a key, and nothing ends the timer.
        certainty: ends || hasControl ? 'needs-review' : 'fails',
        message: 'A script goes on changing text by itself, and nothing here stops it.',
        question: 'Can a learner pause, stop or hide what changes, or does it end within five seconds?',
        answerKind: 'yes-no',
        evidence: [{ kind: 'note', text: code.trim().slice(0, 400) }],
      },
    ];
  });
});

function isControl({ element }: Placed): boolean {
  if (/^(?:button|input|select|textarea|summary)$/.test(element.tagName)) return true;
  return element.attrs.some(
    ({ name }) => name === 'href' || name === 'tabindex' || /^on(?:click|key|pointer|mouse|touch)/.test(name),
  );
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\/|(^|[^:'"])\/\/[^\n]*/g, '$1');
}
