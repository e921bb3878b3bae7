/** A few tabs lent out one lesson at a time, with a time limit that holds even where the page does not answer. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Supervisor } from './supervisor.ts';
import { type Library, openTab, type Tab } from './tab.ts';

export interface Lease {
  tab: Tab;
  life: number;
}

export interface Pool {
  /** Waits for a free place. */
  borrow(signal?: AbortSignal): Promise<Lease>;
  /** `spoilt`: the tab goes with whatever hangs in it. */
  giveBack(lease: Lease, state: 'clean' | 'spoilt'): Promise<void>;
  /** `work` within the time limit; rejects when it is over, the page dies, or the signal fires. */
  limited<T>(lease: Lease, what: string, work: Promise<T>, signal?: AbortSignal): Promise<T>;
  countPage(): void;
  readonly pagesOpened: number;
  close(): Promise<void>;
}

/** A tab is replaced after this many lessons, so that what Chromium keeps per tab cannot pile up. */
const lessonsPerTab = 100;
/** What earlier lessons left in a tab is collected this often: left to itself Chromium lets it pile up to 700 MB in 100 lessons. */
const lessonsPerTidying = 10;

/** Failed is over, too: a tab that is gone need not be closed. */
const inTime = (work: Promise<void>): Promise<'done' | 'stuck' | 'failed'> =>
  Promise.race([
    work.then(
      () => 'done' as const,
      () => 'failed' as const,
    ),
    delay(2_000, 'stuck' as const, { ref: false }),
  ]);

export function openPool(supervisor: Supervisor, options: { pages: number; limitMs: number; libraries?: Library[] }): Pool {
  const idle: (Lease & { used: number })[] = [];
  const uses = new WeakMap<Tab, number>();
  const waiting: (() => void)[] = [];
  let lent = 0;
  let pagesOpened = 0;

  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else lent -= 1;
  };

  return {
    get pagesOpened() {
      return pagesOpened;
    },
    countPage() {
      pagesOpened += 1;
    },
    async borrow(signal) {
      signal?.throwIfAborted();
      if (lent < options.pages) lent += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        signal?.throwIfAborted();
        for (;;) {
          const { chromium, life } = await supervisor.acquire();
          const free = idle.pop();
          if (free?.life === life) return free;
          if (!free) return { tab: await openTab(chromium, options.libraries), life };
        }
      } catch (error) {
        release();
        throw error;
      }
    },
    async giveBack(lease, state) {
      const used = (uses.get(lease.tab) ?? 0) + 1;
      uses.set(lease.tab, used);
      try {
        if (state === 'clean' && used < lessonsPerTab) {
          const tidy = used % lessonsPerTidying === 0 ? await inTime(lease.tab.tidy()) : 'done';
          if (tidy === 'done') {
            idle.push({ ...lease, used });
            return;
          }
        }
        if ((await inTime(lease.tab.close())) === 'stuck') await supervisor.kill(lease.life);
      } finally {
        release();
      }
    },
    async limited(lease, what, work, signal) {
      const timer = new AbortController();
      const tooLong = delay(options.limitMs, undefined, { signal: timer.signal }).then(() => {
        throw new Error(`${what} took longer than ${options.limitMs / 1000} seconds.`);
      });
      const abort = new Promise<never>((_, reject) => {
        if (signal?.aborted) reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { signal: timer.signal });
      });
      try {
        return await Promise.race([work, tooLong, abort, lease.tab.crashed]);
      } finally {
        timer.abort();
        for (const loser of [work, tooLong, abort]) Promise.resolve(loser).catch(() => undefined);
      }
    },
    async close() {
      await supervisor.close();
    },
  };
}
