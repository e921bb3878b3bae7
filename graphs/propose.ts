/** Asks the rules for repairs of findings nothing stands against, and makes proposals of them. */
import type { Draft, Finding, Proposal } from '../agents/contract.ts';
import { proposalFrom } from '../agents/proposal.ts';
import { keyOf } from '../tools/cache/results.ts';
import type { Keys } from './keys.ts';
import { type Looked, stillHolds, watched } from './looked.ts';
import { type AnyRule, ruleNamed, type Subject, sourceIn } from './subject.ts';
import type { Workspace } from './workspace.ts';

/** SHA-256 of each file the edits touch, as it stands. @throws where a draft edits a file outside the course (a defect of the rule). */
export function basesOf(subject: Subject, draft: Pick<Draft, 'edits' | 'provenance'>): Record<string, string> {
  const source = sourceIn(subject.course);
  const bases: Record<string, string> = {};
  for (const edit of draft.edits) {
    const file = source(edit.path);
    if (!file) throw new Error(`Rule ${draft.provenance.rule} wants to edit ${edit.path}, which is not a file of the course.`);
    bases[edit.path] = file.sha256;
  }
  return bases;
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
  const known = workspace.results.get<{ draft: Draft | null; looked: Looked[] }>(key);
  if (known && stillHolds(known.looked, files, workspace.root)) return known.draft;
  const watch = watched(files, workspace.root);
  const draft = (await rule.repair?.(finding, { ...subject.context, files: watch.files })) ?? null;
  // A model that was out of reach may be there next time: "no draft" of a model rule is not kept.
  if (draft || !rule.meta.needs.includes('model')) workspace.results.put(key, { draft, looked: watch.looked() });
  return draft;
}

export async function propose(workspace: Workspace, subject: Subject, findings: Finding[], keys: Keys): Promise<Proposed> {
  const proposals = new Map<string, Proposal>();
  const faults: Proposed['faults'] = [];
  for (const finding of findings) {
    const rule = ruleNamed(finding.rule)?.rule;
    if (!rule?.repair) continue;
    const key = keyOf('repair', keys.rule(subject, rule), finding.fingerprint, finding.range);
    try {
      const draft = await draftOf(workspace, subject, rule, finding, key);
      if (!draft || draft.edits.length === 0) continue;
      const named = findings.filter((candidate) => draft.findings.includes(candidate.fingerprint));
      if (named.length !== draft.findings.length) continue;
      const proposal = proposalFrom(draft, named, basesOf(subject, draft));
      proposals.set(proposal.id, proposal);
    } catch (error) {
      subject.context.signal.throwIfAborted();
      faults.push({ finding: finding.id, rule: finding.rule, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return { proposals: [...proposals.values()], faults };
}
