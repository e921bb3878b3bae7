/** The sentences all forms of the report share. Plain text: every form escapes for itself. */
import type { AgentName, ProposalStatus } from '../../agents/contract.ts';
import type { CriteriaCourse, CriterionState, Estimate, ProposalView, Summary } from './types.ts';
import { criteria } from './wcag.ts';

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const agentLabels: Record<AgentName, string> = {
  alignment: 'Alignment',
  accessibility: 'Accessibility',
  assessment: 'Assessment',
};
export function agentLabel(agent: AgentName): string {
  return agentLabels[agent];
}

export function todayLine(estimate: Estimate): string {
  if (estimate.decisions === 0) return 'Today: nothing to decide.';
  return `Today: ${plural(estimate.decisions, 'decision')}, about ${plural(estimate.minutes, 'minute')}.`;
}

/** Who made the change, and what it cost. */
export function originLine(proposal: Pick<ProposalView, 'origin' | 'ruleVersion' | 'model' | 'prompt' | 'cost'>): string {
  const cost = proposal.cost ? `, ${dollars(proposal.cost)}` : '';
  if (proposal.origin === 'model')
    return `written by a model (${proposal.model ?? 'unnamed'}${cost}), rule ${proposal.ruleVersion}`;
  if (proposal.origin === 'person') return `written by a person, rule ${proposal.ruleVersion}`;
  return `made by a rule (${proposal.ruleVersion})`;
}

export function dollars(amount: number): string {
  if (amount === 0) return 'US$ 0';
  return `US$ ${amount < 0.01 ? amount.toFixed(4) : amount.toFixed(2)}`;
}

export function duration(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

export const statusTitles: Partial<Record<ProposalStatus, string>> = {
  approved: 'Approved, ready to publish',
  'publish-failed': 'Publishing failed',
  stale: 'Stale: the lesson changed underneath',
  snoozed: 'Snoozed',
};

function modelLine({ model }: Summary): string {
  const notes = model.notes.map((note) => ` ${note}`).join('');
  if (model.without !== null && model.calls === 0) return `No model was used: ${model.without}${notes}`;
  const partly = model.without === null ? '' : ` In part without a model: ${model.without}`;
  return `Models: ${plural(model.calls, 'call')}, ${dollars(model.cost)}.${partly}${notes}`;
}

/** The summary in a few lines: what was scanned, what was not and why, counts, cost. */
export function summaryLines(summary: Summary): string[] {
  const { lessons } = summary;
  if (!summary.run) return ['No refresh has run yet: run perennial refresh.'];
  const lines = [
    `${plural(lessons.total, 'lesson')}: ${lessons.scanned} looked at, ${lessons.unchanged} unchanged since the last run, ${lessons.notScanned.length} not scanned. ${duration(summary.run.seconds)}, ${plural(summary.pagesOpened, 'page')} opened.`,
  ];
  if (summary.run.partial !== null) lines.push(`The run was not completed: ${summary.run.partial}`);
  for (const { reason, paths } of byReason(lessons.notScanned)) lines.push(`Not scanned: ${firstOf(paths)}: ${reason}`);
  for (const entry of summary.unchecked.filter((rule) => rule.kind === 'failed')) {
    lines.push(
      `Not checked: ${entry.rule} failed in ${plural(entry.lessons.length, 'lesson')} (${entry.lessons.slice(0, 3).join(', ')}${entry.lessons.length > 3 ? ', …' : ''}): ${entry.why}`,
    );
  }
  for (const count of summary.agents) {
    if (count.state === 'left-out' && count.total === 0) {
      lines.push(`${agentLabel(count.agent)}: not asked in this run.`);
      continue;
    }
    const parts = Object.entries(count.severities).filter(([, number]) => number > 0);
    lines.push(
      `${agentLabel(count.agent)}: ${plural(count.total, 'finding')}${parts.length > 0 ? ` (${parts.map(([severity, number]) => `${number} ${severity}`).join(', ')})` : ''}, ${plural(count.proposals, 'proposal')}, ${plural(count.questions, 'question')}.`,
    );
  }
  lines.push(modelLine(summary));
  if (summary.known > 0) lines.push(knownLine(summary.known));
  return lines;
}

/** Lessons that were not scanned, told once a reason: a browser that does not start keeps every lesson from being seen. */
export function byReason<L extends { path: string; reason?: string | undefined }>(
  lessons: readonly L[],
): { reason: string; paths: string[] }[] {
  const groups = new Map<string, string[]>();
  for (const { path, reason = '' } of lessons) {
    const why = reason.startsWith(`${path}: `) ? reason.slice(path.length + 2) : reason;
    groups.set(why, [...(groups.get(why) ?? []), path]);
  }
  return [...groups].map(([reason, paths]) => ({ reason, paths }));
}

/** The first few of a list, and how many more. */
export function firstOf(paths: readonly string[], shown = 4): string {
  return paths.length > shown ? `${paths.slice(0, shown).join(', ')} and ${paths.length - shown} more` : paths.join(', ');
}

/** `1.1.1 Non-text Content`. */
export function criterionName(criterion: string): string {
  const known = criteria[criterion];
  return known ? `${criterion} ${known[0]}` : criterion;
}

export function knownLine(known: number): string {
  return `${plural(known, 'finding')} known from the start (baseline) ${known === 1 ? 'is' : 'are'} not shown.`;
}

/** `1 → 0`; only what is now, where there is no before. */
export function turnOf(check: { before: string; after: string }): string {
  return check.before === '' ? check.after : `${check.before} → ${check.after}`;
}

/** Sign and words for how a success criterion stands. */
export const criterionWords: Record<CriterionState, readonly [sign: string, words: string]> = {
  fails: ['×', 'fails'],
  'needs-review': ['?', 'needs review'],
  passes: ['✓', 'passes the checks'],
  'not-scanned': ['–', 'not scanned'],
};

/** One sentence on a course's criteria. */
export function criteriaLine(course: CriteriaCourse): string {
  const of = (state: CriterionState) => course.rows.filter((row) => row.state === state).length;
  return `${course.course}: of ${course.rows.length} criteria ${of('fails')} fail, ${of('needs-review')} need review, ${of('passes')} pass the checks, ${of('not-scanned')} not scanned`;
}
