/** Gathers what a report shows and writes its files under `.perennial/reports`. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Range } from '../agents/contract.ts';
import type { RunRecord } from '../tools/ledger/events.ts';
import { bodyOf, type Item, type Library } from '../tools/library/lesson.ts';
import type { CourseAnswers, ItemStatistics } from '../tools/report/answers.ts';
import { renderHtml } from '../tools/report/html.ts';
import { renderMarkdown } from '../tools/report/markdown.ts';
import { buildReport, type ReportModel } from '../tools/report/model.ts';
import type { ItemView } from '../tools/report/types.ts';
import { criteriaByRule } from './about.ts';
import { changedItems, itemView } from './changed-item.ts';
import { type InCourse, lessonsWith } from './lessons-with.ts';
import { courseAnswers } from './looking/course-answers.ts';
import { writeOwn } from './opening/own-folder.ts';
import { libraryTitle, type Workspace } from './workspace.ts';

/** @param run default: the last one in the ledger */
export async function reportModel(workspace: Workspace, library: Library, run?: RunRecord): Promise<ReportModel> {
  const answers = await courseAnswers(workspace, library.courses);
  const statistics = statisticsByPlace(answers);
  const lessonsOf = lessonsWith(library);
  const { openPerCourse, newPerRun, decisionsPerCourse } = workspace.config.defaults.limits;
  const shown = run ?? workspace.ledger.runs(1)[0] ?? null;
  return buildReport({
    libraryTitle: libraryTitle(workspace),
    libraryRoot: workspace.root,
    run: shown,
    view: workspace.ledger,
    sources: (path) => workspace.files.read(path),
    pictures: (path) => bytesOf(workspace, path),
    items: itemsOf(lessonsOf, statistics),
    changedItems: changedItems(workspace, lessonsOf, statistics),
    lessons: library.courses.flatMap((course) => [
      { id: `course:${course.id}`, course: course.id, title: `Course: ${course.title}`, path: course.root },
      ...course.lessons.map((lesson) => ({ id: lesson.id, course: course.id, title: lesson.title, path: bodyOf(lesson).path })),
    ]),
    answers,
    today: workspace.today,
    checks: criteriaByRule(),
    limits: {
      openPerCourse,
      newPerRun,
      decisionsPerCourse: shown?.limits === 'lifted' ? Number.POSITIVE_INFINITY : decisionsPerCourse,
    },
  });
}

/** What learners did with the item that stands at a place. */
function statisticsByPlace(answers: readonly CourseAnswers[]): (item: Item) => ItemStatistics | null {
  const name = ({ path, start, end }: Range) => `${path} ${start} ${end}`;
  const places = new Map(
    answers.flatMap(({ analysis, items }) =>
      (analysis?.items ?? []).flatMap((statistics) => {
        const asked = items[statistics.item];
        return asked ? [[name(asked.range), statistics] as const] : [];
      }),
    ),
  );
  return ({ span }) => places.get(name(span)) ?? null;
}

/** Items by their exact place. */
function itemsOf(
  lessonsOf: ReturnType<typeof lessonsWith>,
  statistics: (item: Item) => ItemStatistics | null,
): (range: Range) => ItemView | null {
  const byPath = new Map<string, Map<string, ItemView>>();
  return ({ path, start, end }) => {
    const places = byPath.get(path) ?? itemPlaces(lessonsOf(path), statistics);
    byPath.set(path, places);
    return places.get(`${path} ${start} ${end}`) ?? null;
  };
}

function itemPlaces(lessons: readonly InCourse[], statistics: (item: Item) => ItemStatistics | null): Map<string, ItemView> {
  const places = new Map<string, ItemView>();
  for (const { lesson } of lessons) {
    for (const item of lesson.items.filter((one) => one.options.length > 0)) {
      for (const span of [item.span, item.stem.span])
        places.set(`${span.path} ${span.start} ${span.end}`, itemView(item, statistics(item)));
    }
  }
  return places;
}

function bytesOf(workspace: Workspace, path: string): Uint8Array | null {
  if (!path.startsWith('.perennial/pictures/') || path.includes('..')) {
    const beside = workspace.files.resolve(path, encodeURIComponent(basename(path)));
    return workspace.files.bytes(beside ?? path);
  }
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

/** @param folder in `.perennial` @returns absolute paths of what was written */
export function writeReport(workspace: Workspace, model: ReportModel, folder = 'reports'): ReportFiles {
  return {
    html: writeOwn(workspace, `${folder}/review.html`, renderHtml(model, { mode: 'file' })),
    markdown: writeOwn(workspace, `${folder}/review.md`, renderMarkdown(model)),
  };
}
