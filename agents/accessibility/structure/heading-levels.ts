/** What level each heading should have, so that no level is skipped and every heading that is fine stays as it is. */

export interface Levelled {
  depth: number;
  /** Where the heading reigns: headings of one container follow each other. */
  container: string | null;
}

/**
 * New depth of each heading. A heading may stand at most one level under the heading it belongs to; those below it move
 * with it, so that the outline keeps its shape. A heading in a box (a fenced div) may follow on the heading before it on
 * the page or on the one before it in the box.
 *
 * @param title level of a title that stands above the first heading; 0 where there is none, then the first may have any.
 */
export function relevel(headings: Levelled[], title: 0 | 1): number[] {
  const open: { depth: number; level: number }[] = title === 1 ? [{ depth: 1, level: 1 }] : [];
  const last = new Map<string | null, number>();
  return headings.map(({ depth, container }) => {
    while (open.length > 0 && open.at(-1)!.depth >= depth) open.pop();
    const above = open.at(-1);
    const before = last.get(container);
    let level = depth;
    if (above && depth > above.level + 1) level = above.level + 1;
    if (level !== depth && container !== null && before !== undefined && before >= depth - 1) level = depth;
    open.push({ depth, level });
    last.set(container, level);
    return level;
  });
}
