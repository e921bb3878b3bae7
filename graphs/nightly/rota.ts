/** Schedules of a library and what came of its runs: in its own folder, or in the database that several machines share. */
import { join } from 'node:path';
import { type Connection, openConnection } from '../../tools/database/connection.ts';
import { libraryName } from '../../tools/database/library-name.ts';
import { migrate } from '../../tools/database/migrate.ts';
import { databaseUrl } from '../../tools/database/place.ts';
import {
  noSuchSchedule,
  parseSchedules,
  readSchedules,
  removeSchedule,
  type Schedule,
  setSchedule,
} from '../../tools/queue/schedules.ts';
import { ownFolder } from '../opening/own-folder.ts';
import { dropOld, historyReader, keptSince, type NightRecord, nightsOf, remember } from './record.ts';

export interface Rota {
  /** What the library is called in the queue: its folder on one machine, one name for all clones on several. */
  readonly name: string;
  readonly root: string;
  schedules(): Schedule[];
  set(schedule: Schedule): Promise<void>;
  /** @throws ScheduleFault where there is none of that name */
  remove(name: string): Promise<void>;
  /** Oldest first. A worker asks every few seconds: all is read again only where something came or went. */
  nights(): readonly NightRecord[];
  remember(record: NightRecord): void;
  /** Drops records that ended before, as of `keptSince`. */
  drop(since: string): void;
}

export interface Rotas {
  of(root: string): Promise<Rota>;
  close(): void;
}

/** Opens nothing before the first use. */
export function openRotas(env: NodeJS.ProcessEnv = process.env): Rotas {
  const url = databaseUrl(env);
  const known = new Map<string, Promise<Rota>>();
  let connection: Connection | null = null;
  const connected = (at: string): Connection => {
    if (!connection) {
      connection = openConnection({ url: at });
      migrate(connection);
    }
    return connection;
  };
  return {
    of(root) {
      const rota =
        known.get(root) ?? (url === null ? Promise.resolve(inFolder(root)) : inDatabase(() => connected(url), root, env));
      known.set(root, rota);
      return rota;
    },
    close() {
      connection?.close();
      connection = null;
    },
  };
}

function inFolder(root: string): Rota {
  const own = join(root, ownFolder);
  return {
    name: root,
    root,
    schedules: () => readSchedules(own),
    set: (schedule) => setSchedule(own, schedule),
    remove: (name) => removeSchedule(own, name),
    nights: historyReader(own),
    remember: (record) => remember(own, record),
    drop: (since) => dropOld(own, since),
  };
}

async function inDatabase(connection: () => Connection, root: string, env: NodeJS.ProcessEnv): Promise<Rota> {
  const name = await libraryName(root, env);
  /** Records are added and dropped, never changed: their number and the sum of theirs tell one state from another. */
  let known: { state: string; records: readonly NightRecord[] } | null = null;
  const bodies = (text: string) =>
    connection()
      .query<{ body: string }>(text, [name])
      .map((row) => row.body);
  const schedules = () =>
    parseSchedules(
      bodies('SELECT body FROM perennial.schedule WHERE library = $1 ORDER BY name'),
      `the database's schedules of ${name}`,
    );
  return {
    name,
    root,
    schedules,
    async set(schedule) {
      connection().query(
        'INSERT INTO perennial.schedule VALUES ($1, $2, $3) ON CONFLICT (library, name) DO UPDATE SET body = excluded.body',
        [name, schedule.name, JSON.stringify(schedule)],
      );
    },
    async remove(wanted) {
      const gone = connection().query('DELETE FROM perennial.schedule WHERE library = $1 AND name = $2 RETURNING name', [
        name,
        wanted,
      ]);
      if (gone.length === 0) throw noSuchSchedule(wanted, schedules());
    },
    nights() {
      const [row] = connection().query<{ state: string }>(
        "SELECT count(*) || ' ' || coalesce(sum(seq), 0) AS state FROM perennial.night WHERE library = $1",
        [name],
      );
      const state = row?.state ?? '';
      if (known?.state !== state)
        known = { state, records: nightsOf(bodies('SELECT body FROM perennial.night WHERE library = $1 ORDER BY seq')) };
      return known.records;
    },
    remember(record) {
      connection().query('INSERT INTO perennial.night (library, body) VALUES ($1, $2)', [name, JSON.stringify(record)]);
    },
    drop(since) {
      const rows = connection().query<{ seq: string; body: string }>(
        'SELECT seq::text AS seq, body FROM perennial.night WHERE library = $1 ORDER BY seq',
        [name],
      );
      const read = rows.flatMap(({ seq, body }) => nightsOf([body]).map((record) => ({ seq, record })));
      const kept = new Set(
        keptSince(
          read.map(({ record }) => record),
          since,
        ),
      );
      const old = read.filter(({ record }) => !kept.has(record)).map(({ seq }) => seq);
      if (old.length > 0)
        connection().query('DELETE FROM perennial.night WHERE library = $1 AND seq = ANY ($2::bigint[])', [name, old]);
    },
  };
}
