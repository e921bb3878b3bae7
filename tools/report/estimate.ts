/**
 * How long today's decisions will take. From this library's own review times where there are enough of them,
 * else from stated defaults: nobody is told a precision nobody has measured.
 */
import type { Risk } from '../../agents/contract.ts';
import type { Estimate } from './types.ts';

export type DecisionKind = Risk | 'question';

/** Seconds a decision, where nothing has been timed yet: assumptions, replaced by the library's own medians. */
export const defaultSeconds: Record<DecisionKind, number> = { low: 25, medium: 45, high: 90, question: 50 };
/** Each further place of a group is glanced at. */
export const secondsPerFurtherPlace = 4;
/** So many timed decisions of a kind before its median replaces the default. */
export const enoughTimed = 5;

export interface SecondsPerDecision {
  seconds: Record<DecisionKind, number>;
  /** How many decisions each figure rests on; 0 where it is the default. */
  timed: Record<DecisionKind, number>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Medians of the timed decisions by kind; several times for one change set add up first. */
export function secondsPerDecision(
  timed: readonly { changeSet: string; activeSeconds: number }[],
  kindOf: (changeSet: string) => DecisionKind | null,
): SecondsPerDecision {
  const totals = new Map<string, number>();
  for (const { changeSet, activeSeconds } of timed) totals.set(changeSet, (totals.get(changeSet) ?? 0) + activeSeconds);
  const lists: Record<DecisionKind, number[]> = { low: [], medium: [], high: [], question: [] };
  for (const [changeSet, seconds] of totals) {
    const kind = kindOf(changeSet);
    if (kind && seconds > 0) lists[kind].push(seconds);
  }
  const result: SecondsPerDecision = { seconds: { ...defaultSeconds }, timed: { low: 0, medium: 0, high: 0, question: 0 } };
  for (const kind of ['low', 'medium', 'high', 'question'] as const) {
    if (lists[kind].length < enoughTimed) continue;
    result.seconds[kind] = median(lists[kind]);
    result.timed[kind] = lists[kind].length;
  }
  return result;
}

/** @param kinds the kind and the number of places of each decision at hand. */
export function estimate(cards: readonly { kind: DecisionKind; seconds: number }[], pace: SecondsPerDecision): Estimate {
  const seconds = cards.reduce((sum, card) => sum + card.seconds, 0);
  const kinds = new Set(cards.map((card) => card.kind));
  const own = [...kinds].filter((kind) => pace.timed[kind] > 0);
  const timed = own.reduce((sum, kind) => sum + pace.timed[kind], 0);
  let basis = 'Estimated from default times; review times measured here will replace them.';
  if (own.length > 0 && own.length === kinds.size) basis = `Estimated from ${timed} decisions timed in this library.`;
  else if (own.length > 0) basis = `Estimated partly from ${timed} decisions timed in this library, partly from default times.`;
  return {
    decisions: cards.length,
    seconds: Math.round(seconds),
    minutes: cards.length === 0 ? 0 : Math.max(1, Math.round(seconds / 60)),
    basis,
  };
}
