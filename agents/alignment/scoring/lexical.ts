/** Words in common, weighted by how telling they are. */
import { isSaying } from '../levels/bloom.ts';
import { stem } from './stem.ts';
import { stemsOf, wordsOf } from './words.ts';

/** How many documents hold each stem. */
export interface Background {
  documents: number;
  holding: Map<string, number>;
  meanLength: number;
}

export function backgroundOf(documents: string[][]): Background {
  const holding = new Map<string, number>();
  let length = 0;
  for (const stems of documents) {
    length += stems.length;
    for (const one of new Set(stems)) holding.set(one, (holding.get(one) ?? 0) + 1);
  }
  return { documents: documents.length, holding, meanLength: documents.length > 0 ? length / documents.length : 1 };
}

/** Inverse document frequency with the +1 of Lucene, so that it never falls below zero. */
export function idf(background: Background, one: string): number {
  const n = background.holding.get(one) ?? 0;
  return Math.log(1 + (background.documents - n + 0.5) / (n + 0.5));
}

export interface Term {
  stem: string;
  weight: number;
}

/** Verbs that fit any subject; "append" or "slice" by contrast are subject words themselves. */
const general = new Set(
  'use apply write create perform make build develop add carry show demonstrate read run design produce complete evaluate assess judge decide choose plan check calculate compute find relate critique assemble prepare predict implement practise practice rewrite fit'.split(
    ' ',
  ),
);

/**
 * The terms of an outcome. Verbs that only say what learners do ("explain", "write") count next to nothing beside its
 * subject words.
 * @param marks code words of the outcome (`codeMarksOf`).
 */
export function termsOf(outcome: string, background: Background, marks: string[] = []): Term[] {
  const leading = new Set(
    wordsOf(outcome)
      .filter((word) => general.has(word) || isSaying(word))
      .map(stem),
  );
  return [...new Set([...stemsOf(outcome), ...marks])].map((one) => {
    const verb = leading.has(one);
    return { stem: one, weight: idf(background, one) * (verb ? 0.05 : 1) };
  });
}

/** Share of an outcome's term weight that a text holds, 0..1. Longer stems match on a common beginning for half. */
export function coverage(terms: Term[], stems: ReadonlySet<string>): number {
  let held = 0;
  let all = 0;
  for (const term of terms) {
    all += term.weight;
    if (stems.has(term.stem)) held += term.weight;
    else if (term.stem.length >= 5 && sharesBeginning(term.stem, stems)) held += term.weight / 2;
  }
  return all === 0 ? 0 : held / all;
}

function sharesBeginning(one: string, stems: ReadonlySet<string>): boolean {
  const beginning = one.slice(0, Math.max(5, one.length - 2));
  for (const other of stems) if (other.startsWith(beginning) || (other.length >= 5 && one.startsWith(other))) return true;
  return false;
}

/** Okapi BM25 (k1 = 1.2, b = 0.75; S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework", 2009). */
export function bm25(query: string[], document: string[], background: Background): number {
  return bm25Counted(query, countsOf(document), document.length, background);
}

/** How often each stem stands in a document. */
export function countsOf(document: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of document) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** The same for a document that was counted before. */
export function bm25Counted(
  query: string[],
  counts: ReadonlyMap<string, number>,
  length: number,
  background: Background,
): number {
  let score = 0;
  for (const one of new Set(query)) {
    const tf = counts.get(one) ?? 0;
    if (tf === 0) continue;
    const norm = 1.2 * (1 - 0.75 + (0.75 * length) / background.meanLength);
    score += (idf(background, one) * tf * 2.2) / (tf + norm);
  }
  return score;
}

/**
 * The words a text says most tellingly: term frequency (damped) by inverse document frequency.
 * @param most how many terms to give.
 */
export function tellingTerms(stems: string[], background: Background, most: number): Term[] {
  const counts = new Map<string, number>();
  for (const one of stems) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts]
    .map(([one, count]) => ({ stem: one, weight: Math.log(1 + count) * idf(background, one) }))
    .sort((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1))
    .slice(0, most);
}
