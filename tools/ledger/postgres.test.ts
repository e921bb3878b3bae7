/** What only a ledger in Postgres can meet: connections that are lost, a move from a file, tables of other versions, a server that dies. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openConnection } from '../database/connection.ts';
import { testDatabase } from '../database/database.fixture.ts';
import { migrate, steps, versionOf } from '../database/migrate.ts';
import { postgres } from './back-ends.fixture.ts';
import { faultOf, temporary, timed } from './fixture.ts';
import { openAt } from './place.fixture.ts';
import { openSharedLedger } from './postgres.ts';
import { openLedger } from './sqlite.ts';

const database = testDatabase();

describe.skipIf(database.cannot !== null)('a ledger in Postgres', () => {
  const place = async () => postgres(() => ({ test: database.server(), url: database.url() })).place();
  const cutOff = (at: string) => {
    const admin = openConnection({ url: at });
    admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'perennial-ledger' AND pid <> pg_backend_pid()",
    );
    admin.close();
  };

  it('a connection lost inside a transaction is told in one sentence, nothing is half-written, and the next one goes on', async () => {
    const ledger = openAt(await place());
    const fault = faultOf(() =>
      ledger.transact('x', () => {
        cutOff(database.url());
        return [timed, timed];
      }),
    );
    expect([fault.fault, fault.message]).toEqual([
      'gone',
      expect.stringMatching(/^The database postgres:\/\/127[^\n]+ cannot be reached [^\n]+\.$/u),
    ]);
    expect(fault.message).not.toMatch(/perennial:/u);
    expect(ledger.head().seq).toBe(0);
    cutOff(database.url());
    expect(ledger.head().seq).toBe(0);
    ledger.transact('x', () => [timed]);
    expect(ledger.verify()).toMatchObject({ events: 1, brokenAt: null });
    ledger.close();
  });

  it('a ledger of one machine moves there as it is, and its file no longer passes for the truth', async () => {
    const where = await place();
    const alone = openLedger(where.file);
    alone.transact('x', () => Array.from({ length: 1200 }, () => timed));
    const { id } = alone;
    const head = alone.head();
    alone.close();
    const shared = openAt(where);
    expect([shared.id, shared.head()]).toEqual([id, head]);
    expect(shared.verify([head.hash])).toMatchObject({ events: 1200, brokenAt: null });
    shared.close();
    expect(faultOf(() => openLedger(where.file)).message).toMatch(/^[^\n]+set PERENNIAL_DATABASE_URL[^\n]+$/u);
    const other = openAt({ ...where, file: join(temporary(), 'ledger.db') });
    expect(other.reviewSeconds()).toHaveLength(1200);
    other.close();
  });

  it('tables of every earlier version are brought forward, and those of a newer one are refused', async () => {
    for (let from = 0; from < steps.length; from++) {
      const at = await database.server().database();
      const connection = openConnection({ url: at });
      if (from > 0) migrate(connection, from);
      expect(versionOf(connection)).toBe(from);
      expect(migrate(connection)).toEqual({ before: from, now: steps.length });
      expect(migrate(connection)).toEqual({ before: steps.length, now: steps.length });
      connection.query('INSERT INTO perennial.migration (version) VALUES (99)');
      connection.close();
      const file = join(temporary(), 'ledger.db');
      expect(faultOf(() => openSharedLedger(file, { url: at, library: 'x' })).message).toMatch(/^[^\n]+newer Perennial[^\n]+$/u);
    }
  });

  it('two ledgers are never mixed', async () => {
    const where = await place();
    openAt(where).close();
    const file = join(temporary(), 'ledger.db');
    const stranger = openLedger(file);
    stranger.transact('x', () => [timed]);
    stranger.close();
    expect(faultOf(() => openSharedLedger(file, { url: database.url(), library: where.library })).fault).toBe('elsewhere');
    expect(openLedger(file).head().seq).toBe(1);
  });

  it('a server that dies is told in one sentence, and its ledger is whole when it is back', async () => {
    const where = await place();
    const ledger = openAt(where);
    ledger.transact('x', () => [timed]);
    const fault = faultOf(() =>
      ledger.transact('x', () => {
        database.server().kill();
        return [timed];
      }),
    );
    expect(fault.fault).toBe('gone');
    expect(fault.message).toMatch(/^The database [^\n]+\.$/u);
    expect(faultOf(() => ledger.proposals()).message).toMatch(
      /^The database [^\n]+ cannot be reached \([^\n]+\)\. Start it[^\n]+$/u,
    );
    ledger.close();
    const url = (await database.server().start())(database.url());
    const again = openAt({ ...where, url });
    expect(again.verify()).toMatchObject({ events: 1, brokenAt: null });
    again.close();
  });
});
