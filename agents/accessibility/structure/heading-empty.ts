/** A heading has words. */
import { fileOf, type Heading, type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, formatOf, isProtected } from '../fault-rule.ts';
import { attributeText } from '../start-tag.ts';

const meta: RuleMeta = {
  id: 'heading-empty',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A heading is empty',
  source: 'WCAG 2.2, 1.3.1 and 2.4.6: an empty heading is announced and says nothing (failure F2, ACT rule ffd0e9).',
  wcag: ['1.3.1', '2.4.6'],
  needs: [],
};

export const headingEmpty = faultRule<LessonContext>(meta, ({ lesson }) =>
  lesson.headings
    .filter((heading) => heading.text.trim() === '' && !isProtected(lesson, heading.span))
    .map((heading): Fault => {
      const { path, start, end } = heading.span;
      const text = fileOf(lesson, path)!.text;
      const source = sourceOf(lesson, heading.span);
      const holdsPicture = /<img\b|!\[/i.test(source);
      const fault: Fault = {
        range: heading.span,
        target: `empty heading ${heading.depth}`,
        certainty: 'fails',
        question: 'Which words belong in this heading?',
        answerKind: 'text',
        message: holdsPicture ? 'This heading holds only a picture without a text alternative.' : 'This heading has no words.',
      };
      if (holdsPicture) {
        delete fault.question;
        delete fault.answerKind;
        return fault;
      }
      const isTitle = heading.depth === 1;
      if (isTitle) {
        fault.message = 'The title of this page is empty.';
        fault.question = 'What is the title of this page?';
        fault.answerKind = 'text';
      }
      // A line that holds nothing but the heading goes with its line break.
      const lineStart = text.lastIndexOf('\n', start - 1) + 1;
      const lineEnd = text.indexOf('\n', end);
      const alone =
        text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd === -1 ? text.length : lineEnd).trim() === '';
      const whole = alone ? { path, start: lineStart, end: lineEnd === -1 ? text.length : lineEnd + 1 } : heading.span;
      // Between two headings nothing was meant to stand; over text an author may have forgotten the words.
      if (!isTitle && headsNothing(lesson, heading))
        fault.mend = {
          edits: [editOf(lesson, whole, '')],
          title: 'Take out the empty heading',
          risk: 'low',
          forYou: 'Was a heading meant to stand here?',
        };
      fault.reply = (reply) => {
        if (reply.kind !== 'text' || /[\r\n]/.test(reply.text)) return null;
        const html = formatOf(lesson, path) === 'html' || heading.form === 'html';
        const at = html ? heading.textSpan : { path, start, end };
        const words = html ? attributeText(reply.text, '"') : `${'#'.repeat(heading.depth)} ${reply.text}`;
        return { edits: [editOf(lesson, at, words)], title: `Name the heading “${reply.text}”`, risk: 'low' };
      };
      return fault;
    }),
);

/** Whether nothing stands between it and the next heading of its file, or its end. */
function headsNothing(lesson: Lesson, heading: Heading): boolean {
  const { path, start, end } = heading.span;
  const next = lesson.headings
    .filter(({ span }) => span.path === path && span.start > start)
    .sort((a, b) => a.span.start - b.span.start)[0];
  const text = fileOf(lesson, path)!.text;
  return /^[\s:]*$/.test(text.slice(end, next?.span.start ?? text.length).replace(/<\/?[a-z][^>]*>/gi, ''));
}
