/** One control in another: nobody can say which of the two is meant. */
import { bodyOf } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { RuleMeta } from '../rule.ts';
import { attribute, elementsOf, textOf } from './element-tree.ts';
import { type Fault, faultRule, isProtected } from './fault-rule.ts';
import { nestedRepair } from './list-repair.ts';

const meta: RuleMeta = {
  id: 'control-nested',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A button within a link',
  source:
    'HTML Standard, 4.5.1: a link holds no interactive content; WCAG 2.2, 4.1.2. A button that holds something is reported by `axe` (nested-interactive).',
  wcag: ['4.1.2'],
  needs: [],
};

export const controlNested = faultRule<LessonContext>(meta, ({ lesson }) => {
  const { path, format } = bodyOf(lesson);
  if (format === 'quiz-json') return 'a quiz file has no page';
  const all = elementsOf(lesson, path);
  return all
    .filter(({ element, whole }) => element.tagName === 'a' && attribute(element, 'href') !== null && !isProtected(lesson, whole))
    .flatMap((link): Fault[] => {
      const inner = all.find(
        ({ element, tag, whole }) => element.tagName === 'button' && tag.start > link.tag.start && whole.end <= link.whole.end,
      );
      if (!inner) return [];
      return [
        {
          range: link.whole,
          certainty: 'fails',
          message: `The link holds a button (“${textOf(inner.element).slice(0, 60)}”): the keyboard meets both, and only one works.`,
          mend: () => nestedRepair(lesson, link),
        },
      ];
    });
});
