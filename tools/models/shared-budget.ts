/** Budgets for all machines of a library: of the month, and of a run that several workers share. Reserved in the database before a call, settled there after it. */
import { type Connection, openConnection } from '../database/connection.ts';
import { migrate } from '../database/migrate.ts';
import { inTransaction } from '../database/transaction.ts';
import { type Limits, overBudget, type Spending, type SpendingLine, type Store } from './store.ts';

export interface SharedBudgetOptions {
  url: string;
  /** Id of the library's ledger. */
  library: string;
  now?: () => Date;
}

/**
 * The same store, but budgets hold for all who share the database. Where that does not answer, nothing is reserved (`forgiving`): a
 * budget that cannot be looked up must not be spent.
 */
export function sharingBudget(store: Store, { url, library, now = () => new Date() }: SharedBudgetOptions): Store {
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
  const sum = (which: 'month' | 'run', value: string): number => {
    const [row] = connection().query<{ dollars: number }>(
      `SELECT coalesce(sum(coalesce(settled, reserved)), 0) AS dollars FROM perennial.spending WHERE library = $1 AND ${which} = $2`,
      [library, value],
    );
    return Number(row?.dollars ?? 0);
  };
  const spentThisMonth = () => sum('month', month());
  const spentInRun = (run: string) => sum('run', run);
  /** Rows of a program of before they were named are left out: they were of another run. */
  const lines = (run: string): SpendingLine[] =>
    connection()
      .query<Spending & Record<'calls' | 'tokensIn' | 'tokensOut' | 'dollars', string>>(
        `SELECT run, lesson, agent, prompt, model, count(*) AS calls, coalesce(sum(tokens_in), 0) AS "tokensIn",
 coalesce(sum(tokens_out), 0) AS "tokensOut", sum(coalesce(settled, reserved)) AS dollars
 FROM perennial.spending WHERE library = $1 AND run = $2 AND lesson IS NOT NULL
 GROUP BY run, lesson, agent, prompt, model ORDER BY lesson, agent, prompt, model`,
        [library, run],
      )
      .map(({ calls, tokensIn, tokensOut, dollars, ...what }) => ({
        ...what,
        ...{ calls: Number(calls), tokensIn: Number(tokensIn), tokensOut: Number(tokensOut), dollars: Number(dollars) },
      }));
  const reserveThere = (what: Spending, dollars: number, limits: Limits) =>
    inTransaction(connection(), () => {
      // One after the other: two sums that were looked at before either was added to would both fit.
      connection().query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`perennial.spending ${library}`]);
      const over = overBudget(limits, dollars, { run: () => spentInRun(what.run), month: spentThisMonth });
      if (over) return over;
      const [row] = connection().query<{ id: string }>(
        `INSERT INTO perennial.spending (library, month, run, lesson, agent, prompt, model, reserved)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id::text AS id`,
        [library, month(), what.run, what.lesson, what.agent, what.prompt, what.model, dollars],
      );
      return { id: row?.id ?? '' };
    });
  return {
    ...store,
    reserve(what, dollars, limits) {
      if (limits.month === null && limits.run === null) return store.reserve(what, dollars, limits);
      const there = reserveThere(what, dollars, limits);
      if (typeof there === 'string') return there;
      const here = store.reserve(what, dollars, { month: null, run: null });
      if (typeof here === 'number') rows.set(here, there.id);
      return here;
    },
    settle(id, dollars, tokens) {
      store.settle(id, dollars, tokens);
      const there = rows.get(id);
      rows.delete(id);
      if (there !== undefined)
        connection().query('UPDATE perennial.spending SET settled = $2, tokens_in = $3, tokens_out = $4 WHERE id = $1', [
          there,
          dollars,
          tokens.input,
          tokens.output,
        ]);
    },
    spentThisMonth,
    spentInRun,
    lines,
    close() {
      store.close();
      opened?.close();
    },
  };
}
