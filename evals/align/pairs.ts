/** Single pairs of outcome and text: our own labelled ones, and labelled sections of the courses beside others. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Pair, readPairs } from '../../agents/alignment/judge.ts';
import {
  forcedVerdict,
  type Likely,
  likely,
  type PairWeights,
  pairScore,
  pairVerdict,
  type SinglePair,
} from '../../agents/alignment/scoring/pair-score.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';
import type { BenchCourse, BenchUnit } from './courses.ts';
import { hashOf, type Labels, labelled } from './labels.ts';
import { type Fitted, fit as fitModel, plainWeights, predict, type Sample } from './logistic.ts';
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
  outcome: string;
  verdict: 'full' | 'partial' | 'none' | 'serves';
  features: SinglePair;
  /** Share of the outcome's telling words in the text. */
  shared: number;
}

interface Judgement {
  one: Known;
  found: Likely;
}

export interface JudgedFigures {
  pairs: number;
  /** Area under the curve: `none` against the rest, and `partial` against `full`. */
  none: number;
  full: number;
  /** `none` against the rest, by shared words alone and by vectors alone. */
  alone: { words: number; vectors: number };
  answered: number;
  right: number;
  /** Where each pair must be answered, by the bounds' middles: share right, and the mean F1 of the three verdicts. */
  forced: { right: number; macroF1: number };
  /** Labelled verdict → verdict given → how many. */
  confusion: Record<string, Record<string, number>>;
}

export interface PairFigures {
  /** Each subject judged by what was learnt on the others. */
  crossed: JudgedFigures;
  /** Pairs that nothing was learnt on, judged by the weights that the program holds. */
  heldOut: JudgedFigures;
  /** As `crossed`, each text between two others, as a mention stands in a long section. */
  amid: JudgedFigures;
  /** Those of `crossed` whose outcome has its `partial` text as long as its `full` one, so that length does not part them. */
  longMentions: JudgedFigures;
  courses: { course: string; pairs: number; area: number }[];
  /** Fitted over all but what is held out: what `agents/alignment/scoring/pair-score.ts` holds. */
  weights: PairWeights;
}

const speaks = ['met', 'out'];
const fulfils = ['fulfil', 'length', 'tasks', 'directed', 'telling'];
const ridge = { speaks: 3, fulfils: 6 };
const lengths = { least: 60, most: 1600 };

/** @throws where the embedding cannot be had. */
export async function pairFigures(
  courses: BenchCourse[],
  labels: Labels,
  vectors: Vectors,
  random: () => number,
): Promise<PairFigures> {
  const lines = labelledPairs('pairs');
  const own = await known(lines, lines, vectors);
  const kept = labelledPairs('pairs-held-out');
  const heldOut = await known(kept, kept, vectors);
  const sections: { course: string; known: Known[] }[] = [];
  for (const course of courses) {
    const drawn = sectionPairs(course, labels, random);
    if (drawn.length > 0) sections.push({ course: course.id, known: await known(drawn, drawn, vectors) });
  }
  const about = (one: Known): Sample => ({ features: numbersOf(one), truth: one.verdict === 'none' ? 0 : 1 });
  const wholly = (one: Known): Sample => ({ features: numbersOf(one), truth: one.verdict === 'full' ? 1 : 0 });
  const others = sections.flatMap((one) => one.known);
  const fitOn = (some: Known[]) => ({
    speaks: fitModel([...some, ...others].map(about), speaks, ridge.speaks),
    fulfils: fitModel(some.filter(({ verdict }) => verdict !== 'none').map(wholly), fulfils, ridge.fulfils),
  });
  const crossed = (cases: Known[]) =>
    figuresOf(
      cases.map((one) => {
        const others = own.filter(({ subject }) => subject !== one.subject);
        return { one, found: likely(one.features, weightsOf(fitOn(others))) };
      }),
    );
  const amid = lines.map((line, at) => ({ ...line, text: between(lines, at) }));
  const withLongMentions = outcomesWithLongMentions(lines);
  return {
    crossed: crossed(own),
    amid: crossed(await known(amid, amid, vectors)),
    longMentions: crossed(own.filter(({ outcome }) => withLongMentions.has(outcome))),
    heldOut: figuresOf(heldOut.map((one) => ({ one, found: likely(one.features) }))),
    courses: sections.map(({ course, known: pairs }) => {
      const model = fitModel(
        [...own, ...sections.flatMap((one) => (one.course === course ? [] : one.known))].map(about),
        speaks,
        ridge.speaks,
      );
      const cases = pairs.map(
        (one): Judged => ({ p: predict(model, numbersOf(one)), truth: about(one).truth, kind: one.verdict, group: one.subject }),
      );
      return { course, pairs: pairs.length, area: areaUnderCurve(cases) };
    }),
    weights: weightsOf(fitOn(own)),
  };
}

