import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { openConnection } from '../database/connection.ts';
import { testDatabase } from '../database/database.fixture.ts';
import { migrate } from '../database/migrate.ts';
import { pseudonymiser } from './pseudonym.ts';
import { needlesOf } from './trace.ts';
import { searchDatabase, searchShared } from './trace-database.ts';

const database = testDatabase();

it.skipIf(database.cannot !== null)(
  'a learner is found in any row that machines of a library share, by id and by pseudonym, and nobody else is',
  () => {
    const connection = openConnection({ url: database.url() });
    migrate(connection);
    const [key, id] = [randomBytes(32), 'ü.10442'];
    const needles = needlesOf(id, key);
    const whose = { name: 'birds', id: 'ledger-1' };
    const search = () => searchDatabase(connection, needles, whose).traces;
    const keep = (name: string, value: string) =>
      connection.query('INSERT INTO perennial.result VALUES ($1, $2, 1)', [name, JSON.stringify(value)]);
    keep('other', `xü.104421 ü10442 ${'0'.repeat(64)}`);
    expect(search()).toEqual([]);
    keep('named', `the learner ${id}, once`);
    keep('pseudonym', `x${pseudonymiser(key)(id)}y`);
    connection.query("INSERT INTO perennial.night (library, body) VALUES ('birds', $1)", [JSON.stringify({ id })]);
    connection.query('CREATE SCHEMA perennial_threads');
    connection.query('CREATE TABLE perennial_threads.checkpoint_blobs (thread_id text, blob bytea)');
    const thread = (name: string) =>
      connection.query("INSERT INTO perennial_threads.checkpoint_blobs VALUES ($1, decode($2, 'hex'))", [
        name,
        Buffer.from(`\0\u0001${id}\0`).toString('hex'),
      ]);
    thread('ledger-1/p1');
    // The same number stands in another library's texts: nothing that this one could ever mend.
    connection.query("INSERT INTO perennial.chain VALUES ('fish', 'ledger-2', 1, '')");
    connection.query("INSERT INTO perennial.event VALUES ('fish', 1, '', '', $1, '', '')", [`Pond ${id}`]);
    connection.query("INSERT INTO perennial.night (library, body) VALUES ('fish', $1)", [JSON.stringify({ id })]);
    thread('ledger-2/p1');
    expect(search()).toEqual([
      { file: 'database perennial.night', what: 'id', count: 1 },
      { file: 'database perennial.result', what: 'id', count: 1 },
      { file: 'database perennial.result', what: 'pseudonym', count: 1 },
      { file: 'database perennial_threads.checkpoint_blobs', what: 'id', count: 1 },
    ]);
    connection.query("INSERT INTO perennial.spending (library, month, reserved, lesson) VALUES ('ledger-1', '', 0, $1)", [id]);
    const { rows, traces } = searchShared(database.url(), needles, whose);
    expect(traces).toContainEqual({ file: 'database perennial.spending', what: 'id', count: 1 });
    const dropped = ['perennial.result', 'perennial.night', 'perennial_threads.checkpoint_blobs', 'perennial.spending'];
    for (const table of dropped) connection.query(`DELETE FROM ${table}`);
    // Three kept results, a night, a thread, a sum spent.
    expect(searchShared(database.url(), needles, whose)).toMatchObject({ rows: rows - 6, traces: [] });
    connection.close();
  },
);
