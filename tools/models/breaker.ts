/** When an endpoint counts as dead. A circuit breaker: closed, open, and one probe after a pause. */
import type { Failure } from './wire.ts';

export interface Breaker {
  /** Whether a request may go out now; a `probe` is the one request that tests a dead endpoint. */
  admit(): 'yes' | 'probe' | 'no';
  /** Would `admit` say no? Changes nothing. */
  readonly dead: boolean;
  succeeded(): void;
  failed(failure: Failure): void;
  /** The endpoint asked to be left alone for so long (ms): so it is, by every question. */
  restsFor(milliseconds: number, failure: Failure): void;
  /** Why it is or was dead, one sentence; null where it never was. */
  story(): string | null;
}

/** Faults that no pause mends. */
const final = new Set(['unauthorised', 'quota']);
/** Faults of the endpoint, not of one request. */
const itsOwn = new Set(['server-error', 'rate-limit', 'time-out', 'connection', 'reset', 'not-a-completion']);

/**
 * @param failuresToOpen requests in a row that failed after all their tries
 * @param pauseMs time after which one probe is let through
 */
export function breaker(name: string, failuresToOpen = 3, pauseMs = 60_000, now: () => number = Date.now): Breaker {
  let inARow = 0;
  let state: 'closed' | 'open' | 'probing' | 'final' = 'closed';
  let restsUntil = 0;
  /** What comes back of requests that were under way neither shortens nor lengthens a pause that was asked for. */
  let askedUntil = 0;
  let story: string | null = null;
  const restedEnough = () => state === 'open' && now() >= restsUntil;
  const open = (why: string, how: 'open' | 'final', restMs = pauseMs) => {
    state = how;
    restsUntil = now() + restMs;
    story = `The model endpoint ${name} was given up: ${why}`;
  };
  return {
    admit() {
      if (state === 'closed') return 'yes';
      if (!restedEnough()) return 'no';
      state = 'probing';
      return 'probe';
    },
    get dead() {
      return state === 'final' || state === 'probing' || (state === 'open' && !restedEnough());
    },
    succeeded() {
      inARow = 0;
      if (state !== 'final' && now() >= askedUntil) state = 'closed';
    },
    failed(failure) {
      if (final.has(failure.fault)) return open(failure.detail, 'final');
      if (now() < askedUntil) return;
      if (!itsOwn.has(failure.fault)) {
        // Called off, or the request was at fault: it says nothing about the endpoint, so the next one may probe.
        if (state === 'probing') state = 'open';
        return;
      }
      inARow += 1;
      if (state === 'probing' || inARow >= failuresToOpen) open(`${inARow} requests in a row failed. ${failure.detail}`, 'open');
    },
    restsFor(milliseconds, { detail }) {
      if (state === 'final') return;
      const until = Math.max(askedUntil, now() + milliseconds);
      const rest = until - now();
      open(`${detail} It asks for a pause of ${Math.ceil(rest / 1000)} s.`, 'open', rest);
      askedUntil = until;
    },
    story: () => story,
  };
}
