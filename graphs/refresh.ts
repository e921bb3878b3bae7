/** A run over a library, from reading to the record in the ledger. */
import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { type Finding, type Severity, severities } from '../agents/contract.ts';
import type { LedgerEvent, RunRecord } from '../tools/ledger/events.ts';
import { openCounts } from '../tools/ledger/open-counts.ts';
import type { Library } from '../tools/library/lesson.ts';
import { inSpan } from '../tools/telemetry/spans.ts';
import { openTracing } from '../tools/telemetry/tracing.ts';
import { programVersion } from './about.ts';
import { libraryGraph } from './library.ts';
import { askLinks } from './links.ts';
import { costsSince } from './looking/costs.ts';
import { departedEvents, renamedEvents } from './looking/departed.ts';
import { goBuiltIn, looksAgain } from './looking/embedding.ts';
import { forgetKeys, keysFor } from './looking/keys.ts';
import { type Progress, type RefreshOptions, type Run, wanted } from './looking/run.ts';
import { findingsAgain, settledCourses } from './looking/settled.ts';
import { applyRetention } from './retention.ts';
import { lessonsAtOnce, type Workspace } from './workspace.ts';

export type { Progress, RefreshOptions } from './looking/run.ts';

export interface RefreshResult {
  run: RunRecord;
  library: Library;
  /** Proposals that came before a person in this run. */
  admitted: string[];
  /** Found in this run, by owner; what was settled before is left out. Of courses that were not opened it is read when asked for. */
  readonly findings: Finding[];
  /** With `look-only`: what would have been recorded. */
  wouldRecord: LedgerEvent[];
}

/**
 * Refreshes the library of a workspace.
 * @returns the run as recorded in the ledger (or as it would be, with `look-only`)
 * @throws LibraryError where there is nothing to read; the abort reason where the signal was raised
 */
export async function refresh(workspace: Workspace, options: RefreshOptions): Promise<RefreshResult> {
  // Every page, question and graph of the lessons in hand listens to this signal, or to one that LangGraph makes of it: many is no leak.
  setMaxListeners(0, options.signal);
  setMaxListeners(10 + 4 * lessonsAtOnce(workspace.config.models.concurrency));
  const tracing = await openTracing(process.env, programVersion());
  try {
    return await inSpan('refresh', { 'perennial.write': options.write }, () => refreshed(workspace, options));
  } finally {
    await tracing.close();
  }
}

async function refreshed(workspace: Workspace, options: RefreshOptions): Promise<RefreshResult> {
  const startedAt = new Date();
  const clock = performance.now();
  const pagesBefore = workspace.pagesOpened();
  const models = await workspace.models();
  const before = models.spent();
  const costsBefore = models.costs();
  const seconds: Record<string, number> = {};
  const progress: Progress = { stage: 'reading', done: 0, total: 0, findings: 0, title: '', secondsLeft: null };
  options.onProgress?.(progress);
  const library = await workspace.read();
  seconds.reading = (performance.now() - clock) / 1000;
  if ((options.links ?? workspace.config.defaults.links) === 'check') {
    const asking = performance.now();
    await askLinks(workspace, library, { signal: options.signal });
    seconds.links = (performance.now() - asking) / 1000;
  }
  if (options.write === 'record') {
    workspace.ledger.transact('perennial', (view) => renamedEvents(view, library));
    workspace.ledger.transact('perennial', (view) => departedEvents(view, library));
  }
  const whole = options.write === 'record' && options.known === 'new' && options.lesson === undefined;
  const look = async () => {
    const start = performance.now();
    // A question to a model may have stayed open, and is put again.
    const settled = whole && !models.available ? await settledCourses(workspace, library, options.agents) : null;
    seconds.settled = (performance.now() - start) / 1000;
    const run: Run = {
      workspace,
      options,
      library,
      wanted: wanted(library, options.lesson),
      keys: await keysFor(workspace),
      seconds,
      findings: [],
      events: [],
      alignment: [],
      admitted: [],
      progress,
      startedAt: performance.now(),
      settled,
      held: new Map(),
      looks: new Map(),
      opened: new Map(),
    };
    const state = await libraryGraph.invoke(
      {},
      {
        configurable: { run },
        maxConcurrency: lessonsAtOnce(models.available ? workspace.config.models.concurrency : 0),
        recursionLimit: 50,
        signal: options.signal,
      },
    );
    return { run, state };
  };
  let looked = await look();
  if (await looksAgain(workspace)) {
    // Vectors of two embeddings do not mix: all that needs any is looked at again with the built-in one. The rest is kept already.
    await goBuiltIn(workspace);
    forgetKeys(workspace);
    looked = await look();
  }
  const { run, state } = looked;
  await models.settled();
  const spent = models.spent();
  const costs = costsSince(costsBefore, models.costs());
  const notes = models.shadows().fallen;
  const record: RunRecord = {
    run: `r-${startedAt.toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`,
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    agents: options.agents,
    lessons: state.outcomes,
    pagesOpened: workspace.pagesOpened() - pagesBefore,
    modelCalls: spent.calls - before.calls,
    cost: spent.dollars - before.dollars,
    ...(costs.length > 0 ? { costs } : {}),
    ...(notes.length > 0 ? { modelNotes: notes } : {}),
    withoutModel: models.degraded(),
    seconds: { ...seconds, total: (performance.now() - clock) / 1000 },
    alignment: run.alignment,
    ...(options.write === 'record' ? { open: openCounts(workspace.ledger) } : {}),
    versions: { node: process.version },
    partial: state.partial ?? (models.refusals().budget ? 'the budget for models' : null),
  };
  if (options.write === 'record') workspace.ledger.transact('perennial', () => [{ type: 'run-finished', run: record }]);
  run.settled?.finish();
  workspace.results.prune(workspace.config.retention.cacheDays);
  if (options.write === 'record') applyRetention(workspace, new Date());
  options.onProgress?.({ ...run.progress, stage: 'done', secondsLeft: 0 });
  let findings: Finding[] | null = null;
  return {
    run: record,
    library,
    admitted: run.admitted,
    get findings() {
      findings ??= [...run.findings, ...[...run.held.values()].flatMap((held) => findingsAgain(workspace, held))];
      return findings;
    },
    wouldRecord: run.events,
  };
}

/** Does any open finding reach the severity a caller wants to fail on? */
export function reaches(findings: Finding[], severity: Severity): boolean {
  const rank = severities.indexOf(severity);
  return findings.some((finding) => finding.certainty === 'fails' && severities.indexOf(finding.severity) <= rank);
}
