/**
 * What is derived is kept for as long as the config says, and dropped at the end of a run. The ledger is not derived: its chain is
 * whole or it proves nothing, so no period ever touches it. It holds no learner, only counts. Records of nights are dropped by who keeps
 * them (`nightly/rota.ts`).
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { databaseUrl } from '../tools/database/place.ts';
import { dropSharedAnswers } from '../tools/models/shared-answers.ts';
import type { Workspace } from './workspace.ts';

const day = 86_400_000;

export interface Dropped {
  reports: number;
  answers: number;
}

/** @returns how much was dropped */
export function applyRetention(
  { own, config, ledger }: Pick<Workspace, 'own' | 'config'> & { ledger: Pick<Workspace['ledger'], 'id'> },
  now: Date,
  env: NodeJS.ProcessEnv = process.env,
): Dropped {
  const { reportsDays, answersDays } = config.retention;
  const url = databaseUrl(env);
  const before = (days: number) => new Date(now.getTime() - days * day).toISOString();
  return {
    reports: reportsDays === undefined ? 0 : dropReports(own, before(reportsDays).slice(0, 10)),
    answers:
      answersDays === undefined ? 0 : dropAnswers(own, before(answersDays), url === null ? null : { url, library: ledger.id }),
  };
}

/** Only folders that a night named after its day. */
function dropReports(own: string, until: string): number {
  const folder = join(own, 'reports');
  if (!existsSync(folder)) return 0;
  const old = readdirSync(folder).filter((name) => /^\d{4}-\d{2}-\d{2}(?:-\d+)?$/u.test(name) && name.slice(0, 10) < until);
  for (const name of old) rmSync(join(folder, name), { recursive: true, force: true });
  return old.length;
}

/** Those that machines share lie among the kept results besides; there only the library's own are dropped. */
function dropAnswers(own: string, until: string, shared: { url: string; library: string } | null): number {
  const there = shared === null ? 0 : dropSharedAnswers(shared, join(own, 'cache.db'), until);
  return Math.max(there, dropOwnAnswers(join(own, 'models.db'), until));
}

function dropOwnAnswers(file: string, until: string): number {
  if (!existsSync(file)) return 0;
  const db = new Database(file, { timeout: 5_000 });
  try {
    const made = db.prepare("SELECT 1 AS there FROM sqlite_master WHERE type = 'table' AND name = 'answers'").get();
    return made ? db.prepare('DELETE FROM answers WHERE at < ?').run(until).changes : 0;
  } finally {
    db.close();
  }
}
