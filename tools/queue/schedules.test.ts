import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { assertReachable } from './account.ts';
import { knownLibraries, libraryKey, rememberLibrary } from './libraries.ts';
import { stateFolder } from './place.ts';
import { assertName, readSchedules, removeSchedule, scheduleFile, setSchedule } from './schedules.ts';
import { alone, Busy } from './sole.ts';

const folders: string[] = [];
const temporary = () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-queue-'));
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const nightly = { name: 'nightly', cron: '0 2 * * *', tz: 'UTC', setAt: '2026-01-01T00:00:00.000Z' };

describe('the schedules of a library', () => {
  it('are none where none was set', () => {
    expect(readSchedules(temporary())).toEqual([]);
  });

  it('are replaced by name and removed by name', async () => {
    const own = temporary();
    await setSchedule(own, nightly);
    await setSchedule(own, { ...nightly, name: 'weekly', cron: '0 4 * * 1' });
    await setSchedule(own, { ...nightly, cron: '0 3 * * *' });
    expect(readSchedules(own).map((one) => [one.name, one.cron])).toEqual([
      ['weekly', '0 4 * * 1'],
      ['nightly', '0 3 * * *'],
    ]);
    await removeSchedule(own, 'weekly');
    expect(readSchedules(own).map((one) => one.name)).toEqual(['nightly']);
  });

  it('name those there are where one is removed that is not', async () => {
    const own = temporary();
    await setSchedule(own, nightly);
    await expect(removeSchedule(own, 'weekly')).rejects.toThrow('no schedule "weekly"; there is nightly');
  });

  it('say so where the file was damaged, and keep it', () => {
    const own = temporary();
    writeFileSync(scheduleFile(own), '{"version":1,"schedules":[{"name":"x"}');
    expect(() => readSchedules(own)).toThrow('not a list of schedules any more');
  });

  it.each(['', 'Nightly', '../nightly', 'a b', 'x'.repeat(41), '-n'])('refuse the name "%s"', (name) => {
    expect(() => assertName(name)).toThrow("A schedule's name");
  });
});

describe('the folder of the queue', () => {
  it('is one for a machine, wherever its libraries lie', () => {
    expect(stateFolder({ PERENNIAL_STATE_DIR: '/srv/queue' }, 1000)).toBe('/srv/queue');
    expect(stateFolder({ XDG_STATE_HOME: '/home/ada/.state' }, 1000)).toBe('/home/ada/.state/perennial');
    expect(stateFolder({ XDG_STATE_HOME: 'not/absolute' }, 1000)).toMatch(/\.local\/state\/perennial$/u);
  });

  it('lies for root where the server’s account may enter', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/root/.local/state' }, 0)).toBe('/var/lib/perennial');
  });

  it('is refused by name where the server’s account may not enter', () => {
    const closed = join(temporary(), 'closed');
    mkdirSync(join(closed, 'queue'), { recursive: true });
    chmodSync(closed, 0o700);
    expect(() => assertReachable(join(closed, 'queue'), { uid: 54321, gid: 54321, name: 'postgres' })).toThrow(
      `may not enter ${closed}`,
    );
  });
});

describe('libraries of a machine', () => {
  it('are remembered once each', async () => {
    const state = temporary();
    await rememberLibrary(state, '/srv/a');
    await rememberLibrary(state, '/srv/b');
    await rememberLibrary(state, '/srv/a');
    expect(knownLibraries(state)).toEqual(['/srv/a', '/srv/b']);
    expect(libraryKey('/srv/a')).not.toBe(libraryKey('/srv/b'));
  });
});

describe('a lock', () => {
  it('keeps a second holder out until the first is done', async () => {
    const file = join(temporary(), 'run.lock');
    await alone(file, 'taken', async () => {
      await expect(alone(file, 'taken', async () => 'in')).rejects.toThrow(new Busy('taken'));
    });
    expect(await alone(file, 'taken', async () => 'in')).toBe('in');
  });
});
