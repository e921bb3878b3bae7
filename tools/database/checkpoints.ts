/** Where the approval graph keeps its threads: a file on one machine, the database on several. */
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import Database from 'better-sqlite3';
import pg from 'pg';
import { heardClients } from './client.ts';
import { faultOf } from './faults.ts';
import { placeOf } from './place.ts';

export interface Checkpoints {
  saver: BaseCheckpointSaver;
  /** `thread_id` of a change set. */
  threadOf(changeSet: string): string;
  close(): Promise<void>;
}

/** Tables of LangGraph's own making, apart from ours. */
const ownSchema = 'perennial_threads';

/** LangGraph's saver, which deletes a thread before it has laid out the tables it deletes from. */
export class FileSaver extends SqliteSaver {
  override async deleteThread(thread: string): Promise<void> {
    this.setup();
    await super.deleteThread(thread);
  }
}

export function openFileCheckpoints(file: string): Checkpoints {
  const db = new Database(file, { timeout: 15_000 });
  const saver = new FileSaver(db);
  return { saver, threadOf: (changeSet) => changeSet, close: async () => void db.close() };
}

/** LangGraph's saver; what goes wrong with the database is said in a sentence. */
class DatabaseSaver extends PostgresSaver {
  private readonly place: string;

  constructor(pool: pg.Pool, schema: string, place: string) {
    super(pool, undefined, { schema });
    this.place = place;
  }

  private said<T>(asked: Promise<T>): Promise<T> {
    return asked.catch((error: unknown) => {
      throw faultOf(error, this.place);
    });
  }

  override getTuple(...asked: Parameters<PostgresSaver['getTuple']>): ReturnType<PostgresSaver['getTuple']> {
    return this.said(super.getTuple(...asked));
  }

  override put(...asked: Parameters<PostgresSaver['put']>): ReturnType<PostgresSaver['put']> {
    return this.said(super.put(...asked));
  }

  override putWrites(...asked: Parameters<PostgresSaver['putWrites']>): Promise<void> {
    return this.said(super.putWrites(...asked));
  }

  override deleteThread(thread: string): Promise<void> {
    return this.said(super.deleteThread(thread));
  }
}

/** As many programs as start at once lay out the tables one after the other: LangGraph's own migration takes no lock. */
const lockKey = 0x50_45_52_46;

/**
 * @param library id of its ledger: threads of several libraries lie side by side
 * @throws Error in one sentence where the database cannot be used
 */
export async function openPostgresCheckpoints(url: string, library: string, schema = ownSchema): Promise<Checkpoints> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    application_name: 'perennial-threads',
    connectionTimeoutMillis: 10_000,
    ...heardClients,
  });
  // A connection that breaks while nobody uses it: the next use makes another.
  pool.on('error', () => {});
  const saver = new DatabaseSaver(pool, schema, placeOf(url));
  try {
    const client = await pool.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
      await saver.setup();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [lockKey]).finally(() => client.release());
    }
  } catch (error) {
    await pool.end();
    throw new Error(
      `The approval threads in ${placeOf(url)} cannot be reached (${error instanceof Error ? error.message : error}). Start the database, then run the same command again.`,
      { cause: error },
    );
  }
  return { saver, threadOf: (changeSet) => `${library}/${changeSet}`, close: () => pool.end() };
}
