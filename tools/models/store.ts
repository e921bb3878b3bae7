/** What is kept between runs, in one SQLite file: answers that were paid for, and what was spent. No content of a lesson but in answers. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { ModelFault, ModelRefusal } from './models.ts';
import { type Agreement, shadowWindow } from './shadow.ts';

/** As kept: before personal data was put back. */
export type KeptAnswer =
  | { kind: 'value'; model: string; value: Record<string, unknown> }
  | { kind: 'refusal'; model: string; reason: ModelRefusal; fault: ModelFault; detail: string };

export interface Spending {
  run: string;
  lesson: string;
  agent: string;
  prompt: string;
  model: string;
}

export interface SpendingLine extends Spending {
  calls: number;
  tokensIn: number;
  tokensOut: number;
  dollars: number;
}

/** US dollars; null: no limit, or none that is looked after here. */
export interface Limits {
  month: number | null;
  /** Of all that is spent under this name of a run, by whichever worker, before and after a crash. */
  run: number | null;
}

export type OverBudget = 'run-budget' | 'month-budget';

/** Sums of floats may be off by less than this. */
export const dust = 1e-12;

/** @param spent what was spent so far, asked for where there is a limit */
export function overBudget(limits: Limits, dollars: number, spent: Record<keyof Limits, () => number>): OverBudget | null {
  if (limits.run !== null && spent.run() + dollars > limits.run + dust) return 'run-budget';
  return limits.month !== null && spent.month() + dollars > limits.month + dust ? 'month-budget' : null;
}

export interface Store {
  answer(key: string): KeptAnswer | null;
  keep(key: string, prompt: string, answer: KeptAnswer): void;
  /**
   * Reserves dollars before a call, between processes too: a row that is never settled (a crash) stays counted in full.
   * @returns the row's id, or which budget it would go over
   */
  reserve(what: Spending, dollars: number, limits: Limits): number | OverBudget;
  settle(id: number, dollars: number, tokens: { input: number; output: number }): void;
  spentThisMonth(): number;
  /** Settled, and what was reserved and not reported. */
  spentInRun(run: string): number;
  /** Mean tokens written a settled call of the task; null where there was none. */
  meanTokensOut(task: string, model: string): number | null;
  /** One comparison of the tiers; the same question counts once. */
  compare(key: string, what: { task: string; small: string; large: string; verdict: 'agreed' | 'differed' }): void;
  /** Over the last comparisons of each task between these models. */
  agreements(small: string, large: string): Agreement[];
  lines(run: string): SpendingLine[];
  close(): void;
}

/** A refusal is not asked for again within this time; afterwards a model may have learned better. */
const refusalDays = 7;

/** @param at ISO time it was kept */
export function freshEnough(answer: KeptAnswer, at: string, now: Date): boolean {
  return answer.kind !== 'refusal' || now.getTime() - Date.parse(at) <= refusalDays * 86_400_000;
}

/**
 * Opens or makes the file.
 * @param file path, or `:memory:`
 * @throws where it cannot be made or is no database
 */
