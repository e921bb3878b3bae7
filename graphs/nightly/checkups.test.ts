import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openState, whyNoServer } from '../../tools/database/server.fixture.ts';
import { openQueue } from '../../tools/queue/queue.ts';
import { setSchedule } from '../../tools/queue/schedules.ts';
import { databaseCheckup, queueCheckup, scheduleCheckup } from './checkups.ts';
import { openFolder, scheduledLibrary } from './night.fixture.ts';

let parent = '';
let root = '';
beforeEach(async () => {
  parent = openFolder('checkups');
  root = await scheduledLibrary(parent, 'Birds', 0);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const set = (name: string, cron: string, setAt: string) =>
  setSchedule(join(root, '.perennial'), { name, cron, tz: 'UTC', setAt });

describe('a checkup of nightly runs', () => {
  it('finds schedules in order, with clock and zone', async () => {
    expect(await scheduleCheckup(root, {})).toEqual({
      state: 'good',
      says: expect.stringMatching(/^nightly; clock .+ \(.+\)$/u),
    });
  });

  it('notes a time that went by without a run', async () => {
    await set('weekly', '0 4 * * 1', new Date(Date.now() - 15 * 24 * 3600 * 1000).toISOString());
    const { state, says } = await scheduleCheckup(root, {});
    expect([state, says]).toEqual([
      'note',
      expect.stringMatching(/^weekly was due .+ and no worker ran it; a worker catches it up once/u),
    ]);
  });

  it('finds a schedule set in a future the clock has left', async () => {
    await set('later', '0 4 * * 1', new Date(Date.now() + 3600 * 1000).toISOString());
    expect(await scheduleCheckup(root, {})).toMatchObject({
      state: 'bad',
      says: expect.stringContaining('the clock was moved back'),
    });
  });

  it('needs no server on one machine, and says in one sentence which one does not answer', async () => {
    expect((await databaseCheckup(root, {})).state).toBe('good');
    expect(await queueCheckup({ PERENNIAL_STATE_DIR: join(parent, 'state') })).toEqual({
      state: 'good',
      says: "this machine's own, at rest: no worker runs",
    });
    expect(existsSync(join(parent, 'state'))).toBe(false);
    await expect(databaseCheckup(root, { PERENNIAL_DATABASE_URL: 'postgres://me:s3cret@127.0.0.1:9/none' })).rejects.toThrow(
      /^The database postgres:\/\/127\.0\.0\.1:9\/none cannot be reached [^\n]+$/u,
    );
  });

  it.skipIf(whyNoServer() !== null)(
    "tells what is in this machine's own queue while a worker runs, and starts nothing",
    async () => {
      const state = await openState();
      const env = { PERENNIAL_STATE_DIR: state };
      const opened = await openQueue({ state, env });
      try {
        const ask = { library: root, schedule: 'nightly', due: '2026-11-21T02:00:00.000Z', why: 'schedule' } as const;
        await opened.queue.add('run', ask, { jobId: 'run.one' });
        expect(await queueCheckup(env)).toEqual({ state: 'good', says: "this machine's own: 1 waiting" });
        // Whoever looks leaves the server to those who use it.
        expect(await opened.queue.getWaitingCount()).toBe(1);
      } finally {
        await opened.close();
      }
      expect((await queueCheckup(env)).says).toContain('at rest');
      rmSync(state, { recursive: true, force: true });
    },
  );
});
