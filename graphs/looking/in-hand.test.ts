import { expect, it } from 'vitest';
import { type InHand, inHand } from './in-hand.ts';

it('what a graph worked with is let go of when it is done, and when it failed', async () => {
  const hands: InHand<string>[] = [];
  const graph = async (hand: InHand<string>): Promise<number> => {
    hands.push(hand);
    return hand.it?.length ?? 0;
  };
  expect(await inHand('course', graph)).toBe(6);
  const failing = inHand('course', async (hand) => {
    await graph(hand);
    throw new Error('It was stopped.');
  });
  await expect(failing).rejects.toThrow('It was stopped.');
  expect(hands.map(({ it }) => it)).toEqual([null, null]);
});
