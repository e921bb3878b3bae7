/** A run in which something may have changed: the library is read, its lessons and courses are looked at, what came of it is recorded. */
import PQueue from 'p-queue';
import type { Finding } from '../../agents/contract.ts';
import { latest } from '../../tools/cache/latest.ts';
import type { RunRecord } from '../../tools/ledger/events.ts';
import { heldCourses } from '../../tools/ledger/held.ts';
import { openCounts } from '../../tools/ledger/open-counts.ts';
import { loadClient } from '../../tools/models/chat.ts';
import { libraryGraph } from '../library.ts';
import { askLinks } from '../links.ts';
import type { RefreshResult } from '../refresh.ts';
import { applyRetention } from '../retention.ts';
import { lessonsAtOnce, mostLessonsAtOnce, type Workspace } from '../workspace.ts';
import { costsSince, linesTold, sumOf } from './costs.ts';
import { departedEvents, renamedEvents } from './departed.ts';
import { goBuiltIn, looksAgain } from './embedding.ts';
import { inHand } from './in-hand.ts';
import { forgetKeys, keysFor } from './keys.ts';
import { quietAfter, runId } from './quiet.ts';
import { mostOpened, type Progress, type RefreshOptions, type Run, wanted } from './run.ts';
import { findingsAgain, findingsOfCourses, settledCourses } from './settled.ts';
import { toldOf } from './told.ts';

/** @returns the run as recorded, or as it would be */
export async function runLibrary(workspace: Workspace, options: RefreshOptions): Promise<RefreshResult> {
  const startedAt = new Date();
  const clock = performance.now();
  const pagesBefore = workspace.pagesOpened();
  const models = await workspace.models();
  const before = models.spent();
  // Others look ahead for a run that has a name, and one that was killed had spent already: all but what was told before is its own.
  const costsBefore = models.run === null ? models.costs() : linesTold(models.run, workspace.ledger.runCosts(models.run));
  const seconds: Record<string, number> = {};
  const progress: Progress = { stage: 'reading', done: 0, total: 0, findings: 0, title: '', secondsLeft: null };
  options.onProgress?.(progress);
  let linksDue: string | null = null;
  const library = await workspace.read();
  seconds.reading = (performance.now() - clock) / 1000;
  if ((options.links ?? workspace.config.defaults.links) === 'check') {
    const asking = performance.now();
    linksDue = (await askLinks(workspace, library, { signal: options.signal })).nextDue;
    seconds.links = (performance.now() - asking) / 1000;
  }
  if (options.write === 'record') {
    workspace.ledger.transact('perennial', (view) => renamedEvents(view, library));
    workspace.ledger.transact('perennial', (view) => departedEvents(view, library));
  }
  const whole = options.write === 'record' && options.known === 'new' && options.lesson === undefined;
  const look = async () => {
    const start = performance.now();
    const settled = whole ? await settledCourses(workspace, library, options.agents) : null;
    const endsQuiet = settled && (await quietAfter(workspace, options, library, settled));
    seconds.settled = (performance.now() - start) / 1000;
    // Ready when the first lesson has a question; what fails is told there.
    if (models.available) loadClient().catch(() => {});
    const atOnce = lessonsAtOnce(models.available ? workspace.config.models.concurrency : 0);
    const run: Run = {
      workspace,
      options,
      id: runId(startedAt),
      library,
      wanted: wanted(library, options.lesson),
      atOnce,
      places: new PQueue({ concurrency: atOnce }),
      mapsBegun: 0,
      todo: [],
      batch: [],
      keys: await keysFor(workspace),
      seconds,
      found: 0,
      findings: [],
      events: [],
      alignment: [],
      unkept: new Map(),
      admitted: [],
      progress,
      startedAt: performance.now(),
      settled,
      held: new Map(),
      recorded: new Map(),
      looks: new Map(),
      opened: latest(mostOpened),
    };
    const state = await inHand(run, (hand) =>
      libraryGraph.invoke(
        {},
        {
          configurable: { run: hand },
          maxConcurrency: mostLessonsAtOnce(atOnce),
          // Three steps for some courses at a time, and those before and after.
          recursionLimit: 10 + 3 * library.courses.length,
          signal: options.signal,
        },
      ),
    );
    return { run, state, endsQuiet };
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
    run: run.id,
    ...(models.run === null ? {} : { of: models.run }),
    startedAt: startedAt.toISOString(),
    finishedAt: new Date().toISOString(),
    agents: options.agents,
    lessons: state.outcomes,
    pagesOpened: workspace.pagesOpened() - pagesBefore,
    modelCalls: Math.max(spent.calls - before.calls, sumOf(costs, 'calls')),
    cost: Math.max(spent.dollars - before.dollars, sumOf(costs, 'dollars')),
    ...(costs.length > 0 ? { costs } : {}),
    ...(notes.length > 0 ? { modelNotes: notes } : {}),
    ...(options.limits === 'lift' ? { limits: 'lifted' as const } : {}),
    withoutModel: models.degraded(),
    seconds: { ...seconds, total: (performance.now() - clock) / 1000 },
    alignment: run.alignment,
    ...(options.write === 'record' ? { open: openCounts(workspace.ledger) } : {}),
    versions: { node: process.version },
    partial: state.partial ?? (models.refusals().budget ? 'the budget for models' : null),
  };
  if (options.write === 'record') {
    const held = heldCourses([...run.held, ...run.recorded]);
    if (held.length > 0) record.held = held;
    const [finished] = workspace.ledger.transact('perennial', () => [{ type: 'run-finished', run: record }]);
    // A question that a model left open is put again the next time.
    const questions = Object.keys(models.refusals()).length === 0 && models.embeddingFault() === null ? 'answered' : 'left';
    if (finished && run.settled)
      looked.endsQuiet?.({ record, seq: finished.seq, linksDue, looks: run.settled.finish(questions) });
  }
  workspace.results.prune(workspace.config.retention.cacheDays);
  if (options.write === 'record') applyRetention(workspace, new Date());
  options.onProgress?.({ ...run.progress, stage: 'done', secondsLeft: 0 });
  let findings: Finding[] | null = null;
  return {
    run: toldOf(record, workspace.ledger),
    quiet: null,
    library: async () => library,
    admitted: run.admitted,
    get findings() {
      findings ??= [
        ...run.findings,
        ...[...run.unkept.values()].flatMap((look) => findingsAgain(workspace, look)),
        ...findingsOfCourses(
          workspace,
          [...run.recorded.keys(), ...run.held.keys()].filter((course) => !run.unkept.has(course)),
        ),
      ];
      return findings;
    },
    wouldRecord: run.events,
  };
}
