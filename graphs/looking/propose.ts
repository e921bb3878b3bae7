/** Asks the rules for repairs of findings nothing stands against, and makes proposals of them. */
import type { Draft, Finding, Proposal } from '../../agents/contract.ts';
import { proposalFrom } from '../../agents/proposal.ts';
import { keyOf } from '../../tools/cache/results.ts';
import { absent, makesFile } from '../../tools/library/edits.ts';
import { partsAround } from '../../tools/library/items/item-place.ts';
import { type AnyRule, ruleNamed, type Subject, sourceIn } from '../subject.ts';
import type { Workspace } from '../workspace.ts';
import { type Asked, askedBy, promptsHold, watchedModels } from './asked.ts';
import type { Keys } from './keys.ts';
import { type Looked, stillHolds, watched } from './looked.ts';

/** Does a new file join a package that items of the course lie in? Elsewhere nothing would name it. */
function isBeside(subject: Subject, path: string): boolean {
  return subject.course.lessons.some((lesson) => partsAround(lesson.files, path) !== null);
}

/** SHA-256 of each file the edits touch, as it stands; `absent` for a file that they make. @throws where a draft edits a file outside the course (a defect of the rule). */
export function basesOf(subject: Subject, draft: Pick<Draft, 'edits' | 'provenance'>): Record<string, string> {
  const source = sourceIn(subject.course);
  const bases: Record<string, string> = {};
  for (const edit of draft.edits) {
    const file = source(edit.path);
    if (!file && makesFile(edit) && isBeside(subject, edit.path)) {
      bases[edit.path] = absent;
      continue;
    }
    if (!file) throw new Error(`Rule ${draft.provenance.rule} wants to edit ${edit.path}, which is not a file of the course.`);
    bases[edit.path] = file.sha256;
  }
  return bases;
}

interface Kept {
  draft: Draft | null;
  looked: Looked[];
  /** Prompts that were asked for it. */
  asked?: Asked;
}

export interface Proposed {
  proposals: Proposal[];
  /** Repairs that threw: the finding stays, without an edit. */
  faults: { finding: string; rule: string; why: string }[];
}

/** The rule's repair of a finding; from the cache where nothing it read has changed. */
async function draftOf(
  workspace: Workspace,
  subject: Subject,
  rule: AnyRule,
  finding: Finding,
  key: string,
): Promise<Draft | null> {
  const { files } = subject.context;
  const opened = await workspace.models();
  const known = workspace.results.get<Kept>(key);
  if (known && stillHolds(known.looked, files, workspace.root) && promptsHold(known.asked, opened)) return known.draft;
  const watch = watched(files, workspace.root);
  // What the agent's checks asked may be part of what its repair knows.
  const models = watchedModels(opened, { ...askedBy(subject.context, finding.agent) });
  const made = (await rule.repair?.(finding, { ...subject.context, files: watch.files, models: models.models })) ?? null;
  const draft = made && withCost(made, models.spent());
  // A model that was out of reach may be there next time: "no draft" of a model rule is not kept.
  if (draft || !rule.meta.needs.includes('model')) {
    const kept: Kept = {
      draft,
      looked: watch.looked(),
      ...(draft?.provenance.prompt ? { asked: models.asked() } : {}),
    };
    workspace.results.put(key, kept);
  }
  return draft;
}

/** All a repair cost, whatever it asked on the way. */
function withCost(draft: Draft, spent: ReturnType<ReturnType<typeof watchedModels>['spent']>): Draft {
  if (spent.calls === 0) return draft;
  return { ...draft, provenance: { ...draft.provenance, cost: spent.cost, tokens: spent.tokens } };
}

export async function propose(workspace: Workspace, subject: Subject, findings: Finding[], keys: Keys): Promise<Proposed> {
  const proposals = new Map<string, Proposal>();
  const faults: Proposed['faults'] = [];
  // Side by side: one that waits for a model keeps nobody else waiting. What comes of it keeps the order of the findings.
  const drafted = await Promise.all(
    findings.map(async (finding): Promise<Draft | Proposed['faults'][number] | null> => {
      const rule = ruleNamed(finding.rule)?.rule;
      if (!rule?.repair) return null;
      const key = keyOf('repair', keys.rule(subject, rule), finding.fingerprint, finding.range);
      try {
        return await draftOf(workspace, subject, rule, finding, key);
      } catch (error) {
        return { finding: finding.id, rule: finding.rule, why: error instanceof Error ? error.message : String(error) };
      }
    }),
  );
  subject.context.signal.throwIfAborted();
  for (const [at, draft] of drafted.entries()) {
    if (draft === null) continue;
    if ('why' in draft) {
      faults.push(draft);
      continue;
    }
    try {
      if (draft.edits.length === 0) continue;
      const named = findings.filter((candidate) => draft.findings.includes(candidate.fingerprint));
      if (named.length !== draft.findings.length) continue;
      const proposal = proposalFrom(draft, named, basesOf(subject, draft));
      proposals.set(proposal.id, proposal);
    } catch (error) {
      const { id, rule } = findings[at]!;
      faults.push({ finding: id, rule, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return { proposals: [...proposals.values()], faults };
}
