/** “This lesson takes 30 minutes”, and its own front matter adds up to another time. */
import type { Lesson, Span } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { proseSentences, textFiles } from '../prose.ts';
import { oneOfMany } from './one-of-many.ts';

const meta: RuleMeta = {
  id: 'stated-time',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'A lesson states two different times for itself',
  source:
    'Front matter: `duration` or `time` in minutes, else `teaching` and `exercises` added up (Carpentries Workbench); the prose says another time.',
  needs: [],
};

const claim =
  /\b(?:this|the) (?:lesson|episode|chapter|unit) (?:takes|will take|should take|lasts|is (?:planned|scheduled) for)(?: (?:you|us|learners))?(?: (?:about|around|roughly|approximately|some))? (\d{1,3}) (minutes|hours?)\b/iu;

function minutesOf(value: unknown): number | null {
  if (typeof value === 'number') return value > 0 ? value : null;
  const match = typeof value === 'string' ? /^(\d+)\s*(?:min(?:ute)?s?)?$/iu.exec(value.trim()) : null;
  return match ? Number(match[1]) : null;
}

/** Minutes the front matter gives the lesson as a whole; null where it gives none. */
function planned(lesson: Lesson): number | null {
  const { data } = lesson.meta;
  const whole = minutesOf(data.duration) ?? minutesOf(data.time);
  if (whole !== null) return whole;
  const teaching = minutesOf(data.teaching);
  const exercises = data.exercises === 0 ? 0 : minutesOf(data.exercises);
  return teaching !== null && exercises !== null ? teaching + exercises : null;
}

interface Two {
  lesson: Lesson;
  span: Span;
  said: number;
  planned: number;
}

function twoTimes(lesson: Lesson): Two[] {
  const minutes = planned(lesson);
  if (minutes === null) return [];
  return textFiles(lesson)
    .filter((file) => file.role === 'body')
    .flatMap((file) =>
      proseSentences(lesson, file).flatMap(({ text, span }): Two[] => {
        const match = claim.exec(text);
        if (!match) return [];
        const said = Number(match[1]) * (/^h/iu.test(match[2] ?? '') ? 60 : 1);
        // Round numbers: what differs by a quarter or less is the same plan.
        return Math.abs(said - minutes) > Math.max(5, minutes / 4) ? [{ lesson, span, said, planned: minutes }] : [];
      }),
    );
}

export const statedTime: Rule<CourseContext> = {
  meta,
  check: ({ lessons }) =>
    oneOfMany(meta, lessons.flatMap(twoTimes), 'lesson', (first) => ({
      certainty: 'needs-review',
      message: `${first.lesson.title} says that it takes ${first.said} minutes; its front matter adds up to ${first.planned}.`,
      question: 'Which of the two is right?',
      answerKind: 'text',
    })),
};
