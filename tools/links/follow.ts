/** Follows an address to its end: HEAD first, GET where HEAD says anything but yes. Each hop is a request of its own. */
import type { Answer, Requester } from './request.ts';

/** Redirects that say "for good" (RFC 9110, 15.4): the others say nothing about tomorrow. */
const permanent = new Set([301, 308]);
const redirects = new Set([301, 302, 303, 307, 308]);
/** As many as browsers follow is twice this; no honest chain is longer. */
const longestChain = 10;

export interface Look {
  /** The last answer: what the address came to. */
  end: Answer;
  /** Address that gave it. */
  at: string;
  hops: 'none' | 'all-permanent' | 'some-temporary' | 'endless' | 'nowhere';
}

async function chain(requester: Requester, address: string, method: 'HEAD' | 'GET', signal: AbortSignal): Promise<Look> {
  const seen = new Set<string>();
  let at = address;
  let hops: Look['hops'] = 'none';
  for (;;) {
    const end = await requester.ask(at, method, signal);
    if (end.kind === 'fault' || !redirects.has(end.status)) return { end, at, hops };
    seen.add(at);
    const next = target(at, end.location);
    if (next === null) return { end, at, hops: 'nowhere' };
    if (seen.has(next) || seen.size > longestChain) return { end, at, hops: 'endless' };
    if (!permanent.has(end.status)) hops = 'some-temporary';
    else if (hops === 'none') hops = 'all-permanent';
    at = next;
  }
}

function target(from: string, location: string | null): string | null {
  if (location === null || location === '') return null;
  try {
    const url = new URL(location, from);
    url.hash = '';
    return /^https?:$/u.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function isFine({ end, hops }: Look): boolean {
  return end.kind === 'answered' && end.status >= 200 && end.status < 300 && hops !== 'all-permanent';
}

/**
 * One look. A HEAD that is answered with success is believed; anything else is asked for with GET, because many servers
 * refuse HEAD or answer it wrongly, and a move is only believed of GET.
 */
export async function look(requester: Requester, address: string, signal: AbortSignal): Promise<Look> {
  const first = await chain(requester, address, 'HEAD', signal);
  if (isFine(first)) return first;
  if (first.end.kind === 'fault' && ['no-such-host', 'private-address', 'stopped'].includes(first.end.fault)) return first;
  if (first.end.kind === 'answered' && first.end.status === 429) return first;
  return chain(requester, address, 'GET', signal);
}
