/** No more requests in any minute than an endpoint allows. Pure: it says how long to wait; whoever asks does the waiting. */
export interface Pace {
  /** Takes the next free place and returns the milliseconds until it; 0 where there is one now. */
  place(): number;
}

const minute = 60_000;

/**
 * @param perMinute most requests in any 60 seconds; undefined: as many as there are
 * @param now milliseconds that only go forward
 */
export function pace(perMinute: number | undefined, now: () => number = () => performance.now()): Pace {
  if (perMinute === undefined) return { place: () => 0 };
  /** When the last `perMinute` requests start, oldest first: the next starts a minute after the oldest at the earliest. */
  const starts: number[] = [];
  return {
    place() {
      const present = now();
      const oldest = starts.length < perMinute ? undefined : starts.shift();
      const start = oldest === undefined ? present : Math.max(present, oldest + minute);
      starts.push(start);
      return start - present;
    },
  };
}
