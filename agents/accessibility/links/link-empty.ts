/** A link has words, or a picture with an alternative. */
import { type Lesson, type Link, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, insertionAt, isProtected } from '../fault-rule.ts';
import { writeAlternative } from '../pictures/write-alternative.ts';
import { linkWords, titleOfTarget } from './link-target.ts';

const meta: RuleMeta = {
  id: 'link-empty',
  agent: 'accessibility',
  version: '1.1',
  severity: 'serious',
  title: 'A link has no name',
  source: 'WCAG 2.2, 2.4.4 Link Purpose and 4.1.2 Name, Role, Value (failure F89, ACT rule c487ae).',
  wcag: ['2.4.4', '4.1.2'],
  needs: ['siblings'],
};

export const linkEmpty = faultRule<LessonContext>(meta, (context) => {
  const { lesson } = context;
  return lesson.links
    .filter((link) => isNameless(lesson, link))
    .map((link): Fault => {
      const title = titleOfTarget(context, link.span.path, link.href);
      const write = (name: string) => naming(context, link, name);
      const fault: Fault = {
        range: link.span,
        certainty: 'fails',
        message: link.pictureOnly
          ? `The link to ${link.href} holds only a picture without a text alternative: it has no name.`
          : `The link to ${link.href} has no words: nobody can see or hear it.`,
        question: 'What does this link lead to?',
        answerKind: 'text',
        reply: (reply) => {
          const edits = reply.kind === 'text' ? write(reply.text) : null;
          return edits && reply.kind === 'text' ? { edits, title: `Name the link “${reply.text}”`, risk: 'low' } : null;
        },
      };
      const edits = title === null ? null : write(title);
      if (title !== null && edits) {
        fault.evidence = [{ kind: 'note', text: `What it leads to is called “${title}”.` }];
        fault.mend = { edits, title: `Name the link “${title}”`, risk: 'medium', forYou: 'Does the sentence still read well?' };
      }
      return fault;
    });
});

/** No words, and no name by other means: those are left to the engines, which can follow them. */
export function isNameless(lesson: Lesson, link: Link): boolean {
  if (link.text.trim() !== '' || link.form === 'autolink' || isProtected(lesson, link.span)) return false;
  const source = sourceOf(lesson, link.span);
  return !isHidden(source) && !(link.form === 'html' && isNamedOtherwise(source));
}

function isNamedOtherwise(source: string): boolean {
  return (
    /<[a-z][^>]*\s(?:aria-label|aria-labelledby|title)\s*=\s*(?:"\s*[^"\s]|'\s*[^'\s]|[^"'\s>])/i.test(source) ||
    /<svg\b/i.test(source)
  );
}

/** Taken out of the page for everyone who would need the name. */
function isHidden(source: string): boolean {
  if (/^<a\b[^>]*\s(?:hidden(?=[\s=>/])|style\s*=\s*["'][^"']*display\s*:\s*none)/i.test(source)) return true;
  return /^<a\b[^>]*\baria-hidden\s*=\s*["']?true/i.test(source) && /^<a\b[^>]*\btabindex\s*=\s*["']?-1/i.test(source);
}

function naming({ lesson }: LessonContext, link: Link, name: string) {
  if (link.pictureOnly) {
    const image = lesson.images.find(
      (candidate) =>
        candidate.span.path === link.span.path && candidate.span.start >= link.span.start && candidate.span.end <= link.span.end,
    );
    return image ? writeAlternative(lesson, image, name) : null;
  }
  const words = linkWords(link.form, name);
  if (link.form === 'html') {
    return sourceOf(lesson, link.textSpan).includes('<') ? null : [editOf(lesson, link.textSpan, words)];
  }
  const source = sourceOf(lesson, link.span);
  return source.startsWith('[]')
    ? [insertionAt(link.span.path, link.span.start + 1, words)]
    : [editOf(lesson, link.textSpan, words)];
}
