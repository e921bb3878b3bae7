import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openAnswers } from './answer-store.ts';
import { openDatabase } from './duckdb.ts';
import { learnerKey, pseudonymiser, sqlPseudonym } from './pseudonym.ts';
import { readResponses } from './read-responses.ts';
import { readKeyFile, readOutcomesFile } from './read-table.ts';
import type { Attempts, Marking, ResponseSet } from './responses.ts';
import { strataOfRows, tallyRows } from './tally-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'learners-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const key = new Uint8Array(32).fill(7);
let count = 0;
function file(text: string, ending = 'csv'): string {
  const path = join(folder, `r${count++}.${ending}`);
  writeFileSync(path, text);
  return path;
}

/** item, option, score, rest, n of every cell, in a fixed order. */
function cells({ items }: ResponseSet) {
  return items
    .flatMap(({ item, cells: own }) => own.map(({ option, score, rest, n }) => [item, option, score, rest, n]))
    .map((row) => JSON.stringify(row))
    .sort();
}

function read(text: string, options: { marking?: Marking; attempts?: Attempts; ending?: string } = {}) {
  const { ending, ...rest } = options;
  return readResponses(file(text, ending), { key, name: 'r.csv', ...rest });
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
    expect(() => sqlPseudonym(new Uint8Array(4))).toThrow('at least 32 bytes');
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
  it('get the same keyed hash from DuckDB as from Node', async () => {
    const database = await openDatabase({ files: [] });
    try {
      const sql = sqlPseudonym(key);
      for (const statement of sql.setUp) await database.run(statement);
      for (const id of ['S1001', ' Zoë ', 'a'.repeat(200), '学生7']) {
        const [row] = await database.rows(`SELECT CAST(${sql.of('?')} AS VARCHAR) AS hash`, [id]);
        const whole = Buffer.from(pseudonymiser(key)(id), 'base64url');
        expect(String(row?.hash)).toBe(String(whole.readBigUInt64BE(0)));
      }
    } finally {
      database.close();
    }
  });
  it('leave no file behind and never reach the database', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('perennial-responses-'));
    const store = await openAnswers(file('learner,item,option\nAnna Kern,q1,A\nAnna Kern,q2,B\nBo Lind,q1,A\n'), { key });
    const own = readdirSync(tmpdir()).filter((name) => name.startsWith('perennial-responses-') && !before.includes(name));
    for (const name of own) {
      expect(statSync(join(tmpdir(), name)).mode & 0o077).toBe(0);
      for (const inner of readdirSync(join(tmpdir(), name), { recursive: true, withFileTypes: true }))
        if (inner.isFile()) expect(readFileSync(join(inner.parentPath, inner.name)).includes('Anna')).toBe(false);
    }
    store.close();
    for (const name of own) expect(readdirSync(tmpdir())).not.toContain(name);
  });
});

