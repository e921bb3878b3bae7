/** A long address is not a name. */
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { linkWords, titleOfTarget } from './link-target.ts';

const meta: RuleMeta = {
  id: 'link-raw-url',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'A raw address as link text',
  source: 'WCAG 2.2, 2.4.4 Link Purpose, technique G91: a screen reader spells a long address out, sign by sign.',
  wcag: ['2.4.4'],
  needs: ['siblings'],
};

/** An address one can say aloud (a host, a short path of words) is its own name; a long or coded one is not. */
export function isUnspeakable(text: string): boolean {
  const address = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/^www\./i, '');
  if (!/^(?:https?:\/\/|www\.)/i.test(text.trim()) || /\s/.test(address)) return false;
  return address.length > 60 || /[?&%=]|\d{5,}|[0-9a-f]{12,}/i.test(address.replace(/^[^/]*/, ''));
}

export const linkRawUrl = faultRule<LessonContext>(meta, (context) => {
  const { lesson } = context;
  return lesson.links
    .filter((link) => isUnspeakable(link.text) && !isProtected(lesson, link.span))
    .map((link): Fault => {
      const write = (words: string) => {
        if (link.form === 'autolink') {
          const markdown = `[${linkWords('inline', words)}](${/[()\s]/.test(link.href) ? `<${link.href}>` : link.href})`;
          return [editOf(lesson, link.span, markdown)];
        }
        if (link.form === 'html' && sourceOf(lesson, link.textSpan).includes('<')) return null;
        return [editOf(lesson, link.textSpan, linkWords(link.form, words))];
      };
      const title = titleOfTarget(context, link.span.path, link.href);
      const known = title === null ? null : write(title);
      return {
        range: link.span,
        certainty: known ? 'fails' : 'needs-review',
        message: 'The link is called by its address, which nobody can follow when it is read aloud.',
        question: 'What should this link be called?',
        answerKind: 'text',
        ...(known ? { mend: { edits: known, title: `Call the link “${title}”`, risk: 'low' as const } } : {}),
        reply: (reply) => {
          const edits = reply.kind === 'text' ? write(reply.text) : null;
          return edits && reply.kind === 'text' ? { edits, title: `Call the link “${reply.text}”`, risk: 'low' } : null;
        },
      };
    });
});
