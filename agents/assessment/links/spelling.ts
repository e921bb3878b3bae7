/** How far two spellings are apart. Pure. */

/** Changes of one letter (insert, drop, replace, swap of neighbours) that lead from one to the other, counted up to `limit` + 1 (Damerau 1964). */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (rows[i - 1]?.[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? limit + 1;
}

/** The one candidate that a slip of the pen explains: at most two letters off in long words, one in short; null where several would do. */
export function slipOf(written: string, candidates: Iterable<string>): string | null {
  const limit = written.length >= 12 ? 2 : written.length >= 5 ? 1 : 0;
  if (limit === 0) return null;
  // Numbers tell things apart: lesson-1 is no slip for lesson-2.
  const digits = (text: string) => text.replace(/\D/gu, '');
  const near = [...new Set(candidates)].filter(
    (own) => own !== written && digits(own) === digits(written) && distance(own, written, limit) <= limit,
  );
  return near.length === 1 ? (near[0] ?? null) : null;
}
