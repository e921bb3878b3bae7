/** What carries the verdicts of one outcome, and the other outcome a reader might take for it: for both reports. Pure. */
import type { AlignmentCell, AlignmentRow } from '../../agents/contract.ts';
import type { AlignmentCourse } from './types.ts';
import { plural } from './words.ts';

export interface AlignmentReason {
  /** `Taught`, `Practised`, `Assessed`; `Not` for the nearest other outcome. */
  label: string;
  /** Words of the source or of the other outcome; the verdict, where there is nothing to quote. On one line. */
  words: string;
  form: 'quote' | 'verdict';
  /** Who read it and why, or why it is not this one; empty where the words say it all. */
  note: string;
}

const longest = 200;
/** As long as the prompt lets a reason be. */
const longestWhy = 240;
const longestName = 60;

const verdictWords: Record<AlignmentCell['verdict'], readonly [sign: string, words: string]> = {
  full: ['✓', 'yes'],
  partial: ['~', 'partly'],
  none: ['×', 'no'],
  unsure: ['?', 'unsure'],
};

/** Sign and words of a cell; the words tell a verdict that a model read from one that the scorer gave. */
export function cellWords({ verdict, read }: AlignmentCell): readonly [sign: string, words: string] {
  const [sign, words] = verdictWords[verdict];
  return [sign, read ? `${words}, read` : words];
}

/** What `read` in a cell means. */
export const readLegend = 'Marked “read”: the scorer was unsure, and a model read the text.';

/** `; 2 verdicts read by a model`; empty where none was. */
export function readClause({ read }: Pick<AlignmentCourse, 'read'>): string {
  return read === 0 ? '' : `; ${plural(read, 'verdict')} read by a model`;
}

/** One reason a verdict that has words to show or was read by a model, then the nearest other outcome. */
export function alignmentReasons(row: AlignmentRow, items: AlignmentCourse['items']): AlignmentReason[] {
  const cells: [string, AlignmentCell][] = [
    ['Taught', row.taught],
    ['Practised', row.practised],
    ...(items === 'some' ? [['Assessed', row.assessed] satisfies [string, AlignmentCell]] : []),
  ];
  const reasons = cells.flatMap(([label, cell]) => cellReason(label, cell));
  if (!row.nearest) return reasons;
  return [...reasons, { label: 'Not', words: shown(row.nearest.outcome), form: 'quote', note: row.nearest.why }];
}

function cellReason(label: string, { verdict, quote, read }: AlignmentCell): AlignmentReason[] {
  const said = read ? `read by a model, ${shown(read.model, longestName)}: ${shown(read.why, longestWhy)}` : null;
  if (quote !== undefined && verdict !== 'none')
    return [{ label, words: shown(quote), form: 'quote', note: said ?? (verdict === 'unsure' ? 'unsure' : '') }];
  return said === null ? [] : [{ label, words: verdictWords[verdict][1], form: 'verdict', note: said }];
}

function shown(text: string, most = longest): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length > most ? `${line.slice(0, most).trimEnd()}…` : line;
}
