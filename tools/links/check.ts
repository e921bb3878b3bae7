/** Asks addresses whether they are there: a first look, what must be seen twice a second time later, then a verdict each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Look, look } from './follow.ts';
import { type Asked, askByHost, type Pace } from './hosts.ts';
import type { Requester } from './request.ts';
import { isGone, needsSecondLook, type Verdict, verdictOf } from './verdict.ts';

export interface CheckOptions {
  requester: Requester;
  /** Hosts asked side by side. */
  hostsAtOnce: number;
  /** Milliseconds between two requests to one host. */
  pauseMs: number;
  /** Milliseconds before what looks dead or moved is looked at again. */
  laterMs: number;
  /** Milliseconds after which nothing new is asked; what is left keeps for the next run. */
  limitMs: number;
  signal: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

export interface Checked {
  verdicts: Map<string, Verdict>;
  /** Not asked, because time was up or their host wants rest; nothing is known of them. */
  left: string[];
}

/**
 * @param addresses as `askable` gives them
 * @returns a verdict for each address that was asked; nothing throws because of what a server does
 * @throws the abort reason where the signal was raised
 */
export async function checkLinks(addresses: Iterable<string>, options: CheckOptions): Promise<Checked> {
  const wanted = [...new Set(addresses)];
  const { requester, signal } = options;
  const pace: Pace = {
    hostsAtOnce: options.hostsAtOnce,
    pauseMs: options.pauseMs,
    signal,
    until: Date.now() + options.limitMs,
  };
  let done = 0;
  const ask = (address: string) => look(requester, address, signal);
  const first = await askByHost(wanted, ask, pace, () => {
    done += 1;
    options.onProgress?.(done, wanted.length);
  });
  const doubtful = [...first.looks].filter(([address, seen]) => needsSecondLook(address, seen)).map(([address]) => address);
  if (doubtful.length > 0 && options.laterMs > 0) await sleep(options.laterMs, undefined, { signal });
  const awake = doubtful.filter((address) => !first.resting.has(new URL(address).host));
  const second = await askByHost(awake, ask, { ...pace, until: Number.POSITIVE_INFINITY });
  const refusing = await hostsThatRefuse(second, ask, pace);
  const network = [...first.looks.values()].some(({ end }) => end.kind === 'answered') ? 'up' : 'unproven';
  const verdicts = new Map<string, Verdict>();
  for (const [address, seen] of first.looks) {
    const verdict = verdictOf(address, seen, second.looks.get(address) ?? null, network);
    verdicts.set(address, refined(address, verdict, refusing, first));
  }
  return { verdicts, left: first.left };
}

/** A site that turns robots away may say "404" to them: where its front page refuses them too, its 404 says nothing. */
async function hostsThatRefuse(second: Asked, ask: (address: string) => Promise<Look>, pace: Pace): Promise<Set<string>> {
  const gone = [...second.looks].filter(([, seen]) => isGone(seen)).map(([, seen]) => `${new URL(seen.at).origin}/`);
  const fronts = await askByHost(new Set(gone), ask, { ...pace, until: Number.POSITIVE_INFINITY });
  const refusing = [...fronts.looks].filter(
    ([, { end }]) => end.kind === 'fault' || end.status === 401 || end.status === 403 || end.status === 429 || end.status >= 500,
  );
  return new Set(refusing.map(([front]) => new URL(front).host));
}

function refined(address: string, verdict: Verdict, refusing: Set<string>, { resting }: Asked): Verdict {
  const { host } = new URL(address);
  if (verdict.verdict === 'dead' && verdict.gone === 'page' && refusing.has(host))
    return { verdict: 'unknown', why: `${verdict.why}, and so does the front page of its site refuse` };
  const until = resting.get(host);
  return verdict.verdict === 'unknown' && until !== undefined
    ? { ...verdict, notBefore: new Date(until).toISOString() }
    : verdict;
}
