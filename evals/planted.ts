/** Where the entries of an answer sheet stand in the texts of a library, and which findings point there. Pure. */
import type { Finding, Range } from '../agents/contract.ts';
import type { AlsoTrue, AnswerSheet, Fault, LookAlike } from './sheet.ts';
import { namedIn } from './sheet.ts';

/** Text of a file of the library, by its path relative to the root; null where there is none. */
export type ReadText = (path: string) => string | null;

export interface PlacedFault extends Fault {
  places: Range[];
}
export type Placed<T> = T & { place: Range };

export interface PlacedSheet {
  faults: PlacedFault[];
  lookalikes: Placed<LookAlike>[];
  alsoTrue: Placed<AlsoTrue>[];
}

/** A finding about more than this many characters points at nothing in particular. */
const pointing = 4000;

/**
 * Finds each quote.
 * @throws where a file is missing, or a quote does not stand exactly once in it.
 */
export function placeSheet(sheet: AnswerSheet, read: ReadText): PlacedSheet {
  return {
    faults: sheet.faults.map((fault) => {
      const first = placeOf(fault, read);
      const main = fault.span === undefined ? first : { ...first, end: Math.max(first.end, first.start + fault.span) };
      const others = [...fault.also.map((quote) => ({ file: fault.file, quote })), ...fault.alsoAt];
      return { ...fault, places: [main, ...others.map((other) => placeOf(other, read))] };
    }),
    lookalikes: sheet.lookalikes.map((entry) => ({ ...entry, place: placeOf(entry, read) })),
    alsoTrue: sheet.alsoTrue.map((entry) => ({ ...entry, place: placeOf(entry, read) })),
  };
}

function placeOf(entry: { file: string; quote: string }, read: ReadText): Range {
  const text = read(entry.file);
  if (text === null) throw new Error(`The answer sheet speaks of ${entry.file}, which is not in the library.`);
  const start = text.indexOf(entry.quote);
  if (start < 0) throw new Error(`${entry.file} does not contain "${entry.quote}", which the answer sheet quotes.`);
  if (text.indexOf(entry.quote, start + 1) >= 0)
    throw new Error(`${entry.file} contains "${entry.quote}" more than once; quote more of it.`);
  return { path: entry.file, start, end: start + entry.quote.length };
}

/** Two ranges of one file that share a character, or of which one is a point that touches the other. */
export function overlap(a: Range, b: Range): boolean {
  if (a.path !== b.path) return false;
  if (a.start === a.end || b.start === b.end) return a.start <= b.end && b.start <= a.end;
  return a.start < b.end && b.start < a.end;
}

/** A finding stands at its range; one that was asked once for many stands at each source it cites. */
export function standsAt(finding: Finding): Range[] {
  const cited = finding.evidence.flatMap((evidence) => (evidence.source ? [evidence.source] : []));
  return [finding.range, ...cited].filter((range) => range.end - range.start <= pointing);
}

export function tells(finding: Finding, fault: PlacedFault): boolean {
  if (finding.agent !== fault.agent || !namedIn(fault.rules, finding.rule)) return false;
  return standsAt(finding).some((range) => fault.places.some((place) => overlap(range, place)));
}

export function isAlsoTrue(finding: Finding, entry: Placed<AlsoTrue>): boolean {
  if (!entry.agents.includes(finding.agent) || (entry.rules && !namedIn(entry.rules, finding.rule))) return false;
  return overlap(finding.range, entry.place);
}

/** A finding accuses a look-alike where its own range lies on it and is not much larger. */
export function accuses(finding: Finding, entry: Placed<LookAlike>): boolean {
  if (entry.agents && !entry.agents.includes(finding.agent)) return false;
  if (entry.rules && !namedIn(entry.rules, finding.rule)) return false;
  const length = finding.range.end - finding.range.start;
  return overlap(finding.range, entry.place) && length <= 3 * (entry.place.end - entry.place.start) + 200;
}
