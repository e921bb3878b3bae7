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

  it('are read from the report of answers that Moodle saves, learners by their address', async () => {
    const header =
      'Surname,First name,Email address,State,Started on,Completed,Time taken,Grade/10.00,Question 1,Response 1,Right answer 1';
    const set = await read(`${header}\nKern,Anna,anna@example.org,Finished,1 May,1 May,3 mins,7,Which?,Lark,Lark\n`);
    expect(set.items.map(({ item }) => item)).toEqual(['Response 1']);
    expect(JSON.stringify({ ...set, notes: [] })).not.toMatch(/anna/iu);
  });
});
