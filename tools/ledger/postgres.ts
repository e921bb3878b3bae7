/**
 * The ledger of several machines: the chain of events lies in Postgres, each machine reads from its own copy.
 *
 * A look catches the copy up first. A transaction locks the library's row in Postgres, catches up, looks and decides on the copy,
 * appends to both, and commits Postgres before the copy: what the server has not taken never happened, and a copy that was cut
 * off catches up. The copy is an ordinary ledger file, so that a lost server leaves every machine with the whole chain.
 */
import { type Connection, openConnection } from '../database/connection.ts';
import { DatabaseFault } from '../database/faults.ts';
import { migrate } from '../database/migrate.ts';
import { inTransaction } from '../database/transaction.ts';
import { breakOf, canonicalJson } from './chain.ts';
import type { StoredEvent } from './events.ts';
import { LedgerError } from './faults.ts';
import type { Ledger } from './ledger.ts';
import { looks, sharedNote } from './sqlite.ts';
import { type EventRow, openStore, pages, type Store, type StoreOptions, toStored } from './store.ts';

export interface SharedLedgerOptions extends StoreOptions {
  url: string;
  /** The library's name on the server: the same on every machine. */
  library: string;
  now?: () => Date;
}

interface Head {
  id: string;
  seq: number;
  hash: string;
}

/** Events in one statement. */
const sent = 500;
/** Hash of a chain's row before its events are there. */
const unmade = '';

/**
 * Opens the ledger of `library`. A file with a ledger of its own is moved to the server the first time.
 * @param file this machine's copy
 * @throws LedgerError in one sentence
 */
export function openSharedLedger(file: string, options: SharedLedgerOptions): Ledger {
  const { library } = options;
  const now = options.now ?? (() => new Date());
  const store = openStore(file, options);
  const connection = openConnection({
    url: options.url,
    ...(options.busyMilliseconds === undefined ? {} : { lockMilliseconds: options.busyMilliseconds }),
  });
  const server = chainOf(connection, library);
  const asked = <T>(work: () => T): T => store.asked(() => speaking(work));

  /** Brings the copy to the server's state; the caller holds the copy's transaction. */
  const pull = (): void => {
    for (;;) {
      const found = server.page(store.view.head().seq + 1, 1000);
      for (const stored of found) {
        const why = breakOf(store.view.head(), stored);
        if (why) throw damaged(connection, `${why}; the copy ${file} is whole up to there`);
        store.append(stored);
      }
      if (found.length === 0) return;
    }
  };
  const compare = (here: { seq: number; hash: string }, there: Head): 'same' | 'behind' => {
    if (there.id !== store.id()) throw damaged(connection, `it holds another ledger than ${file} follows`);
    if (there.seq < here.seq)
      throw damaged(connection, `it ends at event ${there.seq}, and this machine saw ${here.seq}: events were cut off there`);
    if (there.seq > here.seq) return 'behind';
    if (there.hash !== here.hash) throw damaged(connection, `its event ${here.seq} is another than this machine saw`);
    return 'same';
  };
  const catchUp = (): void => {
    // The copy first: another process of this machine may bring both further meanwhile, and a copy is never ahead of the server.
    const here = store.view.head();
    if (compare(here, server.head()) === 'behind') store.exclusively(pull);
  };

  try {
    asked(() => {
      migrate(connection);
      settleIn(store, server, library);
      catchUp();
    });
  } catch (error) {
    connection.close();
    store.close();
    throw error;
  }

  return {
    ...looks(store, () => speaking(catchUp)),
    id: store.id(),
    transact: (by, work) =>
      asked(() => {
        connection.begin();
        let written: StoredEvent[] | null = null;
        try {
          const there = server.lock();
          return store.exclusively(() => {
            if (compare(store.view.head(), there) === 'behind') pull();
            const stored = store.take(by, now().toISOString(), work(store.view));
            if (stored.length > 0) server.append(stored);
            commit(connection, server, stored);
            written = stored;
            return stored;
          });
        } catch (error) {
          // Written is what the server took; a copy that could not follow (a full disk here) catches up at the next look.
          if (written) return written;
          connection.rollback();
          throw error;
        }
      }),
    events: (fromSeq = 1, limit) =>
      asked(() => {
        catchUp();
        return store.page(fromSeq, limit ?? -1);
      }),
    verify: (anchors = []) =>
      asked(() => {
        try {
          catchUp();
        } catch (error) {
          if (!(error instanceof LedgerError && error.fault === 'damaged')) throw error;
          const { seq, hash } = store.view.head();
          return { events: seq, head: hash, brokenAt: { seq, why: error.message } };
        }
        return store.verify(anchors, pages(server.page));
      }),
    close: () => {
      connection.close();
      store.close();
    },
  };
}

