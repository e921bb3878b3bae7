/** How often and how long to wait for an endpoint. Pure. */
import type { Failure } from './wire.ts';

export interface Patience {
  /** Tries in all, for faults that a moment may mend. */
  tries: number;
  /** Tries in all, where each costs the whole time-out and perhaps money. */
  triesAfterTimeOut: number;
  firstWaitMs: number;
  longestWaitMs: number;
  /** An endpoint that asks for a longer pause is given up for this request. */
  longestRetryAfterMs: number;
}

export const defaultPatience: Patience = {
  tries: 4,
  triesAfterTimeOut: 2,
  firstWaitMs: 500,
  longestWaitMs: 20_000,
  longestRetryAfterMs: 60_000,
};

/**
 * Milliseconds to wait before the next try, or null to give up.
 * The wait is drawn evenly from the upper half of a doubling span ("equal jitter"), so that many clients do not come
 * back together; an endpoint's own wish is never undercut.
 * @param tried how many tries have failed so far, from 1
 * @param random 0..1
 */
export function waitBefore(patience: Patience, failure: Failure, tried: number, random: number): number | null {
  if (failure.again === 'cannot-help') return null;
  const most = failure.fault === 'time-out' ? patience.triesAfterTimeOut : patience.tries;
  if (tried >= most) return null;
  if (failure.retryAfterMs !== null && failure.retryAfterMs > patience.longestRetryAfterMs) return null;
  const span = Math.min(patience.longestWaitMs, patience.firstWaitMs * 2 ** (tried - 1));
  const own = span / 2 + (random * span) / 2;
  return failure.retryAfterMs === null ? own : failure.retryAfterMs + (random * patience.firstWaitMs) / 2;
}
