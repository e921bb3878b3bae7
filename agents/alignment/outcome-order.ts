/** Which outcome needs which earlier one, read off the concept graph. Pure. */
import type { Lesson, Outcome } from '../../tools/library/lesson.ts';
import { type ConceptGraph, holds } from './concepts/concept-graph.ts';
import { termKey } from './concepts/concept-terms.ts';

export interface OutcomeNeed {
  /** The wording of the outcome, as items are tagged with it and as `items analyse --prerequisites` takes it. */
  outcome: string;
  needs: string;
  /** The concept that joins them, as the course writes it. */
  concept: string;
  lesson: string;
  needsLesson: string;
}

/**
 * An outcome needs an outcome of an earlier lesson where that one names a concept its lesson introduces, and this one names the
 * concept too or one whose explanation needs it.
 */
export function outcomeNeeds(graph: ConceptGraph, lessons: Lesson[]): OutcomeNeed[] {
  const order = new Map(graph.lessons.map((id, at) => [id, at]));
  const named = lessons
    .filter((lesson) => order.has(lesson.id))
    .flatMap((lesson) => lesson.outcomes.map((outcome) => ({ lesson: lesson.id, outcome, key: termKey(outcome.text) })));
  const homes = graph.concepts.flatMap((concept) =>
    concept.introduced
      .slice(0, 1)
      .flatMap(({ lesson }) =>
        named.filter((one) => one.lesson === lesson && holds(one.key, concept.id)).map((one) => ({ concept, home: one })),
      ),
  );
  const needsOf = new Map<string, Set<string>>();
  for (const { concept, needs } of graph.edges) needsOf.set(concept, (needsOf.get(concept) ?? new Set()).add(needs));
  const found = new Map<string, OutcomeNeed>();
  for (const one of named) {
    const own = graph.concepts.filter(({ id }) => holds(one.key, id)).map(({ id }) => id);
    const wanted = new Set([...own, ...own.flatMap((id) => [...(needsOf.get(id) ?? [])])]);
    for (const { concept, home } of homes)
      if (wanted.has(concept.id) && order.get(home.lesson)! < order.get(one.lesson)!) add(found, one, home, concept.term);
  }
  return [...found.values()];
}

/** A lesson needs an earlier lesson where the concepts it introduces need one that was introduced there. Ids; each pair once. */
export function lessonNeeds(graph: ConceptGraph): { lesson: string; needs: string }[] {
  const home = new Map(graph.concepts.map(({ id, introduced }) => [id, introduced[0]!.lesson]));
  const found = new Map<string, { lesson: string; needs: string }>();
  for (const edge of graph.edges) {
    const lesson = home.get(edge.concept)!;
    const needs = home.get(edge.needs)!;
    if (lesson !== needs) found.set(`${lesson} ${needs}`, { lesson, needs });
  }
  return [...found.values()];
}

type Named = { lesson: string; outcome: Outcome };

function add(found: Map<string, OutcomeNeed>, one: Named, home: Named, concept: string): void {
  const key = `${one.lesson}#${one.outcome.id} ${home.lesson}#${home.outcome.id}`;
  if (found.has(key)) return;
  found.set(key, {
    outcome: one.outcome.text,
    needs: home.outcome.text,
    concept,
    lesson: one.lesson,
    needsLesson: home.lesson,
  });
}
