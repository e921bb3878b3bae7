/** Single pairs of outcome and text: our own labelled ones, and labelled sections of the courses beside others. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Pair, readPairs } from '../../agents/alignment/judge.ts';
import { forcedVerdict, joinedScore, pairVerdict } from '../../agents/alignment/scoring/pair-score.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';
import type { BenchCourse, BenchUnit } from './courses.ts';
import { hashOf, type Labels, labelled } from './labels.ts';
import { fit as fitModel, plainWeights, predict, type Sample } from './logistic.ts';
import { areaUnderCurve, type Judged } from './measures.ts';

const Line = z.object({
  id: z.string(),
  subject: z.string(),
  outcome: z.string(),
  text: z.string(),
  verdict: z.enum(['full', 'partial', 'none']),
});

interface Known {
  subject: string;
  verdict: 'full' | 'partial' | 'none' | 'serves';
  features: Record<string, number>;
}

export interface PairFigures {
  pairs: number;
  /** Area under the curve: `none` against the rest, and `partial` against `full`. */
  none: number;
  full: number;
  answered: number;
  right: number;
  /** Where each pair must be answered, by the bounds' middles: share right, and the mean F1 of the three verdicts. */
  forced: { right: number; macroF1: number };
  /** Labelled verdict → verdict given → how many. */
  confusion: Record<string, Record<string, number>>;
  courses: { course: string; pairs: number; area: number }[];
  /** Fitted over all: what `agents/alignment/scoring/pair-score.ts` holds. */
  weights: { speaks: Record<string, number>; fulfils: Record<string, number> };
}

const speaks = ['words', 'out'];
const fulfils = ['fulfil'];
const ridge = { speaks: 3, fulfils: 6 };
const lengths = { least: 60, most: 1600 };

/** @throws where the embedding cannot be had. */
export async function pairFigures(
  courses: BenchCourse[],
  labels: Labels,
  vectors: Vectors,
  random: () => number,
): Promise<PairFigures> {
  const lines = readFileSync(fileURLToPath(new URL('./pairs.jsonl', import.meta.url)), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Line.parse(JSON.parse(line)));
  const own = await known(lines, lines, vectors);
  const sections: { course: string; known: Known[] }[] = [];
  for (const course of courses) {
    const drawn = sectionPairs(course, labels, random);
    if (drawn.length > 0) sections.push({ course: course.id, known: await known(drawn, drawn, vectors) });
  }
  const about = (one: Known): Sample => ({ features: one.features, truth: one.verdict === 'none' ? 0 : 1 });
  const wholly = (one: Known): Sample => ({ features: one.features, truth: one.verdict === 'full' ? 1 : 0 });
  const others = sections.flatMap((one) => one.known);
  const fitOn = (some: Known[]) => ({
    speaks: fitModel([...some, ...others].map(about), speaks, ridge.speaks),
    fulfils: fitModel(some.filter(({ verdict }) => verdict !== 'none').map(wholly), fulfils, ridge.fulfils),
  });
  const judged = own.map((one) => {
    const models = fitOn(own.filter(({ subject }) => subject !== one.subject));
    const score = joinedScore(predict(models.speaks, one.features), predict(models.fulfils, one.features));
    return { one, score, verdict: pairVerdict(score) };
  });
  const said = judged.filter(({ verdict }) => verdict !== 'unsure');
  const confusion: PairFigures['confusion'] = {};
  for (const { one, verdict } of judged) {
    const row = confusion[one.verdict] ?? {};
    row[verdict] = (row[verdict] ?? 0) + 1;
    confusion[one.verdict] = row;
  }
  const area = (some: typeof judged, above: string[]) =>
    areaUnderCurve(
      some.map(
        ({ one, score }): Judged => ({
          p: score,
          truth: above.includes(one.verdict) ? 1 : 0,
          kind: one.verdict,
          group: one.subject,
        }),
      ),
    );
  const final = fitOn(own);
  return {
    pairs: own.length,
    none: area(judged, ['full', 'partial']),
    full: area(
      judged.filter(({ one }) => one.verdict !== 'none'),
      ['full'],
    ),
    answered: said.length,
    right: said.filter(({ one, verdict }) => one.verdict === verdict).length,
    forced: forcedFigures(judged.map(({ one, score }) => ({ is: one.verdict, said: forcedVerdict(score) }))),
    confusion,
    courses: sections.map(({ course, known: pairs }) => {
      const model = fitModel(
        [...own, ...sections.flatMap((one) => (one.course === course ? [] : one.known))].map(about),
        speaks,
        ridge.speaks,
      );
      const cases = pairs.map(
        (one): Judged => ({ p: predict(model, one.features), truth: about(one).truth, kind: one.verdict, group: one.subject }),
      );
      return { course, pairs: pairs.length, area: areaUnderCurve(cases) };
    }),
    weights: { speaks: plainWeights(final.speaks), fulfils: plainWeights(final.fulfils) },
  };
}

async function known(
  pairs: Pair[],
  labelledAs: { subject: string; verdict: Known['verdict'] }[],
  vectors: Vectors,
): Promise<Known[]> {
  return (await readPairs(pairs, vectors)).flatMap(({ features }, at) =>
    features ? [{ subject: labelledAs[at]!.subject, verdict: labelledAs[at]!.verdict, features: { ...features } }] : [],
  );
}

function forcedFigures(answers: { is: string; said: string }[]): PairFigures['forced'] {
  const f1 = ['none', 'partial', 'full'].map((verdict) => {
    const both = answers.filter(({ is, said }) => is === verdict && said === verdict).length;
    const either = answers.filter(({ is }) => is === verdict).length + answers.filter(({ said }) => said === verdict).length;
    return either === 0 ? 0 : (2 * both) / either;
  });
  const right = answers.filter(({ is, said }) => is === said).length;
  return { right: right / (answers.length || 1), macroF1: f1.reduce((sum, one) => sum + one, 0) / f1.length };
}

/** For each outcome a section that serves it, one of the same lesson that does not, and one of another lesson. Topics are left out. */
function sectionPairs(course: BenchCourse, labels: Labels, random: () => number) {
  const fits = ({ unit }: BenchUnit) => unit.text.length >= lengths.least && unit.text.length <= lengths.most;
  return course.outcomes.flatMap((outcome) => {
    const label = labels[outcome.lesson]?.[hashOf(outcome.text)];
    if (!label || outcome.outcome.kind === 'topic') return [];
    const lesson = course.lessons.find((one) => one.id === outcome.lesson)!;
    const serving = labelled(lesson, course.units, [...label.taught, ...label.practised]);
    const draw = (verdict: 'serves' | 'none', from: BenchUnit[]) => {
      const unit = from[Math.floor(random() * from.length)]?.unit;
      const text = unit?.pieces.map((piece) => piece.text).join('\n\n');
      return unit && text
        ? [{ id: `${outcome.id}>${unit.id}`, subject: outcome.lesson, outcome: outcome.text, text, verdict }]
        : [];
    };
    const usable = course.units.filter(fits);
    return [
      ...draw(
        'serves',
        usable.filter((unit) => serving.has(unit.id)),
      ),
      ...draw(
        'none',
        usable.filter((unit) => unit.lesson === outcome.lesson && !serving.has(unit.id)),
      ),
      ...draw(
        'none',
        usable.filter((unit) => unit.lesson !== outcome.lesson),
      ),
    ];
  });
}
