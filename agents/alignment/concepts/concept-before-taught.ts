/** A concept that a lesson takes as known, though a later lesson of the course is the first to say what it is. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { lineOf, sourceQuote } from '../quote.ts';
import { type Concept, type ConceptGraph, conceptGraph, type Use, type Violation } from './concept-graph.ts';
import { isAbbreviation } from './concept-terms.ts';

const meta: RuleMeta = {
  id: 'concept-before-taught',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'What a lesson takes as known was taught before',
  source: 'R. M. Gagné, "Learning hierarchies", Educational Psychologist 6, 1968: prerequisites come first',
  needs: ['siblings'],
};

/** A word met once in passing is no use of a concept. */
const fewestUses = 2;
/** From more of them on, the course is asked once. */
const mostOneByOne = 5;

export interface Early {
  concept: Concept;
  violations: Violation[];
}

/** Concepts surely used before they are taught, most used first. */
export function earlyConcepts(graph: ConceptGraph): Early[] {
  return graph.concepts
    .map((concept) => ({ concept, violations: graph.violations.filter((one) => one.concept === concept.id) }))
    .filter(
      ({ concept, violations }) => violations.length > 0 && isTaughtAsNew(concept) && usesOf(violations).length >= fewestUses,
    )
    .sort((a, b) => usesOf(b.violations).length - usesOf(a.violations).length);
}

const usesOf = (violations: Violation[]) => violations.flatMap((one) => one.uses);

/** A heading introduces it; a single everyday word under a heading of its own ("Memory") need not be new to anybody. */
function isTaughtAsNew({ id, introduced }: Concept): boolean {
  const first = introduced[0]!;
  const heading = introduced.find((one) => one.by === 'heading' && one.lesson === first.lesson)?.heading;
  if (!heading) return false;
  const setOff = introduced.some((one) => one.by === 'term' && one.lesson === first.lesson);
  return heading.manner === 'asked' || id.includes(' ') || isAbbreviation(id) || setOff;
}

export const conceptBeforeTaught: Rule<CourseContext> = {
  meta,
  check({ course }) {
    const early = earlyConcepts(conceptGraph(course));
    const byId = new Map(course.lessons.map((lesson) => [lesson.id, lesson]));
    if (early.length <= mostOneByOne) return { outcome: 'checked', findings: early.map((one) => findingOf(one, byId)) };
    const first = findingOf(early[0]!, byId);
    return {
      outcome: 'checked',
      findings: [
        {
          ...first,
          target: `course ${course.id}`,
          message: `${early.length} concepts of this course seem to be used before the lesson that introduces them.`,
          question: 'Are the lessons in their order, and are these concepts known beforehand?',
          evidence: early.slice(0, 20).map(({ concept, violations }) => ({
            kind: 'note' as const,
            text: `"${concept.term}": used in "${byId.get(violations[0]!.lesson)!.title}", introduced in "${byId.get(concept.introduced[0]!.lesson)!.title}"`,
          })),
        },
      ],
    };
  },
};

function findingOf({ concept, violations }: Early, lessons: ReadonlyMap<string, Lesson>): RawFinding {
  const first = violations[0]!;
  const later = lessons.get(first.introduction.lesson)!;
  const uses = usesOf(violations);
  const quoted = uses.flatMap((use) => quoteOf(use, lessons.get(use.lesson)!));
  const headed = concept.introduced.find((one) => one.by === 'heading')!;
  const places = [...new Set(violations.map((one) => lessons.get(one.lesson)!.title))];
  const heading = headed.heading!;
  const line = lineOf(later.files.find((file) => file.path === heading.span.path)!.text, heading.span.start);
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'needs-review',
    range: quoted[0]?.source ?? uses[0]!.span,
    message: `"${concept.term}" is used as if known (${uses.length} times, in ${places.map((title) => `"${title}"`).join(', ')}); "${later.title}" is the first to explain it (line ${line}).`,
    question: 'Do learners know it beforehand, or should it be explained here or the later lesson be pointed to?',
    answerKind: 'yes-no',
    evidence: [
      ...quoted.slice(0, 3),
      {
        kind: 'quote',
        text: later.files.find((file) => file.path === heading.span.path)!.text.slice(heading.span.start, heading.span.end),
        source: heading.span,
      },
      ...quoteOf(headed, later),
    ],
  };
}

function quoteOf(place: Pick<Use, 'span' | 'quote'>, lesson: Lesson): Evidence[] {
  const found = sourceQuote(lesson, place.span, place.quote);
  return found ? [{ kind: 'quote', text: found.quote, source: found.span }] : [];
}
