/** A child process that obeys one order after the other until it is killed: loaded before its first order, so that a kill hits the work. */
import { type ChildProcess, fork } from 'node:child_process';
import { bundled } from './bundled.ts';

export interface Killable<Order extends object, Word> {
  send(order: Order): void;
  /** Hears each word from now on. @returns what ends that */
  hear(listener: (word: Word) => void): () => void;
  /** `group`: the git commands it started die with it. @returns a promise that resolves once it is gone */
  kill(whom: 'process' | 'group'): Promise<void>;
  /** Resolves once it has ended, however. */
  readonly gone: Promise<void>;
  alive(): 'alive' | 'dead';
  /** The last of its outputs. */
  said(): string;
  end(): Promise<void>;
}

/**
 * @param script sends `{ ready: true }` once everything is loaded
 * @throws Error with its last outputs where it ends before that
 */
export async function startKillable<Order extends object, Word>(
  script: URL,
  start: { args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Killable<Order, Word>> {
  const child = fork(await bundled(script), start.args ?? [], {
    execArgv: [],
    // A process group of its own.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...start.env },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
  // An order that is sent to a process killed this moment reaches nobody: whoever waits for it waits for `gone` too.
  child.on('error', () => {});
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`${script.pathname} ended with ${code} while loading: ${said}`)));
  });
  return {
    gone,
    send: (order) => void child.send(order),
    hear(listener) {
      child.on('message', listener);
      return () => void child.off('message', listener);
    },
    kill(whom) {
      kill(child, whom);
      return gone;
    },
    alive: () => (child.exitCode === null && child.signalCode === null ? 'alive' : 'dead'),
    said: () => said,
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
