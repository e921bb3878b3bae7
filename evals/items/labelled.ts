/** What the rules say of the labelled items, held against the labels. */
import type { Course, Item } from '../../tools/library/lesson.ts';
import { type Flaw, flawNames, flaws, structuralRules } from './flaws.ts';
import { hashOf, type Label } from './labels.ts';
import { lookAt, type Seen } from './look.ts';
import { type Counts, f1, kappa } from './measures.ts';

export interface FlawFigures extends Counts {
  flaw: Flaw;
  positives: number;
  /** Null where there was nothing to find and nothing was found. */
  f1: number | null;
  kappa: number | null;
}

export interface LabelledFigures {
  items: number;
  /** Labelled items that are not in the courses at hand, or whose question changed since. */
  absent: string[];
  flaws: FlawFigures[];
  /** Over flaws with `enough` positives or more. */
  macroF1: number | null;
  kappa: number | null;
  clean: { items: number; flagged: string[] };
  wrong: { item: string; flaw: Flaw; kind: 'missed' | 'extra' }[];
}

/** Flaws with fewer positives are shown and not averaged: one item more or less would decide them. */
export const enough = 10;

/** “All” and “none of the above” are one rule; which of the two it was is told by the option. */
function isAbout(flaw: Flaw, item: Item): boolean {
  if (flaw !== 'all-of-the-above' && flaw !== 'none-of-the-above') return true;
  const none = item.options.some((option) => /^\s*(?:none|neither)\b/iu.test(option.text));
  return none === (flaw === 'none-of-the-above');
}

export async function labelledFigures(courses: Course[], labels: Label[]): Promise<LabelledFigures> {
  const seen = new Map<string, Seen>();
  for (const course of courses) for (const [name, own] of await lookAt(course)) seen.set(name, own);
  const held = labels.flatMap((label) => {
    const own = seen.get(label.item);
    return own && hashOf(own.item) === label.stem ? [{ label, own }] : [];
  });
  const present = new Set(held.map(({ label }) => label.item));
  const wrong: LabelledFigures['wrong'] = [];
  const figures = flawNames.map((flaw): FlawFigures => {
    const counts: Counts = { hit: 0, missed: 0, extra: 0 };
    const rules: readonly string[] = flaws[flaw];
    for (const { label, own } of held) {
      const wanted = label.agreed.includes(flaw);
      const found = rules.some((rule) => own.rules.has(rule)) && isAbout(flaw, own.item);
      if (wanted && found) counts.hit += 1;
      else if (wanted) counts.missed += 1;
      else if (found) counts.extra += 1;
      if (wanted !== found) wrong.push({ item: label.item, flaw, kind: wanted ? 'missed' : 'extra' });
    }
    return {
      flaw,
      ...counts,
      positives: counts.hit + counts.missed,
      f1: f1(counts),
      kappa: kappa(labels.map(({ a, b }) => [a.includes(flaw), b.includes(flaw)] as const)),
    };
  });
  const counted = figures.filter(({ positives }) => positives >= enough);
  const clean = held.filter(({ label }) => label.agreed.length === 0);
  return {
    items: held.length,
    absent: labels.filter(({ item }) => !present.has(item)).map(({ item }) => item),
    flaws: figures,
    macroF1: counted.length === 0 ? null : counted.reduce((sum, own) => sum + (own.f1 ?? 0), 0) / counted.length,
    kappa: kappa(labels.flatMap(({ a, b }) => flawNames.map((flaw) => [a.includes(flaw), b.includes(flaw)] as const))),
    clean: {
      items: clean.length,
      flagged: clean
        .filter(({ own }) => own.rules.size > 0)
        .map(({ label, own }) => `${label.item}: ${[...own.rules].join(', ')}`),
    },
    wrong,
  };
}

/** Every rule that counts here, for checks that none is forgotten. */
export const countedRules: readonly string[] = [...new Set([...Object.values(flaws).flat(), ...structuralRules])];
