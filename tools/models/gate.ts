/** Lets so many through at once, in the order they came. */
export interface Gate {
  /** Runs the work when its turn comes; rejects with the signal's reason if it is called off while waiting. */
  through<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function gate(width: number): Gate {
  let inside = 0;
  const waiting: (() => void)[] = [];
  const enter = (signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (inside < width) {
        inside += 1;
        return resolve();
      }
      const turn = () => {
        signal.removeEventListener('abort', leaveQueue);
        resolve();
      };
      const leaveQueue = () => {
        waiting.splice(waiting.indexOf(turn), 1);
        reject(signal.reason);
      };
      waiting.push(turn);
      signal.addEventListener('abort', leaveQueue, { once: true });
    });
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  };
  return {
    async through(work, signal) {
      await enter(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