/** The first look at the server: the chain is found, made, or moved there from this machine. */
function settleIn(store: Store, server: Chain, library: string): void {
  const own = { id: store.id(), ...store.view.head() };
  const there = server.found(own, () => pages(store.page));
  store.exclusively(() => {
    if (there.id !== store.id()) {
      if (store.view.head().seq > 0)
        throw new LedgerError(
          'elsewhere',
          `${store.file} holds another ledger than the database does for ${library}: move that file away to follow the database, or give this library a name of its own (PERENNIAL_LIBRARY).`,
        );
      store.becomeSightOf(there.id);
    }
    if (store.note(sharedNote) !== library) store.setNote(sharedNote, library);
  });
}

interface Chain {
  head(): Head;
  /** Keeps every other writer of the library out until the transaction ends. */
  lock(): Head;
  page(from: number, limit: number): StoredEvent[];
  append(stored: readonly StoredEvent[]): void;
  /** The chain's head; where there is no chain, it is made of `own`. */
  found(own: Head, events: () => Iterable<StoredEvent>): Head;
}

function chainOf(connection: Connection, library: string): Chain {
  const { query } = connection;
  const insert = (stored: readonly StoredEvent[]) => {
    query(
      'INSERT INTO perennial.event SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])',
      [
        library,
        stored.map((one) => one.seq),
        stored.map((one) => one.at),
        stored.map((one) => one.by),
        stored.map((one) => canonicalJson(one.event)),
        stored.map((one) => one.previous),
        stored.map((one) => one.hash),
      ],
    );
  };
  const chain: Chain = {
    head() {
      const [row] = query<Head>('SELECT id, seq, hash FROM perennial.chain WHERE library = $1', [library]);
      if (!row) throw damaged(connection, `it has no ledger of ${library} any more`);
      return row;
    },
    lock() {
      const [row] = query<Head>('SELECT id, seq, hash FROM perennial.chain WHERE library = $1 FOR UPDATE', [library]);
      if (!row) throw damaged(connection, `it has no ledger of ${library} any more`);
      return row;
    },
    page: (from, limit) =>
      query<EventRow>(
        'SELECT seq, at, by, body, previous, hash FROM perennial.event WHERE library = $1 AND seq >= $2 ORDER BY seq LIMIT $3',
        [library, from, limit],
      ).map(toStored),
    append(stored) {
      for (let from = 0; from < stored.length; from += sent) insert(stored.slice(from, from + sent));
      const last = stored.at(-1);
      if (last) query('UPDATE perennial.chain SET seq = $2, hash = $3 WHERE library = $1', [library, last.seq, last.hash]);
    },
    found(own, events) {
      // Without the lock: who opens only to look does not wait for a writer.
      const [known] = query<Head>('SELECT id, seq, hash FROM perennial.chain WHERE library = $1 AND hash <> $2', [
        library,
        unmade,
      ]);
      if (known) return known;
      return inTransaction(connection, () => {
        query('INSERT INTO perennial.chain (library, id, seq, hash) VALUES ($1, $2, 0, $3) ON CONFLICT (library) DO NOTHING', [
          library,
          own.id,
          unmade,
        ]);
        const there = chain.lock();
        if (there.hash !== unmade) return there;
        const batch: StoredEvent[] = [];
        for (const stored of events()) {
          batch.push(stored);
          if (batch.length === sent) insert(batch.splice(0));
        }
        if (batch.length > 0) insert(batch);
        query('UPDATE perennial.chain SET seq = $2, hash = $3 WHERE library = $1', [library, own.seq, own.hash]);
        return own;
      });
    },
  };
  return chain;
}

/** A connection lost in the very commit leaves open what the server did: it is asked again, behind its own lock. */
function commit(connection: Connection, server: Chain, stored: readonly StoredEvent[]): void {
  const last = stored.at(-1);
  try {
    if (last) connection.commit();
    else connection.rollback();
  } catch (error) {
    if (!last) return;
    if (!(error instanceof DatabaseFault && error.kind === 'gone')) throw error;
    let there: StoredEvent | undefined;
    try {
      connection.begin();
      server.lock();
      [there] = server.page(last.seq, 1);
      connection.rollback();
    } catch (again) {
      throw new LedgerError(
        'gone',
        `The database ${connection.place} went away in the moment of writing; whether it was written shows at the next look. Start it, then run the same command again.`,
        again,
      );
    }
    if (there?.hash !== last.hash) throw error;
  }
}

function damaged(connection: Connection, said: string): LedgerError {
  return new LedgerError(
    'damaged',
    `The ledger in the database ${connection.place} is not whole: ${said}. Put back its newest backup; a machine's .perennial/ledger.db holds a copy too.`,
  );
}

const kinds = {
  gone: 'gone',
  busy: 'busy',
  full: 'full',
  crowded: 'busy',
  'no-entry': 'not-openable',
  closed: 'closed',
  refused: 'other',
  other: 'other',
} as const;

/** A database's fault as the ledger's. */
function speaking<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error;
    throw new LedgerError(kinds[error.kind], error.message, error);
  }
}
