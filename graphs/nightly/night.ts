/** One run that no person started: refresh, dated report, history, index. Finished nights are not lived twice. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseUrl } from '../../tools/database/place.ts';
import type { RunRecord } from '../../tools/ledger/events.ts';
import { localDay } from '../../tools/queue/cron.ts';
import type { RefreshFigures } from '../../tools/report/json.ts';
import type { ReportModel } from '../../tools/report/model.ts';
import { sentenceOf } from '../../tools/terminal/faults.ts';
import { ownFolder } from '../opening/own-folder.ts';
import { type RefreshOptions, type RefreshResult, refresh } from '../refresh.ts';
import { reportOnRun } from '../run-report.ts';
import { libraryTitle, openWorkspace, type Workspace } from '../workspace.ts';
import { writeIndex } from './index-of-runs.ts';
import { lived, type NightRecord } from './record.ts';
import { openRotas, type Rota, type Rotas } from './rota.ts';
import { runAlone } from './run-lock.ts';

export type Look = (workspace: Workspace, options: RefreshOptions) => Promise<RefreshResult>;

export interface Asked {
  /** Null where a changed file asked. */
  schedule: string | null;
  /** ISO. */
  due: string;
  why: NightRecord['why'];
  tz: string;
}

/** What a run is called by all who work at it, on any machine and after any crash: they share its budget for models. */
export const runOf = ({ schedule, due }: Pick<Asked, 'schedule' | 'due'>) => `${schedule ?? 'change'} ${due}`;

export interface NightParts {
  signal: AbortSignal;
  /** Default: the real refresh. */
  look?: Look;
  now?: () => Date;
  /** Milliseconds before lessons that failed are tried again, one for each further attempt. */
  pauses?: readonly number[];
  log?: (line: string) => void;
  /** What a person should know though the night is lived. */
  complain?: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  /** Open already; they outlive the night. */
  rotas?: Rotas;
}

export interface Night {
  record: NightRecord;
  /** `already`: another process had brought it to its end. */
  state: 'lived' | 'already';
  /** Absolute path of the report to read; null where there is none. */
  report: string | null;
}

const standardPauses = [5_000, 20_000];

/**
 * Lives one night of a library.
 * @throws Busy where another process is at it; the abort reason where the signal was raised; what the refresh throws
 */
export async function night(root: string, asked: Asked, parts: NightParts): Promise<Night> {
  // Opening a workspace makes its folder: a library that was moved away must not come back empty.
  if (!existsSync(root)) throw new Error(`The library ${root} is not there any more.`);
  const own = join(root, ownFolder);
  const env = parts.env ?? process.env;
  const rotas = parts.rotas ?? openRotas(env);
  return runAlone<Night>(root, env, async () => {
    const rota = await rotas.of(root);
    const before = rota.nights();
    const done = lived(before, asked.schedule, asked.due);
    if (done) return { record: done, state: 'already', report: reportOf(own, done) };
    const now = parts.now ?? (() => new Date());
    const startedAt = now();
    const day = localDay(startedAt, asked.tz);
    const workspace = await openWorkspace(root, {
      ...(process.env.PERENNIAL_TODAY === undefined ? { today: day } : {}),
      ...(parts.log ? { log: parts.log } : {}),
      run: runOf(asked),
      env,
    });
    try {
      const result = await lookWithPatience(workspace, parts);
      const told = await reportOnRun(workspace, result);
      const facts = {
        ...factsOf(workspace, result, told.figures, before.at(-1) ?? null),
        cost: await costOf(workspace, result.run, env),
      };
      const news = isNews(facts, before) ? 'news' : 'quiet';
      const report = news === 'news' ? await writeDated(workspace, await told.model(), day, before) : null;
      const record: NightRecord = {
        schedule: asked.schedule,
        due: asked.due,
        why: asked.why,
        startedAt: startedAt.toISOString(),
        finishedAt: now().toISOString(),
        day,
        result: result.run.partial === null ? 'done' : 'partial',
        reason: result.run.partial,
        news,
        report,
        ...facts,
      };
      rota.remember(record);
      const { runsDays } = workspace.config.retention;
      // It is lived from here on: what fails now must not have it tried again, nor keep it from being told.
      try {
        if (runsDays !== undefined) rota.drop(new Date(startedAt.getTime() - runsDays * 86_400_000).toISOString());
        writeIndex(own, record.library, rota.nights());
      } catch (error) {
        parts.complain?.(
          `${record.library}: the run is in the history, but the index of runs and its old records were left as they were: ${sentenceOf(error)}`,
        );
      }
      return { record, state: 'lived', report: reportOf(own, record) };
    } finally {
      await workspace.close();
    }
  }).finally(() => {
    if (!parts.rotas) rotas.close();
  });
}

