/** The item a change set is about, as learners see it now and would see it then. */

import { carried } from '../agents/compare.ts';
import type { Edit, Proposal } from '../agents/contract.ts';
import { makesFile } from '../tools/library/edits.ts';
import type { Course, Item, Lesson } from '../tools/library/lesson.ts';
import { rereadLesson } from '../tools/library/read.ts';
import type { ItemStatistics } from '../tools/report/answers.ts';
import type { ItemChange, ItemView } from '../tools/report/types.ts';
import type { lessonsWith } from './lessons-with.ts';
import { editedTexts } from './looking/verify.ts';
import type { Workspace } from './workspace.ts';

/** Those a person may be shown as a decision. */
const shown = new Set<Proposal['status']>(['pending', 'edited', 'held-limit']);

/** @param statistics of the item as it stands */
export function itemView(item: Item, statistics?: ItemStatistics | null): ItemView {
  return {
    stem: item.stem.text,
    options: item.options.map(({ text, correct }) => ({ text, correct })),
    ...(statistics ? { statistics } : {}),
  };
}

const touches = (item: Item, edit: Edit) =>
  item.span.path === edit.path && item.span.start <= edit.start && edit.end <= item.span.end;
const isInsertion = (edit: Edit) => edit.start === edit.end;

/** The one insertion, or of several the one that makes the file they name; null where it is neither. */
function addedBy(lesson: Lesson, edits: Edit[]): Edit | null {
  if (!edits.every(isInsertion)) return null;
  const made = edits.filter((edit) => makesFile(edit) && !lesson.files.some(({ path }) => path === edit.path));
  return (edits.length === 1 ? edits[0] : made.length === 1 ? made[0] : null) ?? null;
}

interface Place {
  course: Course;
  lesson: Lesson;
  /** Null where the edits add one. */
  item: Item | null;
}

/** Where the edits change one item and nothing else, or a model adds something to one place of a lesson. */
function placeOf(lessonsOf: ReturnType<typeof lessonsWith>, { edits, lesson: id, origin }: Proposal): Place | null {
  const known = edits.find(({ path }) => lessonsOf(path).length > 0);
  for (const { course, lesson } of lessonsOf(known?.path ?? '')) {
    const item = lesson.items.find(
      (one) =>
        one.options.length > 0 &&
        edits.every((edit) => touches(one, edit) && edit.start > one.span.start && edit.end < one.span.end),
    );
    if (item) return { course, lesson, item };
    if (lesson.id === id && origin === 'model' && addedBy(lesson, edits)) return { course, lesson, item: null };
  }
  return null;
}

/** @returns null where it is not about one item with options, or the edits fit the file no longer (then the lines say so) */
export function changedItems(
  workspace: Workspace,
  lessonsOf: ReturnType<typeof lessonsWith>,
  statisticsOf: (item: Item) => ItemStatistics | null,
): (proposal: Proposal) => ItemChange | null {
  return (proposal) => {
    const place = shown.has(proposal.status) ? placeOf(lessonsOf, proposal) : null;
    if (!place) return null;
    const after = editedLesson(workspace, place, proposal.edits);
    if (!after) return null;
    const { item } = place;
    const added = item ? null : addedBy(place.lesson, proposal.edits);
    const span = item?.span ?? added;
    if (!span) return null;
    const where = carried({ path: span.path, start: span.start, end: span.end }, proposal.edits);
    const now = after.items.find(
      ({ span, options }) => options.length > 0 && span.path === where.path && span.start >= where.start && span.end <= where.end,
    );
    return now ? { before: item && itemView(item, statisticsOf(item)), after: itemView(now) } : null;
  };
}

function editedLesson(workspace: Workspace, { course, lesson }: Place, edits: Edit[]): Lesson | null {
  try {
    const opened = { ...course, lessons: [lesson] };
    return rereadLesson({ root: workspace.root, courses: [opened] }, workspace.config, lesson.id, editedTexts(opened, edits));
  } catch {
    // The file has moved on; the card shows the words of the change and says so.
    return null;
  }
}
