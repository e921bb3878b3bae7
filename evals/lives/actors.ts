/** Actors: started, ordered about, killed at any moment and replaced. */
import { startKillable } from '../crash/killable.ts';
import type { Answer, Order } from './orders.ts';

/** What an order came to, as its actor could tell by then. */
export interface Told {
  end: 'done' | 'fault' | 'killed';
  fault: string | null;
  milliseconds: number;
  decided: string[];
  published: string[];
  undone: string[];
  refused: { changeSet: string; reason: string }[];
}

export interface Actor {
  /** @param killAfter milliseconds after which it is killed, in the middle or not; null: it is left to finish */
  obey(order: Order, killAfter: number | null, whom: 'process' | 'group'): Promise<Told>;
  alive(): 'alive' | 'dead';
  end(): Promise<void>;
}

export async function startActor(): Promise<Actor> {
  const child = await startKillable<Order, Answer>(new URL('./actor.ts', import.meta.url));
  return {
    alive: child.alive,
    end: child.end,
    async obey(order, killAfter, whom) {
      const told: Told = { end: 'killed', fault: null, milliseconds: 0, decided: [], published: [], undone: [], refused: [] };
      const start = performance.now();
      let deaf = () => {};
      const answered = new Promise<void>((resolve) => {
        deaf = child.hear((answer) => {
          if ('decided' in answer) told.decided.push(answer.decided);
          else if ('published' in answer) told.published.push(answer.published);
          else if ('undone' in answer) told.undone.push(answer.undone);
          else if ('refused' in answer) told.refused.push(answer.refused);
          else if ('done' in answer || 'fault' in answer) {
            told.end = 'done' in answer ? 'done' : 'fault';
            told.fault = 'fault' in answer ? answer.fault : null;
            resolve();
          }
        });
      });
      child.send(order);
      let struck = Promise.resolve();
      const strike = () => {
        struck = child.kill(whom);
      };
      const timer = killAfter === null ? null : setTimeout(strike, killAfter);
      await Promise.race([answered, child.gone]);
      if (timer) clearTimeout(timer);
      // Killed with its answer on the way, it looks alive for a moment, and must not get the next order.
      await struck;
      deaf();
      told.milliseconds = performance.now() - start;
      if (told.end === 'killed' && killAfter === null)
        throw new Error(`An actor died of itself during ${order.verb}: ${child.said()}`);
      return told;
    },
  };
}
