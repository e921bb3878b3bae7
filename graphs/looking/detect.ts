/** One agent looks at one subject: from the cache where nothing it read has changed, else afresh. */
import type { AgentName, Detection, Finding, RawFinding } from '../../agents/contract.ts';
import { identify } from '../../agents/fingerprint.ts';
import type { RuleNeed } from '../../agents/rule.ts';
import { runRule } from '../../agents/run-rules.ts';
import { oneForEachFault } from '../../agents/same-fault.ts';
import { keyOf } from '../../tools/cache/results.ts';
import type { LessonOutcome } from '../../tools/ledger/events.ts';
import { type AnyRule, ruleNamed, rulesOf, type Subject, sourceIn } from '../subject.ts';
import type { Workspace } from '../workspace.ts';
import { type Asked, askedBy, promptsHold, watchedModels } from './asked.ts';
import type { Keys } from './keys.ts';
import { type Looked, stillHolds, watched } from './looked.ts';

export interface RuleResult {
  agent: AgentName;
  rule: string;
  detection: Detection;
  from: 'cache' | 'fresh';
  /** `left-open`: a question to a model was not put or not answered, for a reason that may be gone next time. */
  model: 'heard' | 'left-open' | 'absent';
}

/** A result with everything its rule asked of other files. */
interface Kept {
  detection: Detection;
  looked: Looked[];
  /** Prompts that were asked for it. */
  asked?: Asked;
}

/** Runs every rule of the agent on the subject. A failed rule is never kept: it is tried again next time. */
export async function detect(workspace: Workspace, subject: Subject, agent: AgentName, keys: Keys): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  for (const rule of rulesOf(subject, [agent])) {
    results.push(await detectBy(workspace, subject, rule, keyOf('detection', keys.rule(subject, rule.rule))));
  }
  return results;
}

/** What costs more to look at again than to look up. */
const costly: ReadonlySet<RuleNeed> = new Set(['page', 'vectors', 'model', 'run']);

/** Looks at an edited copy by the same rules. What is costly is kept apart from what was seen in the library itself. */
export async function detectCopy(
  workspace: Workspace,
  copy: Subject,
  rules: { agent: AgentName; rule: AnyRule }[],
  keys: Keys,
): Promise<RuleResult[]> {
  const results: RuleResult[] = [];
  for (const { agent, rule } of rules) {
    const key = rule.meta.needs.some((need) => costly.has(need)) ? keyOf('copy', keys.rule(copy, rule)) : null;
    results.push(await detectBy(workspace, copy, { agent, rule }, key));
  }
  return results;
}

async function detectBy(
  workspace: Workspace,
  subject: Subject,
  { agent, rule }: { agent: AgentName; rule: AnyRule },
  key: string | null,
): Promise<RuleResult> {
  const { files } = subject.context;
  const opened = await workspace.models();
  const known = key === null ? null : workspace.results.get<Kept>(key);
  if (known && stillHolds(known.looked, files, workspace.root) && promptsHold(known.asked, opened))
    return { agent, rule: rule.meta.id, detection: known.detection, from: 'cache', model: opened.available ? 'heard' : 'absent' };
  const watch = watched(files, workspace.root);
  const models = watchedModels(opened, askedBy(subject.context, agent));
  const context = { ...subject.context, files: watch.files, models: models.models };
  const detection = await runRule(rule, context);
  if (key !== null && detection.outcome !== 'failed' && models.open() === 0) {
    const kept: Kept = {
      detection,
      looked: watch.looked(),
      ...(rule.meta.needs.includes('model') ? { asked: models.asked() } : {}),
    };
    workspace.results.put(key, kept);
  }
  const heard = opened.available ? 'heard' : 'absent';
  return { agent, rule: rule.meta.id, detection, from: 'fresh', model: models.open() > 0 ? 'left-open' : heard };
}

/** Findings of a subject with their identity. */
export function findingsOf(subject: Subject, results: RuleResult[]): Finding[] {
  const source = sourceIn(subject.course);
  const said = results.flatMap(({ agent, rule, detection }) => {
    const fault = ruleNamed(rule)?.rule.meta.fault;
    return detection.outcome === 'checked' ? detection.findings.map((finding) => ({ agent, fault, finding })) : [];
  });
  const byAgent = new Map<AgentName, RawFinding[]>();
  for (const { agent, finding } of oneForEachFault(said)) byAgent.set(agent, [...(byAgent.get(agent) ?? []), finding]);
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
