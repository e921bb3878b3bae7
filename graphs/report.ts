/** Gathers what a report shows and writes its files under `.perennial/reports`. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunRecord } from '../tools/ledger/events.ts';
import { bodyOf, type Library } from '../tools/library/lesson.ts';
import { renderHtml } from '../tools/report/html.ts';
import { renderMarkdown } from '../tools/report/markdown.ts';
import { buildReport, type ReportModel } from '../tools/report/model.ts';
import { type Workspace, writeOwn } from './workspace.ts';

/** @param run default: the last one in the ledger */
export function reportModel(workspace: Workspace, library: Library, run?: RunRecord): ReportModel {
  const limits = workspace.config.defaults.limits;
  return buildReport({
    libraryTitle: libraryTitle(workspace),
    libraryRoot: workspace.root,
    run: run ?? workspace.ledger.runs(1)[0] ?? null,
    view: workspace.ledger,
    sources: (path) => workspace.files.read(path),
    pictures: (path) => bytesOf(workspace, path),
    lessons: library.courses.flatMap((course) => [
      { id: `course:${course.id}`, course: course.id, title: `Course: ${course.title}`, path: course.root },
      ...course.lessons.map((lesson) => ({ id: lesson.id, course: course.id, title: lesson.title, path: bodyOf(lesson).path })),
    ]),
    today: workspace.today,
    limits: { openPerCourse: limits.openPerCourse, newPerRun: limits.newPerRun, decisionsPerCourse: limits.decisionsPerCourse },
  });
}

export function libraryTitle(workspace: Workspace): string {
  return workspace.config.title ?? basename(workspace.root);
}

function bytesOf(workspace: Workspace, path: string): Uint8Array | null {
  if (!path.startsWith('.perennial/pictures/') || path.includes('..')) return workspace.files.bytes(path);
  try {
    return readFileSync(join(workspace.root, path));
  } catch {
    // A picture that was cleared away: the report says the change without it.
    return null;
  }
}

export interface ReportFiles {
  html: string;
  markdown: string;
}

/** @returns absolute paths of what was written */
export function writeReport(workspace: Workspace, model: ReportModel): ReportFiles {
  return {
    html: writeOwn(workspace, 'reports/review.html', renderHtml(model, { mode: 'file' })),
    markdown: writeOwn(workspace, 'reports/review.md', renderMarkdown(model)),
  };
}
