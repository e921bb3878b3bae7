/** What the repair suite found, as lines for people. Pure. */
import type { PageResult, RepairScore } from './score-repair.ts';

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

export function repairTable(results: PageResult[], score: RepairScore, first: RepairScore): string {
  const lines = [
    `${score.pages} pages with known repairs, ${score.leftAlone.pages} to be left alone; weights: critical 4, serious 3, moderate 2, minor 1`,
    '',
    'impact-weighted score         before    after     gone   after one round',
    row('axe-core alone', score.axe, score.gone.axe, first.gone.axe),
    row('all engines and rules', score.all, score.gone.all, first.gone.all),
    `pages fully clean             ${percent(score.clean)}   (after one round ${percent(first.clean)})`,
    `pages as the sheet wants them ${percent(score.asWanted)}`,
    `pages harmed                  ${score.harmed} of ${results.length}; touched though to be left alone: ${score.leftAlone.touched}`,
    '',
    'by rule                                        before  after',
    ...ruleLines(results),
    '',
    'by page                                  axe before  after   all before  after  rounds',
    ...results.map(
      (one) =>
        `  ${one.id.padEnd(38)} ${pad(one.axe.before, 10)} ${pad(one.axe.after, 6)} ${pad(one.all.before, 12)} ${pad(one.all.after, 6)} ${pad(one.rounds, 7)}${one.kind === 'left-alone' ? '  left alone' : ''}`,
    ),
  ];
  const reasons = results.flatMap((one) => [
    ...(one.kind === 'known' ? one.left.map((why) => `  ${one.id}: left: ${why}`) : []),
    ...one.wrong.map((why) => `  ${one.id}: ${why}`),
    ...one.harm.map((why) => `  ${one.id}: HARM: ${why}`),
  ]);
  return [
    ...lines,
    '',
    reasons.length > 0 ? 'what is left, and what did not come out as wanted' : 'nothing is left',
    ...reasons,
  ].join('\n');
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}

function row(name: string, { before, after }: { before: number; after: number }, gone: number, first: number): string {
  return `${name.padEnd(28)} ${pad(before, 7)} ${pad(after, 8)} ${percent(gone).padStart(8)}   ${percent(first).padStart(8)}`;
}

function ruleLines(results: PageResult[]): string[] {
  const sums = new Map<string, { before: number; after: number }>();
  for (const { rules, kind } of results) {
    if (kind !== 'known') continue;
    for (const { rule, by, before, after } of rules) {
      const name = `${by === 'axe-core' ? 'axe-core ' : ''}${rule}`;
      const known = sums.get(name) ?? { before: 0, after: 0 };
      sums.set(name, { before: known.before + before, after: known.after + after });
    }
  }
  return [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { before, after }]) => `  ${name.padEnd(44)} ${pad(before, 6)} ${pad(after, 6)}`);
}
