/** The cells of one table, those of tables inside it left out. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import { elementsOf, type Placed } from '../element-tree.ts';

export function eachCell(lesson: Lesson, table: Placed): Placed[] {
  return elementsOf(lesson, table.tag.path).filter(
    ({ element, tag, ancestors }) =>
      /^t[hd]$/.test(element.tagName) &&
      tag.start > table.tag.start &&
      tag.end <= table.whole.end &&
      ancestors.findLast(({ tagName }) => tagName === 'table') === table.element,
  );
}

/** Rows of the table itself, each with its cells. */
export function rowsOf(lesson: Lesson, table: Placed): { row: Placed; cells: Placed[] }[] {
  const cells = eachCell(lesson, table);
  return elementsOf(lesson, table.tag.path)
    .filter(
      ({ element, tag, ancestors }) =>
        element.tagName === 'tr' &&
        tag.start > table.tag.start &&
        tag.end <= table.whole.end &&
        ancestors.findLast(({ tagName }) => tagName === 'table') === table.element,
    )
    .map((row) => ({ row, cells: cells.filter(({ ancestors }) => ancestors.at(-1) === row.element) }));
}
