import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Proposal } from '../../agents/contract.ts';
import { changeSetsOfGroup, type DecisionRequest, decideMany, decisionEvents } from './decide.ts';
import type { LedgerEvent } from './events.ts';
import { decision, finding, person, proposal, temporary } from './fixture.ts';
import type { Ledger } from './ledger.ts';
import { endedSnoozes, wrongFixes } from './remember.ts';
import { openLedger } from './sqlite.ts';

let ledger: Ledger;
const one = proposal('p-one');

beforeEach(() => {
  ledger = openLedger(join(temporary(), 'ledger.db'));
  ledger.transact(person, () => [
    { type: 'finding-recorded', finding: finding('fp-p-one'), known: 'new' },
    { type: 'proposal-recorded', proposal: one },
  ]);
});

function ask(verdict: DecisionRequest['verdict'], more: Partial<DecisionRequest> = {}): string {
  const request: DecisionRequest = {
    changeSet: 'p-one@1',
    digest: one.digest,
    verdict,
    by: person,
    at: '2026-01-02T00:00:00.000Z',
    ...more,
  };
  let said = 'decided';
  ledger.transact(person, (view) => {
    const outcome = decisionEvents(view, request);
    if (outcome.ok) return outcome.events;
    said = outcome.reason;
    expect(outcome.message).toMatch(/^[^\n]+[.]$/);
    return [];
  });
  return said;
}

const status = () => ledger.proposal('p-one')?.proposal.status;
const publish = () =>
  ledger.transact(person, () => [
    { type: 'publication-intended', publication: 'pub-1', proposal: 'p-one', revision: 1, files: [], to: 'folder', target: null },
    { type: 'publication-done', publication: 'pub-1', commit: null },
  ]);

describe('a decision', () => {
  it('binds to id, revision and digest', () => {
    expect(ask('approve', { changeSet: 'p-none@1' })).toBe('unknown-id');
    expect(ask('approve', { changeSet: 'nonsense' })).toBe('unknown-id');
    expect(ask('approve', { changeSet: 'p-one@2' })).toBe('stale-revision');
    expect(ask('approve', { digest: 'other' })).toBe('digest-mismatch');
    expect(ask('approve', { by: 'Rosa' })).toBe('no-name');
    expect(status()).toBe('pending');
    expect(ask('approve')).toBe('decided');
    expect(status()).toBe('approved');
  });

  it('of a revision does not reach the next one', () => {
    ask('approve');
    ledger.transact('run', () => [{ type: 'proposal-recorded', proposal: proposal('p-one', 2) }]);
    expect(status()).toBe('pending');
    expect(ledger.proposal('p-one')?.decision).toBeNull();
    expect(ask('approve')).toBe('stale-revision');
  });

  it('is refused the second time, and the last one wins before publication', () => {
    ask('approve');
    expect(ask('approve', { by: 'Otto <otto@example.org>' })).toBe('already-decided');
    expect(ask('reject', { reason: 'other' })).toBe('decided');
    expect(status()).toBe('rejected');
    expect(ledger.finding('fp-p-one')?.state).toBe('rejected');
    expect(ask('approve')).toBe('decided');
    expect(ledger.finding('fp-p-one')?.state).toBe('open');
  });

  it('is refused once the change is published or on its way', () => {
    ask('approve');
    publish();
    expect(ask('reject')).toBe('already-published');
    expect(status()).toBe('published');
    expect(ledger.finding('f-fp-p-one')?.state).toBe('closed');
  });

  it('is refused for what is stale, superseded, resolved or unverified', () => {
    for (const state of ['stale', 'superseded', 'resolved', 'unverified'] as const) {
      ledger.transact('run', () => [{ type: 'proposal-status', proposal: 'p-one', revision: 1, status: state, why: 'so' }]);
      expect(ask('approve')).toBe('not-decidable');
    }
  });

  it('of many is taken one by one; contradictory ones are refused both', () => {
    const two = proposal('p-two');
    ledger.transact('run', () => [{ type: 'proposal-recorded', proposal: two }]);
    const wish = (of: Proposal, verdict: DecisionRequest['verdict']) => ({
      changeSet: `${of.id}@1`,
      digest: of.digest,
      verdict,
      by: person,
      at: '2026-01-02',
    });
    const outcome = decideMany(ledger, [
      wish(one, 'approve'),
      wish(one, 'reject'),
      wish(two, 'approve'),
      { ...wish(two, 'approve'), changeSet: 'p-x@1' },
    ]);
    expect(outcome.decided).toEqual(['p-two@1']);
    expect(outcome.refused.map((refusal) => refusal.reason)).toEqual(['contradictory', 'unknown-id']);
  });

  it('of a group names each change set as it is now', () => {
    ledger.transact('run', () =>
      ['p-a', 'p-b'].map((id) => ({ type: 'proposal-recorded', proposal: proposal(id, 1, { group: 'g' }) })),
    );
    expect(changeSetsOfGroup(ledger, 'g').map((member) => member.changeSet)).toEqual(['p-a@1', 'p-b@1']);
  });
});

