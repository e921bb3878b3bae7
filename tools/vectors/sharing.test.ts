import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openResults } from '../cache/results.ts';
import { openSharedResults } from '../cache/shared.ts';
import { testDatabase } from '../database/database.fixture.ts';
import { type Embedder, unit } from './embedder.ts';
import { sharing } from './sharing.ts';

const database = testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'perennial-sharing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vectorOf = (text: string) => unit([text.length, text.charCodeAt(0), Number(text.slice(1)) + 1]);

/** A machine of its own: its texts come to `embedded` when it embeds them itself. */
function machine(name: string, url = database.url()) {
  const embedded: string[] = [];
  const inner: Embedder = {
    id: 'counted',
    async embed(texts) {
      // Others come in between.
      await new Promise((resolve) => setTimeout(resolve, 5));
      embedded.push(...texts);
      return texts.map(vectorOf);
    },
    close: async () => {},
  };
  const results = openSharedResults({ url, near: openResults(join(folder, `${name}.db`)), complain: () => {} });
  if (results.elsewhere === null) throw new Error('Shared results lie nowhere else.');
  return { embedder: sharing(inner, results.elsewhere), embedded, close: () => results.close() };
}

const texts = (letter: string, count: number) => Array.from({ length: count }, (_, at) => `${letter}${at}`);

describe.skipIf(database.cannot !== null)('vectors of several machines', () => {
  it('are embedded once: what one has, the other reads, number by number', async () => {
    const [one, two] = [machine('one'), machine('two')];
    const wanted = texts('a', 100);
    expect(await one.embedder.embed(wanted)).toEqual(wanted.map(vectorOf));
    expect(await two.embedder.embed([...wanted, 'b7'])).toEqual([...wanted, 'b7'].map(vectorOf));
    expect([one.embedded.length, two.embedded]).toEqual([100, ['b7']]);
    one.close();
    two.close();
  });

  it('are shared out between machines that begin at once', async () => {
    const crew = ['c1', 'c2', 'c3', 'c4'].map((name) => machine(name));
    const wanted = texts('c', 640);
    const all = await Promise.all(crew.map(({ embedder }) => embedder.embed(wanted)));
    for (const vectors of all) expect(vectors).toEqual(wanted.map(vectorOf));
    // By lot some are embedded twice; each by itself would make it 2,560.
    expect(crew.reduce((sum, { embedded }) => sum + embedded.length, 0)).toBeLessThan(2_000);
    for (const one of crew) one.close();
  });
});

it('are embedded here where the database is away', async () => {
  const one = machine('away', 'postgres://me@127.0.0.1:9/none');
  expect(await one.embedder.embed(['d1', 'd2'])).toEqual(['d1', 'd2'].map(vectorOf));
  expect(one.embedded).toEqual(['d1', 'd2']);
  one.close();
});

it('go to an embedding as many at a time as it takes in one request', async () => {
  const results = openSharedResults({
    url: 'postgres://me@127.0.0.1:9/none',
    near: openResults(join(folder, 'steps.db')),
    complain: () => {},
  });
  const steps: number[] = [];
  const inner: Embedder = {
    id: 'paid',
    step: 128,
    async embed(some) {
      steps.push(some.length);
      return some.map(vectorOf);
    },
    close: async () => {},
  };
  const wanted = texts('e', 300);
  if (results.elsewhere === null) throw new Error('Shared results lie nowhere else.');
  expect(await sharing(inner, results.elsewhere).embed(wanted)).toEqual(wanted.map(vectorOf));
  expect(steps.sort((a, b) => a - b)).toEqual([44, 128, 128]);
  results.close();
});
