/** Looks for marks in bytes, whatever they are written between. Pure. */
import { type Canary, marks } from './plant.ts';

export interface Sought {
  letters: Map<string, Canary>;
  digits: Map<string, Canary>;
}

export function soughtOf(canaries: readonly Canary[]): Sought {
  const isDigits = (one: Canary) => /^\d/u.test(one.mark);
  const by = (list: Canary[]) => new Map(list.map((one) => [one.mark, one]));
  return { letters: by(canaries.filter((one) => !isDigits(one))), digits: by(canaries.filter(isDigits)) };
}

/** Distinct canaries in the bytes: as they are, in any case, as UTF-16, base64 or hex, with or without separators between digits. */
export function canariesIn(bytes: Uint8Array, sought: Sought): Set<Canary> {
  const found = new Set<Canary>();
  const raw = Buffer.from(bytes).toString('latin1');
  for (const text of [raw, raw.replaceAll('\0', ''), ...decoded(raw)]) search(text, sought, found);
  return found;
}

function search(text: string, { letters, digits }: Sought, found: Set<Canary>): void {
  const lower = text.toLowerCase();
  for (const [mark] of lower.matchAll(marks.letters)) add(letters.get(mark), found);
  for (const plain of [lower, lower.replace(/(?<=\d)[ ./()-]{1,2}(?=\d)/gu, '')])
    for (const [mark] of plain.matchAll(marks.digits)) add(digits.get(mark), found);
}

function add(canary: Canary | undefined, found: Set<Canary>): void {
  if (canary) found.add(canary);
}

/** What looks like base64 or hex, decoded. */
function* decoded(text: string): Generator<string> {
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/gu)) yield Buffer.from(run, 'base64').toString('latin1');
  for (const [run] of text.matchAll(/(?:[0-9a-f]{2}){16,}/giu)) yield Buffer.from(run, 'hex').toString('latin1');
}
