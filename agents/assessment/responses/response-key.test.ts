/** A key file beside responses: read as people spell it, doubted where it cannot belong to them. */
import { describe, expect, it } from 'vitest';
import { keyDoubts, keyMarking } from './response-key.ts';

const option = (text: string) => ({ option: text }) as Parameters<typeof keyDoubts>[1][number]['options'][number];
const item = (id: string, n: number, ...options: string[]) => ({ item: id, n, options: options.map(option) });

describe('a key file', () => {
  it('names items in another case, where that leaves no doubt which', () => {
    const marking = keyMarking(
      new Map([
        ['Q1', 'a'],
        ['q2', 'B'],
        ['Q2', 'C'],
      ]),
    );
    expect(marking('q1', 'A')?.right).toBe(true);
    expect(marking('q2', 'B')?.right).toBe(true);
    expect(marking('Q2', 'B')?.right).toBe(false);
    expect(
      keyMarking(
        new Map([
          ['q2', 'B'],
          ['Q2', 'C'],
        ]),
      )('q2 ', 'B')?.right,
    ).toBeNull();
  });

  it.each<[string, [string, string][], ReturnType<typeof item>[], string[]]>([
    ['fits', [['q1', 'a']], [item('q1', 50, 'A', 'B')], []],
    ['fits few answers', [['q1', 'C']], [item('q1', 5, 'A', 'B')], []],
    [
      'names no item',
      [['x1', 'A']],
      [item('q1', 50, 'A', 'B')],
      ['The key names none of the items: its first is “x1”, that of the responses “q1”.'],
    ],
    ['lacks an item', [['q1', 'A']], [item('q1', 50, 'A'), item('q2', 50, 'A')], ['The key has no answer for 1 item (“q2”).']],
    [
      'is spelled otherwise',
      [['q1', '1']],
      [item('q1', 50, 'A', 'B')],
      ['Nobody gave the answer that the key names for 1 item (“q1”: “1”). Is it spelled otherwise in the responses?'],
    ],
  ])('that %s', (_, key, items, doubts) => {
    expect(keyDoubts(new Map(key), items)).toEqual(doubts);
  });
});
