import { expect, it } from 'vitest';
import type { SpendingLine } from '../../tools/models/store.ts';
import { costsSince, linesTold, sumOf } from './costs.ts';

const line = (lesson: string, calls: number, dollars: number): SpendingLine => ({
  ...{ run: 'nightly 2026-11-21', lesson, agent: 'alignment', prompt: 'p@1', model: 'm' },
  ...{ calls, tokensIn: 10 * calls, tokensOut: calls, dollars },
});

it('a run tells all that was spent under its name, by whomever, and nothing that a record of the same name told before', () => {
  const others = [line('wren', 2, 0.2), line('robin', 1, 0.1)];
  const first = costsSince(linesTold('nightly 2026-11-21', []), others);
  expect([sumOf(first, 'calls'), sumOf(first, 'dollars')]).toEqual([3, expect.closeTo(0.3)]);
  const later = [line('wren', 2, 0.2), line('robin', 3, 0.4)];
  const second = costsSince(linesTold('nightly 2026-11-21', first), later);
  expect(second).toMatchObject([{ lesson: 'robin', task: 'p@1', calls: 2, tokensIn: 20, dollars: expect.closeTo(0.3) }]);
  expect(costsSince(linesTold('nightly 2026-11-21', [...first, ...second]), later)).toEqual([]);
});

it('an account that cannot be read tells nothing', () => {
  expect(costsSince(linesTold('r', costsSince([], [line('wren', 2, 0.2)])), [])).toEqual([]);
});
