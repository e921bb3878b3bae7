/** A table of data is not taken for a mere arrangement. */
import { bodyOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, elementsOf, type Placed, textOf } from '../element-tree.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { isHiddenInSource } from '../hidden-in-source.ts';
import { removeAttribute } from '../tag-edits.ts';
import { eachCell, rowsOf } from './table-cells.ts';

const meta: RuleMeta = {
  id: 'table-role',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A table of data that says it is none',
  source:
    'WCAG 2.2, 1.3.1 Info and Relationships, failures F92 and F46: `role="presentation"` takes headers, caption and cells away from who listens; a layout table has neither.',
  wcag: ['1.3.1'],
  needs: [],
};

export const tableRole = faultRule<LessonContext>(meta, ({ lesson }) => {
  if (bodyOf(lesson).format === 'quiz-json') return 'a quiz file has no page';
  return lesson.files.flatMap(({ path }): Fault[] =>
    elementsOf(lesson, path)
      .filter(
        ({ element, tag }) =>
          element.tagName === 'table' && isNone(element) && !isProtected(lesson, tag) && !isHiddenInSource(lesson, tag),
      )
      .flatMap((table): Fault[] => {
        const signs = signsOfData(lesson, table);
        if (signs.length === 0) return [];
        const out = removeAttribute(lesson, table.tag, 'role');
        return [
          {
            range: table.tag,
            target: textOf(table.element).replace(/\s+/g, ' ').slice(0, 200),
            certainty: 'fails',
            message: `The table says that it only arranges the page, and has ${signs.join(' and ')}.`,
            ...(out
              ? {
                  mend: {
                    edits: [out],
                    title: 'Let it be a table',
                    risk: 'medium' as const,
                    forYou: 'Does it hold data, and not just arrange the page?',
                  },
                }
              : {}),
          },
        ];
      }),
  );
});

function isNone(element: Placed['element']): boolean {
  return /^(?:presentation|none)$/.test((attribute(element, 'role') ?? '').trim().toLowerCase());
}

/** What only a table of data has; cells that are given another role are none of it, and one column is read in its order without being a table. */
function signsOfData(lesson: Lesson, table: Placed): string[] {
  if (rowsOf(lesson, table).filter(({ cells }) => cells.length > 1).length < 2) return [];
  const cells = eachCell(lesson, table).filter(
    ({ element }) => attribute(element, 'role') === null && textOf(element, 'alt').trim() !== '',
  );
  const caption = elementsOf(lesson, table.tag.path).some(
    ({ element, ancestors }) =>
      element.tagName === 'caption' && ancestors.at(-1) === table.element && textOf(element).trim() !== '',
  );
  return [
    ...(cells.some(({ element }) => element.tagName === 'th') ? ['header cells'] : []),
    ...(caption ? ['a caption'] : []),
    ...(cells.some(({ element }) => (attribute(element, 'headers') ?? '').trim() !== '')
      ? ['cells that name their headers']
      : []),
  ];
}