/** The text of a line between those of the next two lines with other outcomes. */
function between(lines: { outcome: string; text: string }[], at: number): string {
  const { outcome, text } = lines[at]!;
  const [before, after] = [...lines.slice(at + 1), ...lines].filter((other) => other.outcome !== outcome);
  return [before!.text, text, after!.text].join('\n\n');
}

function outcomesWithLongMentions(lines: z.infer<typeof Line>[]): Set<string> {
  const sizes = (outcome: string, verdict: 'full' | 'partial') =>
    lines.filter((one) => one.outcome === outcome && one.verdict === verdict).map((one) => one.text.length);
  const found = new Set<string>();
  for (const { outcome } of lines) {
    const [partial, full] = [sizes(outcome, 'partial'), sizes(outcome, 'full')];
    if (partial.length > 0 && full.length > 0 && Math.min(...partial) >= Math.max(...full)) found.add(outcome);
  }
  return found;
}

function numbersOf({ features }: Known): Record<string, number> {
  const { when: _, ...numbers } = features;
  return numbers;
}

function weightsOf(models: { speaks: Fitted; fulfils: Fitted }): PairWeights {
  const weights = { speaks: plainWeights(models.speaks), fulfils: plainWeights(models.fulfils) };
  return weights as unknown as PairWeights;
}

function labelledPairs(name: 'pairs' | 'pairs-held-out') {
  return readFileSync(fileURLToPath(new URL(`./${name}.jsonl`, import.meta.url)), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Line.parse(JSON.parse(line)));
}

function figuresOf(judged: Judgement[]): JudgedFigures {
  const said = judged.map(({ one, found }) => ({ is: one.verdict, said: pairVerdict(found) }));
  const answered = said.filter((pair) => pair.said !== 'unsure');
  const confusion: JudgedFigures['confusion'] = {};
  for (const pair of said) {
    const row = confusion[pair.is] ?? {};
    row[pair.said] = (row[pair.said] ?? 0) + 1;
    confusion[pair.is] = row;
  }
  const area = (some: Judgement[], above: string[], score: (one: Judgement) => number) =>
    areaUnderCurve(
      some.map(
        (each): Judged => ({
          p: score(each),
          truth: above.includes(each.one.verdict) ? 1 : 0,
          kind: each.one.verdict,
          group: each.one.subject,
        }),
      ),
    );
  const related = ['full', 'partial'];
  return {
    pairs: judged.length,
    none: area(judged, related, ({ found }) => pairScore(found)),
    full: area(
      judged.filter(({ one }) => one.verdict !== 'none'),
      ['full'],
      ({ found }) => pairScore(found),
    ),
    alone: {
      words: area(judged, related, ({ one }) => one.shared),
      vectors: area(judged, related, ({ one }) => one.features.out),
    },
    answered: answered.length,
    right: answered.filter((pair) => pair.is === pair.said).length,
    forced: forcedFigures(judged.map(({ one, found }) => ({ is: one.verdict, said: forcedVerdict(found) }))),
    confusion,
  };
}

async function known(
  pairs: Pair[],
  labelledAs: { subject: string; verdict: Known['verdict'] }[],
  vectors: Vectors,
): Promise<Known[]> {
  return (await readPairs(pairs, vectors)).flatMap(({ features, shared }, at) =>
    features
      ? [{ subject: labelledAs[at]!.subject, outcome: pairs[at]!.outcome, verdict: labelledAs[at]!.verdict, features, shared }]
      : [],
  );
}

function forcedFigures(answers: { is: string; said: string }[]): JudgedFigures['forced'] {
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
