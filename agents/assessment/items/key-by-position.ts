/** Over the course, or through a whole quiz, the right option stands in one place far more often than chance. */
import type { Item } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { chanceOfAtLeast } from './chance.ts';
import { distinctItems } from './item-pattern.ts';
import { isRealChoice, keyOf } from './items.ts';

const meta: RuleMeta = {
  id: 'key-by-position',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'The right answer usually stands in the same place',
  source:
    'Vary the place of the right answer (Haladyna, Downing & Rodriguez 2002, guideline 20); chance by Poisson binomial, corrected for the number of places.',
  needs: ['siblings'],
};

const fewest = 8;
const rare = 0.001;
/** A quiz is judged by itself only where every key stands in the same place. */
const fewestInQuiz = 4;
const rareInQuiz = 0.02;

interface Place {
  item: Item;
  at: number;
}

interface Count {
  at: number;
  hits: number;
  of: number;
  chance: number;
}

/** Numbers in rising or falling order stand where their order puts them. */
function isOrdered(item: Item): boolean {
  const values = item.options.map((option) =>
    Number(/^\D{0,2}(-?\d+(?:[.,]\d+)?)/u.exec(option.text.trim())?.[1]?.replace(',', '.')),
  );
  if (values.some(Number.isNaN)) return false;
  const rising = values.every((value, index) => index === 0 || value > (values[index - 1] ?? value));
  return rising || values.every((value, index) => index === 0 || value < (values[index - 1] ?? value));
}

function counts(places: Place[]): Count[] {
  const widest = Math.max(0, ...places.map(({ item }) => item.options.length));
  return Array.from({ length: widest }, (_, at) => {
    const open = places.filter(({ item }) => item.options.length > at);
    const hits = open.filter((own) => own.at === at).length;
    const chance = chanceOfAtLeast(
      hits,
      open.map(({ item }) => 1 / item.options.length),
    );
    return { at, hits, of: open.length, chance: Math.min(1, widest * chance) };
  });
}

function findingOf(places: Place[], worst: Count, where: string, target: string): RawFinding[] {
  const first = places.find(({ at }) => at === worst.at);
  if (!first) return [];
  return [
    {
      rule: meta.id,
      severity: meta.severity,
      certainty: 'needs-review',
      range: { ...first.item.span },
      target,
      message: `The right answer is option ${worst.at + 1} in ${worst.hits} of ${worst.of} items${where}: learners can do without reading.`,
      question: 'Are the options shuffled when learners see them?',
      answerKind: 'yes-no',
      evidence: [
        {
          kind: 'statistic',
          text: counts(places)
            .map((own) => `option ${own.at + 1}: ${own.hits} of ${own.of}`)
            .join('; '),
        },
      ],
    },
  ];
}

export const keyByPosition: Rule<CourseContext> = {
  meta,
  check({ lessons }) {
    const places = distinctItems(lessons).flatMap(({ item }): Place[] => {
      const key = keyOf(item);
      return key && isRealChoice(item) && !item.shuffled && !isOrdered(item) ? [{ item, at: item.options.indexOf(key) }] : [];
    });
    const [worst] = counts(places)
      .filter((own) => own.of >= fewest && own.hits * 2 >= own.of)
      .sort((a, b) => a.chance - b.chance);
    if (worst && worst.chance <= rare) return { outcome: 'checked', findings: findingOf(places, worst, '', meta.id) };
    const quizzes = new Map<string, Place[]>();
    for (const place of places) {
      const name = `${place.item.span.path}\0${place.item.quiz}`;
      quizzes.set(name, [...(quizzes.get(name) ?? []), place]);
    }
    const findings = [...quizzes.values()].flatMap((own) => {
      const same = counts(own).find((count) => count.hits === own.length && count.of === own.length);
      const quiz = own[0]?.item.quiz ?? null;
      if (!same || own.length < fewestInQuiz || same.chance > rareInQuiz || quiz === null) return [];
      return findingOf(own, same, ` of “${quiz}”`, quiz);
    });
    if (places.length < fewestInQuiz)
      return { outcome: 'notApplicable', reason: `fewer than ${fewestInQuiz} items with three options or more` };
    return { outcome: 'checked', findings };
  },
};
