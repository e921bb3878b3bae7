/**
 * BullMQ on Postgres, for a server that may go away at any moment.
 *
 * BullMQ remembers for ever that a connection's start failed, and takes for a fault of the job what only says that the server is away:
 * its worker then asks again at once, without end, and the program does nothing else any more. Here a start that failed is tried
 * again, and a server that is away is called so, upon which BullMQ waits before it asks again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type BackendFactory,
  ConnectionClosedError,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
} from 'bullmq';
import { heardClients } from '../database/client.ts';
import { DatabaseFault, faultOf } from '../database/faults.ts';

/** Before a start is tried again. */
const pause = 500;
const away: ReadonlySet<DatabaseFault['kind']> = new Set(['gone', 'full', 'crowded']);

function isAway(error: unknown): error is Error {
  const fault = faultOf(error, '');
  return fault instanceof DatabaseFault && away.has(fault.kind);
}

/** What BullMQ takes for a server that is away, in the words of what happened. */
export const asAway = (error: unknown): unknown => (isAway(error) ? new ConnectionClosedError(error.message, error) : error);

class PatientConnection extends PostgresConnection {
  private begun: Promise<void> | null = null;

  constructor(options: PostgresConnectionOptions) {
    super(options);
    // The connection it listens on is not of the pool, and is heard only once it stands: a server that dies in that moment ended the program.
    Reflect.set(this, 'pgModule', heardClients);
    const { pool } = this;
    const query = pool.query.bind(pool);
    pool.query = (text, values) =>
      query(text, values).catch((error: unknown) => {
        this.tell(error);
        throw asAway(error);
      });
  }

  /** BullMQ keeps quiet about a server that is away. */
  private tell(error: unknown): void {
    if (isAway(error) && !this.isClosing && this.listenerCount('error') > 0) this.emit('error', error);
  }

  override waitUntilReady(): Promise<void> {
    this.begun ??= this.begin().catch((error: unknown) => {
      this.begun = null;
      throw error;
    });
    return this.begun;
  }

  private async begin(): Promise<void> {
    for (;;) {
      try {
        return await super.waitUntilReady();
      } catch (error) {
        Reflect.set(this, 'readyPromise', undefined);
        if (!isAway(error) || this.isClosing) throw asAway(error);
        this.tell(error);
      }
      await sleep(pause);
    }
  }
}

/** As BullMQ's own factory. Its connection is named, so that workers are found in the server's list of sessions. */
export const createPatientBackend: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (name, opts, more = {}) => {
  const connection = new PatientConnection(
    typeof opts.connection === 'object' ? { ...opts.connection, ...heardClients } : opts.connection,
  );
  const worker = 'name' in opts && typeof opts.name === 'string' ? `:w:${opts.name}` : '';
  const known = more.withBlockingConnection ? `${name}${worker}` : undefined;
  return new PostgresQueueBackend(connection, name, opts, true, known);
};
