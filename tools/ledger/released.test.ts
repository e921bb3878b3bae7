/** Ledgers as released programs left them: each opens, is whole, and what waited in it can be decided. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { decisionEvents } from './decide.ts';
import { person, temporary } from './fixture.ts';
import { schemaVersion } from './migrate.ts';
import { openLedger } from './sqlite.ts';

const folder = fileURLToPath(new URL('./released/', import.meta.url));
const released = readdirSync(folder).filter((name) => name.endsWith('.sql'));

describe('every released schema', () => {
  it('is kept here', () => {
    expect(released).toEqual(Array.from({ length: schemaVersion }, (_, n) => `schema-${n + 1}.sql`));
  });

  it.each(released)('%s opens, is whole, and its proposals can be decided', (name) => {
    const file = join(temporary(), 'ledger.db');
    const raw = new Database(file);
    raw.exec(readFileSync(join(folder, name), 'utf8'));
    const { hash } = raw.prepare('SELECT hash FROM event ORDER BY seq DESC LIMIT 1').get() as { hash: string };
    raw.close();
    const ledger = openLedger(file);
    expect(ledger.verify([hash])).toMatchObject({ events: 11, head: hash, brokenAt: null });
    expect(ledger.proposals().map((one) => [one.proposal.id, one.proposal.status])).toEqual([
      ['p-one', 'published'],
      ['p-two', 'pending'],
      ['p-three', 'rejected'],
    ]);
    expect(ledger.publications().map((one) => [one.id, one.state, one.commit])).toEqual([['pub-1', 'done', 'c0ffee']]);
    ledger.transact(person, (view) => {
      const outcome = decisionEvents(view, {
        changeSet: 'p-two@1',
        digest: 'd-p-two',
        verdict: 'approve',
        by: person,
        at: '2027-01-01T00:00:00.000Z',
      });
      return outcome.ok ? outcome.events : [];
    });
    expect(ledger.proposal('p-two')?.proposal.status).toBe('approved');
    expect(ledger.verify([hash]).brokenAt).toBeNull();
    ledger.close();
  });
});
