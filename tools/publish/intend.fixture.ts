/** For tests: a ledger that approved changes, and the intent to publish one, as every caller of a publisher must write it. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit, Proposal } from '../../agents/contract.ts';
import { sha256 } from '../ledger/chain.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openLedger } from '../ledger/sqlite.ts';
import { absent, applyEdits } from '../library/edits.ts';
import { packedText, unpackedPath } from '../library/items/package.ts';
import type { PublishedChange, Publisher } from './publisher.ts';

export const reviewer = 'Rosa Reviewer <rosa@example.org>';

/** Text of a file of the library, also of one in a package. */
export function libraryText(root: string, path: string): string {
  const packed = unpackedPath(path);
  const bytes = readFileSync(join(root, packed?.archive ?? path));
  return (packed ? packedText(packed.archive, bytes, packed.inner) : null) ?? bytes.toString('utf8');
}

/** A ledger in the library in which a proposal replacing `from` by `to` in each of `paths`, and making files by `made`, is approved. */
export function approvedLedger(
  root: string,
  paths: string[],
  from: string,
  to: string,
  id = 'p-one',
  made: Edit[] = [],
): { ledger: Ledger; proposal: Proposal } {
  const replaced = paths.map((path): Edit => {
    const start = libraryText(root, path).indexOf(from);
    return { path, start, end: start + from.length, replacement: to, quote: from };
  });
  const edits = [...replaced, ...made];
  mkdirSync(join(root, '.perennial'), { recursive: true });
  const ledger = openLedger(join(root, '.perennial', 'ledger.db'));
  const proposal: Proposal = {
    id,
    revision: 1,
    lesson: 'lesson',
    agent: 'assessment',
    rule: 'some-rule',
    severity: 'minor',
    findings: [`fp-${id}`],
    edits,
    bases: Object.fromEntries([
      ...paths.map((path) => [path, sha256(libraryText(root, path))]),
      ...made.map(({ path }) => [path, absent]),
    ]),
    digest: sha256(JSON.stringify([from, to, id])),
    origin: 'rule',
    title: 'Say it right',
    rationale: 'Because it was wrong.',
    evidence: [],
    risk: 'low',
    checks: [],
    provenance: { rule: 'some-rule@1.0' },
    group: null,
    status: 'pending',
  };
  const decision = {
    proposal: `${id}@1`,
    digest: proposal.digest,
    verdict: 'approve',
    by: reviewer,
    at: '2026-01-02T00:00:00.000Z',
    scope: 'this',
  } as const;
  ledger.transact(reviewer, () => [
    { type: 'proposal-recorded', proposal },
    { type: 'decision-made', decision },
  ]);
  return { ledger, proposal };
}

/** Writes the intent into the ledger and returns the change for the publisher. */
export async function intend(
  publisher: Publisher,
  ledger: Ledger,
  proposal: Proposal,
  publication: string,
): Promise<PublishedChange> {
  const files: PublishedChange['files'] = [];
  for (const path of new Set(proposal.edits.map((edit) => edit.path))) {
    const before = await publisher.read(path);
    const edits = proposal.edits.filter((edit) => edit.path === path);
    files.push({ path, before, after: applyEdits(before ?? '', edits) });
  }
  const hashOf = (text: string | null) => (text === null ? absent : sha256(text));
  const changes = files.map((file) => ({ path: file.path, before: hashOf(file.before), after: hashOf(file.after) }));
  const { kind: to, target } = publisher;
  const { id, revision, title, rationale } = proposal;
  ledger.transact(reviewer, () => [
    { type: 'publication-intended', publication, proposal: id, revision, files: changes, to, target },
  ]);
  const heads = { ledgerHead: ledger.head().hash, ledger: ledger.id };
  return {
    publication,
    proposalId: id,
    revision,
    rule: proposal.provenance.rule,
    title,
    rationale,
    by: reviewer,
    ...heads,
    files,
    at: '2026-01-02T03:04:05.000Z',
  };
}
