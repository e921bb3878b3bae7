/** Counts of the ACT suite: which failing pages were flagged, and which others wrongly. Pure. */

export type Expected = 'failed' | 'passed' | 'inapplicable';
export type PageClass = 'structural' | 'semantic' | 'media';

export interface ActCase {
  id: string;
  path: string;
  expected: Expected;
  rule: string;
  ruleName: string;
  title: string;
  /** Success criteria of WCAG 2.x the ACT rule tests, secondary ones too. */
  criteria: string[];
}

/** One failing finding on a page: who made it, and what it names. */
export interface Named {
  by: string;
  rule: string;
  criteria: string[];
}

export interface Judged {
  page: ActCase;
  outcome: 'scanned' | 'not-scanned';
  fails: Named[];
  /** Criteria of which a person is asked. */
  asks: Named[];
}

export interface Count {
  flagged: number;
  failing: number;
  falseAlarms: number;
  others: number;
}

/** Keys of the W3C's file: `wcag20:1.1.1`, `wcag21:1.4.12`; techniques and ARIA are no criteria. */
export function criteriaOf(requirements: Record<string, unknown> | null | undefined): string[] {
  return Object.keys(requirements ?? {}).flatMap((key) => /^wcag2\d:(\d\.\d\.\d+)$/.exec(key)?.[1] ?? []);
}

/** What it takes to judge a rule: the mark-up, the meaning of words and pictures, or a recording. */
export function classOf(ruleName: string): PageClass {
  if (/\b(?:audio|video)\b/i.test(ruleName)) return 'media';
  if (/descriptive|equivalent|serve|matches language|visual reference|contain no text/i.test(ruleName)) return 'semantic';
  return 'structural';
}

export function isFlagged(judged: Judged, counts: (finding: Named) => boolean): boolean {
  return judged.fails.some((finding) => counts(finding) && names(finding, judged.page));
}

/** A question on the right criterion. */
export function isAsked(judged: Judged): boolean {
  return judged.asks.some((finding) => names(finding, judged.page));
}

function names(finding: Named, page: ActCase): boolean {
  return finding.criteria.some((criterion) => page.criteria.includes(criterion));
}

/** @param pages only those whose rule belongs to a criterion count. */
export function count(pages: Judged[], counts: (finding: Named) => boolean = () => true): Count {
  const result: Count = { flagged: 0, failing: 0, falseAlarms: 0, others: 0 };
  for (const judged of pages) {
    if (judged.page.criteria.length === 0) continue;
    const flagged = isFlagged(judged, counts);
    if (judged.page.expected === 'failed') {
      result.failing += 1;
      if (flagged) result.flagged += 1;
    } else {
      result.others += 1;
      if (flagged) result.falseAlarms += 1;
    }
  }
  return result;
}

export function grouped<K extends string>(pages: Judged[], keyOf: (page: ActCase) => K): Map<K, Judged[]> {
  const groups = new Map<K, Judged[]>();
  for (const judged of pages) {
    if (judged.page.criteria.length === 0) continue;
    const key = keyOf(judged.page);
    groups.set(key, [...(groups.get(key) ?? []), judged]);
  }
  return groups;
}

export function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)}%`;
}
