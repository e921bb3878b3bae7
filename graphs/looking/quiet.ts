/**
 * A night on which nothing changed: it takes the walk over the files, the reading of those that lessons are made of, and one event.
 * A whole run leaves behind what it depended on. Where all of that is as it was, nobody has said anything since, no day has come on
 * which something becomes due, and nothing held back may come before a person, the run is over: no lesson is opened, no page, no model.
 * Whatever is not certain is left to a whole run, which finds out course by course (`settled.ts`).
 */
import { randomUUID } from 'node:crypto';
import { keyOf } from '../../tools/cache/results.ts';
import { type Config, responsesOf } from '../../tools/config/schema.ts';
import type { HeldCourses, RunRecord } from '../../tools/ledger/events.ts';
import { heldCourses } from '../../tools/ledger/held.ts';
import type { Library } from '../../tools/library/lesson.ts';
import { walkLibrary } from '../../tools/library/walk.ts';
import type { RefreshResult } from '../refresh.ts';
import { applyRetention } from '../retention.ts';
import type { Workspace } from '../workspace.ts';
import { moreWaits } from './admit.ts';
import { firstDue } from './due-days.ts';
import { filesNow } from './listing.ts';
import { type Looked, stampOf, stillHolds } from './looked.ts';
import type { RefreshOptions } from './run.ts';
import { commonInputs, findingsOfCourses, onlyOnce, type Settled } from './settled.ts';
import { toldOf } from './told.ts';

type CourseConfig = Config['courses'][number];

/** What a course reads beyond the library's own files. */
type Outside = { id: string; config: CourseConfig };

interface Kept {
  /** Head of the ledger when the last run had ended. */
  seq: number;
  /** The last whole run, and when it ended. */
  run: string;
  at: string;
  base: string;
  /** Holds from this day on … */
  day: string;
  /** … until before this one, on which something becomes due; null where nothing ever does. */
  until: string | null;
  held: HeldCourses[];
  outside: Outside[];
  outsideSaid: string;
  open: NonNullable<RunRecord['open']>;
  files: string;
}

/** Kept apart: it is as long as the library, and only whole runs write it. */
interface KeptFiles {
  read: string[];
  elsewhere: Looked[];
}

const nameOf = (workspace: Workspace) => keyOf('quiet', workspace.ledger.id);
const nameOfFiles = (workspace: Workspace) => keyOf('quiet-files', workspace.ledger.id);

export function runId(startedAt: Date): string {
  return `r-${startedAt.toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`;
}

/** Only a whole run can say that nothing is left to do. */
const isWhole = (options: RefreshOptions) =>
  options.write === 'record' && options.known === 'new' && options.lesson === undefined && options.limits === 'keep';

function baseOf(workspace: Workspace, options: RefreshOptions, inputs: string): string {
  return keyOf(options.links ?? workspace.config.defaults.links, inputs, workspace.config.courses);
}

async function outsideSaid(workspace: Workspace, courses: readonly Outside[]): Promise<string> {
  const said: unknown[] = [];
  for (const course of courses) {
    const stated = responsesOf(course.config);
    said.push([
      course.id,
      stated ? stampOf(workspace.root, stated.file) : null,
      (await workspace.news(course))?.snapshot ?? null,
    ]);
  }
  return JSON.stringify(said);
}

/**
 * The run, where nothing has changed since the last whole one; recorded, and over.
 * @returns null where something may have
 */
