/** How often somebody may ask: a bucket of tokens each, filled again over time (RFC 2697 speaks of the same for packets). In memory only. */

export interface Rate {
  /** Takes one. @returns seconds to wait where the bucket is empty, else 0 */
  take(name: string): number;
  /** Seconds to wait, without taking. */
  wait(name: string): number;
}

/** Names are anybody's to choose: no more than this many are remembered. */
const remembered = 10_000;

/**
 * @param burst how many at once
 * @param perMinute how many are given back a minute
 */
export function openRate(burst: number, perMinute: number, now: () => number = () => performance.now()): Rate {
  const buckets = new Map<string, { left: number; at: number }>();
  const look = (name: string) => {
    const known = buckets.get(name);
    const at = now();
    return { left: known ? Math.min(burst, known.left + ((at - known.at) / 60_000) * perMinute) : burst, at };
  };
  const secondsFor = (left: number) => (left >= 1 ? 0 : Math.max(1, Math.ceil(((1 - left) / perMinute) * 60)));
  return {
    take(name) {
      const bucket = look(name);
      const wait = secondsFor(bucket.left);
      if (wait === 0) bucket.left -= 1;
      // Put at the end: the first of a Map is the one that was silent for longest.
      buckets.delete(name);
      buckets.set(name, bucket);
      const [oldest] = buckets.size > remembered ? buckets.keys() : [];
      if (oldest !== undefined) buckets.delete(oldest);
      return wait;
    },
    wait: (name) => secondsFor(look(name).left),
  };
}
