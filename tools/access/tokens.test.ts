import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRate } from './rate.ts';
import { openRefused, type RefusedEvent } from './refused.ts';
import { mayDo } from './roles.ts';
import { addToken, openTokens, readTokens, revokeTokens, rotateToken } from './tokens.ts';

const ada = { person: 'Ada Example <ada@example.org>', role: 'approver' } as const;
let folder: string;
let file: string;
const now = new Date('2026-03-01T00:00:00Z');
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-access-'));
  file = join(folder, 'access.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('tokens', () => {
  it('are kept as hashes only, in a file that is its owner’s alone', async () => {
    const { token } = await addToken({ file, now }, ada, 30);
    const kept = readFileSync(file, 'utf8');
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(token.split('_').at(-1));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(openTokens(file, () => now).check(token)).toMatchObject(ada);
  });

  it('let in nobody with another secret, another id, or half of one', async () => {
    const { token } = await addToken({ file, now }, ada, 30);
    const tokens = openTokens(file, () => now);
    const other = token.replace(/_[0-9a-f]{12}_/u, '_000000000000_');
    for (const wrong of ['', 'pat_', other, token.slice(0, -1), `${token}x`, token.toLowerCase()])
      expect(tokens.check(wrong), wrong).toBeNull();
  });

  it('end on their day', async () => {
    const { token, kept } = await addToken({ file, now }, ada, 30);
    let today = later(29);
    const tokens = openTokens(file, () => today);
    expect(tokens.check(token)).not.toBeNull();
    today = later(30);
    expect(tokens.check(token)).toBeNull();
    expect(tokens.still(kept.id)).toBeNull();
  });

  it('are rotated: the old one ends at once, or after the overlap', async () => {
    const first = await addToken({ file, now }, ada, 30);
    const second = await rotateToken({ file, now }, 'ada@example.org', { days: 30, overlapHours: 0 });
    const tokens = openTokens(file, () => now);
    expect([tokens.check(first.token), tokens.check(second.token)?.role]).toEqual([null, 'approver']);
    const third = await rotateToken({ file, now }, 'Ada Example', { days: 30, overlapHours: 2, role: 'viewer' });
    expect([tokens.check(second.token)?.role, tokens.check(third.token)?.role]).toEqual(['viewer', 'viewer']);
    expect(openTokens(file, () => later(1)).check(second.token)).toBeNull();
  });

  it('are withdrawn at once, for open browsers too', async () => {
    const { token, kept } = await addToken({ file, now }, ada, 30);
    const tokens = openTokens(file, () => now);
    expect(tokens.still(kept.id)).toEqual(ada);
    await revokeTokens({ file, now }, 'ADA@example.org');
    expect([tokens.check(token), tokens.still(kept.id)]).toEqual([null, null]);
    await expect(revokeTokens({ file, now }, 'ada@example.org')).rejects.toThrow('has no token');
  });

  it('are one a person, and a damaged file lets nobody in', async () => {
    await addToken({ file, now }, ada, 30);
    await expect(addToken({ file, now }, { ...ada, role: 'viewer' }, 30)).rejects.toThrow('has a token already');
    writeFileSync(file, '{"version":1,"tokens":[{}]}');
    expect(() => readTokens(file)).toThrow('does not hold tokens');
    expect(() => openTokens(file).check('pat_x')).toThrow('does not hold tokens');
  });
});

it('each role may do what the one before may, and one thing more', () => {
  const table = (['viewer', 'editor', 'approver', 'administrator'] as const).map(
    (role) => (['look', 'word', 'decide', 'keep'] as const).filter((deed) => mayDo(role, deed) === 'yes').length,
  );
  expect(table).toEqual([1, 2, 3, 4]);
});

it('a rate lets a burst through, then as many as it gives back', () => {
  let clock = 0;
  const rate = openRate(3, 6, () => clock);
  expect([rate.take('a'), rate.take('a'), rate.take('a'), rate.take('b')]).toEqual([0, 0, 0, 0]);
  expect(rate.take('a')).toBe(10);
  clock += 10_000;
  expect([rate.take('a'), rate.take('a')]).toEqual([0, 10]);
});

it('refusals of known people are a line each, those of strangers a line for all', () => {
  const written: RefusedEvent[][] = [];
  const book = openRefused(
    (events) => written.push(events),
    () => {},
    3600,
  );
  for (let n = 0; n < 1000; n++) book.refused(null, 'the review', 'wrong token');
  book.refused(ada, 'approve p-a@1', 'no');
  expect(written).toHaveLength(1);
  for (let n = 0; n < 1000; n++) book.refused(ada, 'approve p-a@1', 'no');
  book.close();
  const all = written.flat();
  expect(all.length).toBeLessThan(40);
  expect(all.reduce((sum, one) => sum + one.times, 0)).toBe(2001);
});