describe('what is remembered', () => {
  it('refuses the replacement and not the finding for a wrong fix', () => {
    ask('reject', { reason: 'wrong-fix' });
    expect(ledger.finding('fp-p-one')?.state).toBe('open');
    expect([...wrongFixes(ledger, 'p-one')]).toEqual([one.digest]);
  });

  it('brings a snoozed proposal back on its day', () => {
    expect(ask('snooze')).toBe('bad-date');
    expect(ask('snooze', { until: '2026-01-01' })).toBe('bad-date');
    expect(ask('snooze', { until: '2026-02-30' })).toBe('bad-date');
    expect(ask('snooze', { until: '2026-02-01' })).toBe('decided');
    expect(endedSnoozes(ledger, '2026-01-31')).toEqual([]);
    ledger.transact('run', (view) => endedSnoozes(view, '2026-02-01'));
    expect(status()).toBe('pending');
  });

  it('reopens what was rejected or undone, and releases what was held', () => {
    expect(ask('reopen')).toBe('nothing-to-reopen');
    expect(ask('release')).toBe('not-held');
    ask('reject', { reason: 'intended' });
    expect(ask('reopen')).toBe('decided');
    expect([status(), ledger.finding('fp-p-one')?.state]).toEqual(['pending', 'open']);
    ledger.transact('run', () => [
      { type: 'proposal-status', proposal: 'p-one', revision: 1, status: 'held-limit', why: 'limit' },
    ]);
    expect(ask('release')).toBe('decided');
    ask('approve');
    publish();
    ledger.transact(person, () => [
      { type: 'undo-intended', publication: 'pub-1', files: [] },
      { type: 'undo-done', publication: 'pub-1', commit: null },
    ]);
    expect([status(), ledger.finding('fp-p-one')?.state]).toEqual(['undone', 'open']);
    expect(ask('reopen')).toBe('decided');
    expect(ask('approve')).toBe('decided');
  });
});

describe('the ledger itself refuses', () => {
  const intended: Extract<LedgerEvent, { type: 'publication-intended' }> = {
    type: 'publication-intended',
    publication: 'pub-1',
    proposal: 'p-one',
    revision: 1,
    files: [],
    to: 'folder',
    target: null,
  };
  const write = (event: LedgerEvent) => () => ledger.transact('x', () => [event]);

  it('to publish what is not approved as it stands, or twice', () => {
    expect(write(intended)).toThrow(/not approved/);
    ask('approve');
    ledger.transact('run', () => [{ type: 'proposal-status', proposal: 'p-one', revision: 1, status: 'stale', why: 'changed' }]);
    expect(write(intended)).toThrow(/not approved/);
    ledger.transact('run', () => [{ type: 'proposal-status', proposal: 'p-one', revision: 1, status: 'pending', why: 'back' }]);
    ask('approve');
    write(intended)();
    expect(write({ ...intended, publication: 'pub-2' })).toThrow(/already published or being published/);
    expect(write({ type: 'decision-made', decision: decision(one, 'reject') })).toThrow(/already published or being/);
    write({ type: 'publication-done', publication: 'pub-1', commit: null })();
    expect(write({ type: 'publication-done', publication: 'pub-1', commit: null })).toThrow(/is done, not intended/);
    expect(write({ ...intended, publication: 'pub-2' })).toThrow();
  });

  it('a revision out of turn and a decision about other edits', () => {
    expect(write({ type: 'proposal-recorded', proposal: proposal('p-one', 3) })).toThrow(/the next one is 2/);
    expect(write({ type: 'decision-made', decision: { ...decision(one, 'approve'), digest: 'x' } })).toThrow(/digest differs/);
  });
});
