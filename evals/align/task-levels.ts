/** Levels of exercises and items beside labels: `read` ones were in view while the reader was written, `unseen` ones were labelled after it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type LessonTask, tasksOf } from '../../agents/alignment/levels/lesson-tasks.ts';
import { levels } from '../../agents/alignment/levels/levels.ts';
import { unitsOf } from '../../agents/alignment/units.ts';
import type { Course } from '../../tools/library/lesson.ts';
import { hashOf } from './labels.ts';
import { wilson } from './measures.ts';

const Label = z.strictObject({ kind: z.enum(['item', 'activity']), level: z.enum(levels), sample: z.enum(['read', 'unseen']) });
const Labels = z.record(z.string(), Label);

export interface TaskFigures {
  course: string;
  sample: 'read' | 'unseen';
  kind: LessonTask['kind'];
  labelled: number;
  /** No level was read. */
  unanswered: number;
  /** Of those with a level. */
  right: number;
  /** As many as the commonest label alone would have right. */
  commonest: number;
  interval: [number, number];
}

/** A row a course, sample and kind that labels are found of, by the hash of lesson and words. */
export function taskFigures(courses: Course[]): TaskFigures[] {
  const file = fileURLToPath(new URL('./task-levels.json', import.meta.url));
  const labels = Labels.parse(JSON.parse(readFileSync(file, 'utf8')));
  const found = courses.flatMap((course) =>
    course.lessons.flatMap((lesson) =>
      tasksOf(lesson, unitsOf(lesson)).flatMap(({ task, level }) => {
        const label = labels[hashOf(`${lesson.id} ${task.text}`)];
        return label ? [{ course: course.id, level, label }] : [];
      }),
    ),
  );
  const nameOf = ({ course, label }: (typeof found)[number]) => `${course} ${label.sample} ${label.kind}`;
  return [...new Set(found.map(nameOf))].map((name) => {
    const group = found.filter((one) => nameOf(one) === name);
    const { course, label } = group[0]!;
    const right = group.filter((one) => one.level === one.label.level).length;
    return {
      course,
      sample: label.sample,
      kind: label.kind,
      labelled: group.length,
      unanswered: group.filter(({ level }) => level === null).length,
      right,
      commonest: Math.max(...levels.map((level) => group.filter((one) => one.label.level === level).length)),
      interval: wilson(right, group.filter(({ level }) => level !== null).length),
    };
  });
}

export function taskTable(figures: TaskFigures[]): string {
  return [
    'levels of exercises and items, right by their words (and by the commonest level alone):',
    ...figures.map(
      ({ course, sample, kind, labelled, unanswered, right, commonest, interval }) =>
        `  ${course}, ${kind === 'item' ? 'items' : 'activities'}, ${sample === 'read' ? 'in view while writing' : 'labelled after'}: ${right}/${labelled - unanswered} (${interval.map((one) => one.toFixed(2)).join('–')}; ${commonest}/${labelled}), no level ${unanswered}`,
    ),
  ].join('\n');
}
