/** The attribute by which every rendered element says where in the source it stands. */
export const sourceAttribute = 'data-perennial-src';

export function sourceMark(start: number, end: number): string {
  return `${start}:${end}`;
}

/** Offsets of a mark; null where it is not one (a lesson may carry the attribute itself). */
export function parseMark(mark: string, length: number): { start: number; end: number } | null {
  const match = /^(\d{1,9}):(\d{1,9})$/.exec(mark);
  if (!match) return null;
  const start = Number(match[1]);
  const end = Number(match[2]);
  return start < end && end <= length ? { start, end } : null;
}
