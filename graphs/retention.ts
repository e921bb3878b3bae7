/**
 * What is derived is kept for as long as the config says, and dropped at the end of a run. The ledger is not derived: its chain is
 * whole or it proves nothing, so no period ever touches it. It holds no learner, only counts.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { replaceFile } from '../tools/publish/atomic.ts';
import type { Workspace } from './workspace.ts';

const day = 86_400_000;

export interface Dropped {
  reports: number;
  runs: number;
  answers: number;
}

/** @returns how much was dropped */
export function applyRetention(workspace: Pick<Workspace, 'own' | 'config'>, now: Date): Dropped {
  const { reportsDays, runsDays, answersDays } = workspace.config.retention;
  const before = (days: number) => new Date(now.getTime() - days * day).toISOString();
  return {
    reports: reportsDays === undefined ? 0 : dropReports(workspace.own, before(reportsDays).slice(0, 10)),
    runs: runsDays === undefined ? 0 : dropRuns(join(workspace.own, 'runs.jsonl'), before(runsDays)),
    answers: answersDays === undefined ? 0 : dropAnswers(join(workspace.own, 'models.db'), before(answersDays)),
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

/** The last line stays, however old: by it a worker knows what it has to catch up with. */
function dropRuns(file: string, until: string): number {
  if (!existsSync(file)) return 0;
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const kept = lines.filter((line, index) => index === lines.length - 1 || finishedAt(line) >= until);
  if (kept.length < lines.length) replaceFile(file, Buffer.from(`${kept.join('\n')}\n`));
  return lines.length - kept.length;
}

function finishedAt(line: string): string {
  try {
    const { finishedAt: at } = JSON.parse(line) as { finishedAt?: unknown };
    return typeof at === 'string' ? at : '';
  } catch {
    // Half a line that a crash left: no record, and of no age.
    return '';
  }
}

function dropAnswers(file: string, until: string): number {
  if (!existsSync(file)) return 0;
  const db = new Database(file, { timeout: 5_000 });
  try {
    const made = db.prepare("SELECT 1 AS there FROM sqlite_master WHERE type = 'table' AND name = 'answers'").get();
    return made ? db.prepare('DELETE FROM answers WHERE at < ?').run(until).changes : 0;
  } finally {
    db.close();
  }
}
