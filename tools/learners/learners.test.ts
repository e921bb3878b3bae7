import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { learnerKey, pseudonymiser } from './pseudonym.ts';
import { readKeyFile, readResponses, scoreOf } from './read-responses.ts';

const folder = mkdtempSync(join(tmpdir(), 'learners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const key = new Uint8Array(32).fill(7);
let count = 0;
function file(text: string): string {
  const path = join(folder, `r${count++}.csv`);
  writeFileSync(path, text);
  return path;
}

describe('learner ids', () => {
  it('are the same under one key and differ under another', () => {
    const other = new Uint8Array(32).fill(8);
    expect(pseudonymiser(key)('S1001')).toBe(pseudonymiser(key)(' S1001 '));
    expect(pseudonymiser(key)('S1001')).not.toBe(pseudonymiser(other)('S1001'));
    expect(pseudonymiser(key)('S1001')).not.toBe(pseudonymiser(key)('S1002'));
  });
  it('need a key of full length', () => {
    expect(() => pseudonymiser(new Uint8Array(4))).toThrow('at least 32 bytes');
  });
  it('are hashed with a key that is made once and that only its owner can read', () => {
    const path = join(folder, 'keys', 'learners.key');
    const made = learnerKey(path);
    expect(Buffer.from(learnerKey(path)).equals(Buffer.from(made))).toBe(true);
    expect(statSync(path).mode & 0o077).toBe(0);
  });
  it('are not hashed with a damaged key', () => {
    const path = join(folder, 'damaged.key');
    writeFileSync(path, 'hello');
    expect(() => learnerKey(path)).toThrow('does not hold a key');
  });
});

describe('response files', () => {
  it('are read long, and no id comes through', async () => {
    const set = await readResponses(file('learner,item,option,attempt\nAnna Kern,q1,"B, or so",1\nAnna Kern,q2,A,2\n'), { key });
    expect(set.rows.map(({ item, option, attempt }) => [item, option, attempt])).toEqual([
      ['q1', 'B, or so', 1],
      ['q2', 'A', 2],
    ]);
    expect(JSON.stringify(set)).not.toContain('Anna');
  });
  it('are read wide, with gaps left out', async () => {
    const { rows } = await readResponses(file('student;q1;q2;q3\r\n1;1;0;\r\n2;A;;0.5\r\n'), { key });
    expect(rows.map(({ item, option, score }) => [item, option, score])).toEqual([
      ['q1', null, 1],
      ['q2', null, 0],
      ['q1', 'A', null],
      ['q3', null, 0.5],
    ]);
  });
  it('prefer a column called learner to one called id', async () => {
    const { rows } = await readResponses(file('id,learner,item,score\n1,x,q,1\n2,x,q2,0\n'), { key });
    expect(new Set(rows.map((row) => row.learner)).size).toBe(1);
  });
  it('say which rows were left out, without their contents', async () => {
    const set = await readResponses(file('learner,item,score\nBob,q1,7\nBob,q2,1\n,q3,1\n'), { key, name: 'r.csv' });
    expect(set.rows).toHaveLength(1);
    expect(set.notes).toEqual([
      'r.csv:2 has a score outside 0 to 1; it was left out.',
      'r.csv:4 has no learner or no item; it was left out.',
    ]);
    expect(JSON.stringify(set)).not.toContain('Bob');
  });
  it.each([
    ['item,score\nq,1\n', 'no column names the learner'],
    ['learner,item\nx,q\n', 'neither "option" nor "score"'],
    ['', 'is empty'],
  ])('are refused with a reason: %j', async (text, reason) => {
    await expect(readResponses(file(text), { key })).rejects.toThrow(reason);
  });
  it('that are absent are refused with a reason', async () => {
    await expect(readResponses(join(folder, 'none.csv'), { key, name: 'none.csv' })).rejects.toThrow('none.csv cannot be read');
  });
  it('change their hash with their bytes', async () => {
    const [a, b] = await Promise.all([
      readResponses(file('learner,item,score\nx,q,1\n'), { key }),
      readResponses(file('learner,item,score\nx,q,0\n'), { key }),
    ]);
    expect(a.hash).not.toBe(b.hash);
  });
  it('come with a key file', async () => {
    expect(await readKeyFile(file('item,key\nq1,B\nq2,"x, y"\n'))).toEqual(
      new Map([
        ['q1', 'B'],
        ['q2', 'x, y'],
      ]),
    );
    await expect(readKeyFile(file('a,b\n1,2\n'))).rejects.toThrow('"item" and "key"');
  });
  it.each([
    ['1', 1],
    ['0.5', 0.5],
    ['TRUE', 1],
    ['no', 0],
    ['2', null],
    ['-1', null],
    ['x', null],
  ])('score %s is %s', (text, score) => {
    expect(scoreOf(text)).toBe(score);
  });
  it('are never written to', async () => {
    const path = file('learner,item,score\nx,q,1\n');
    const before = readFileSync(path, 'utf8');
    await readResponses(path, { key });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
