/**
 * A Postgres connection whose answers are waited for, as SQLite's are: the ledger looks and writes in one go, on either.
 * The connection lives on a thread of its own; this thread sleeps until an answer has come.
 */
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { DatabaseFault, kindOfCode } from './faults.ts';
import { placeOf } from './place.ts';

export interface Connection {
  /** For people: where it lies. No password. */
  readonly place: string;
  /**
   * Runs one statement. Outside of a transaction a connection that was lost is made again, once; inside of one it is not: what
   * the transaction began on is gone, and with it all it did.
   */
  query<Row>(text: string, values?: readonly unknown[]): Row[];
  begin(): void;
  /** @throws DatabaseFault; of kind `gone`, it is open whether the server has taken it */
  commit(): void;
  /** Says nothing where the connection is gone: the server does the same when it notices. */
  rollback(): void;
  close(): void;
}

export interface ConnectionOptions {
  url: string;
  /** How long to wait for another holder of a lock. */
  lockMilliseconds?: number;
  connectMilliseconds?: number;
  /** Longest answer of all. */
  answerMilliseconds?: number;
}

type Reply = { id: number; rows?: unknown[]; error?: { message: string; code: string; gone: boolean } };

/** Connects on first use. @throws DatabaseFault from each statement that fails */
export function openConnection(options: ConnectionOptions): Connection {
  const place = placeOf(options.url);
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./bridge.mjs', import.meta.url), {
    execArgv: [],
    workerData: {
      url: options.url,
      port: port2,
      signal,
      settings: {
        lockMilliseconds: options.lockMilliseconds ?? 15_000,
        connectMilliseconds: options.connectMilliseconds ?? 10_000,
        idleMilliseconds: 60_000,
      },
    },
    transferList: [port2],
  });
  worker.unref();
  const longest = options.answerMilliseconds ?? 90_000;
  let last = 0;
  let state: 'open' | 'silent' | 'closed' = 'open';

  const ask = (request: object): Reply => {
    if (state === 'closed') throw new DatabaseFault('closed', place, 'it was closed before this use of it');
    if (state === 'silent') throw new DatabaseFault('gone', place, 'it stopped answering');
    const id = ++last;
    port1.postMessage({ id, ...request });
    for (const patience = Date.now() + longest; ; ) {
      const received = receiveMessageOnPort(port1) as { message: Reply } | undefined;
      if (received?.message.id === id) return received.message;
      if (received) continue;
      const seen = Atomics.load(signal, 0);
      if (seen === id) continue;
      if (Date.now() > patience) {
        state = 'silent';
        void worker.terminate();
        throw new DatabaseFault('gone', place, `no answer within ${longest / 1000} seconds`);
      }
      Atomics.wait(signal, 0, seen, 1_000);
    }
  };
  const statement = <Row>(on: 'any' | 'same', text: string, values: readonly unknown[]): Row[] => {
    const { rows, error } = ask({ text, values, on });
    if (error) throw new DatabaseFault(error.gone ? 'gone' : kindOfCode(error.code), place, error.message);
    return (rows ?? []) as Row[];
  };
  const outside = <Row>(text: string, values: readonly unknown[] = []): Row[] => {
    try {
      return statement('any', text, values);
    } catch (error) {
      if (!(error instanceof DatabaseFault && error.kind === 'gone') || state !== 'open') throw error;
      return statement('any', text, values);
    }
  };
  let transaction: 'none' | 'under-way' = 'none';
  const end = (text: string): void => {
    transaction = 'none';
    statement('same', text, []);
  };
  return {
    place,
    query: (text, values = []) => (transaction === 'none' ? outside(text, values) : statement('same', text, values)),
    begin() {
      outside('BEGIN');
      transaction = 'under-way';
    },
    commit: () => end('COMMIT'),
    rollback() {
      try {
        end('ROLLBACK');
      } catch (error) {
        if (!(error instanceof DatabaseFault)) throw error;
      }
    },
    close() {
      if (state === 'closed') return;
      if (state === 'open') ask({ close: true });
      state = 'closed';
      port1.close();
      void worker.terminate();
    },
  };
}
