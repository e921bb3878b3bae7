/** Child processes of a crash round: started ahead, ordered about, killed in the middle. */
import { type ChildProcess, fork } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Answer, Order, Wish } from './orders.ts';

const script = fileURLToPath(new URL('./child.ts', import.meta.url));

export interface Worker {
  /** @returns milliseconds of work. @throws the sentence of a verb that failed. */
  run(order: Order): Promise<number>;
  /**
   * Gives the order and kills `milliseconds` after it, or after the first word of it to the ledger.
   * @returns what the child had been told was decided by then; `late` where it was done before the kill
   */
  cut(order: Order, when: Cut): Promise<{ outcome: 'killed' | 'late'; told: Wish[] }>;
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
  const child = fork(script, [], {
    execArgv: ['--import', 'tsx'],
    // Its own process group: with it die the git commands it started.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`A child of the crash test ended with ${code} while loading: ${said}`)));
  });
  return {
    run: (order) =>
      answered(child, order, () => said).then((answer) => {
        if ('fault' in answer) throw new Error(`${order.verb}: ${answer.fault}\n${said}`);
        return answer.done;
      }),
    async cut(order, { from, milliseconds, whom }) {
      const told: Wish[] = [];
      child.on('message', (answer: Answer) => {
        if ('did' in answer) told.push(answer.did);
      });
      let late = false;
      const finished = answered(child, order, () => said).then(
        () => {
          late = true;
        },
        () => {},
      );
      const stop = new AbortController();
      const killing = (from === 'order' ? Promise.resolve() : firstWrite(order.root, stop.signal))
        .then(() => setTimeout(milliseconds, undefined, { signal: stop.signal }))
        .then(() => kill(child, whom))
        .catch(() => {});
      await Promise.race([finished, gone]);
      stop.abort();
      await killing;
      if (late) kill(child, 'group');
      await gone;
      return { outcome: late ? 'late' : 'killed', told };
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

function answered(child: ChildProcess, order: Order, said: () => string): Promise<{ done: number } | { fault: string }> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) => {
      reject(new Error(`A child of the crash test ended (${signal ?? code}) during ${order.verb}: ${said()}`));
    };
    const onMessage = (answer: Answer) => {
      if (!('done' in answer) && !('fault' in answer)) return;
      child.off('exit', onExit);
      child.off('message', onMessage);
      resolve(answer);
    };
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send(order);
  });
}
