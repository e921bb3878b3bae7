import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../database/database.fixture.ts';
import { openResults, type Results } from './results.ts';
import { openSharedResults } from './shared.ts';

const database = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'perennial-cache-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said: string[] = [];
const machine = (name: string, at = database.url()): Results =>
  openSharedResults({ url: at, near: openResults(join(folder, `${name}.db`)), complain: (line) => said.push(line) });

describe.skipIf(database.cannot !== null)('kept results of several machines', () => {
  it('are worked out once: what one has closed with, the other has', () => {
    const one = machine('one');
    for (let n = 0; n < 450; n++) one.put(`key-${n}`, { n, words: 'ü\u0001' });
    one.close();
    const two = machine('two');
    expect([0, 299, 449].map((n) => two.get(`key-${n}`))).toEqual([0, 299, 449].map((n) => ({ n, words: 'ü\u0001' })));
    expect(two.get('key-450')).toBeNull();
    two.close();
    const alone = openResults(join(folder, 'two.db'));
    expect(alone.get('key-299')).toEqual({ n: 299, words: 'ü\u0001' });
    alone.close();
  });

  it('are there for others once they were flushed, while their machine goes on', () => {
    const [one, two] = [machine('six'), machine('seven')];
    one.put('early', 1);
    one.flush();
    expect(two.get('early')).toBe(1);
    one.close();
    two.close();
  });

  it('are dropped where nobody asked for them, and kept where one did', () => {
    const one = machine('three');
    one.put('kept', 1);
    one.prune(90);
    expect(machine('four').get('kept')).toBe(1);
    one.prune(-1);
    one.close();
    expect(machine('five').get('kept')).toBeNull();
  });

  it('are dropped everywhere where a library wants its own gone, and those of others stay', () => {
    const [own, other] = [machine('own'), machine('other')];
    for (let n = 0; n < 250; n++) own.put(`own-${n}`, n);
    other.put('of-others', 1);
    own.flush();
    other.flush();
    own.put('not-sent-yet', 1);
    expect(own.empty()).toHaveLength(251);
    own.close();
    other.close();
    const third = machine('third');
    expect(['own-0', 'own-249', 'not-sent-yet', 'of-others'].map((key) => third.get(key))).toEqual([null, null, null, 1]);
    third.close();
  });
});

describe('a database that is away', () => {
  it('costs no result, and is told once', () => {
    said.length = 0;
    const one = machine('six', 'postgres://me:s3cret@127.0.0.1:9/none');
    expect(one.get('a')).toBeNull();
    one.put('a', 1);
    expect(one.get('a')).toBe(1);
    one.close();
    expect(said).toEqual([expect.stringMatching(/^Results of other machines are left out: The database [^\n]+$/u)]);
    expect(said[0]).not.toContain('s3cret');
  });
});
