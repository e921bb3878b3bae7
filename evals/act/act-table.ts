/** The figures for people. */
import { type Count, percent } from './score-act.ts';
import type { ActSummary } from './summary.ts';

export function actTable(summary: ActSummary): string {
  const lines = [
    `${summary.pages.failing} failing pages, ${summary.pages.others} others (of ${summary.pages.all}; not scanned: ${summary.pages.notScanned.length})`,
    '',
    row('', 'flagged', 'false alarms'),
    row('all rules', recall(summary.all), alarms(summary.all)),
    row('axe-core alone', recall(summary.axeAlone), alarms(summary.axeAlone)),
    row('with a model: its reach, and the worst it could do', recall(summary.model.reach), alarms(summary.model.reach)),
    `flagged by nobody and read by the model: ${summary.model.byModel} failing pages (${summary.model.requests} requests)`,
    `asked instead of flagged: ${summary.asked.failing} failing pages; asked on others: ${summary.asked.others}`,
    '',
    'By class (axe-core alone in brackets)',
    ...Object.entries(summary.byClass).map(([name, { all, axeAlone, reach }]) =>
      row(
        name,
        `${recall(all)} (${percent(axeAlone.flagged, axeAlone.failing)})`,
        `${alarms(all)}; reach ${percent(reach.flagged, reach.failing)}`,
      ),
    ),
    '',
    'By engine',
    ...Object.entries(summary.byEngine).map(([name, counted]) => row(name, recall(counted), alarms(counted))),
    '',
    'By our rule',
    ...Object.entries(summary.byOwnRule).map(([name, counted]) => row(name, `${counted.flagged}`, `${counted.falseAlarms}`)),
    '',
    'By ACT rule (axe-core alone in brackets)',
    ...summary.byRule.map(({ rule, name, all, axeAlone, reach, asked }) =>
      row(
        `${rule} ${name}`.slice(0, 58),
        `${all.flagged}/${all.failing} (${axeAlone.flagged})${asked > 0 ? ` asked ${asked}` : ''}`,
        `${all.falseAlarms}/${all.others}; reach ${reach.flagged}/${reach.failing}, at worst ${reach.falseAlarms}/${reach.others}`,
      ),
    ),
    '',
    'Flagged wrongly',
    ...summary.falseAlarms.map(({ rule, title, by }) => `  ${rule} ${title}: ${by.join(', ')}`),
  ];
  if (summary.failedRules.length > 0) {
    lines.push('', 'Rules that failed', ...summary.failedRules.map(({ path, rule, why }) => `  ${path}: ${rule}: ${why}`));
  }
  return lines.join('\n');
}

function row(name: string, one: string, other: string): string {
  return `${name.padEnd(60)} ${one.padEnd(26)} ${other}`;
}

function recall({ flagged, failing }: Count): string {
  return `${flagged} of ${failing} (${percent(flagged, failing)})`;
}

function alarms({ falseAlarms, others }: Count): string {
  return `${falseAlarms} of ${others} (${percent(falseAlarms, others)})`;
}
