/** One agent looks at one subject: from the cache where nothing it read has changed, else afresh. */
import type { AgentName, Detection, Finding, RawFinding } from '../agents/contract.ts';
import { identify } from '../agents/fingerprint.ts';
import { runRule } from '../agents/run-rules.ts';
import type { LessonOutcome } from '../tools/ledger/events.ts';
import type { Keys } from './keys.ts';
import { type AnyRule, rulesOf, type Subject, sourceIn } from './subject.ts';
import type { Workspace } from './workspace.ts';

export interface RuleResult {
  agent: AgentName;
  rule: string;
  detection: Detection;
  from: 'cache' | 'fresh';
}

/** Runs every rule of the agent on the subject. A failed rule is never kept: it is tried again next time. */
export async function detect(workspace: Workspace, subject: Subject, agent: AgentName, keys: Keys): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  for (const { rule } of rulesOf(subject, [agent])) {
    const key = keys.rule(subject, rule);
    const known = workspace.results.get<Detection>(key);
    if (known) {
      results.push({ agent, rule: rule.meta.id, detection: known, from: 'cache' });
      continue;
    }
    const detection = await runRule(rule, subject.context);
    if (detection.outcome !== 'failed') workspace.results.put(key, detection);
    results.push({ agent, rule: rule.meta.id, detection, from: 'fresh' });
  }
  return results;
}

/** Looks at an edited copy: same rules, nothing kept. */
export async function detectAfresh(subject: Subject, rules: { agent: AgentName; rule: AnyRule }[]): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  for (const { agent, rule } of rules) {
    results.push({ agent, rule: rule.meta.id, detection: await runRule(rule, subject.context), from: 'fresh' });
  }
  return results;
}

/** Findings of a subject with their identity. */
export function findingsOf(subject: Subject, results: RuleResult[]): Finding[] {
  const source = sourceIn(subject.course);
  const byAgent = new Map<AgentName, RawFinding[]>();
  for (const result of results) {
    if (result.detection.outcome !== 'checked') continue;
    const list = byAgent.get(result.agent) ?? [];
    list.push(...result.detection.findings);
    byAgent.set(result.agent, list);
  }
  return [...byAgent].flatMap(([agent, raws]) => identify(raws, { agent, lesson: subject.owner, source }));
}

/** Rules that could not say: failed, or not applicable for a reason worth a line. */
export function uncheckedOf(results: RuleResult[]): LessonOutcome['unchecked'] {
  return results.flatMap(({ rule, detection }): LessonOutcome['unchecked'] => {
    if (detection.outcome === 'failed') return [{ rule, why: detection.error, kind: 'failed' }];
    if (detection.outcome === 'notApplicable') return [{ rule, why: detection.reason, kind: 'notApplicable' }];
    return [];
  });
}
