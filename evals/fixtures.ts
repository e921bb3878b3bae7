/** Findings, proposals and sheets as small as tests need them. */
import type { Edit, Finding, Proposal } from '../agents/contract.ts';
import { AnswerSheet, type Fault } from './sheet.ts';

export function aFinding(parts: Partial<Finding>): Finding {
  return {
    id: 'f-1',
    fingerprint: 'print-1',
    agent: 'accessibility',
    rule: 'link-vague',
    severity: 'minor',
    certainty: 'fails',
    lesson: 'a',
    range: { path: 'a.md', start: 0, end: 1 },
    quote: '',
    message: '',
    evidence: [],
    contentHash: '',
    ...parts,
  };
}

export function aProposal(parts: Partial<Proposal> & { edits: Edit[] }): Proposal {
  return {
    id: 'p-1',
    revision: 1,
    lesson: 'a',
    agent: 'accessibility',
    rule: 'link-vague',
    severity: 'minor',
    findings: ['print-1'],
    bases: {},
    digest: '',
    origin: 'rule',
    title: '',
    rationale: '',
    evidence: [],
    risk: 'low',
    checks: [],
    provenance: { rule: 'link-vague@1.0' },
    group: null,
    status: 'pending',
    ...parts,
  };
}

/** A sheet of one fault in `a.md`. */
export function aSheet(fault: Partial<Fault>): AnswerSheet {
  return AnswerSheet.parse({
    version: 1,
    faults: [
      {
        id: 'one',
        agent: 'accessibility',
        kind: 'k',
        file: 'a.md',
        quote: 'here',
        rules: ['link-vague'],
        certainty: 'fails',
        repair: 'person',
        ...fault,
      },
    ],
    lookalikes: [],
  });
}