export function openStore(file: string, now: () => Date = () => new Date()): Store {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const db = new Database(file, { timeout: 5000 });
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA busy_timeout = 5000;
    CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, prompt TEXT NOT NULL, at TEXT NOT NULL, answer TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS spending (
      id INTEGER PRIMARY KEY, month TEXT NOT NULL, at TEXT NOT NULL, run TEXT NOT NULL, lesson TEXT NOT NULL, agent TEXT NOT NULL,
      prompt TEXT NOT NULL, model TEXT NOT NULL, reserved REAL NOT NULL, settled REAL, tokens_in INTEGER, tokens_out INTEGER);
    CREATE INDEX IF NOT EXISTS spending_month ON spending (month);
    CREATE INDEX IF NOT EXISTS spending_run ON spending (run);
    CREATE TABLE IF NOT EXISTS shadows (key TEXT PRIMARY KEY, at TEXT NOT NULL, task TEXT NOT NULL, small TEXT NOT NULL, large TEXT NOT NULL,
      agreed INTEGER NOT NULL);
  `);
  const month = () => now().toISOString().slice(0, 7);
  const selectAnswer = db.prepare('SELECT at, answer FROM answers WHERE key = ?');
  const insertAnswer = db.prepare('INSERT OR REPLACE INTO answers (key, prompt, at, answer) VALUES (?, ?, ?, ?)');
  const sumMonth = db.prepare('SELECT COALESCE(SUM(COALESCE(settled, reserved)), 0) AS dollars FROM spending WHERE month = ?');
  const sumRun = db.prepare('SELECT COALESCE(SUM(COALESCE(settled, reserved)), 0) AS dollars FROM spending WHERE run = ?');
  const insertSpending = db.prepare(
    'INSERT INTO spending (month, at, run, lesson, agent, prompt, model, reserved) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const update = db.prepare('UPDATE spending SET settled = ?, tokens_in = ?, tokens_out = ? WHERE id = ?');
  const selectLines = db.prepare(`
    SELECT run, lesson, agent, prompt, model, COUNT(*) AS calls, SUM(COALESCE(tokens_in, 0)) AS tokensIn,
      SUM(COALESCE(tokens_out, 0)) AS tokensOut, SUM(COALESCE(settled, reserved)) AS dollars
    FROM spending WHERE run = ? GROUP BY lesson, agent, prompt, model ORDER BY lesson, agent, prompt, model`);
  const selectMean = db.prepare('SELECT AVG(tokens_out) AS mean FROM spending WHERE prompt = ? AND model = ? AND tokens_out > 0');
  const insertShadow = db.prepare(
    'INSERT OR IGNORE INTO shadows (key, at, task, small, large, agreed) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const selectShadows = db.prepare(`
    SELECT task, small, large, COUNT(*) AS compared, SUM(agreed) AS agreed FROM (
      SELECT *, ROW_NUMBER() OVER (PARTITION BY task ORDER BY at DESC, rowid DESC) AS place FROM shadows WHERE small = ? AND large = ?)
    WHERE place <= ${shadowWindow} GROUP BY task, small, large ORDER BY task`);
  const spentThisMonth = () => (sumMonth.get(month()) as { dollars: number }).dollars;
  const spentInRun = (run: string) => (sumRun.get(run) as { dollars: number }).dollars;

  return {
    answer(key) {
      const row = selectAnswer.get(key) as { at: string; answer: string } | undefined;
      if (!row) return null;
      const answer = JSON.parse(row.answer) as KeptAnswer;
      return freshEnough(answer, row.at, now()) ? answer : null;
    },
    keep: (key, prompt, answer) => void insertAnswer.run(key, prompt, now().toISOString(), JSON.stringify(answer)),
    reserve: (what, dollars, limits) =>
      db
        .transaction(() => {
          const over = overBudget(limits, dollars, { run: () => spentInRun(what.run), month: spentThisMonth });
          if (over) return over;
          const at = now().toISOString();
          const { lastInsertRowid } = insertSpending.run(
            month(),
            at,
            what.run,
            what.lesson,
            what.agent,
            what.prompt,
            what.model,
            dollars,
          );
          return Number(lastInsertRowid);
        })
        .immediate(),
    settle: (id, dollars, tokens) => void update.run(dollars, tokens.input, tokens.output, id),
    spentThisMonth,
    spentInRun,
    meanTokensOut: (task, model) => (selectMean.get(task, model) as { mean: number | null }).mean,
    compare: (key, { task, small, large, verdict }) =>
      void insertShadow.run(key, now().toISOString(), task, small, large, verdict === 'agreed' ? 1 : 0),
    agreements: (small, large) => selectShadows.all(small, large) as Agreement[],
    lines: (run) => selectLines.all(run) as SpendingLine[],
    close: () => db.close(),
  };
}

/**
 * The same store, for which a full disk or a locked file is a line in the log and not the end of a run: nothing is found,
 * nothing is kept, and where a budget must hold between processes, nothing is reserved.
 */
export function forgiving(store: Store, warn: (line: string) => void): Store {
  const said = new Set<string>();
  const or = <T>(otherwise: T, what: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if (!said.has(what)) warn(`${what} (${error instanceof Error ? error.message : error}).`);
      said.add(what);
      return otherwise;
    }
  };
  return {
    answer: (key) => or(null, 'Kept answers cannot be read', () => store.answer(key)),
    keep: (key, prompt, answer) =>
      or(undefined, 'Answers cannot be kept for the next run', () => store.keep(key, prompt, answer)),
    reserve: (what, dollars, limits) =>
      or(
        limits.run !== null ? 'run-budget' : limits.month !== null ? 'month-budget' : -1,
        'Spending cannot be written down',
        () => store.reserve(what, dollars, limits),
      ),
    settle: (id, dollars, tokens) => or(undefined, 'Spending cannot be written down', () => store.settle(id, dollars, tokens)),
    spentThisMonth: () => or(0, 'Spending cannot be read', () => store.spentThisMonth()),
    spentInRun: (run) => or(0, 'Spending cannot be read', () => store.spentInRun(run)),
    meanTokensOut: (task, model) => or(null, 'Spending cannot be read', () => store.meanTokensOut(task, model)),
    compare: (key, what) => or(undefined, 'Shadow checks cannot be kept', () => store.compare(key, what)),
    agreements: (small, large) => or([], 'Shadow checks cannot be read', () => store.agreements(small, large)),
    lines: (run) => or([], 'Spending cannot be read', () => store.lines(run)),
    close: () => store.close(),
  };
}
