/** Turning edits round: what takes them back, at the places where they then stand. Pure. */
import type { Edit } from '../../agents/contract.ts';

/** Edits in the order of their places; those at one place keep their order. */
export function inOrder<E extends Pick<Edit, 'path' | 'start' | 'end'>>(edits: E[]): E[] {
  return edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) =>
      a.edit.path !== b.edit.path
        ? a.edit.path < b.edit.path
          ? -1
          : 1
        : a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index,
    )
    .map(({ edit }) => edit);
}

/**
 * The edits that undo `edits`, with ranges in the text after them.
 * Its own inverse: `inverse(inverse(edits))` are the edits again, in order.
 */
export function inverse(edits: Edit[]): Edit[] {
  let path = '';
  let shift = 0;
  return inOrder(edits).map((edit) => {
    if (edit.path !== path) {
      path = edit.path;
      shift = 0;
    }
    const start = edit.start + shift;
    shift += edit.replacement.length - (edit.end - edit.start);
    return { path, start, end: start + edit.replacement.length, replacement: edit.quote, quote: edit.replacement };
  });
}
