/** Actors at hand: whoever was killed is replaced by a new one. */
import { type Actor, startActor } from './actors.ts';

export interface Crew {
  /** An idle actor; a killed one is replaced. */
  take(): Promise<Actor>;
  give(actor: Actor): void;
  end(): Promise<void>;
}

export function openCrew(): Crew {
  const idle: Actor[] = [];
  const all = new Set<Actor>();
  const start = async () => {
    const actor = await startActor();
    all.add(actor);
    return actor;
  };
  return {
    take: async () => idle.pop() ?? start(),
    give(actor) {
      if (actor.alive() === 'alive') idle.push(actor);
      else all.delete(actor);
    },
    async end() {
      for (const actor of all) await actor.end();
    },
  };
}
