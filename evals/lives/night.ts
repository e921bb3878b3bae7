/** The nights of the lives: a real worker over a real queue, both of which are killed; what was asked for must be lived, once. */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { history } from '../../graphs/nightly/record.ts';
import { libraryKey } from '../../tools/queue/libraries.ts';
import { type Opened, openQueue } from '../../tools/queue/queue.ts';
import { type QueueServer, type QueueServerKind, queueServers } from '../../tools/queue/servers.fixture.ts';
import { type Killable, startKillable } from '../crash/killable.ts';

/** Who is killed while a night is lived. */
export type Victim = 'nobody' | 'worker' | 'queue';

export interface Nights {
  readonly queue: string;
  /**
   * Asks for a night of `root` and waits until it is lived.
   * @param after milliseconds until `victim` is killed
   * @returns the due time that was asked for; null where the queue turned it away, as one is under way
   */
  live(root: string, victim: Victim, after: number): Promise<string | null>;
  end(): Promise<void>;
}

/** @returns the queue servers of this machine whose nights are kept in the library, at most `most`, Redis first */
export function queuesOfNights(most: number): QueueServerKind[] {
  const kinds = queueServers().filter((one) => one.schedules === 'in-the-library');
  return kinds.sort((a, b) => Number(b.name === 'Redis') - Number(a.name === 'Redis')).slice(0, most);
}

/** Starts a queue server of that kind, and a worker. */
export async function nightsOver(kind: QueueServerKind, state: string): Promise<Nights> {
  mkdirSync(state);
  chmodSync(state, 0o755);
  const server: QueueServer = await kind.open(state);
  const queue: Opened = await openQueue({ state, env: server.env, backoff: 200 });
  // A server that is killed is missed for a moment.
  queue.queue.on('error', () => {});
  const start = () =>
    startKillable<never, { ready: true }>(new URL('./worker.ts', import.meta.url), { args: [state], env: server.env });
  let worker: Killable<never, { ready: true }> = await start();
  let due = Date.now();
  return {
    queue: kind.name,
    async live(root, victim, after) {
      const at = new Date(++due).toISOString();
      const key = libraryKey(root);
      const id = `night.${key}.${due}`;
      const ask = { library: root, schedule: 'nightly', due: at, why: 'schedule' as const };
      // The worker brings back what was killed the night before; until then nobody hears what is asked for.
      const job = await patiently(() => queue.queue.add('run', ask, { jobId: id, deduplication: { id: key } }));
      if (victim !== 'nobody') {
        await sleep(after);
        if (victim === 'worker') {
          await worker.end();
          worker = await start();
        } else {
          await server.kill();
          await server.start();
        }
      }
      const own = join(root, '.perennial');
      const lived = () => history(own).some((one) => one.due === at);
      for (const patience = Date.now() + 120_000; job.id === id && !lived() && Date.now() < patience; ) await sleep(50);
      return job.id === id ? at : null;
    },
    async end() {
      await worker.end();
      await queue.close();
      await server.close();
    },
  };
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const patience = Date.now() + 60_000; ; await sleep(200)) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > patience) throw error;
    }
  }
}
