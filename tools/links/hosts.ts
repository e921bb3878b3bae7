/** Many addresses, few requests a host: one at a time with a pause, several hosts side by side; a host that asks for rest gets it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Look } from './follow.ts';

export interface Pace {
  hostsAtOnce: number;
  /** Milliseconds between two requests to one host. */
  pauseMs: number;
  signal: AbortSignal;
  /** Clock time (ms) after which nothing new is asked. */
  until: number;
}

export interface Asked {
  looks: Map<string, Look>;
  /** Hosts that want to be left alone, with the clock time (ms) from which they may be asked again. */
  resting: Map<string, number>;
  /** Addresses that were not asked: their host rests, or the time was up. */
  left: string[];
}

/** Where a host says "too many" without saying for how long. */
const restMs = 3_600_000;
/** As many failures to answer in a row, and the host is taken to be down for now. */
const patience = 3;

function restOf({ end }: Look): number | null {
  if (end.kind !== 'answered') return null;
  if (end.status === 429) return (end.retryAfterSeconds ?? restMs / 1000) * 1000;
  return end.status === 503 && end.retryAfterSeconds !== null ? end.retryAfterSeconds * 1000 : null;
}

function isSilent({ end }: Look): boolean {
  return end.kind === 'fault' && (end.fault === 'timed-out' || end.fault === 'refused' || end.fault === 'name-not-resolved');
}

function byHost(addresses: Iterable<string>): Map<string, string[]> {
  const hosts = new Map<string, string[]>();
  for (const address of addresses) {
    const { host } = new URL(address);
    hosts.set(host, [...(hosts.get(host) ?? []), address]);
  }
  return hosts;
}

/**
 * @param ask one look; it never rejects but for a stop
 * @throws the abort reason where the signal was raised
 */
export async function askByHost(
  addresses: Iterable<string>,
  ask: (address: string) => Promise<Look>,
  pace: Pace,
  onLook: () => void = () => {},
): Promise<Asked> {
  const asked: Asked = { looks: new Map(), resting: new Map(), left: [] };
  const hosts = [...byHost(addresses)];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let host = hosts[next++]; host; host = hosts[next++]) await oneHost(...host, ask, pace, asked, onLook);
  };
  await Promise.all(Array.from({ length: Math.min(pace.hostsAtOnce, hosts.length) }, worker));
  return asked;
}

async function oneHost(
  host: string,
  addresses: string[],
  ask: (address: string) => Promise<Look>,
  pace: Pace,
  asked: Asked,
  onLook: () => void,
): Promise<void> {
  let silent = 0;
  for (const [index, address] of addresses.entries()) {
    pace.signal.throwIfAborted();
    if (asked.resting.has(host) || silent >= patience || Date.now() >= pace.until) {
      asked.left.push(...addresses.slice(index));
      return;
    }
    if (index > 0 && pace.pauseMs > 0) await sleep(pace.pauseMs, undefined, { signal: pace.signal });
    const seen = await ask(address);
    pace.signal.throwIfAborted();
    asked.looks.set(address, seen);
    onLook();
    silent = isSilent(seen) ? silent + 1 : 0;
    const rest = restOf(seen);
    // A redirect may have led to another host: it is that one which wants its rest.
    if (rest !== null) asked.resting.set(new URL(seen.at).host, Date.now() + rest);
  }
}
