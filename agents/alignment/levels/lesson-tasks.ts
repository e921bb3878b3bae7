/** What a lesson has learners do: its items, and the exercises that are not items, each with the level it asks for. Pure. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { inExercise, type Unit } from '../units.ts';
import type { Level } from './levels.ts';
import { type Task, taskLevel } from './task-level.ts';

export interface LessonTask {
  kind: 'item' | 'activity';
  task: Task;
  level: Level | null;
}

/** How work is marked says nothing of its own. */
const marking = /^(?:rubric|marking|grading|assessment criteria)\b/i;
const directions = /\b(?:tasks?|steps?|hands[- ]on)\b/i;

/** @param units all units of the lesson */
export function tasksOf(lesson: Lesson, units: Unit[]): LessonTask[] {
  const sections = units.filter(
    (unit) => unit.item === null && unit.role !== 'teaches' && !inExercise(lesson, unit) && !marking.test(unit.title),
  );
  return [
    ...lesson.items.map((item) => judged('item', taskOfItem(item))),
    ...sections.map((unit) => judged('activity', taskOfSection(unit))),
  ];
}

const judged = (kind: LessonTask['kind'], task: Task): LessonTask => ({ kind, task, level: taskLevel(task) });

export function taskOfItem(item: Item): Task {
  return {
    text: [item.lead?.text, item.stem.text].filter(Boolean).join('\n'),
    kind: item.options.length > 0 ? 'closed' : 'open',
  };
}

/** An exercise or assignment that is no item. */
export function taskOfSection(unit: Unit): Task {
  return { text: unit.pieces.map((piece) => piece.text).join('\n'), kind: directions.test(unit.title) ? 'steps' : 'open' };
}
