/** What the items of a course stand for in its response data: the outcomes they name, and which of those needs which. Pure. */
import type { Course, Item, Lesson } from '../../../tools/library/lesson.ts';
import { conceptGraph } from '../../alignment/concepts/concept-graph.ts';
import { lessonNeeds, outcomeNeeds } from '../../alignment/outcome-order.ts';
import { bare } from '../../alignment/units.ts';
import { distinctItems } from '../items/item-pattern.ts';
import type { Prerequisite } from '../psychometrics/gaps.ts';

export interface CourseOutcomes {
  /** In the words of the course: a tag may be an outcome's id in the item's lesson, or its wording in any. */
  outcomes: (item: string) => readonly string[];
  /** The item's lesson, by title: what stands in where too few items name an outcome. */
  lessonOf: (item: string) => readonly string[];
}

/** @param lessons of one course or of several */
export function courseOutcomes(lessons: Lesson[]): CourseOutcomes {
  const wording = new Map(lessons.flatMap((lesson) => lesson.outcomes.map(({ text }) => [bare(text), text] as const)));
  const nameOf = lessonNames(lessons);
  const places = new Map(distinctItems(lessons).map((place) => [place.item.id, place]));
  const worded = (lesson: Lesson, { outcomes }: Item) =>
    outcomes.map((tag) => lesson.outcomes.find(({ id }) => id === tag)?.text ?? wording.get(bare(tag)) ?? tag);
  return {
    outcomes: (item) => {
      const place = places.get(item);
      return place ? worded(place.lesson, place.item) : [];
    },
    lessonOf: (item) => {
      const place = places.get(item);
      return place ? [nameOf(place.lesson)] : [];
    },
  };
}

/** Titles; with the id where two lessons are called the same. */
function lessonNames(lessons: Lesson[]): (lesson: Pick<Lesson, 'id' | 'title'>) => string {
  const count = new Map<string, number>();
  for (const { title } of lessons) count.set(title, (count.get(title) ?? 0) + 1);
  return ({ id, title }) => ((count.get(title) ?? 0) > 1 ? `${title} (${id})` : title);
}

/** What each outcome and each lesson needs first, read off the concepts of the courses. Direct needs only. */
export function courseNeeds(courses: Course[]): { outcomes: Prerequisite[]; lessons: Prerequisite[] } {
  const nameOf = lessonNames(courses.flatMap((course) => course.lessons));
  const graphs = courses.map((course) => ({ course, graph: conceptGraph(course) }));
  return {
    outcomes: graphs.flatMap(({ course, graph }) =>
      outcomeNeeds(graph, course.lessons).map(({ outcome, needs }) => ({ outcome, needs })),
    ),
    lessons: graphs.flatMap(({ course, graph }) => {
      const names = new Map(course.lessons.map((lesson) => [lesson.id, nameOf(lesson)]));
      return lessonNeeds(graph).map((one) => ({ outcome: names.get(one.lesson)!, needs: names.get(one.needs)! }));
    }),
  };
}
