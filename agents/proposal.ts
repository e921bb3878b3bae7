/** From draft to proposal: its identity, its digest, its group. Pure. */
import { createHash } from 'node:crypto';
import type { Draft, Edit, Finding, Proposal, Severity } from './contract.ts';
import { severities } from './contract.ts';
import { shortHash } from './fingerprint.ts';

/** SHA-256 over the edits' path, quote and replacement (not their places): what a decision binds to. */
export function digestOf(edits: Pick<Edit, 'path' | 'quote' | 'replacement'>[]): string {
  const parts = edits.map((edit) => JSON.stringify([edit.path, edit.quote, edit.replacement]));
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/** The same faults keep their proposal over runs. */
export function proposalId(fingerprints: string[]): string {
  return `p-${shortHash([...fingerprints].sort().join('\n'), 7)}`;
}

export function worst(list: Severity[]): Severity {
  return severities.find((severity) => list.includes(severity)) ?? 'minor';
}

/** Group of the members of a set a person asked for by name. */
export function groupOfSet(set: string): string {
  return `g-${shortHash(`set\0${set}`, 7)}`;
}

/** Low-risk changes that are word for word the same under the same rule version form a group; others stand alone. */
function groupOf(draft: Draft): string | null {
  if (draft.set !== undefined) return groupOfSet(draft.set);
  const first = draft.edits[0];
  if (draft.risk !== 'low' || draft.origin !== 'rule' || draft.edits.length !== 1 || !first) return null;
  return `g-${shortHash([draft.provenance.rule, first.quote, first.replacement].join('\0'), 7)}`;
}

/**
 * @param findings the draft's findings (at least one)
 * @param bases SHA-256 of each touched file as it stands
 * @returns revision 1 with status `held-limit` and no checks: the run admits it once it is verified.
 */
export function proposalFrom(draft: Draft, findings: Finding[], bases: Record<string, string>): Proposal {
  const first = findings[0];
  if (!first) throw new Error(`A draft of ${draft.provenance.rule} names no finding.`);
  const edits = [...draft.edits].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start));
  return {
    id: proposalId(draft.findings),
    revision: 1,
    lesson: first.lesson,
    agent: first.agent,
    rule: first.rule,
    severity: worst(findings.map((finding) => finding.severity)),
    findings: [...draft.findings].sort(),
    edits,
    bases,
    digest: digestOf(edits),
    origin: draft.origin,
    title: draft.title,
    rationale: draft.rationale,
    ...(draft.forYou === undefined ? {} : { forYou: draft.forYou }),
    evidence: draft.evidence,
    risk: draft.risk,
    checks: [],
    provenance: draft.provenance,
    group: groupOf(draft),
    status: 'held-limit',
  };
}

/** Do two sets of edits want the same text? Insertions at one place collide too. */
export function editsOverlap(a: Edit[], b: Edit[]): boolean {
  return a.some((one) =>
    b.some((other) => {
      if (one.path !== other.path) return false;
      if (one.start === other.start) return true;
      return one.start < other.end && other.start < one.end;
    }),
  );
}
