/** Calibrated on some courses, tested on another: the joined scorer beside keywords alone and vectors alone. Pure. */
import { presenceFeatures } from '../../agents/alignment/scoring/presence.ts';
import { servingFeatureNames } from '../../agents/alignment/scoring/serving.ts';
import { type Fitted, fit as fitModel, predict } from './logistic.ts';
import {
  type Answered,
  answeredAt,
  areaUnderCurve,
  bestThreshold,
  bootstrap,
  doubtFor,
  type Judged,
  scoresAt,
  wilson,
} from './measures.ts';
import type { Case, PlantKind } from './plants.ts';

/** The joined scorer looks at what its question names, the others at one thing. */
export const methods = { joined: null, bm25: 'best:bm25', vectors: 'best:meaning' } as const;
export type Method = keyof typeof methods;

export interface Question {
  controls: PlantKind;
  plants: PlantKind[];
  joined: Part[];
}

/** A model of its own, learnt on controls and these plants; where a question has several, the lowest answer counts. */
interface Part {
  plants: PlantKind[];
  features: readonly string[];
}

const belongs: Part = { plants: ['moved'], features: presenceFeatures.belongs };
const left: Part = { plants: ['cut'], features: presenceFeatures.left };

/** A question put to a lesson, its controls and its plants. */
export const questions: Record<string, Question> = {
  moved: { controls: 'kept', plants: ['moved'], joined: [belongs] },
  cut: { controls: 'kept', plants: ['cut'], joined: [left] },
  trimmed: { controls: 'trimmed', plants: ['cut'], joined: [left] },
  taught: { controls: 'kept', plants: ['moved', 'cut'], joined: [belongs, left] },
  practised: {
    controls: 'practice-kept',
    plants: ['practice-cut'],
    joined: [{ plants: ['practice-cut'], features: servingFeatureNames }],
  },
  item: {
    controls: 'item-kept',
    plants: ['item-swapped'],
    joined: [{ plants: ['item-swapped'], features: servingFeatureNames }],
  },
};

export interface Figure {
  precision: number;
  recall: number;
  recallInterval: [number, number];
  f1: number;
  f1Interval: [number, number];
}

export interface MethodResult {
  area: number;
  /** Controls beside all plants of the question. */
  all: Figure;
  /** Controls beside plants of one kind. */
  byKind: Partial<Record<PlantKind, Figure>>;
  abstaining: Answered & { interval: [number, number]; share: number };
}

export interface Trial {
  question: string;
  trainedOn: string[];
  testedOn: string;
  controls: number;
  plants: number;
  results: Record<Method, MethodResult>;
}

export const ridge = 30;
/** Asked of the training courses, so that a new course stays above 95%. */
export const wantedAccuracy = 0.97;
const folds = 5;

/** @returns null where the test or training courses hold no such cases. */
export function trial(
  cases: Case[],
  question: string,
  trainedOn: string[],
  testedOn: string,
  random: () => number,
): Trial | null {
  const { controls, plants, joined } = questions[question]!;
  const kinds = [controls, ...plants];
  const train = cases.filter((one) => trainedOn.includes(one.course) && kinds.includes(one.kind));
  const test = cases.filter((one) => one.course === testedOn && kinds.includes(one.kind));
  if (train.length === 0 || test.length === 0) return null;
  const results = {} as Record<Method, MethodResult>;
  for (const method of Object.keys(methods) as Method[]) {
    const feature = methods[method];
    const parts = feature ? [{ plants, features: [feature] }] : joined;
    // Thresholds come from predictions for cases the model did not see, or they would be too sure.
    const held = crossPredicted(train, parts);
    const judged = judge(train, parts, test);
    results[method] = measure(judged, bestThreshold(held), doubtFor(held, wantedAccuracy), controls, plants, random);
  }
  return {
    question,
    trainedOn,
    testedOn,
    controls: test.filter(({ truth }) => truth === 1).length,
    plants: test.filter(({ truth }) => truth === 0).length,
    results,
  };
}

/** Each case judged by what was learnt on the lessons of other folds. */
export function crossPredicted(train: Case[], parts: Part[]): Judged[] {
  const lessons = [...new Set(train.map(({ group }) => group.split('#')[0]!))];
  const fold = new Map(lessons.map((lesson, at) => [lesson, at % folds]));
  const foldOf = ({ group }: Case) => fold.get(group.split('#')[0]!)!;
  return Array.from({ length: folds }, (_, at) => at).flatMap((at) => {
    const seen = train.filter((one) => foldOf(one) !== at);
    const unseen = train.filter((one) => foldOf(one) === at);
    return unseen.length === 0 || seen.length === 0 ? [] : judge(seen, parts, unseen);
  });
}

/** @param train controls and plants of all parts */
function judge(train: Case[], parts: Part[], cases: Case[]): Judged[] {
  const fitted = parts.map((part) => fitPart(train, part));
  return cases.map(({ features, truth, kind, group }) => ({
    p: Math.min(...fitted.map((one) => predict(one, features))),
    truth,
    kind,
    group,
  }));
}

export function fitPart(train: Case[], { plants, features }: Part): Fitted {
  const own = train.filter(({ truth, kind }) => truth === 1 || plants.includes(kind));
  return fitModel(own, [...features], ridge);
}

function measure(
  judged: Judged[],
  threshold: number,
  doubt: { low: number; high: number },
  controls: PlantKind,
  plants: PlantKind[],
  random: () => number,
): MethodResult {
  const figure = (cases: Judged[]): Figure => {
    const scores = scoresAt(cases, threshold);
    const misaligned = cases.filter(({ truth }) => truth === 0);
    return {
      ...scores,
      recallInterval: wilson(misaligned.filter(({ p }) => p < threshold).length, misaligned.length),
      f1Interval: bootstrap(cases, (drawn) => scoresAt(drawn, threshold).f1, random),
    };
  };
  const answered = answeredAt(judged, doubt);
  return {
    area: areaUnderCurve(judged),
    all: figure(judged),
    byKind: Object.fromEntries(
      plants.map((kind) => [kind, figure(judged.filter((one) => one.kind === controls || one.kind === kind))]),
    ),
    abstaining: {
      ...answered,
      interval: wilson(answered.right, answered.answered),
      share: answered.of === 0 ? 0 : answered.answered / answered.of,
    },
  };
}
