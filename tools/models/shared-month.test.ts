import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer, whyNoServer } from '../database/server.fixture.ts';
import { sharingMonth } from './shared-month.ts';
import { forgiving, openStore, type Store } from './store.ts';

const cannot = whyNoServer();
let server: TestServer | null = null;
let url = '';
beforeAll(async () => {
  if (cannot !== null) return;
  server = await startTestServer();
  url = await server.database();
});
afterAll(() => server?.close());

const what = { run: 'r', lesson: 'l', agent: 'alignment', prompt: 'p', model: 'm' };
const machine = (library: string, now?: () => Date): Store =>
  sharingMonth(openStore(':memory:'), { url, library, ...(now ? { now } : {}) });
const tokens = { input: 1, output: 1 };

describe.skipIf(cannot !== null)('the budget of a month', () => {
  it('holds for all machines of a library together, and for each library by itself', () => {
    const [one, two, other] = [machine('birds'), machine('birds'), machine('soil')];
    const first = one.reserve(what, 0.6, 1);
    expect(first).not.toBeNull();
    expect(two.reserve(what, 0.6, 1)).toBeNull();
    expect(other.reserve(what, 0.6, 1)).not.toBeNull();
    // What was reserved and cost less is free for the others.
    one.settle(first!, 0.1, tokens);
    expect(two.spentThisMonth()).toBeCloseTo(0.1);
    expect(two.reserve(what, 0.6, 1)).not.toBeNull();
    for (const open of [one, two, other]) open.close();
  });

  it('begins anew with the month', () => {
    const one = machine('gulls', () => new Date('2026-11-30T23:59:00Z'));
    const two = machine('gulls', () => new Date('2026-12-01T00:01:00Z'));
    expect(one.reserve(what, 1, 1)).not.toBeNull();
    expect(two.reserve(what, 1, 1)).not.toBeNull();
    for (const open of [one, two]) open.close();
  });
});

it('lets nothing be spent where the database does not answer', () => {
  const said: string[] = [];
  const away = sharingMonth(openStore(':memory:'), { url: 'postgres://me:s3cret@127.0.0.1:9/none', library: 'birds' });
  const store = forgiving(away, (line) => said.push(line));
  expect(store.reserve(what, 0.01, 1)).toBeNull();
  expect(said.join()).toMatch(/^Spending cannot be written down/u);
  expect(said.join()).not.toContain('s3cret');
  store.close();
});
