/** What carries the verdicts of one outcome, and the other outcome a reader might take for it: for both reports. Pure. */
import type { AlignmentCell, AlignmentRow } from '../../agents/contract.ts';
import type { AlignmentCourse } from './types.ts';

export interface AlignmentReason {
  /** `Taught`, `Practised`, `Assessed`; `Not` for the nearest other outcome. */
  label: string;
  /** Words of the source, or of the other outcome, on one line. */
  quote: string;
  /** Where it stands, or why it is not this one. */
  note: string;
}

const longest = 200;

/** One reason a verdict that has words to show, then the nearest other outcome. */
export function alignmentReasons(row: AlignmentRow, items: AlignmentCourse['items']): AlignmentReason[] {
  const cells: [string, AlignmentCell][] = [
    ['Taught', row.taught],
    ['Practised', row.practised],
    ...(items === 'some' ? [['Assessed', row.assessed] satisfies [string, AlignmentCell]] : []),
  ];
  const reasons = cells.flatMap(([label, { verdict, quote }]): AlignmentReason[] =>
    quote === undefined || verdict === 'none' ? [] : [{ label, quote: shown(quote), note: verdict === 'unsure' ? 'unsure' : '' }],
  );
  return row.nearest ? [...reasons, { label: 'Not', quote: shown(row.nearest.outcome), note: row.nearest.why }] : reasons;
}

function shown(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest).trimEnd()}…` : line;
}
