/** Many events in a burst become one run; what comes during a run becomes one more. */

export interface Burst {
  /** Something happened. */
  touch(): void;
  /** Resolves once nothing runs and nothing is about to. */
  rest(): Promise<void>;
  /** Forgets what is about to run; resolves once nothing runs. */
  close(): Promise<void>;
}

export interface BurstOptions {
  /** Milliseconds of peace before a run starts. */
  settle: number;
  /** Milliseconds after which it starts even where no peace comes. */
  longest: number;
  run: () => Promise<void>;
  now?: () => number;
}

/** @param options `run` must not reject: what goes wrong is its to tell */
export function openBurst(options: BurstOptions): Burst {
  const now = options.now ?? Date.now;
  let timer: NodeJS.Timeout | null = null;
  let first: number | null = null;
  let running: Promise<void> | null = null;
  let closed = false;
  const resting: (() => void)[] = [];
  const arm = () => {
    if (closed || first === null || running) return;
    if (timer) clearTimeout(timer);
    timer = setTimeout(go, Math.max(0, Math.min(options.settle, first + options.longest - now())));
  };
  const settleDown = () => {
    if (!running && (closed || first === null)) for (const done of resting.splice(0)) done();
  };
  const go = () => {
    timer = null;
    first = null;
    running = options.run().finally(() => {
      running = null;
      arm();
      settleDown();
    });
  };
  return {
    touch() {
      first ??= now();
      arm();
    },
    rest() {
      if (!running && first === null) return Promise.resolve();
      return new Promise((resolve) => resting.push(resolve));
    },
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      await running;
      settleDown();
    },
  };
}
