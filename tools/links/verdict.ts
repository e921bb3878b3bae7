/** What looks at an address mean. Pure. */
import type { Look } from './follow.ts';
import { moveOf } from './moved.ts';
import type { Fault } from './request.ts';
import type { LinkState } from './state.ts';

export type Verdict = Omit<LinkState, 'on' | 'asked'>;

const said: Record<Fault, string> = {
  'no-such-host': 'its host name does not exist',
  'name-not-resolved': 'its host name could not be looked up',
  'timed-out': 'no answer in time',
  refused: 'the connection was refused',
  reset: 'the connection broke',
  certificate: 'its certificate is not in order',
  'private-address': 'it lies in a private network and is not asked',
  'not-http': 'its answer is no HTTP',
  stopped: 'the check was stopped',
};

export function isGone({ end }: Look): boolean {
  return end.kind === 'answered' && (end.status === 404 || end.status === 410);
}

export function isNameless({ end }: Look): boolean {
  return end.kind === 'fault' && end.fault === 'no-such-host';
}

/** Where a first look suggests a verdict that must be seen twice. */
export function needsSecondLook(address: string, first: Look): boolean {
  return isGone(first) || isNameless(first) || (isMove(first) && moveOf(address, first.at).kind !== 'stay');
}

function isMove({ end, hops }: Look): boolean {
  return hops === 'all-permanent' && end.kind === 'answered' && end.status === 200;
}

function unknown(why: string): Verdict {
  return { verdict: 'unknown', why };
}

/**
 * @param second a look some time later; null where the first one needed none
 * @param network did any other host answer in between? Without that a name that cannot be found says nothing.
 */
export function verdictOf(address: string, first: Look, second: Look | null, network: 'up' | 'unproven'): Verdict {
  const last = second ?? first;
  if (isGone(first)) {
    const status = first.end.kind === 'answered' ? first.end.status : 0;
    // Behind a temporary redirect the 404 may be that of a service in between.
    if (second && isGone(second) && second.hops !== 'some-temporary')
      return { verdict: 'dead', gone: 'page', why: `it answered ${status}, and again later` };
    if (!second || isGone(second)) return unknown(`it answered ${status}`);
  }
  if (isNameless(first)) {
    if (second && isNameless(second) && first.hops === 'none' && network === 'up')
      return { verdict: 'dead', gone: 'host', why: 'its host name does not exist, while other hosts answered' };
    if (!second || isNameless(second)) return unknown(said['no-such-host']);
  }
  if (last.end.kind === 'fault') return unknown(said[last.end.fault]);
  const { status } = last.end;
  if (last.hops === 'endless') return unknown('its redirects never end');
  if (last.hops === 'nowhere') return unknown(`it answered ${status} and says not where to go`);
  if (status < 200 || status > 299) return unknown(`it answered ${status}`);
  if (second && isMove(first) && isMove(second) && first.at === second.at) {
    const move = moveOf(address, first.at);
    if (move.kind !== 'stay')
      return {
        verdict: 'moved',
        to: move.to,
        within: move.kind,
        why: 'all redirects on the way are permanent and its end answers 200, seen twice',
      };
    return { verdict: 'alive', why: `it answers; ${move.why}` };
  }
  return { verdict: 'alive', why: `it answered ${status}` };
}
