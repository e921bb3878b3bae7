/** The schedules of a library: a small file under its `.perennial`, read and written without any server. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { ScheduleFault } from './cron.ts';
import { alone } from './sole.ts';

const Schedule = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/u),
  cron: z.string(),
  tz: z.string(),
  /** Runs due before this were never asked for. */
  setAt: z.iso.datetime(),
});
const ScheduleFile = z.object({ version: z.literal(1), schedules: z.array(Schedule) });

export type Schedule = z.infer<typeof Schedule>;

export const scheduleFile = (own: string) => join(own, 'schedules.json');

/** @throws ScheduleFault where the file was damaged by hand */
export function readSchedules(own: string): Schedule[] {
  const file = scheduleFile(own);
  if (!existsSync(file)) return [];
  try {
    return ScheduleFile.parse(JSON.parse(readFileSync(file, 'utf8'))).schedules;
  } catch (error) {
    throw Object.assign(
      new ScheduleFault(`${file} is not a list of schedules any more: mend it, or delete it and set the schedules again.`),
      {
        cause: error,
      },
    );
  }
}

/** Schedules one by one, as a database keeps them. @throws ScheduleFault where one was damaged by hand */
export function parseSchedules(bodies: readonly string[], where: string): Schedule[] {
  try {
    return bodies.map((body) => Schedule.parse(JSON.parse(body)));
  } catch (error) {
    throw Object.assign(new ScheduleFault(`One of ${where} is no schedule any more: remove it and set it again.`), {
      cause: error,
    });
  }
}

export function noSuchSchedule(name: string, there: readonly Schedule[]): ScheduleFault {
  const said = there.length === 0 ? 'there is none' : `there is ${there.map((one) => one.name).join(', ')}`;
  return new ScheduleFault(`This library has no schedule "${name}"; ${said}.`);
}

/** Write, then rename: a reader sees the old list or the new one. */
function write(own: string, schedules: Schedule[]): void {
  const file = scheduleFile(own);
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}`;
  writeFileSync(half, `${JSON.stringify({ version: 1, schedules }, null, 2)}\n`);
  renameSync(half, file);
}

function change(own: string, how: (schedules: Schedule[]) => Schedule[]): Promise<void> {
  return alone(
    join(own, 'schedules.lock'),
    'Another Perennial is changing the schedules of this library: run the command again.',
    async () => write(own, how(readSchedules(own))),
    5_000,
  );
}

/** @throws ScheduleFault for a name that cannot be one */
export function assertName(name: string): void {
  if (!Schedule.shape.name.safeParse(name).success)
    throw new ScheduleFault(`A schedule's name is up to 40 small letters, digits and hyphens, such as nightly, not "${name}".`);
}

/** Sets or replaces the schedule of that name. */
export async function setSchedule(own: string, schedule: Schedule): Promise<void> {
  await change(own, (before) => [...before.filter((one) => one.name !== schedule.name), schedule]);
}

/** @throws ScheduleFault naming those there are, where there is none of that name */
export async function removeSchedule(own: string, name: string): Promise<void> {
  await change(own, (before) => {
    if (before.some((one) => one.name === name)) return before.filter((one) => one.name !== name);
    throw noSuchSchedule(name, before);
  });
}