/** A failed run is told in the history too: silence would read as quiet. */
export async function rememberFailure(rota: Rota, asked: Asked, reason: string, now = new Date()): Promise<NightRecord | null> {
  const { root } = rota;
  if (!existsSync(root)) return null;
  const own = join(root, ownFolder);
  const before = rota.nights();
  if (lived(before, asked.schedule, asked.due)) return null;
  const last = before.findLast((one) => one.result !== 'failed');
  const record: NightRecord = {
    schedule: asked.schedule,
    due: asked.due,
    why: asked.why,
    startedAt: now.toISOString(),
    finishedAt: now.toISOString(),
    day: localDay(now, asked.tz),
    result: 'failed',
    reason,
    news: 'news',
    report: null,
    library: last?.library ?? root,
    lessons: { looked: 0, unchanged: 0 },
    notScanned: [],
    fresh: 0,
    decisions: last?.decisions ?? 0,
    minutes: last?.minutes ?? 0,
    published: 0,
    cost: 0,
    oldest: last?.oldest ?? null,
  };
  rota.remember(record);
  writeIndex(own, record.library, [...before, record]);
  return record;
}

/** A file that cannot be read is named by its path: trying again would not mend it. */
function worthAnotherTry(run: RunRecord): boolean {
  return run.lessons.some((one) => one.status === 'not-scanned' && one.lesson !== one.path);
}

/** Lessons that failed are looked at again after a pause; those that went well cost nothing then, their results are kept. */
async function lookWithPatience(workspace: Workspace, parts: NightParts): Promise<RefreshResult> {
  const look = parts.look ?? refresh;
  const once = () =>
    look(workspace, {
      agents: workspace.config.defaults.agents,
      write: 'record',
      known: 'new',
      limits: 'keep',
      signal: parts.signal,
    });
  let result = await once();
  let looked = lookedAt(result.run);
  const admitted = new Set(result.admitted);
  let cost = result.run.cost;
  for (const pause of parts.pauses ?? standardPauses) {
    if (!worthAnotherTry(result.run) || result.run.partial !== null) break;
    parts.log?.(`${result.run.lessons.filter((one) => one.status === 'not-scanned').length} not scanned; trying again.`);
    await sleep(pause, undefined, { signal: parts.signal }).catch(() => parts.signal.throwIfAborted());
    result = await once();
    looked = new Set([...looked, ...lookedAt(result.run)]);
    for (const id of result.admitted) admitted.add(id);
    cost += result.run.cost;
  }
  const lessons = result.run.lessons.map((one) =>
    one.status === 'unchanged' && looked.has(one.lesson) ? { ...one, status: 'scanned' as const } : one,
  );
  return { ...result, admitted: [...admitted], run: { ...result.run, lessons, cost } };
}

function lookedAt(run: RunRecord): Set<string> {
  return new Set(run.lessons.filter((one) => one.status === 'scanned').map((one) => one.lesson));
}

/** What all workers of the run spent together, where several may have. */
async function costOf(workspace: Workspace, run: RunRecord, env: NodeJS.ProcessEnv): Promise<number> {
  if (run.modelCalls === 0 && databaseUrl(env) === null) return run.cost;
  return Math.max(run.cost, (await workspace.models()).spentInRun());
}

type Facts = Pick<
  NightRecord,
  'library' | 'lessons' | 'notScanned' | 'fresh' | 'decisions' | 'minutes' | 'published' | 'cost' | 'oldest'
>;

function factsOf(
  workspace: Workspace,
  result: Pick<RefreshResult, 'run' | 'admitted'>,
  figures: Pick<RefreshFigures, 'decisions' | 'minutes'>,
  previous: NightRecord | null,
): Facts {
  const lessons = result.run.lessons.filter((one) => !one.lesson.startsWith('course:'));
  const waiting = workspace.ledger.proposals({ statuses: ['pending', 'edited'] });
  return {
    library: libraryTitle(workspace),
    lessons: {
      looked: lessons.filter((one) => one.status === 'scanned').length,
      unchanged: lessons.filter((one) => one.status === 'unchanged').length,
    },
    notScanned: result.run.lessons
      .filter((one) => one.status === 'not-scanned')
      .map((one) => ({ path: one.path, reason: one.reason ?? 'no reason was given' })),
    fresh: result.admitted.length,
    decisions: figures.decisions,
    minutes: figures.minutes,
    published: workspace.ledger.publishedSince(previous?.finishedAt ?? ''),
    cost: result.run.cost,
    oldest: waiting.map((one) => one.createdAt).sort()[0] ?? null,
  };
}

/** The first night, and every one on which something came, went or failed since the one before. */
function isNews(facts: Facts, before: readonly NightRecord[]): boolean {
  const last = before.findLast((one) => one.result !== 'failed');
  if (!last) return true;
  const names = (one: Pick<Facts, 'notScanned'>) => JSON.stringify(one.notScanned.map(({ path }) => path).sort());
  return (
    facts.fresh > 0 ||
    facts.published > 0 ||
    facts.decisions !== last.decisions ||
    names(facts) !== names(last) ||
    before.at(-1) !== last
  );
}

/** `reports/2026-11-21`; further reports of a day are `reports/2026-11-21-2` and so on. */
async function writeDated(
  workspace: Workspace,
  model: ReportModel,
  day: string,
  before: readonly NightRecord[],
): Promise<string> {
  const { writeReport } = await import('../report.ts');
  const taken = new Set(before.map((one) => one.report));
  let folder = `reports/${day}`;
  for (let number = 2; taken.has(folder); number++) folder = `reports/${day}-${number}`;
  writeReport(workspace, model, folder);
  return folder;
}

function reportOf(own: string, record: NightRecord): string | null {
  return record.report === null ? null : join(own, record.report, 'review.html');
}
