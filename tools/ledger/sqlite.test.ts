import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerEvent } from './events.ts';
import { LedgerError } from './faults.ts';
import { decision, finding, person, proposal, temporary } from './fixture.ts';
import type { Ledger } from './ledger.ts';
import { openLedger } from './sqlite.ts';

function fresh(): { file: string; ledger: Ledger } {
  const file = join(temporary(), 'ledger.db');
  return { file, ledger: openLedger(file) };
}

function faultOf(work: () => unknown): LedgerError {
  try {
    work();
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const timed: LedgerEvent = { type: 'review-timed', changeSet: 'p-one@1', activeSeconds: 1.5 };

describe('a ledger', () => {
  it('reads back what was written, also after it was opened again', () => {
    const { file, ledger } = fresh();
    ledger.transact('init', () => [{ type: 'finding-recorded', finding: finding('fp'), known: 'baseline' }, timed]);
    ledger.close();
    const again = openLedger(file);
    expect(again.id).toBe(ledger.id);
    expect(again.finding('f-fp')?.state).toBe('known');
    expect(again.findings({ lesson: 'one', states: ['open'] })).toEqual([]);
    expect(again.reviewSeconds()).toEqual([{ changeSet: 'p-one@1', activeSeconds: 1.5 }]);
    expect(again.events(2).map((stored) => stored.event)).toEqual([timed]);
    expect(again.verify().events).toBe(2);
    again.close();
    expect(faultOf(() => again.head()).fault).toBe('closed');
  });

  it('writes all events of a transaction or none', () => {
    const { ledger } = fresh();
    expect(() =>
      ledger.transact('x', () => {
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    expect(
      faultOf(() => ledger.transact('x', () => [timed, { type: 'publication-done', publication: 'none', commit: null }])).fault,
    ).toBe('refused');
    expect(ledger.head().seq).toBe(0);
    expect(ledger.reviewSeconds()).toEqual([]);
    ledger.close();
  });

  it('keeps its read model equal to a replay, and no change set published twice, whatever happens in whatever order', () => {
    const id = fc.constantFrom('p-a', 'p-b');
    const publication = fc.constantFrom('pub-1', 'pub-2', 'pub-3');
    const wish = fc.oneof(
      fc.record({ what: fc.constant('find'), id, known: fc.constantFrom('new', 'baseline') }),
      fc.record({ what: fc.constant('propose'), id }),
      fc.record({
        what: fc.constantFrom('approve', 'reject', 'snooze'),
        id,
        reason: fc.constantFrom(undefined, 'wrong-fix', 'other'),
      }),
      fc.record({ what: fc.constant('status'), id, status: fc.constantFrom('pending', 'stale', 'resolved', 'held-limit') }),
      { weight: 5, arbitrary: fc.record({ what: fc.constant('approve'), id }) },
      { weight: 6, arbitrary: fc.record({ what: fc.constant('intend'), id, publication }) },
      { weight: 4, arbitrary: fc.record({ what: fc.constant('publication-done'), publication }) },
      fc.record({
        what: fc.constantFrom('publication-done', 'publication-failed', 'undo-intended', 'undo-done', 'undo-failed'),
        publication,
      }),
      fc.record({ what: fc.constantFrom('finding-reopened', 'finding-closed', 'finding-answered'), id }),
    ) as fc.Arbitrary<Record<string, string | undefined> & { what: string }>;
    let published = 0;
    fc.assert(
      fc.property(fc.array(wish, { minLength: 10, maxLength: 60 }), (wishes) => {
        const { ledger } = fresh();
        for (const one of wishes) {
          const { error } = attempt(() => ledger.transact(person, () => eventsOf(ledger, one)));
          if (error) expect(error).toBeInstanceOf(LedgerError);
        }
        const live = ledger
          .publications({ states: ['intended', 'done', 'undo-intended'] })
          .map((record) => `${record.proposal}@${record.revision}`);
        expect(new Set(live).size).toBe(live.length);
        published += live.length;
        expect(ledger.verify().brokenAt).toBeNull();
        ledger.close();
      }),
      { numRuns: 40, seed: 7 },
    );
    expect(published).toBeGreaterThan(5);
  });
});

function attempt(work: () => unknown): { error: unknown } {
  try {
    work();
    return { error: null };
  } catch (error) {
    return { error };
  }
}

function eventsOf(ledger: Ledger, wish: Record<string, string | undefined> & { what: string }): LedgerEvent[] {
  const id = wish.id ?? 'p-a';
  const now = ledger.proposal(id)?.proposal ?? proposal(id, 0);
  switch (wish.what) {
    case 'find':
      return [{ type: 'finding-recorded', finding: finding(`fp-${id}`), known: wish.known as 'new' }];
    case 'propose':
      return [{ type: 'proposal-recorded', proposal: proposal(id, now.revision + 1) }];
    case 'approve':
    case 'reject':
    case 'snooze':
      return [{ type: 'decision-made', decision: decision(now, wish.what, { reason: wish.reason as 'other' }) }];
    case 'status':
      return [{ type: 'proposal-status', proposal: id, revision: now.revision, status: wish.status as 'stale', why: 'so' }];
    case 'intend':
      return [
        {
          type: 'publication-intended',
          publication: wish.publication ?? '',
          proposal: id,
          revision: now.revision,
          files: [],
          to: 'folder',
          target: null,
        },
      ];
    case 'undo-intended':
      return [{ type: wish.what, publication: wish.publication ?? '', files: [] }];
    case 'publication-failed':
    case 'undo-failed':
      return [{ type: wish.what, publication: wish.publication ?? '', why: 'so' }];
    case 'publication-done':
    case 'undo-done':
      return [{ type: wish.what, publication: wish.publication ?? '', commit: null }];
    case 'finding-closed':
      return [{ type: wish.what, fingerprint: `fp-${id}`, why: 'rejected', under: 'some-rule@1.0' }];
    case 'finding-answered':
      return [{ type: wish.what, fingerprint: `fp-${id}`, reply: { kind: 'decorative' }, proposal: null }];
    default:
      return [{ type: 'finding-reopened', fingerprint: `fp-${id}` }];
  }
}

describe('verifying notices', () => {
  function spoilt(sql: string, anchors: (ledger: Ledger) => string[] = () => []): string | undefined {
    const { file, ledger } = fresh();
    ledger.transact('x', () => [{ type: 'finding-recorded', finding: finding('fp'), known: 'new' }, timed, timed]);
    const heads = anchors(ledger);
    ledger.close();
    const raw = new Database(file);
    raw.exec('DROP TRIGGER event_kept; DROP TRIGGER event_unchanged');
    raw.exec(sql);
    raw.close();
    const again = openLedger(file);
    const report = again.verify(heads);
    again.close();
    return report.brokenAt?.why;
  }

  it('a changed, a missing and a forged event', () => {
    expect(spoilt("UPDATE event SET by = 'someone' WHERE seq = 2")).toMatch(/event 2 was changed/);
    expect(spoilt("UPDATE event SET body = replace(body, '1.5', '9') WHERE seq = 2")).toMatch(/event 2 was changed/);
    expect(spoilt('DELETE FROM event WHERE seq = 2')).toMatch(/event 2 is missing/);
  });

  it('a read model changed by hand', () => {
    expect(spoilt("UPDATE finding SET state = 'closed'")).toMatch(/table finding/);
    expect(spoilt('DELETE FROM review WHERE seq = 3')).toMatch(/table review/);
  });

  it('a tail that was cut off with its traces, by the head a commit remembers', () => {
    const cut = 'DELETE FROM event WHERE seq = 3; DELETE FROM review WHERE seq = 3';
    expect(spoilt(cut)).toBeUndefined();
    expect(spoilt(cut, (ledger) => [ledger.head().hash])).toMatch(/cut off or replaced/);
    expect(spoilt('SELECT 1', (ledger) => [ledger.head().hash])).toBeUndefined();
  });

  it('and by itself the file lets no event be changed or deleted', () => {
    const { file, ledger } = fresh();
    ledger.transact('x', () => [timed]);
    ledger.close();
    const raw = new Database(file);
    expect(() => raw.exec('DELETE FROM event')).toThrow(/never deleted/);
    expect(() => raw.exec("UPDATE event SET by = 'x'")).toThrow(/never changed/);
    raw.close();
  });
});

describe('opening', () => {
  it('builds the read model anew where an older program made it', () => {
    const { file, ledger } = fresh();
    ledger.transact('x', () => [{ type: 'finding-recorded', finding: finding('fp'), known: 'new' }, timed]);
    ledger.close();
    const raw = new Database(file);
    raw.exec("DROP TABLE finding; UPDATE meta SET value = '0' WHERE key = 'read-model'");
    raw.close();
    const again = openLedger(file);
    expect(again.finding('fp')?.state).toBe('open');
    expect(again.verify().brokenAt).toBeNull();
    again.close();
  });

  it('refuses what a newer program wrote, what is no ledger, and what is nowhere, in one sentence each', () => {
    const { file, ledger } = fresh();
    ledger.close();
    const raw = new Database(file);
    raw.exec('PRAGMA user_version = 99');
    raw.close();
    expect(faultOf(() => openLedger(file)).fault).toBe('too-new');
    const folder = temporary();
    writeFileSync(join(folder, 'ledger.db'), 'not a database, only some words '.repeat(100));
    expect(faultOf(() => openLedger(join(folder, 'ledger.db'))).fault).toBe('damaged');
    expect(faultOf(() => openLedger(join(folder, 'ledger.db', 'x.db'))).message).toMatch(
      /^[^\n]+ cannot be opened or made there\. [^\n]+$/,
    );
    mkdirSync(join(folder, 'is-a-folder'));
    expect(faultOf(() => openLedger(join(folder, 'is-a-folder'))).fault).toBe('not-openable');
    expect(existsSync(join(folder, 'missing'))).toBe(false);
    expect(faultOf(() => openLedger(join(folder, 'missing', 'deeper', 'ledger.db'))).fault).toBe('not-openable');
    expect(existsSync(join(folder, 'missing'))).toBe(false);
  });

  it('where the disk is full: says so, keeps all that was written, writes nothing more, and goes on once there is room', () => {
    const file = join(temporary(), 'ledger.db');
    openLedger(file).close();
    const size = statSync(file).size / 4096;
    const small = openLedger(file, { maxPages: size + 6 });
    small.transact('x', () => [timed]);
    const large = finding('large', { message: 'x'.repeat(100_000) });
    const fault = faultOf(() => small.transact('x', () => [timed, { type: 'finding-recorded', finding: large, known: 'new' }]));
    expect([fault.fault, fault.message.includes('the disk is full; nothing was written')]).toEqual(['full', true]);
    expect(small.head().seq).toBe(1);
    expect(small.verify().brokenAt).toBeNull();
    small.close();
    const again = openLedger(file);
    again.transact('x', () => [{ type: 'finding-recorded', finding: large, known: 'new' }]);
    expect(again.verify().events).toBe(2);
    again.close();
  });
});
