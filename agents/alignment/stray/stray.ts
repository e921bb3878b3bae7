/** Items and sections that serve no outcome of their lesson: pure judgements over its alignment, made only where nothing at all speaks for them. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import type { OutcomeAlignment, UnitScore } from '../align.ts';
import { isStatement } from '../outcomes.ts';
import { type Background, coverage, tellingTerms } from '../scoring/lexical.ts';
import { calibration } from '../scoring/score.ts';
import { stemsOf } from '../scoring/words.ts';
import { furniture, itemOf, type Unit } from '../units.ts';

/** Highest score over all outcomes, and share of its telling words in what serves them, of a stray unit. */
const strayScore = 0.05;
const strayShare = 0.05;
/** Highest cosine with any outcome. */
const strayMeaning = { item: 0.4, section: 0.35 };
/** A word that so many units of the course hold binds none of them to an outcome. */
const everywhere = 0.4;
const fewestWords = 60;
const telling = 10;

interface Candidate {
  unit: Unit;
  scores: UnitScore[];
}

function candidates(rows: OutcomeAlignment[]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const row of rows)
    for (const one of row.own) {
      const known = found.get(one.unit.id) ?? { unit: one.unit, scores: [] };
      known.scores.push(one);
      found.set(one.unit.id, known);
    }
  return [...found.values()];
}

/** Nothing of an outcome, of what teaches it or of another exercise is in the unit. */
function unserving(
  { unit, scores }: Candidate,
  all: Candidate[],
  rows: OutcomeAlignment[],
  background: Background,
  meaning: number,
): boolean {
  if (scores.some(({ score, declared, pair }) => declared || score > strayScore || pair.features.meaning > meaning)) return false;
  const common = (one: string) => (background.holding.get(one) ?? 0) / background.documents >= everywhere;
  if (rows.some((row) => stemsOf(row.outcome.text).some((one) => unit.stems.has(one) && !common(one)))) return false;
  const terms = tellingTerms(unit.bag, background, telling);
  return !all.some(
    (other) =>
      other.unit !== unit &&
      (other.unit.role !== 'teaches' || other.scores.some(({ score }) => score > calibration.none)) &&
      coverage(terms, other.unit.stems) > strayShare,
  );
}

/** Keyed items that no outcome asks for and that ask for nothing the serving sections say. */
export function strayItems(lesson: Lesson, rows: OutcomeAlignment[], background: Background): Unit[] {
  const statements = rows.filter((row) => isStatement(row.outcome));
  const all = candidates(statements);
  return all.flatMap((candidate) => {
    const { unit } = candidate;
    const keyed = itemOf(unit, lesson.items)?.options.some((option) => option.correct);
    return unit.role === 'assesses' && keyed && unserving(candidate, all, statements, background, strayMeaning.item)
      ? [unit]
      : [];
  });
}

/** Sections with a heading of their own at the top level. */
export function straySections(lesson: Lesson, rows: OutcomeAlignment[], background: Background): Unit[] {
  const statements = rows.filter((row) => isStatement(row.outcome));
  const all = candidates(statements);
  const depths = lesson.sections.flatMap((section) =>
    section.heading && section.heading.depth > 1 ? [section.heading.depth] : [],
  );
  const top = Math.min(...depths);
  const depth = new Map(lesson.sections.map((section) => [`${lesson.id}#${section.id}`, section.heading?.depth]));
  return all.flatMap((candidate) => {
    const { unit } = candidate;
    if (unit.role !== 'teaches' || depth.get(unit.id) !== top || unit.title === '' || furniture.test(unit.title)) return [];
    if (unit.text.split(/\s+/).length < fewestWords) return [];
    return unserving(candidate, all, statements, background, strayMeaning.section) ? [unit] : [];
  });
}
