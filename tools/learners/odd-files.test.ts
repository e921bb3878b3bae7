/** Response files as other programs save them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readResponses } from './read-responses.ts';
import type { Marking, ResponseSet } from './responses.ts';

const folder = mkdtempSync(join(tmpdir(), 'learners-odd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
function read(text: string | Buffer, marking?: Marking): Promise<ResponseSet> {
  const path = join(folder, `r${count++}.csv`);
  writeFileSync(path, text);
  return readResponses(path, { key: new Uint8Array(32).fill(7), name: 'r.csv', ...(marking ? { marking } : {}) });
}

/** Options that learners chose, by item. */
const chosen = ({ items }: ResponseSet) =>
  items.map(({ cells }) => [...new Set(cells.map(({ option }) => option))].sort().join(' '));

describe('response files of other programs', () => {
  it('that are saved as UTF-16 are refused with what to do', async () => {
    await expect(read(Buffer.from('\ufefflearner,item,option\n', 'utf16le'))).rejects.toThrow('is UTF-16; save it as UTF-8');
  });

  it('hold words that stand for no answer, which are none unless the item asks for such a sign or word', async () => {
    const marking: Marking = (item, answer) => ({ option: answer, right: answer === (item === 'q3' ? 'NA' : 'A') });
    const set = await read('learner,q1,q2,q3\nL1,A,+,NA\nL2,NA,-,A\nL3,-,*,NA\nL4,Na,-,A\n', marking);
    expect(chosen(set)).toEqual(['A Na', '* + -', 'A NA']);
    expect(set.notes).toEqual(['2 answers read “-”, “NA” and count as not given.']);
  });

  it('keep a score beside a word that stands for no answer, and are scores where other rows are', async () => {
    const long = await read('learner,item,option,score\nL1,q1,NA,0\nL2,q1,A,1\n');
    expect(long.test.answers).toBe(2);
    const wide = await read('learner,q1,q2\nL1,1,0\nL2,NA,1\n');
    expect(wide.items.flatMap(({ cells }) => cells.map(({ score }) => score)).sort()).toEqual([0, 1, 1]);
  });

  it('write decimals with a comma', async () => {
    const set = await read('learner;item;score\nL1;q1;0,5\nL2;q1;1,0\nL3;q1;0,0\n');
    expect(set.items.flatMap(({ cells }) => cells.map(({ score }) => score)).sort()).toEqual([0, 0.5, 1]);
    expect(set.notes).toEqual([]);
  });

  const tries = (times: [first: string, second: string]) =>
    `learner;item;option;time\nL1;q1;B;${times[1]}\nL1;q1;A;${times[0]}\n`;
  it.each<[string, string]>([
    ['2.2.2026 9:00', '10.2.2026 9:00'],
    ['2026-02-02T09:00:00+02:00', '2026-02-02T09:30:00+02:00'],
    ['2 February 2026, 9:05 AM', '10 February 2026, 9:05 AM'],
    ['1770000000', '1770000001'],
  ])('write times like “%s”, and the first attempt is the earliest', async (...times) => {
    expect(chosen(await read(tries(times)))).toEqual(['A']);
  });

  it('with times that nobody can order are refused with what to do; some are told; how long something took is no time', async () => {
    const rows = (time: string, count: number) => Array.from({ length: count }, (_, at) => `L${at},q1,A,${time}\n`).join('');
    await expect(read(`learner,item,option,time\n${rows('03/04/2026 10:00', 30)}`)).rejects.toThrow(
      'and 29 more rows have a time that is not read; write times as 2026-01-31 10:05',
    );
    expect((await read(`learner,item,option,time\n${rows('2026-01-01', 30)}${rows('soon', 2)}`)).notes).toEqual([
      '2 rows have a time that is not read; they count as the last.',
    ]);
    expect((await read(`learner,item,option,time\n${rows('3 mins 2 secs', 30)}`)).notes).toEqual([]);
  });

  it('say “n.a.” for no answer', async () => {
    expect(chosen(await read('learner,q1\nL1,A\nL2,n.a.\nL3,(blank)\nL4,B\n'))).toEqual(['A B']);
  });

  it('in which nobody belongs to a group that is compared are told', async () => {
    const path = join(folder, 'groups.csv');
    writeFileSync(path, 'learner,class,q1\nL1,day,A\nL2,night,B\n');
    const notes = async (focal: string, reference?: string) =>
      (
        await readResponses(path, {
          key: new Uint8Array(32).fill(7),
          name: 'r.csv',
          groups: { column: 'class', focal, ...(reference ? { reference } : {}) },
        })
      ).notes;
    expect(await notes('nights')).toEqual(['No row has “nights” in the column “class”, so groups are not compared.']);
    expect(await notes('night', 'days')).toEqual(['No row has “days” in the column “class”, so groups are not compared.']);
    expect(await notes('night')).toEqual([]);
  });

  it('are read from the report of answers that Moodle saves, learners by their address', async () => {
    const header =
      'Surname,First name,Email address,State,Started on,Completed,Time taken,Grade/10.00,Question 1,Response 1,Right answer 1';
    const set = await read(`${header}\nKern,Anna,anna@example.org,Finished,1 May,1 May,3 mins,7,Which?,Lark,Lark\n`);
    expect(set.items.map(({ item }) => item)).toEqual(['Response 1']);
    expect(JSON.stringify({ ...set, notes: [] })).not.toMatch(/anna/iu);
  });
});
