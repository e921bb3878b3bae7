/**
 * The report of a run. Where nothing has changed since the last one was written, that one stands as it is, with whatever somebody
 * ticked in it: nothing is rendered.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf } from '../tools/cache/results.ts';
import { type RefreshFigures, refreshFigures } from '../tools/report/json.ts';
import type { ReportModel } from '../tools/report/model.ts';
import type { RefreshResult } from './refresh.ts';
import type { ReportFiles } from './report.ts';
import type { Workspace } from './workspace.ts';

export interface RunReport {
  state: 'written' | 'as-it-was';
  figures: RefreshFigures;
  files: ReportFiles;
  /** Everything the report shows; made when it is asked for. */
  model(): Promise<ReportModel>;
}

/** What the last report said in figures. */
interface Kept {
  /** The whole run it is of. */
  run: string;
  figures: RefreshFigures;
}

/** Writes the report of a run under `.perennial/reports`, unless the one that lies there still says what is to be said. */
export async function reportOnRun(
  workspace: Workspace,
  result: Pick<RefreshResult, 'run' | 'library' | 'quiet'>,
): Promise<RunReport> {
  const name = keyOf('report-figures', workspace.ledger.id);
  let made: Promise<ReportModel> | null = null;
  const model = () => {
    made ??= import('./report.ts').then(async ({ reportModel }) => reportModel(workspace, await result.library(), result.run));
    return made;
  };
  const files = {
    html: join(workspace.own, 'reports/review.html'),
    markdown: join(workspace.own, 'reports/review.md'),
  };
  const kept = result.quiet === null ? null : workspace.results.get<Kept>(name);
  if (kept?.run === result.quiet?.since && kept && existsSync(files.html) && existsSync(files.markdown))
    return { state: 'as-it-was', figures: kept.figures, files, model };
  const { writeReport } = await import('./report.ts');
  const whole = await model();
  const written = writeReport(workspace, whole);
  const figures = refreshFigures(whole);
  workspace.results.put(name, { run: result.quiet?.since ?? result.run.run, figures } satisfies Kept);
  return { state: 'written', figures, files: written, model };
}
