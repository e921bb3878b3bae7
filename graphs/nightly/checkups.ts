/** What `doctor` asks about nightly runs: servers, their tables, schedules, clock and zone. */
import { existsSync } from 'node:fs';
import { openConnection } from '../../tools/database/connection.ts';
import { libraryName } from '../../tools/database/library-name.ts';
import { steps, versionOf } from '../../tools/database/migrate.ts';
import { databaseUrl, placeOf } from '../../tools/database/place.ts';
import { assertWhen, localTime, missed, nextRuns } from '../../tools/queue/cron.ts';
import { stateFolder } from '../../tools/queue/place.ts';
import { openRunningQueue } from '../../tools/queue/queue.ts';
import { settledUntil } from './record.ts';
import { openRotas } from './rota.ts';

export interface Said {
  state: 'good' | 'note' | 'bad';
  says: string;
}

const skewSeconds = 5;

/** The database several machines share: reachable, its tables of this program's version, its clock ours. */
export async function databaseCheckup(root: string, env: NodeJS.ProcessEnv): Promise<Said> {
  const url = databaseUrl(env);
  if (url === null)
    return { state: 'good', says: 'this machine alone (PERENNIAL_DATABASE_URL shares a library between machines)' };
  const connection = openConnection({ url });
  try {
    const version = versionOf(connection);
    const before = Date.now();
    const [row] = connection.query<{ now: string }>('SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS now');
    const skew = Math.round((Number(row?.now ?? 0) - (before + Date.now()) / 2) / 1000);
    const where = `${connection.place}, library ${await libraryName(root, env)}, schema ${version} of ${steps.length}`;
    if (version > steps.length) return { state: 'bad', says: `${where}: a newer Perennial made its tables; update this one` };
    if (Math.abs(skew) > skewSeconds)
      return {
        state: 'bad',
        says: `${where}: its clock is ${Math.abs(skew)} seconds ${skew > 0 ? 'ahead' : 'behind'}; set the clocks by a time server`,
      };
    return { state: 'good', says: where };
  } finally {
    connection.close();
  }
}

/** What is in the queue. Servers that are named must answer; this machine's own starts with the first worker. */
export async function queueCheckup(env: NodeJS.ProcessEnv): Promise<Said> {
  const named = env.PERENNIAL_REDIS_URL || env.PERENNIAL_DATABASE_URL;
  const opened = await openRunningQueue({ state: stateFolder(env), env, patience: 5_000 });
  if (opened === null) return { state: 'good', says: "this machine's own, at rest: no worker runs" };
  try {
    const counts = await opened.queue.getJobCounts();
    const said = Object.entries(counts).filter(([, value]) => value > 0);
    const depth = said.length === 0 ? 'empty' : said.map(([state, value]) => `${value} ${state}`).join(', ');
    const weaknesses = await opened.weaknesses();
    return {
      state: weaknesses.find((one) => one.state === 'bad')?.state ?? weaknesses[0]?.state ?? 'good',
      says: [`${named ? placeOf(named) : "this machine's own"}: ${depth}`, ...weaknesses.map((one) => one.says)].join('; '),
    };
  } finally {
    await opened.close();
  }
}

/** Schedules that can never come, or whose time went by without a run. */
export async function scheduleCheckup(root: string, env: NodeJS.ProcessEnv, now = new Date()): Promise<Said> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const clock = `clock ${localTime(now, zone)} (${zone})`;
  const rotas = openRotas(env);
  try {
    if (!existsSync(root)) return { state: 'bad', says: `${root} is not there` };
    const rota = await rotas.of(root);
    const schedules = rota.schedules();
    if (schedules.length === 0) return { state: 'good', says: `none; ${clock}` };
    const records = rota.nights();
    const faults: string[] = [];
    const late: string[] = [];
    for (const schedule of schedules) {
      try {
        assertWhen(schedule);
      } catch (error) {
        faults.push(`${schedule.name}: ${error instanceof Error ? error.message : error}`);
        continue;
      }
      if (nextRuns(schedule, now, 1).length === 0)
        faults.push(`${schedule.name}: its time lies in the past and never comes again`);
      if (Date.parse(schedule.setAt) > now.getTime() + 60_000)
        faults.push(`${schedule.name} was set in the future: the clock was moved back`);
      const due = missed(schedule, settledUntil(records, schedule), now);
      if (due) late.push(`${schedule.name} was due ${localTime(due, schedule.tz)} and no worker ran it`);
    }
    if (faults.length > 0) return { state: 'bad', says: `${faults.join('; ')}; ${clock}` };
    if (late.length > 0) return { state: 'note', says: `${late.join('; ')}; a worker catches it up once; ${clock}` };
    return { state: 'good', says: `${schedules.map((one) => one.name).join(', ')}; ${clock}` };
  } finally {
    rotas.close();
  }
}
