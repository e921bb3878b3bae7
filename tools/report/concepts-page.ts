/** The concepts of courses as a page one can look at: in the order in which they are introduced, with arcs to what each needs. */
import type { Markup } from './escape.ts';
import { arcChart } from './plots/arcs.ts';
import { plotPage } from './plots/page.ts';

export interface ConceptCourse {
  course: string;
  lessons: { id: string; title: string }[];
  /** In the order of the course; `lesson`: where it is introduced. */
  concepts: { id: string; term: string; lesson: string }[];
  edges: { concept: string; needs: string }[];
  /** Uses as if known before the first lesson that introduces the concept. */
  early: { concept: string; lesson: string }[];
}

export function conceptsPage(courses: readonly ConceptCourse[]): string {
  return plotPage({
    title: 'Concepts in their order',
    lead: [
      'Each course from its first lesson to its last. A line a concept, beneath the lesson that introduces it; an arc leads to each concept that its explanation needs. A dashed arc and ⚠ mark what an earlier lesson uses as if it were known.',
    ],
    sections: courses.map((course, index) => ({ title: course.course, plots: [chartOf(course, index)] })),
  });
}

function chartOf({ course, lessons, concepts, edges, early }: ConceptCourse, index: number): Markup {
  // Two lessons of one title stay two.
  const title = new Map(lessons.map(({ id, title }, at) => [id, `${at + 1}. ${title}`]));
  const groups = lessons
    .map(({ id }) => ({
      name: title.get(id)!,
      things: concepts.filter((one) => one.lesson === id).map((one) => ({ id: one.id, name: one.term })),
      used: early.some((one) => one.lesson === id),
    }))
    .filter(({ things, used }) => things.length > 0 || used);
  return arcChart({
    id: `concepts-${index}`,
    title: `${course}: ${concepts.length} concepts in ${lessons.length} lessons`,
    description: `${edges.length} arcs lead from a concept to another that its explanation needs; ${new Set(early.map(({ concept }) => concept)).size} concepts are used before the lesson that introduces them. The table holds the same.`,
    groups,
    arcs: edges.map(({ concept, needs }) => ({ id: concept, needs })),
    early: early.map(({ concept, lesson }) => ({ id: concept, group: title.get(lesson) ?? lesson })),
    columns: { thing: 'Concept', group: 'Introduced in', needs: 'Needs', early: 'Used before in' },
  });
}
