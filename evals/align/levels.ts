/** Levels raised or lowered: an outcome's verb is exchanged for one at the other end, and compared with what its exercises ask. */
import { levels, readOutcome } from '../../agents/alignment/levels/bloom.ts';
import { taskOfItem } from '../../agents/alignment/levels/lesson-tasks.ts';
import { taskLevel } from '../../agents/alignment/levels/task-level.ts';
import { itemOf } from '../../agents/alignment/units.ts';
import type { BenchCourse } from './courses.ts';
import { hashOf, type Labels, labelled } from './labels.ts';
import { wilson } from './measures.ts';

export interface LevelFigures {
  course: string;
  untouched: number;
  /** Untouched outcomes called mismatched. */
  alarms: number;
  raised: { planted: number; found: number; interval: [number, number] };
  lowered: { planted: number; found: number; interval: [number, number] };
  /** No exercise of the outcome names a performance. */
  unanswered: number;
}

const raisedTo = 'Critique';
const loweredTo = 'Name';
/** Levels apart from which on outcome and exercise do not match. */
const apart = 2;

/** Looks at the outcomes whose exercises are labelled; what serves them is taken from the labels, only the level is judged. */
export function levelFigures(course: BenchCourse, labels: Labels): LevelFigures {
  const tally = { untouched: 0, alarms: 0, unanswered: 0, up: 0, upFound: 0, down: 0, downFound: 0 };
  for (const outcome of course.outcomes) {
    const label = labels[outcome.lesson]?.[hashOf(outcome.text)];
    const lesson = course.lessons.find((one) => one.id === outcome.lesson)!;
    const units = label ? labelled(lesson, course.units, label.practised) : new Set<string>();
    const phrase = readOutcome(outcome.text);
    if (units.size === 0 || phrase.level === null) continue;
    const demands = course.units
      .filter((unit) => units.has(unit.id) && unit.unit.item !== null)
      .flatMap((unit) => {
        const item = itemOf(unit.unit, lesson.items);
        const level = item ? taskLevel(taskOfItem(item)) : null;
        return level === null ? [] : [levels.indexOf(level)];
      });
    if (demands.length === 0) {
      tally.unanswered += 1;
      continue;
    }
    const mismatched = (text: string) => {
      const level = readOutcome(text).level;
      return level !== null && demands.every((demand) => Math.abs(demand - levels.indexOf(level)) >= apart);
    };
    tally.untouched += 1;
    if (mismatched(outcome.text)) tally.alarms += 1;
    if (levels.indexOf(phrase.level) <= 2) {
      tally.up += 1;
      if (mismatched(`${raisedTo} ${phrase.rest}`)) tally.upFound += 1;
    }
    if (levels.indexOf(phrase.level) >= 2) {
      tally.down += 1;
      if (mismatched(`${loweredTo} ${phrase.rest}`)) tally.downFound += 1;
    }
  }
  return {
    course: course.id,
    untouched: tally.untouched,
    alarms: tally.alarms,
    raised: { planted: tally.up, found: tally.upFound, interval: wilson(tally.upFound, tally.up) },
    lowered: { planted: tally.down, found: tally.downFound, interval: wilson(tally.downFound, tally.down) },
    unanswered: tally.unanswered,
  };
}
