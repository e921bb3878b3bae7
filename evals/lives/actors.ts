/** Actors: started, ordered about, killed at any moment and replaced. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Order } from './orders.ts';

const script = fileURLToPath(new URL('./actor.ts', import.meta.url));

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
  const child = fork(script, [], {
    execArgv: ['--import', 'tsx'],
    // Its own process group: with it die the git commands it started.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`An actor ended with ${code} while loading: ${said}`)));
  });
  return {
    alive: () => (child.exitCode === null && child.signalCode === null ? 'alive' : 'dead'),
    async obey(order, killAfter, whom) {
      const told: Told = { end: 'killed', fault: null, milliseconds: 0, decided: [], published: [], undone: [], refused: [] };
      const start = performance.now();
      let hear: (answer: Answer) => void = () => {};
      const answered = new Promise<void>((resolve) => {
        hear = (answer) => {
          if ('decided' in answer) told.decided.push(answer.decided);
          else if ('published' in answer) told.published.push(answer.published);
          else if ('undone' in answer) told.undone.push(answer.undone);
          else if ('refused' in answer) told.refused.push(answer.refused);
          else if ('done' in answer || 'fault' in answer) {
            told.end = 'done' in answer ? 'done' : 'fault';
            told.fault = 'fault' in answer ? answer.fault : null;
            resolve();
          }
        };
      });
      child.on('message', hear);
      child.send(order);
      const timer = killAfter === null ? null : setTimeout(() => kill(child, whom), killAfter);
      await Promise.race([answered, gone]);
      if (timer) clearTimeout(timer);
      child.off('message', hear);
      told.milliseconds = performance.now() - start;
      if (told.end === 'killed' && killAfter === null) throw new Error(`An actor died of itself during ${order.verb}: ${said}`);
      return told;
    },
    async end() {
      kill(child, 'group');
      await gone;
    },
  };
}

function kill(child: ChildProcess, whom: 'process' | 'group'): void {
  const pid = child.pid ?? 0;
  if (pid === 0 || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(whom === 'group' ? -pid : pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
