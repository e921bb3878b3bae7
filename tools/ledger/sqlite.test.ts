import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { faultOf, finding, proposal, temporary, timed } from './fixture.ts';
import type { Ledger } from './ledger.ts';
import { openLedger } from './sqlite.ts';

function fresh(): { file: string; ledger: Ledger } {
  const file = join(temporary(), 'ledger.db');
  return { file, ledger: openLedger(file) };
}

describe('verifying notices', () => {
  function spoilt(sql: string): string | undefined {
    const { file, ledger } = fresh();
    ledger.transact('x', () => [{ type: 'finding-recorded', finding: finding('fp'), known: 'new' }, timed, timed]);
    ledger.close();
    const raw = new Database(file);
    raw.exec('DROP TRIGGER event_kept; DROP TRIGGER event_unchanged');
    raw.exec(sql);
    raw.close();
    const again = openLedger(file);
    const report = again.verify();
    again.close();
    return report.brokenAt?.why;
  }

  it('a read model changed by hand', () => {
    expect(spoilt("UPDATE finding SET state = 'closed'")).toMatch(/table finding/);
    expect(spoilt('DELETE FROM review WHERE seq = 3')).toMatch(/table review/);
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

  it.each([3, 4])('adds what figures are counted by where program %i made the read model', (made) => {
    const { file, ledger } = fresh();
    ledger.transact('x', () => [
      { type: 'finding-recorded', finding: finding('fp'), known: 'new' },
      { type: 'proposal-recorded', proposal: proposal('p-one') },
    ]);
    const figures = [ledger.proposalTally(), ledger.counts(), ledger.openCounts()];
    ledger.close();
    const raw = new Database(file);
    raw.exec('DROP INDEX proposal_told_by');
    if (made === 3)
      raw.exec('DROP TABLE proposal_told; DROP INDEX decision_edit; DROP INDEX finding_open; DROP INDEX publication_at');
    raw.exec(`UPDATE meta SET value = '${made}' WHERE key = 'read-model'`);
    raw.close();
    const again = openLedger(file);
    expect([again.proposalTally(), again.counts(), again.openCounts()]).toEqual(figures);
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
