/** Which tag an item would get, and where: only where a course tags its items, and only where one outcome surely is meant. */

import { partsAround } from '../../../tools/library/items/item-place.ts';
import { type TagForm, tagEdit, tagFormOf } from '../../../tools/library/items/outcome-tag.ts';
import type { ItemsSource } from '../../../tools/library/items/sources.ts';
import { sourceOfFile } from '../../../tools/library/items/sources.ts';
import { type Course, fileOf, type Item, type Lesson, type Outcome } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';
import type { OutcomeAlignment } from '../align.ts';
import { isStatement } from '../outcomes.ts';
import { calibration, verdictOf } from '../scoring/score.ts';
import { askedHabit, namesOutcome, type TagHabit, tagFor, tagHabit } from './outcome-tags.ts';

/** A habit is at least this many tagged items, and this share of all. */
const habit = { items: 3, share: 1 / 3 };

/** Items in files of their own kind; a challenge or a task list has no place for tags. */
export function canHoldTags(course: Course): (item: Item) => boolean {
  return (item) => {
    const source = sourceOf(course, item);
    return source !== undefined && (source.format !== 'quiz-json' || source.mapping.outcomes !== undefined);
  };
}

function sourceOf(course: Course, item: Item): ItemsSource | undefined {
  return course.config && sourceOfFile(course.config, item.span.path);
}

export type Tagging = { kind: 'habit'; habit: TagHabit } | { kind: 'some'; habit: TagHabit } | { kind: 'none' };

/** `some`: too few to take it for a habit, so that only a person can say whether the others should be tagged too. */
export function taggingOf(course: Course): Tagging {
  const found = tagHabit(course.lessons, canHoldTags(course));
  if (!found) return { kind: 'none' };
  const isHabit = found.tagged >= habit.items && found.tagged >= habit.share * found.items;
  return { kind: isHabit ? 'habit' : 'some', habit: found };
}

export interface MissingTag {
  item: Item;
  row: OutcomeAlignment;
  tag: string;
  edit: Edit;
  score: number;
  /** The next best outcome of the lesson and its score. */
  next: { outcome: Outcome; score: number } | null;
}

/**
 * The items of a lesson that name no outcome, and surely serve exactly one.
 * @param rows the lesson's alignment
 */
export function missingTags(course: Course, lesson: Lesson, rows: OutcomeAlignment[], tagging: Tagging): MissingTag[] {
  const holds = canHoldTags(course);
  const statements = rows.filter(({ outcome }) => isStatement(outcome));
  return lesson.items.flatMap((item): MissingTag[] => {
    if (!holds(item) || lesson.outcomes.some((outcome) => item.outcomes.some((tag) => namesOutcome(tag, outcome)))) return [];
    const asked = sourceOf(course, item)?.outcomeTags;
    const way = tagging.kind === 'habit' ? tagging.habit : asked && askedHabit(asked);
    const meant = way && meantBy(item, statements);
    const tag = meant && way ? tagFor(meant.row.outcome, way) : null;
    const form = tag === null ? null : formFor(course, item);
    const text = fileOf(lesson, item.span.path)?.text ?? '';
    const manifest = partsAround(lesson.files, item.span.path)?.manifest;
    const edit = tag !== null && form ? tagEdit(text, item, tag, form, manifest) : null;
    return meant && tag !== null && edit ? [{ item, tag, edit, ...meant }] : [];
  });
}

/** One outcome is served in full, and no other is near it. */
function meantBy(item: Item, rows: OutcomeAlignment[]): Pick<MissingTag, 'row' | 'score' | 'next'> | null {
  const ranked = rows
    .flatMap((row) => row.own.filter(({ unit }) => unit.item === item.id).map(({ score }) => ({ row, score })))
    .sort((a, b) => b.score - a.score);
  const [best, second] = ranked;
  if (!best || verdictOf(best.score) !== 'full' || (second && second.score >= calibration.partial)) return null;
  return { ...best, next: second ? { outcome: second.row.outcome, score: second.score } : null };
}

/** As other items of the file are tagged, else of the course; else as the format's users mostly do. */
function formFor(course: Course, item: Item): TagForm {
  const field = sourceOf(course, item)?.mapping.outcomes;
  const tagged = course.lessons
    .flatMap((lesson) => lesson.items.map((one) => ({ lesson, one })))
    .filter(({ one }) => one.format === item.format && one.outcomes.length > 0)
    .sort((a, b) => Number(b.one.span.path === item.span.path) - Number(a.one.span.path === item.span.path));
  for (const { lesson, one } of tagged) {
    const form = tagFormOf(fileOf(lesson, one.span.path)?.text ?? '', one, field);
    if (form) return form;
  }
  return item.format === 'qti' ? { field: 'learning_objective', holds: 'one' } : { ...(field ? { field } : {}), holds: 'list' };
}
