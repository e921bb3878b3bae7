import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    expect((await queueCheckup({})).state).toBe('good');
    await expect(databaseCheckup(root, { PERENNIAL_DATABASE_URL: 'postgres://me:s3cret@127.0.0.1:9/none' })).rejects.toThrow(
      /^The database postgres:\/\/127\.0\.0\.1:9\/none cannot be reached [^\n]+$/u,
    );
  });
});
