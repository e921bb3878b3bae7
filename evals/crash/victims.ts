/** Who is killed: a child at hand for each order; one that was faster than its kill serves again. */
import type { Order } from './orders.ts';
import { type Cut, startWorker, type Worker } from './processes.ts';

export interface Victims {
  /** As `Worker.cut`. */
  cut(order: Order, when: Cut): ReturnType<Worker['cut']>;
  end(): Promise<void>;
}

export function openVictims(): Victims {
  const idle: Worker[] = [];
  return {
    async cut(order, when) {
      const victim = idle.pop() ?? (await startWorker());
      const cut = await victim.cut(order, when);
      if (victim.alive() === 'alive') idle.push(victim);
      return cut;
    },
    async end() {
      for (const one of idle) await one.end();
    },
  };
}
