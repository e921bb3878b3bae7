/**
 * The concepts of a course as a graph: where each is introduced, where it is used, which one the explanation of another needs.
 * A prerequisite map in the sense of R. M. Gagné, "Learning hierarchies", Educational Psychologist 6, 1968. Pure; English.
 */
import { type Course, type Lesson, type Passage, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import { isEnglish } from '../outcomes.ts';
import { sentencesOf } from '../scoring/words.ts';
import { exerciseHeading, furniture } from '../units.ts';
import {
  explanationOf,
  headingTerms,
  isTerm,
  markedTerms,
  opensWith,
  pointsElsewhere,
  termKey,
  tokensOf,
} from './concept-terms.ts';

/** Where a concept stands. The quotation is what a learner reads there. */
export interface ConceptPlace {
  lesson: string;
  span: Span;
  quote: string;
}

export interface Introduction extends ConceptPlace {
  /** `heading`: a heading names it and its section says what it is. `term`: set off in bold or italics and said what it is. */
  by: 'heading' | 'term';
  /** The heading of such a section. */
  heading?: { text: string; span: Span; manner: 'asked' | 'named' };
  /** The whole paragraph. */
  text: string;
}

/** `explained`: glossed, set off, linked or headed there. `ahead`: the text says that it comes later or was had. `plain`: as if known. */
export interface Use extends ConceptPlace {
  as: 'plain' | 'explained' | 'ahead';
}

export interface Concept {
  /** Stems, joined by blanks. */
  id: string;
  /** As its first introduction writes it. */
  term: string;
  introduced: Introduction[];
  used: Use[];
}

/** The paragraph that says what `concept` is uses `needs`, which the course introduces no later. */
export interface ConceptEdge {
  concept: string;
  needs: string;
}

/** A lesson uses a concept as if known, before the first lesson that introduces it. */
export interface Violation {
  concept: string;
  lesson: string;
  uses: Use[];
  introduction: Introduction;
}

export interface ConceptGraph {
  course: string;
  /** Lesson ids in course order. */
  lessons: string[];
  /** In the order in which the course introduces them. */
  concepts: Concept[];
  edges: ConceptEdge[];
  violations: Violation[];
}

interface Sentence {
  lesson: Lesson;
  passage: Passage;
  text: string;
  tokens: ReturnType<typeof tokensOf>;
}

/** Divs that speak about the lesson or to teachers; what they name is neither taught nor used there. */
const aside = /^(?:objectives|questions|keypoints|prereq|prerequisites|checklist|instructor|testimonial|spoiler|overview)$/;

/** @returns the graph over the course's lessons in their order; pages beside the course and other languages are left out */
export function conceptGraph(course: Course): ConceptGraph {
  const lessons = course.lessons
    .filter((lesson) => lesson.kind !== 'page' && isEnglish(lesson))
    .sort((a, b) => a.order - b.order);
  const sentences = lessons.flatMap(sentencesIn);
  const found = introductions(lessons, sentences);
  const concepts = [...found.values()];
  fillUses(concepts, sentences);
  const order = new Map(lessons.map((lesson, at) => [lesson.id, at]));
  for (const concept of concepts)
    concept.introduced.sort((a, b) => order.get(a.lesson)! - order.get(b.lesson)! || a.span.start - b.span.start);
  concepts.sort(
    (a, b) =>
      order.get(a.introduced[0]!.lesson)! - order.get(b.introduced[0]!.lesson)! ||
      a.introduced[0]!.span.start - b.introduced[0]!.span.start,
  );
  return {
    course: course.id,
    lessons: lessons.map(({ id }) => id),
    concepts,
    edges: edgesOf(concepts),
    violations: concepts.flatMap((concept) => violationsOf(concept, order)),
  };
}

function sentencesIn(lesson: Lesson): Sentence[] {
  return lesson.passages
    .filter((passage) => passage.kind !== 'quote' && !(passage.within && aside.test(passage.within)))
    .flatMap((passage) => sentencesOf(passage.text).map(({ text }) => ({ lesson, passage, text, tokens: tokensOf(text) })));
}

/** Concepts with a heading or a term set off, and a sentence that says what they are. */
function introductions(lessons: Lesson[], sentences: Sentence[]): Map<string, Concept> {
  const found = new Map<string, Concept>();
  const add = (term: string, introduction: Introduction) => {
    const id = termKey(term);
    const concept = found.get(id) ?? { id, term, introduced: [], used: [] };
    concept.introduced.push(introduction);
    found.set(id, concept);
  };
  for (const lesson of lessons) {
    const own = sentences.filter((sentence) => sentence.lesson === lesson);
    for (const section of lesson.sections) {
      const { heading } = section;
      if (!heading || furniture.test(heading.text) || exerciseHeading.test(heading.text) || heading.within) continue;
      const { terms, manner } = headingTerms(heading.text);
      const keys = terms.map(termKey);
      const about = own.filter(
        ({ passage, tokens }) => inside(passage.span, section.span) && keys.some((key) => placesOf(key, tokens).length > 0),
      );
      // "What is the cloud?" is answered by its section, in whatever words.
      const defining =
        about.find(({ text, tokens }) =>
          keys.some((key) => placesOf(key, tokens).some(({ start, end }) => explanationOf(text, start, end) === 'defines')),
        ) ?? (manner === 'asked' ? about[0] : undefined);
      if (!defining) continue;
      for (const term of terms)
        add(term, {
          lesson: lesson.id,
          span: defining.passage.span,
          quote: defining.text,
          text: defining.passage.text,
          by: 'heading',
          heading: { text: heading.text, span: heading.span, manner },
        });
    }
    for (const passage of lesson.passages)
      for (const { term, weight } of setOff(lesson, passage)) {
        const key = termKey(term);
        const defining = own.find(
          (sentence) =>
            sentence.passage === passage &&
            placesOf(key, sentence.tokens).some(({ start, end }) => {
              const said = explanationOf(sentence.text, start, end);
              const label = /^\s*(?:[:–—]|-\s)/.test(sentence.text.slice(end));
              return (
                said === 'defines' || (weight === 'strong' && !label && (said !== null || opensWith(sentence.text, start, end)))
              );
            }),
        );
        if (defining) add(term, { lesson: lesson.id, span: passage.span, quote: defining.text, text: passage.text, by: 'term' });
      }
  }
  return found;
}

const glossary = /(?:glossary|reference)[^#/]*#./i;

/** Terms in bold or italics, and links into a glossary. */
function setOff(lesson: Lesson, passage: Passage): ReturnType<typeof markedTerms> {
  const linked = lesson.links.filter(({ href, span, text }) => glossary.test(href) && inside(span, passage.span) && isTerm(text));
  return [
    ...markedTerms(sourceOf(lesson, passage.span)),
    ...linked.map(({ text }) => ({ term: text, weight: 'light' as const })),
  ];
}

function inside(inner: Span, outer: Span): boolean {
  return inner.path === outer.path && inner.start >= outer.start && inner.end <= outer.end;
}

/** Places of a term among the words of a sentence. */
function placesOf(key: string, tokens: Sentence['tokens']): { start: number; end: number }[] {
  const keys = key.split(' ');
  return tokens.flatMap((token, at) =>
    keys.every((one, offset) => tokens[at + offset]?.key === one)
      ? [{ start: token.start, end: tokens[at + keys.length - 1]!.end }]
      : [],
  );
}

function fillUses(concepts: Concept[], sentences: Sentence[]): void {
  const byFirst = new Map<string, Concept[]>();
  for (const concept of concepts) {
    const first = concept.id.split(' ')[0]!;
    byFirst.set(first, [...(byFirst.get(first) ?? []), concept]);
  }
  const headed = new Map<Lesson, string[]>();
  for (const sentence of sentences) {
    const near = new Set(sentence.tokens.flatMap(({ key }) => byFirst.get(key) ?? []));
    if (near.size === 0) continue;
    const { lesson, passage } = sentence;
    let headings = headed.get(lesson);
    if (!headings) {
      headings = [lesson.title, ...lesson.headings.map(({ text }) => text)].map((text) => ` ${termKey(text)} `);
      headed.set(lesson, headings);
    }
    const linked = lesson.links.filter(({ span }) => inside(span, passage.span)).map(({ text }) => ` ${termKey(text)} `);
    const marked = markedTerms(sourceOf(lesson, passage.span)).map(({ term }) => ` ${termKey(term)} `);
    for (const concept of near) {
      const places = placesOf(concept.id, sentence.tokens);
      if (places.length === 0) continue;
      const told = [...headings, ...linked, ...marked].some((text) => text.includes(` ${concept.id} `));
      const explained = told || places.some(({ start, end }) => explanationOf(sentence.text, start, end) !== null);
      concept.used.push({
        lesson: lesson.id,
        span: passage.span,
        quote: sentence.text,
        as: explained ? 'explained' : pointsElsewhere.test(sentence.text) ? 'ahead' : 'plain',
      });
    }
  }
}

/** Concepts in the order of their introduction. */
function edgesOf(concepts: Concept[]): ConceptEdge[] {
  return concepts.flatMap((concept, at) => {
    const told = concept.introduced.map(({ text }) => tokensOf(text));
    return concepts
      .slice(0, at)
      .filter((other) => !holds(concept.id, other.id) && !holds(other.id, concept.id))
      .filter((other) => told.some((tokens) => placesOf(other.id, tokens).length > 0))
      .map((other) => ({ concept: concept.id, needs: other.id }));
  });
}

/** Whether one term stands within another: "sample" in "random sample". */
export function holds(whole: string, part: string): boolean {
  return ` ${whole} `.includes(` ${part} `);
}

/** Plain uses in lessons before the first that introduces or explains the concept; a lesson that points ahead is left out, and so is what follows it. */
function violationsOf(concept: Concept, order: ReadonlyMap<string, number>): Violation[] {
  const introduction = concept.introduced[0]!;
  const at = (lesson: string) => order.get(lesson)!;
  const told = Math.min(
    at(introduction.lesson),
    ...concept.used.filter((use) => use.as !== 'plain').map((use) => at(use.lesson)),
  );
  const early = concept.used.filter((use) => at(use.lesson) < told);
  return [...new Set(early.map((use) => use.lesson))].map((lesson) => ({
    concept: concept.id,
    lesson,
    uses: early.filter((use) => use.lesson === lesson),
    introduction,
  }));
}