export async function quietRun(workspace: Workspace, options: RefreshOptions): Promise<RefreshResult | null> {
  if (!isWhole(options)) return null;
  const startedAt = new Date();
  const clock = performance.now();
  const { ledger, results, today } = workspace;
  const kept = results.get<Kept>(nameOf(workspace));
  if (!kept || kept.seq !== ledger.head().seq || today < kept.day || (kept.until !== null && today >= kept.until)) return null;
  if (kept.base !== baseOf(workspace, options, await commonInputs(workspace, options.agents))) return null;
  if (kept.outsideSaid !== (await outsideSaid(workspace, kept.outside))) return null;
  options.onProgress?.({ stage: 'reading', done: 0, total: 0, findings: 0, title: '', secondsLeft: null });
  const files = results.get<KeptFiles>(nameOfFiles(workspace));
  if (!files || kept.files !== filesNow(workspace.root, walkLibrary(workspace.root).files, files.read)) return null;
  if (!stillHolds(files.elsewhere, workspace.files, workspace.root)) return null;
  options.signal.throwIfAborted();
  const finishedAt = new Date();
  const record: RunRecord = {
    run: runId(startedAt),
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    agents: options.agents,
    lessons: [],
    held: kept.held,
    pagesOpened: 0,
    modelCalls: 0,
    cost: 0,
    withoutModel: (await workspace.models()).degraded(),
    seconds: { total: (performance.now() - clock) / 1000 },
    alignment: [],
    open: kept.open,
    versions: { node: process.version },
    partial: null,
  };
  // Somebody may decide while the files are read: then there is something to do.
  const [finished] = ledger.transact('perennial', (view) =>
    view.head().seq === kept.seq ? [{ type: 'run-finished', run: record }] : [],
  );
  if (!finished) return null;
  results.put(nameOf(workspace), { ...kept, seq: finished.seq } satisfies Kept);
  // The cache is not pruned: what tonight did not need is not what nobody needs.
  applyRetention(workspace, finishedAt);
  return {
    run: toldOf(record, ledger),
    quiet: { since: kept.run, at: kept.at },
    library: () => workspace.read(),
    admitted: [],
    get findings() {
      return findingsOfCourses(
        workspace,
        kept.held.flatMap(({ courses }) => courses),
      );
    },
    wouldRecord: [],
  };
}

/** What came of a whole run. */
interface Ended {
  record: RunRecord;
  /** Of the run's event. */
  seq: number;
  /** First day on which an address is to be asked again; null where there is none. */
  linksDue: string | null;
  /** What `Settled.finish` returned. */
  looks: ReturnType<Settled['finish']>;
}

/**
 * When a whole run begins: takes down what it depends on, as it is now.
 * @returns told at its end what came of it, notes what has to be the same for the next run to be quiet, or that it cannot be
 */
export async function quietAfter(
  workspace: Workspace,
  options: RefreshOptions,
  library: Library,
  settled: Settled,
): Promise<(ended: Ended) => void> {
  const { ledger, results, today } = workspace;
  const outside = library.courses.flatMap((course): Outside[] => {
    const config = course.config ?? workspace.config.courses.find((one) => one.id === course.id);
    return config && (config.responses !== undefined || config.trends !== undefined) ? [{ id: course.id, config }] : [];
  });
  const before = {
    base: baseOf(workspace, options, settled.inputs),
    outside,
    outsideSaid: await outsideSaid(workspace, outside),
    day: today,
    files: settled.listed.files,
  };
  return ({ record, seq, linksDue, looks }) => {
    const { open, partial } = record;
    const asksAgain = linksDue !== null && linksDue <= today;
    const certain = isWhole(options) && looks !== null && partial === null && library.paths !== undefined && !asksAgain;
    if (!certain || open === undefined || moreWaits(workspace, library)) {
      results.put(nameOf(workspace), null);
      return;
    }
    const days = [
      ...ledger.proposals({ statuses: ['snoozed'] }).flatMap(({ decision }) => decision?.until ?? []),
      ...(linksDue === null ? [] : [linksDue]),
      ...[...looks.values()].flatMap((look) => firstDue(look.days, today) ?? []),
    ];
    const elsewhere = [...looks.values()].flatMap((look) => look.elsewhere);
    results.put(nameOfFiles(workspace), { read: settled.listed.read, elsewhere: onlyOnce(elsewhere) } satisfies KeptFiles);
    results.put(nameOf(workspace), {
      ...before,
      ...{ seq, run: record.run, at: record.finishedAt, open },
      until: days.filter((day) => day > today).sort()[0] ?? null,
      held: heldCourses([...looks].map(([course, { at }]) => [course, at])),
    } satisfies Kept);
  };
}
