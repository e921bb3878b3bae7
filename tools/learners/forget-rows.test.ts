import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutLearner } from './forget-rows.ts';
import { pseudonymiser } from './pseudonym.ts';
import { needlesOf, searchFolder } from './trace.ts';

const without = (text: string, id: string) => {
  const { rows, bytes } = withoutLearner(Buffer.from(text), id, 'answers');
  return [rows, bytes?.toString() ?? null];
};

describe('a response file without a learner', () => {
  it('keeps every other byte of a CSV: quotes, line ends, a byte order mark, a row over two lines', () => {
    const text = '\ufefflearner;item;option\r\n 77 ;q1;"a;b"\r\n8;q1;"two\r\nlines ""77"""\r\n770;q2;77\r\n"77";q2;c';
    expect(without(text, '77')).toEqual([2, '\ufefflearner;item;option\r\n8;q1;"two\r\nlines ""77"""\r\n770;q2;77\r\n']);
  });
  it('takes rows out of JSON lines and lists, also gzipped', () => {
    expect(without('{"user":7,"item":"a","score":1}\n{"user":77,"item":"a","score":1}\n', '7')).toEqual([
      1,
      '{"user":77,"item":"a","score":1}\n',
    ]);
    expect(without('[{"student":"é","item":"a","score":1}]', 'e\u0301')).toEqual([1, '[]\n']);
    const zipped = withoutLearner(gzipSync('learner,item,score\nx,q,1\ny,q,0\n'), 'x', 'answers');
    expect(gunzipSync(zipped.bytes ?? Buffer.alloc(0)).toString()).toBe('learner,item,score\ny,q,0\n');
  });
  it('is the file itself where the learner is not in it', () => {
    expect(without('learner,item,score\nx,q,1\n', 'y')).toEqual([0, null]);
  });
  it('is refused of Parquet, damaged JSON, and a file that names no learner', () => {
    expect(() => without('PAR1....', 'x')).toThrow('Parquet');
    expect(() => without('{"learner":', 'x')).toThrow('not valid JSON');
    expect(() => without('item,score\nq,1\n', 'x')).toThrow('no column names the learner');
  });
  it('keeps the others, whatever stands in the fields', () => {
    const cell = fc.string().map((text) => `"${text.replaceAll('"', '""')}"`);
    const row = fc.tuple(fc.constantFrom('x', 'y', 'z'), cell);
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const line = ([who, what]: [string, string]) => `${who},q,${what}\n`;
        const { bytes } = withoutLearner(Buffer.from(`learner,item,option\n${rows.map(line).join('')}`), 'x', 'answers');
        const left = rows.filter(([who]) => who !== 'x');
        if (left.length === rows.length) expect(bytes).toBeNull();
        else expect(bytes?.toString()).toBe(`learner,item,option\n${left.map(line).join('')}`);
      }),
    );
  });
});

describe('the search for a learner', () => {
  const key = Buffer.alloc(32, 7);
  const search = (files: Record<string, string | Buffer>, id: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'perennial-trace-'));
    try {
      mkdirSync(join(folder, 'sub'));
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
      return searchFolder(folder, needlesOf(id, key)).traces;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  it.each([
    ['as it is', 'x "10442",'],
    ['UTF-16', Buffer.concat([Buffer.from([0, 0]), Buffer.from('10442', 'utf16le')])],
    ['over the end of a piece', Buffer.concat([Buffer.alloc(4_194_302, 32), Buffer.from('10442 ')])],
  ])('finds the id %s', (_name, bytes) => {
    expect(search({ 'sub/f': bytes }, '10442')).toEqual([{ file: join('sub', 'f'), what: 'id', count: 1 }]);
  });
  it('finds pseudonyms, and names of files', () => {
    expect(search({ f: `a${pseudonymiser(key)('10442')}b` }, '10442')).toEqual([{ file: 'f', what: 'pseudonym', count: 1 }]);
    expect(search({ '10442.json': '' }, '10442')).toEqual([{ file: '10442.json', what: 'id', count: 1 }]);
  });
  it('does not take a longer number for the id', () => {
    expect(search({ f: '110442 104421 x10442' }, '10442')).toEqual([]);
  });
});
