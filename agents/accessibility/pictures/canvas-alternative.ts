/** What is drawn on a canvas is told in words. */
import { bodyOf, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, elementsOf, type Placed, textOf } from '../element-tree.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { isHiddenInSource } from '../hidden-in-source.ts';
import { addAttribute } from '../tag-edits.ts';
import { alternativeQuestion } from './image-alternative.ts';

const meta: RuleMeta = {
  id: 'canvas-alternative',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A drawing without a text alternative',
  source: 'WCAG 2.2, 1.1.1 Non-text Content (failure F65); HTML Standard 4.12.5: what stands within `canvas` is its alternative.',
  wcag: ['1.1.1'],
  needs: [],
};

export const canvasAlternative = faultRule<LessonContext>(meta, ({ lesson }) => {
  if (bodyOf(lesson).format === 'quiz-json') return 'a quiz file has no page';
  return lesson.files.flatMap(({ path }): Fault[] =>
    elementsOf(lesson, path)
      .filter(
        (one) =>
          one.element.tagName === 'canvas' && !isProtected(lesson, one.tag) && !isHiddenInSource(lesson, one.tag) && isMute(one),
      )
      .map(({ tag }) => ({
        range: tag,
        target: sourceOf(lesson, tag),
        certainty: 'needs-review' as const,
        message: 'What is drawn here is told in no words.',
        question: alternativeQuestion,
        answerKind: 'text-alternative' as const,
        reply: (reply) => {
          if (reply.kind === 'decorative')
            return {
              edits: [addAttribute(lesson, tag, 'aria-hidden', 'true')],
              title: 'Pass it over: it is decoration',
              risk: 'low' as const,
            };
          if (reply.kind !== 'text') return null;
          return {
            edits: [addAttribute(lesson, tag, 'role', 'img'), addAttribute(lesson, tag, 'aria-label', reply.text)],
            title: 'Give the drawing these words',
            risk: 'low' as const,
          };
        },
      })),
  );
});

/** No words within, no name, no caption, and no role that says more or that it is decoration. */
function isMute({ element, ancestors }: Placed): boolean {
  if (textOf(element, 'alt').trim() !== '') return false;
  if (['aria-label', 'aria-labelledby', 'aria-describedby', 'title', 'role'].some((name) => attribute(element, name) !== null))
    return false;
  const figure = ancestors.findLast(({ tagName }) => tagName === 'figure');
  return !figure || textOf(figure, 'alt').trim() === '';
}
