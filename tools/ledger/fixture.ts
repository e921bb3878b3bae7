/** Records for the tests of this folder. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Decision, Finding, Proposal } from '../../agents/contract.ts';
import { sha256 } from './chain.ts';
import type { LedgerEvent } from './events.ts';
import { LedgerError } from './faults.ts';

export const person = 'Rosa Reviewer <rosa@example.org>';
/** An event that always fits. */
export const timed: LedgerEvent = { type: 'review-timed', changeSet: 'p-one@1', activeSeconds: 1.5 };
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-ledger-'));
  made.push(folder);
  return folder;
}

export function finding(fingerprint: string, more: Partial<Finding> = {}): Finding {
  const range = { path: 'a.md', start: 0, end: 3 };
  const core = { agent: 'assessment', rule: 'some-rule', severity: 'minor', certainty: 'fails', lesson: 'one' } as const;
  return {
    ...core,
    id: `f-${fingerprint}`,
    fingerprint,
    range,
    quote: 'teh',
    message: 'Wrong.',
    evidence: [],
    contentHash: sha256('a'),
    ...more,
  };
}

export function proposal(id: string, revision = 1, more: Partial<Proposal> = {}): Proposal {
  const edits = [{ path: 'a.md', start: 0, end: 3, replacement: `the${revision}`, quote: 'teh' }];
  return {
    id,
    revision,
    lesson: 'one',
    agent: 'assessment',
    rule: 'some-rule',
    severity: 'minor',
    findings: [`fp-${id}`],
    edits,
    bases: { 'a.md': sha256('a') },
    digest: sha256(JSON.stringify([id, edits])),
    origin: 'rule',
    title: 'Say it right',
    rationale: 'Because.',
    evidence: [],
    risk: 'low',
    checks: [],
    provenance: { rule: 'some-rule@1.2' },
    group: null,
    status: 'pending',
    ...more,
  };
}

export function decision(of: Proposal, verdict: Decision['verdict'], more: Partial<Decision> = {}): Decision {
  return {
    proposal: `${of.id}@${of.revision}`,
    digest: of.digest,
    verdict,
    by: person,
    at: '2026-01-02T00:00:00.000Z',
    scope: 'this',
    ...more,
  };
}

/** What was refused. @throws where nothing was, or for another reason */
export function faultOf(work: () => unknown): LedgerError {
  try {
    work();
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