describe('response files', () => {
  it('are read long, and no id comes through', async () => {
    const set = await read('learner,item,option,attempt\nAnna Kern,q1,"B, or so",1\nAnna Kern,q2,A,2\n');
    expect(cells(set)).toEqual(['["q1","B, or so",null,null,1]', '["q2","A",null,null,1]']);
    expect(JSON.stringify(set)).not.toContain('Anna');
  });
  it('are read wide, with gaps left out, scores where a column holds only scores', async () => {
    const set = await read('student;q1;q2;q3\r\n1;1;A;\r\n2;0;B;0.5\r\n3;1;A;1\r\n');
    expect(cells(set)).toEqual([
      '["q1",null,0,0.5,1]',
      '["q1",null,1,1,1]',
      '["q1",null,1,null,1]',
      '["q2","A",null,1,2]',
      '["q2","B",null,0.25,1]',
      '["q3",null,0.5,0,1]',
      '["q3",null,1,1,1]',
    ]);
  });
  it('with numbered options are not taken for scores because some chose the first', async () => {
    const set = await read('student,q1\n1,1\n2,2\n3,1\n4,2\n5,3\n');
    expect(set.items[0]?.cells.map(({ option }) => option).sort()).toEqual(['1', '2', '3']);
  });
  it('say the same as CSV, as Parquet, as JSON and as JSON lines', async () => {
    const csv = 'learner,item,option,score\nx,q1,A,1\nx,q2,B,0\ny,q1,C,0\ny,q2,B,1\n';
    const rows = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const [learner, item, option, score] = line.split(',');
        return { learner, item, option, score: Number(score) };
      });
    const parquet = join(folder, 'same.parquet');
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`COPY (FROM read_csv('${file(csv)}')) TO '${parquet}' (FORMAT parquet)`);
    connection.closeSync();
    const expected = cells(await read(csv));
    expect(cells(await readResponses(parquet, { key }))).toEqual(expected);
    expect(cells(await read(JSON.stringify(rows), { ending: 'json' }))).toEqual(expected);
    expect(cells(await read(rows.map((row) => JSON.stringify(row)).join('\n'), { ending: 'ndjson' }))).toEqual(expected);
  });
  it('count first attempts by number, else by time, else by the order of the file', async () => {
    const score = async (text: string, attempts?: Attempts) =>
      (await read(text, attempts ? { attempts } : {})).items[0]?.cells.map((cell) => [cell.score, cell.n]);
    expect(await score('learner,item,score,attempt\na,q,1,2\na,q,0,1\n')).toEqual([[0, 1]]);
    expect(await score('learner,item,score,time\na,q,1,2026-03-02T10:00:00Z\na,q,0,2026-03-01T10:00:00Z\n')).toEqual([[0, 1]]);
    expect(await score('learner,item,score\na,q,0\na,q,1\n')).toEqual([[0, 1]]);
    expect(await score('learner,item,score\na,q,0\na,q,1\n', 'last')).toEqual([[1, 1]]);
    expect(await score('learner,item,score\na,q,0\na,q,1\n', 'all')).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });
  it('are counted by DuckDB as they are row by row', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => ({
      learner: `l${index % 40}`,
      item: `q${Math.floor(index / 40)}`,
      option: 'ABC'[(index * 7 + (index % 11)) % 3] ?? 'A',
      score: (index * 5 + (index % 7)) % 3 === 0 ? 1 : 0,
    }));
    const text = ['learner,item,option,score', ...rows.map((row) => Object.values(row).join(','))].join('\n');
    const [sql, plain] = [await read(text), tallyRows(rows)];
    expect(cells(sql)).toEqual(cells(plain));
    expect(sql.test).toEqual(plain.test);
    expect(sql.items.map(({ complete }) => complete)).toEqual(plain.items.map(({ complete }) => complete));
  });
  it('put two groups into strata by matching score as it is done row by row, and leave others out', async () => {
    const rows = Array.from({ length: 240 }, (_, index) => ({
      learner: `l${index % 40}`,
      item: `q${Math.floor(index / 40)}`,
      option: null,
      score: (index * 5 + (index % 7)) % 3 === 0 ? 1 : 0,
      group: index % 2 === 0 ? ('focal' as const) : ('reference' as const),
    }));
    const other = 'x,q0,1,neither\nx,q1,0,neither';
    const text = `learner,item,score,shift\n${rows.map(({ learner, item, score, group }) => [learner, item, score, group]).join('\n')}\n${other}\n`;
    const groups = { column: 'shift', focal: 'focal', reference: 'reference' };
    const store = await openAnswers(file(text), { key, groups });
    try {
      for (const matching of [new Set(['q0', 'q1', 'q2', 'q3', 'q4', 'q5']), new Set(['q1', 'q2', 'q4'])])
        expect([...(await store.strata(matching))]).toEqual([...strataOfRows(rows, matching)]);
    } finally {
      store.close();
    }
    await expect(readResponses(file(text), { key, groups: { column: 'wing', focal: 'a' } })).rejects.toThrow('no column "wing"');
  });
  it('prefer a column called learner to one called id', async () => {
    expect((await read('id,learner,item,score\n1,x,q,1\n2,x,q2,0\n')).test.learners).toBe(1);
  });
  it('never take a column of names for an item, or what each learner words differently for options', async () => {
    const set = await read(
      `learner,Name,q1,essay\n${Array.from({ length: 12 }, (_, i) => `${i},Anna ${i},${i % 2},words of ${i}`).join('\n')}\n`,
    );
    expect(set.items.map(({ item }) => item)).toEqual(['essay', 'q1']);
    expect(JSON.stringify(set)).not.toMatch(/Anna|words of/u);
    expect(set.notes.join()).toContain('not taken for items: "Name"');
  });
  it('say which rows were left out, without their contents', async () => {
    const set = await read('learner,item,score\nBob,q1,7\nBob,q2,1\n,q3,1\n,q4,1\n');
    expect(set.test.answers).toBe(1);
    expect(set.notes).toEqual([
      'r.csv:4 and 1 more rows have no learner or no item; they were left out.',
      'r.csv:2 has a score outside 0 to 1; it was left out.',
    ]);
    expect(JSON.stringify(set)).not.toContain('Bob');
  });
  it.each([
    ['item,score\nq,1\n', 'no column names the learner'],
    ['learner,item\nx,q\n', 'neither "option" nor "score"'],
    ['learner,name\nx,q\n', 'no column names an item'],
    ['', 'is empty'],
    ['learner,item,option\n', 'holds no answers'],
    ['PK\u0003\u0004 Anna', 'is a workbook or a zip archive; save its answers as CSV'],
    ['learner\0Anna', 'is no text'],
    ['{"rows": [{"learner": "Anna", "item": "q", "option": "A"}]}', 'a list of objects, one an answer'],
    ['Anna,q1,A\nAnna,q2,B\n', 'call it "learner" in the first row'],
    [`learner,item,score\n${'Anna,q1,5\nAnna,q2,0\n'.repeat(21)}`, 'divide each score by the most its item gives'],
    ['{"learner": "Anna Kern", ', 'cannot be read'],
  ])('are refused with a reason: %j', async (text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
    await expect(read(text)).rejects.not.toThrow('Anna');
  });
  it('that are absent are refused with a reason', async () => {
    await expect(readResponses(join(folder, 'none.csv'), { key, name: 'none.csv' })).rejects.toThrow('none.csv cannot be read');
  });
  it('lead to no other file by their name', async () => {
    writeFileSync(join(folder, 'star[1]*.csv'), 'learner,item,score\nx,q,1\n');
    expect((await readResponses(join(folder, 'star[1]*.csv'), { key })).test.answers).toBe(1);
  });
  it('give the runs of right and wrong answers for each outcome, in order', async () => {
    const store = await openAnswers(file('learner,item,score\na,q1,0\na,q2,1\nb,q1,1\na,q3,1\nb,q2,1\nb,q3,0\n'), {
      key,
      outcomes: (item) => (item === 'q3' ? ['two'] : ['one']),
    });
    try {
      expect([...(await store.sequences())]).toEqual([
        [
          'one',
          [
            { pattern: '01', n: 1 },
            { pattern: '11', n: 1 },
          ],
        ],
        [
          'two',
          [
            { pattern: '0', n: 1 },
            { pattern: '1', n: 1 },
          ],
        ],
      ]);
      const known = new Map([
        [
          'one',
          new Map([
            ['01', 0.25],
            ['11', 1],
          ]),
        ],
        [
          'two',
          new Map([
            ['0', 0],
            ['1', 1],
          ]),
        ],
      ]);
      expect(await store.together(known, [{ outcome: 'two', needs: 'one' }])).toEqual([
        { outcome: 'two', needs: 'one', both: 0.25, onlyNeeds: 1, onlyOutcome: 0.75, neither: 0 },
      ]);
    } finally {
      store.close();
    }
  });
  it('come with a key file and a file of outcomes', async () => {
    expect(await readKeyFile(file('item,key\nq1,B\nq2,"x, y"\n'))).toEqual(
      new Map([
        ['q1', 'B'],
        ['q2', 'x, y'],
      ]),
    );
    expect(await readOutcomesFile(file('item,skill\nq1,add\nq1,sum\n'))).toEqual(new Map([['q1', ['add', 'sum']]]));
    await expect(readKeyFile(file('a,b\n1,2\n'))).rejects.toThrow('"item" and "key"');
  });
  it('are never written to', async () => {
    const path = file('learner,item,score\nx,q,1\n');
    const before = readFileSync(path, 'utf8');
    await readResponses(path, { key });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
