import { describe, expect, it } from 'vitest';
import type { Course, Item } from '../../../tools/library/lesson.ts';
import { courseFrom } from '../../alignment/lessons.fixture.ts';
import { courseNeeds, courseOutcomes } from './response-outcomes.ts';

const first = `# Sampling

::: objectives

- Draw a random sample

:::

## What is a random sample?

A random sample is a set of units in which each had the same chance of being drawn.

## Quiz

Which one is it?

- [x] one
- [ ] two
`;
const second = `# Errors

::: objectives

- Explain what a standard error says

:::

## Standard error

A standard error is the spread of the mean over every random sample that might have been drawn.

## Quiz

Which one is it?

- [x] one
- [ ] two
`;
const read = courseFrom({ one: first, two: second });
/** Ids of Markdown items are those of their file. */
const course = {
  ...read,
  lessons: read.lessons.map((lesson) => ({
    ...lesson,
    items: lesson.items.map((item) => ({ ...item, id: `${lesson.id}-${item.id}` })),
  })),
};

/** The first item of the lesson, tagged. */
function tagged(of: Course, lesson: number, outcomes: string[]): Course {
  const lessons = of.lessons.map((one, at) =>
    at === lesson ? { ...one, items: one.items.map((item, index): Item => (index === 0 ? { ...item, outcomes } : item)) } : one,
  );
  return { ...of, lessons };
}

describe('what the items of a course stand for', () => {
  it('are the outcomes they name, by id in their lesson or by wording in any, in the words of the course', () => {
    const id = course.lessons[1]!.outcomes[0]!.id;
    const { lessons } = tagged(tagged(course, 0, ['explain what a Standard Error says!', 'elsewhere']), 1, [id]);
    const { outcomes } = courseOutcomes(lessons);
    expect(outcomes(lessons[0]!.items[0]!.id)).toEqual(['Explain what a standard error says', 'elsewhere']);
    expect(outcomes(lessons[1]!.items[0]!.id)).toEqual(['Explain what a standard error says']);
    expect(outcomes('unknown')).toEqual([]);
  });
  it('or their lessons, told apart where two are called the same', () => {
    const { lessons } = course;
    expect(courseOutcomes(lessons).lessonOf(lessons[0]!.items[0]!.id)).toEqual(['Sampling']);
    const same = lessons.map((lesson) => ({ ...lesson, title: 'Week' }));
    expect(courseOutcomes(same).lessonOf(lessons[1]!.items[0]!.id)).toEqual(['Week (two)']);
  });
  it('need what the concepts of the course need', () => {
    expect(courseNeeds([course])).toEqual({
      outcomes: [{ outcome: 'Explain what a standard error says', needs: 'Draw a random sample' }],
      lessons: [{ outcome: 'Errors', needs: 'Sampling' }],
    });
    expect(courseNeeds([courseFrom({ one: second, two: first })])).toEqual({ outcomes: [], lessons: [] });
  });
});
