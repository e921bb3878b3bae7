import { describe, expect, it } from 'vitest';
import { parsePairs } from './align.ts';

const pair = { outcome: 'Tie a bowline.', text: 'Make a loop.' };
const line = JSON.stringify(pair);

describe('a file of single pairs', () => {
  it('may begin with a byte-order mark, end its lines as Windows does and have blank lines', () => {
    const read = parsePairs('pairs.jsonl', `\uFEFF${line}\r\n\r\n  \r\n${line}`);
    expect(read.map(({ id }) => id)).toEqual(['1', '4']);
    expect(read[1]).toMatchObject(pair);
  });

  it('keeps ids as they are, numbers too, and whatever else a line holds', () => {
    const read = parsePairs('pairs.jsonl', JSON.stringify({ id: 7, label: 'partial', ...pair }));
    expect(read).toEqual([{ id: '7', ...pair, others: { label: 'partial' } }]);
  });

  it('forgets who read it last: that verdict is not this one', () => {
    const read = parsePairs('pairs.jsonl', JSON.stringify({ ...pair, read: { model: 'another', why: 'So.' }, verdict: 'full' }));
    expect(read[0]?.others).toEqual({ verdict: 'full' });
  });

  it.each([
    ['{"outcome": "Tie', 'this is not JSON'],
    ['[]', 'this is not an object'],
    ['null', 'this is not an object'],
    ['{"text": "Make a loop."}', '"outcome" must be text'],
    ['{"outcome": " ", "text": ""}', '"outcome" must not be empty'],
    ['{"outcome": "Tie a bowline.", "text": 3}', '"text" must be text'],
    ['{"id": [], "outcome": "Tie a bowline.", "text": ""}', '"id" must be text or a number'],
  ])('names file, line and what is wrong: %s', (bad, what) => {
    expect(() => parsePairs('pairs.jsonl', `${line}\n${bad}`)).toThrow(`pairs.jsonl:2: ${what}; each line is`);
  });
});
