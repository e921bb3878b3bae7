/** Child processes of a crash round: started ahead, ordered about, killed in the middle. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Killable, startKillable } from './killable.ts';
import type { Answer, Order, Wish } from './orders.ts';

export interface Worker {
  /** @returns milliseconds of work. @throws the sentence of a verb that failed. */
  run(order: Order): Promise<number>;
  /**
   * Gives the order and kills `milliseconds` after it, or after the first word of it to the ledger.
   * @returns what the child had been told was decided by then; `late` where it was done before the kill: it lives on;
   *   the sentence of a verb that failed
   */
  cut(order: Order, when: Cut): Promise<{ outcome: 'killed' | 'late'; told: Wish[]; fault: string | null }>;
  alive(): 'alive' | 'dead';
  end(): Promise<void>;
}

export interface Cut {
  from: 'order' | 'first-write';
  milliseconds: number;
  whom: 'process' | 'group';
}

/** The ledger's write-ahead log grows with each transaction. */
async function firstWrite(root: string, signal: AbortSignal): Promise<void> {
  const log = join(root, '.perennial', 'ledger.db-wal');
  const size = () => statSync(log, { throwIfNoEntry: false })?.size ?? 0;
  const before = size();
  while (size() === before) await setTimeout(2, undefined, { signal });
}

/** Resolves once everything is loaded. */
export async function startWorker(): Promise<Worker> {
  const child = await startKillable<Order, Answer>(new URL('./child.ts', import.meta.url));
  return {
    async run(order) {
      const answer = await answered(child, order);
      if ('fault' in answer) throw new Error(`${order.verb}: ${answer.fault}\n${child.said()}`);
      return answer.done;
    },
    async cut(order, { from, milliseconds, whom }) {
      const told: Wish[] = [];
      const deaf = child.hear((answer) => {
        if ('did' in answer) told.push(answer.did);
      });
      let late = false;
      let fault: string | null = null;
      const finished = answered(child, order).then(
        (answer) => {
          late = true;
          if ('fault' in answer) fault = answer.fault;
        },
        () => {},
      );
      const stop = new AbortController();
      const killing = (from === 'order' ? Promise.resolve() : firstWrite(order.root, stop.signal))
        .then(() => setTimeout(milliseconds, undefined, { signal: stop.signal }))
        .then(() => child.kill(whom))
        .catch(() => {});
      await Promise.race([finished, child.gone]);
      stop.abort();
      await killing;
      deaf();
      return { outcome: late ? 'late' : 'killed', told, fault };
    },
    alive: child.alive,
    end: child.end,
  };
}

function answered(child: Killable<Order, Answer>, order: Order): Promise<{ done: number } | { fault: string }> {
  return new Promise((resolve, reject) => {
    const deaf = child.hear((answer) => {
      if (!('done' in answer) && !('fault' in answer)) return;
      deaf();
      resolve(answer);
    });
    void child.gone.then(() => reject(new Error(`A child of the crash test ended during ${order.verb}: ${child.said()}`)));
    child.send(order);
  });
}
