/** Money: reserved before a call, settled after it, so that no budget is ever exceeded, by this run or by several at once. */
import { dust, type OverBudget, type Spending, type Store } from './store.ts';

export interface Reservation {
  /** Turns the reserved amount into what it cost. `all`: it is not known, so the whole reservation stays spent. */
  settle(dollars: number | 'all', tokens?: { input: number; output: number }): number;
}

export interface Budget {
  reserve(what: Spending, dollars: number): Reservation | OverBudget;
  /**
   * Resolves when one of the calls that are under way has told what it cost, mostly far less than was reserved for it: what did not
   * fit may fit then. Null where none is under way.
   */
  settling(): Promise<void> | null;
  /** Settled, and what was reserved and never reported. */
  dollars(): number;
}

export interface BudgetOptions {
  /** US dollars of this run; 0 allows only calls that cost nothing. */
  perRun: number;
  /** `shared`: others spend of this run's budget too, in the same store; or did, before a crash. */
  run: 'own' | 'shared';
  /** US dollars of the calendar month (UTC), over all runs that share the store; null: no limit. */
  perMonth: number | null;
  store: Store;
  warn: (line: string) => void;
}

/** A budget over a store. */
export function openBudget({ perRun, run, perMonth, store, warn }: BudgetOptions): Budget {
  let settled = 0;
  let reserved = 0;
  let underWay = 0;
  const waiting: (() => void)[] = [];
  return {
    reserve(what, dollars) {
      if (settled + reserved + dollars > perRun + dust) return 'run-budget';
      const id = store.reserve(what, dollars, { month: perMonth, run: run === 'shared' ? perRun : null });
      if (typeof id === 'string') return id;
      reserved += dollars;
      underWay += 1;
      return {
        settle(cost, tokens = { input: 0, output: 0 }) {
          const real = cost === 'all' ? dollars : cost;
          reserved -= dollars;
          underWay -= 1;
          settled += real;
          if (real > dollars + dust) {
            warn(
              `A call to ${what.model} cost $${real.toFixed(4)}, more than the $${dollars.toFixed(4)} it could by its limits: the endpoint does not keep to them.`,
            );
          }
          store.settle(id, real, tokens);
          for (const go of waiting.splice(0)) go();
          return real;
        },
      };
    },
    settling: () => (underWay === 0 ? null : new Promise((resolve) => waiting.push(resolve))),
    dollars: () => settled,
  };
}
