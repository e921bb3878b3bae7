/** A word from outside is in the queue before it is acknowledged, on every server; no worker's death loses it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Opened, openQueue } from '../../tools/queue/queue.ts';
import { type QueueServer, queueServers, stateOfServers } from '../../tools/queue/servers.fixture.ts';
import { askForChange, heard } from './changes-asked.ts';
import type { Rota } from './rota.ts';

const { state, remove } = stateOfServers();
afterAll(remove);

let libraries = 0;
describe.each(queueServers())('words from outside over $name', (kind) => {
  let server: QueueServer;
  let on: Opened;
  beforeAll(async () => {
    server = await kind.open(state);
    on = await openQueue({ state, env: server.env, backoff: 20 });
  });
  afterEach(() => on.queue.obliterate({ force: true }));
  afterAll(async () => {
    await on.close();
    await server.close();
  });
  const hearingOf = (name: string) => ({
    served: new Map([[name, { name, root: name } as Rota]]),
    queue: on.queue,
    now: () => new Date(),
  });
  const until = async (what: string, holds: () => Promise<boolean>) => {
    for (let patience = Date.now() + 30_000; !(await holds()); await sleep(25))
      if (Date.now() > patience) throw new Error(`Waited in vain until ${what}.`);
  };

  it('are kept at once, many of a burst as one that waits for peace', async () => {
    const hearing = hearingOf(`/birds-${++libraries}`);
    for (const path of ['wren.md', 'robin.md', 'wren.md']) expect(await heard(hearing, undefined, [path], 60_000)).toBe('asked');
    const kept = await on.queue.getDelayed();
    expect(kept.map((job) => [job.name, job.data.why, job.data.changed])).toEqual([
      ['changed', 'change', ['wren.md', 'robin.md']],
    ]);
    // A burst without end is not put off for ever.
    const left = (await on.queue.getJob(kept[0]?.id ?? ''))?.delay ?? Number.NaN;
    expect(left).toBeLessThanOrEqual(30_000);
    expect(await heard(hearing, '/another', [], 60_000)).toBeNull();
  });

  it('that come while the burst before is asked for lead to another', async () => {
    const hearing = hearingOf(`/birds-${++libraries}`);
    await heard(hearing, undefined, ['wren.md'], 0);
    let go: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    const seen: (string[] | undefined)[] = [];
    const worker = on.worker(
      async (job) => {
        seen.push(job.data.changed);
        await held;
      },
      { concurrency: 1, lockDuration: 30_000 },
    );
    worker.on('error', () => {});
    await until('it is in hand', async () => seen.length === 1);
    for (const path of ['robin.md', 'finch.md']) await heard(hearing, undefined, [path], 0);
    go();
    await until('the other one is too', async () => seen.length === 2);
    await worker.close();
    expect(seen[1]).toEqual(['finch.md']);
  });

  it('are one run however often they are asked for, and still owed where another run is in the way', async () => {
    const name = `/birds-${++libraries}`;
    await heard(hearingOf(name), name, [], 60_000);
    const [word] = await on.queue.getDelayed();
    if (!word) throw new Error('The word is not there.');
    expect(await askForChange(on.queue, word)).toBeNull();
    expect(await askForChange(on.queue, word)).toBeNull();
    expect((await on.queue.getWaiting()).map((job) => [job.name, job.data.why])).toEqual([['run', 'change']]);
    await word.remove();
    await heard(hearingOf(name), name, [], 60_000);
    const [later] = await on.queue.getDelayed();
    expect(later && (await askForChange(on.queue, later))).toBe('');
  });
});
