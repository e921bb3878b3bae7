/** A run over a library: short where nothing has changed since the one before, whole otherwise. */
import { setMaxListeners } from 'node:events';
import { type Finding, type Severity, severities } from '../agents/contract.ts';
import type { LedgerEvent, RunRecord } from '../tools/ledger/events.ts';
import type { Library } from '../tools/library/lesson.ts';
import { inSpan } from '../tools/telemetry/spans.ts';
import { openTracing } from '../tools/telemetry/tracing.ts';
import { quietRun } from './looking/quiet.ts';
import type { RefreshOptions } from './looking/run.ts';
import { programVersion } from './program-version.ts';
import { lessonsAtOnce, mostLessonsAtOnce, type Workspace } from './workspace.ts';

export type { Progress, RefreshOptions } from './looking/run.ts';

export interface RefreshResult {
  /** Of a recorded run lessons and map are read when they are asked for, as long as the workspace is open. */
  run: RunRecord;
  /** Where nothing had changed, the run since when: what that one found and reported still holds. Null otherwise. */
  quiet: { since: string; at: string } | null;
  /** As it was read; a quiet run reads it when it is asked for. */
  library(): Promise<Library>;
  /** Proposals that came before a person in this run. */
  admitted: string[];
  /** Found in this run, by owner; what was settled before is left out. Of a recorded run it is read when asked for. */
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
  setMaxListeners(10 + 4 * mostLessonsAtOnce(lessonsAtOnce(workspace.config.models.concurrency)));
  const tracing = await openTracing(process.env, programVersion());
  try {
    return await inSpan('refresh', { 'perennial.write': options.write }, async () => {
      const quiet = await quietRun(workspace, options);
      // Graphs and readers are loaded where there is something to look at.
      return quiet ?? (await import('./looking/library-run.ts')).runLibrary(workspace, options);
    });
  } finally {
    await tracing.close();
  }
}

/** Does any open finding reach the severity a caller wants to fail on? */
export function reaches(findings: Finding[], severity: Severity): boolean {
  const rank = severities.indexOf(severity);
  return findings.some((finding) => finding.certainty === 'fails' && severities.indexOf(finding.severity) <= rank);
}
