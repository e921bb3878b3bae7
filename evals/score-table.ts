/** A score as a table for a terminal. Pure. */
import { agentNames } from '../agents/contract.ts';
import type { Score, Tally } from './score.ts';

const columns = ['', 'recall', 'precision', 'certainty', 'repair', 'harm'];

/** Lines of text: by agent, by rule, then what was missed, flagged wrongly or edited wrongly. */
export function scoreTable(score: Score): string {
  const rows = [
    columns,
    row('all', score.total),
    ...agentNames.map((name) => row(name, score.byAgent[name])),
    ['by rule'],
    ...Object.entries(score.byRule).map(([rule, tally]) => row(`  ${rule}`, tally)),
  ];
  return [
    align(rows),
    '',
    `Look-alikes accused: ${score.lookAlikes.accused} of ${score.lookAlikes.total}.`,
    ...section(
      'Missed',
      score.missed.map((miss) => `${miss.id} (${miss.kind}) ${miss.file}: ${brief(miss.quote)}`),
    ),
    ...section(
      'Flagged and no fault of the sheet',
      score.falseAlarms.map(
        (alarm) =>
          `${alarm.rule} ${alarm.path}: ${brief(alarm.quote)}${alarm.lookAlike ? ` [look-alike ${alarm.lookAlike}]` : ''}`,
      ),
    ),
    ...section(
      'Harmful proposals',
      score.harms.map(
        (harm) =>
          `${harm.kind}: ${harm.rule} ${harm.path}: ${brief(harm.quote)} → ${brief(harm.replacement)}${harm.entry ? ` [${harm.entry}]` : ''}`,
      ),
    ),
  ].join('\n');
}

function row(name: string, tally: Tally): string[] {
  return [
    name,
    share(tally.found, tally.planted),
    share(tally.right, tally.right + tally.wrong),
    share(tally.certain, tally.found),
    share(tally.repaired, tally.repairable),
    share(tally.harmful, tally.proposals),
  ];
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)}% (${part}/${whole})`;
}

function align(rows: string[][]): string {
  const widths = columns.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title} (${lines.length}):`, ...lines.map((line) => `  ${line}`)];
}

function brief(text: string): string {
  const flat = text.replace(/\s+/gu, ' ').trim();
  return `"${flat.length > 70 ? `${flat.slice(0, 69)}…` : flat}"`;
}
