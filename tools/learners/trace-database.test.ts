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
  'a learner is found in any table that machines share, by id and by pseudonym, and nobody else is',
  () => {
    const connection = openConnection({ url: database.url() });
    migrate(connection);
    const [key, id] = [randomBytes(32), 'ü.10442'];
    const needles = needlesOf(id, key);
    const search = () => searchDatabase(connection, needles).traces;
    const keep = (name: string, value: string) =>
      connection.query('INSERT INTO perennial.result VALUES ($1, $2, 1)', [name, JSON.stringify(value)]);
    keep('other', `xü.104421 ü10442 ${'0'.repeat(64)}`);
    expect(search()).toEqual([]);
    keep('named', `the learner ${id}, once`);
    keep('pseudonym', `x${pseudonymiser(key)(id)}y`);
    connection.query("INSERT INTO perennial.night (library, body) VALUES ('birds', $1)", [JSON.stringify({ id })]);
    connection.query('CREATE SCHEMA perennial_threads');
    connection.query('CREATE TABLE perennial_threads.checkpoint_blobs (thread text, blob bytea)');
    connection.query("INSERT INTO perennial_threads.checkpoint_blobs VALUES ('t', decode($1, 'hex'))", [
      Buffer.from(`\0\u0001${id}\0`).toString('hex'),
    ]);
    expect(search()).toEqual([
      { file: 'database perennial.night', what: 'id', count: 1 },
      { file: 'database perennial.result', what: 'id', count: 1 },
      { file: 'database perennial.result', what: 'pseudonym', count: 1 },
      { file: 'database perennial_threads.checkpoint_blobs', what: 'id', count: 1 },
    ]);
    for (const table of ['perennial.result', 'perennial.night', 'perennial_threads.checkpoint_blobs'])
      connection.query(`DELETE FROM ${table}`);
    expect(searchShared(database.url(), needles, 'write')).toMatchObject({ files: expect.any(Number), traces: [] });
    connection.close();
  },
);
