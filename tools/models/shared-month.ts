/** One budget of the month for all machines of a library: reserved in the database before a call, settled there after it. */
import { type Connection, openConnection } from '../database/connection.ts';
import { migrate } from '../database/migrate.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Store } from './store.ts';

export interface SharedMonthOptions {
  url: string;
  /** Id of the library's ledger. */
  library: string;
  now?: () => Date;
}

/**
 * The same store, but a month's budget holds for all who share the database. Where that does not answer, nothing is reserved
 * (`forgiving`): a budget that cannot be looked up must not be spent.
 */
export function sharingMonth(store: Store, { url, library, now = () => new Date() }: SharedMonthOptions): Store {
  let opened: Connection | null = null;
  /** Row there by row here. */
  const rows = new Map<number, string>();
  const connection = (): Connection => {
    if (!opened) {
      opened = openConnection({ url });
      migrate(opened);
    }
    return opened;
  };
  const month = () => now().toISOString().slice(0, 7);
  const spent = (): number => {
    const [row] = connection().query<{ dollars: number }>(
      'SELECT coalesce(sum(coalesce(settled, reserved)), 0) AS dollars FROM perennial.spending WHERE library = $1 AND month = $2',
      [library, month()],
    );
    return Number(row?.dollars ?? 0);
  };
  const reserveThere = (dollars: number, budget: number): string | null =>
    inTransaction(connection(), () => {
      // One after the other: two sums that were looked at before either was added to would both fit.
      connection().query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`perennial.spending ${library}`]);
      if (spent() + dollars > budget) return null;
      const [row] = connection().query<{ id: string }>(
        'INSERT INTO perennial.spending (library, month, reserved) VALUES ($1, $2, $3) RETURNING id::text AS id',
        [library, month(), dollars],
      );
      return row?.id ?? null;
    });
  return {
    ...store,
    reserve(what, dollars, monthBudget) {
      if (monthBudget === null) return store.reserve(what, dollars, null);
      const there = reserveThere(dollars, monthBudget);
      if (there === null) return null;
      const here = store.reserve(what, dollars, null);
      if (here !== null) rows.set(here, there);
      return here;
    },
    settle(id, dollars, tokens) {
      store.settle(id, dollars, tokens);
      const there = rows.get(id);
      rows.delete(id);
      if (there !== undefined) connection().query('UPDATE perennial.spending SET settled = $2 WHERE id = $1', [there, dollars]);
    },
    spentThisMonth: spent,
    close() {
      store.close();
      opened?.close();
    },
  };
}
