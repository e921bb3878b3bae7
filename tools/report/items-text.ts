/** Item statistics as lines for a terminal. */
import { groundsLine, refreshFirstLine, refreshFirstOf, surely, testLine, unitOf } from './answers.ts';
import type { ItemsDocument } from './items-document.ts';

type Interval = [number, number] | null;

function figure(value: number | null): string {
  return value === null ? '–' : value.toFixed(2);
}

function ranged(value: number | null, interval: Interval): string {
  return value === null ? '–' : `${value.toFixed(2)}${interval ? ` [${interval[0].toFixed(2)}, ${interval[1].toFixed(2)}]` : ''}`;
}

/** Columns filled up with blanks to the widest cell; the first one to the left, all others to the right. */
function columns(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === row.length - 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function said(item: ItemsDocument['items'][number]): string {
  const parts: string[] = [item.verdict];
  if (item.miskey) parts.push(`wrong key? "${item.miskey.option}" (${surely(item.miskey.posterior)})`);
  if (item.dif?.class === 'C' || item.dif?.class === 'B') parts.push(`DIF ${item.dif.class} (D ${item.dif.d.toFixed(2)})`);
  const idle = item.options.filter(({ works }) => works === false);
  if (idle.length > 0) parts.push(`under 5%: ${idle.map(({ option }) => option).join(', ')}`);
  return parts.join('; ');
}

/** @returns lines without colours: items, the test, outcomes */
export function itemsText(document: ItemsDocument): string[] {
  const { items, outcomes } = document;
  const lines = columns([
    ['item', 'N', 'p', 'r (corrected)', 'upper − lower', 'alpha without', ''],
    ...items.map((item) => [
      item.item,
      String(item.n),
      ranged(item.p, item.pInterval),
      ranged(item.pointBiserial, item.pointBiserialInterval),
      ranged(item.discrimination, item.discriminationInterval),
      figure(item.alphaWithout),
      said(item),
    ]),
  ]);
  lines.push(testLine(document));
  if (outcomes.length === 0) return lines;
  lines.push(
    '',
    ...columns([
      [unitOf(document), 'learners', 'know it at the end', 'initial', 'learn', 'guess', 'slip', ''],
      ...outcomes.map(({ outcome, learners, mastery, masteryInterval, parameters, verdict }) => [
        outcome,
        String(learners),
        ranged(mastery, masteryInterval),
        figure(parameters?.initial ?? null),
        figure(parameters?.learn ?? null),
        figure(parameters?.guess ?? null),
        figure(parameters?.slip ?? null),
        verdict,
      ]),
    ]),
  );
  lines.push(groundsLine(document));
  const first = refreshFirstOf(document);
  if (first.length > 0) lines.push('Refresh first:');
  first.forEach((one, index) => {
    lines.push(`${index + 1}. ${one.outcome}: ${refreshFirstLine(one)}`);
  });
  return lines;
}
