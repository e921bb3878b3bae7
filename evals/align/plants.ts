/** Misalignment planted by lot over well-made lessons, and the same lessons untouched. */
import type { Claimant, Evidence } from '../../agents/alignment/scoring/evidence.ts';
import { servingFeatures, type Witness } from '../../agents/alignment/scoring/serving.ts';
import { type BenchCourse, type BenchOutcome, type BenchUnit, better } from './courses.ts';
import { hashOf, type Labels, labelled } from './labels.ts';
import { worthsOf } from './worths.ts';

/**
 * - `kept`: an outcome in its own, untouched lesson
 * - `moved`: an outcome in another lesson
 * - `cut`: the sections that teach an outcome are gone from its lesson
 * - `trimmed`: about as much text is gone as in `cut`, but none that teaches the outcome; left out where the lesson has too little of it
 * - `practice-kept`, `practice-cut`: the same, looking at exercises and items only
 * - `item-kept`, `item-swapped`: an item in its own lesson, and exchanged with one of another lesson
 */
export const plantKinds = [
  'kept',
  'moved',
  'cut',
  'trimmed',
  'practice-kept',
  'practice-cut',
  'item-kept',
  'item-swapped',
] as const;
export type PlantKind = (typeof plantKinds)[number];

export interface Case {
  kind: PlantKind;
  course: string;
  /** The lesson judged. */
  lesson: string;
  claimant: string;
  /** Cases of one group share an outcome or item: they are drawn and left out together. */
  group: string;
  /** 1: the lesson serves it. */
  truth: 0 | 1;
  /** Of outcomes beside teaching also `Presence`. */
  features: Record<string, number>;
}

/** All cases of a course, the same for the same seed. `random` gives 0..1. */
export function casesOf(course: BenchCourse, labels: Labels, random: () => number): Case[] {
  return [...outcomeCases(course, labels, random), ...itemCases(course, random)];
}

function outcomeCases(course: BenchCourse, labels: Labels, random: () => number): Case[] {
  const cases: Case[] = [];
  const worths = worthsOf(course);
  for (const outcome of course.outcomes) {
    const label = labels[outcome.lesson]?.[hashOf(outcome.text)];
    const lesson = course.lessons.find((one) => one.id === outcome.lesson)!;
    // An outcome that its lesson does not serve to begin with is no control and no plant.
    if (!label || label.taught.length === 0) continue;
    const wrong = elsewhere(course, outcome.lesson, random);
    const place = random();
    const served = labelled(lesson, course.units, label.taught);
    const practice = labelled(lesson, course.units, label.practised);
    const put = (
      kind: PlantKind,
      where: string,
      truth: 0 | 1,
      look: (unit: BenchUnit) => boolean,
      more: Record<string, number> = {},
    ) =>
      cases.push({
        kind,
        course: course.id,
        lesson: where,
        claimant: outcome.id,
        group: outcome.id,
        truth,
        features: { ...witnessed(course, outcome, siblingsIn(course, where, outcome), where, look), ...more },
      });
    const teaching = (unit: BenchUnit) => unit.frame === 'subject';
    const presence = (where: string, gone: ReadonlySet<string>) => ({ ...worths.presence(outcome, where, place, gone) });
    put('kept', outcome.lesson, 1, teaching, presence(outcome.lesson, new Set()));
    put('moved', wrong, 0, teaching, presence(wrong, new Set()));
    put('cut', outcome.lesson, 0, (unit) => teaching(unit) && !served.has(unit.id), presence(outcome.lesson, served));
    const spared = trimmedOf(course, outcome, served);
    if (spared)
      put('trimmed', outcome.lesson, 1, (unit) => teaching(unit) && !spared.has(unit.id), presence(outcome.lesson, spared));
    if (practice.size === 0) continue;
    const exercise = (unit: BenchUnit) => unit.role !== 'teaches';
    put('practice-kept', outcome.lesson, 1, exercise);
    put('practice-cut', outcome.lesson, 0, (unit) => exercise(unit) && !practice.has(unit.id));
  }
  return cases;
}

/** Units by lot that do not teach the outcome, until as many passages are gone as with those that do; null below half of that. */
function trimmedOf(course: BenchCourse, outcome: BenchOutcome, served: ReadonlySet<string>): ReadonlySet<string> | null {
  const own = course.units.filter((unit) => unit.lesson === outcome.lesson && unit.frame === 'subject');
  const passages = (units: BenchUnit[]) => units.reduce((sum, unit) => sum + unit.passages.length, 0);
  const wanted = passages(own.filter((unit) => served.has(unit.id)));
  const lot = (unit: BenchUnit) => hashOf(`${outcome.id} ${unit.id}`);
  const others = own.filter((unit) => !served.has(unit.id)).sort((a, b) => (lot(a) < lot(b) ? -1 : 1));
  const gone: BenchUnit[] = [];
  for (const unit of others) if (passages(gone) < wanted) gone.push(unit);
  return passages(gone) < wanted / 2 ? null : new Set(gone.map(({ id }) => id));
}

function itemCases(course: BenchCourse, random: () => number): Case[] {
  return course.items.flatMap((item): Case[] => {
    const wrong = elsewhere(course, item.lesson, random);
    const make = (kind: PlantKind, where: string, truth: 0 | 1): Case => ({
      kind,
      course: course.id,
      lesson: where,
      claimant: item.id,
      group: item.id,
      truth,
      features: witnessed(course, item, [], where, (unit) => unit.frame === 'subject'),
    });
    return [make('item-kept', item.lesson, 1), make('item-swapped', wrong, 0)];
  });
}

function elsewhere(course: BenchCourse, lesson: string, random: () => number): string {
  const others = course.lessons.filter((one) => one.id !== lesson);
  return others[Math.floor(random() * others.length)]!.id;
}

function siblingsIn(course: BenchCourse, lesson: string, but: BenchOutcome): BenchOutcome[] {
  return course.outcomes.filter((other) => other.lesson === lesson && other.id !== but.id);
}

function witnessed(
  course: BenchCourse,
  claimant: Claimant,
  siblings: Claimant[],
  lesson: string,
  seen: (unit: BenchUnit) => boolean,
): Record<string, number> {
  const evidence = course.evidence(claimant);
  const rivals = siblings.map((sibling) => course.evidence(sibling));
  const own: Witness[] = [];
  const others: Witness[] = [];
  course.units.forEach((unit, at) => {
    if (!seen(unit)) return;
    const rival = rivals.reduce((best: Evidence | null, one) => better(best, one[at]!), null);
    const witness = { unit: unit.id, lesson: unit.lesson, evidence: evidence[at]!, rival: unit.lesson === lesson ? rival : null };
    (unit.lesson === lesson ? own : others).push(witness);
  });
  return servingFeatures(own, others);
}
