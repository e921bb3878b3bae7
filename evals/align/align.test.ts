import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../agents/alignment/scoring/evidence.ts';
import { servingFeatures, type Witness } from '../../agents/alignment/scoring/serving.ts';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import { readLabels } from './labels.ts';
import { fit as fitModel, predict } from './logistic.ts';
import { answeredAt, areaUnderCurve, bestThreshold, bootstrap, doubtFor, type Judged, scoresAt, wilson } from './measures.ts';

const judged = (p: number, truth: 0 | 1, group = String(p)): Judged => ({ p, truth, kind: 'x', group });
const even = (value: number): Evidence => ({
  words: value,
  bm25: value,
  meaning: value,
  passage: value,
  beginning: value,
  subject: value,
  mention: value,
  said: value,
});
const witness = (lesson: string, value: number, rival: number | null = null): Witness => ({
  unit: `${lesson}#${value}`,
  lesson,
  evidence: even(value),
  rival: rival === null ? null : even(rival),
});

describe('figures of the align suite', () => {
  it('counts a misaligned case below the threshold as found, and a control below it as a false alarm', () => {
    const cases = [judged(0.1, 0), judged(0.4, 0), judged(0.3, 1), judged(0.9, 1)];
    expect(scoresAt(cases, 0.35)).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 });
    expect(areaUnderCurve(cases)).toBe(0.75);
  });

  it('does not let calling everything misaligned win where plants outnumber controls', () => {
    const cases = [
      ...Array.from({ length: 40 }, (_, at) => judged(0.1 + at / 1000, 0)),
      ...Array.from({ length: 10 }, (_, at) => judged(0.7 + at / 100, 1)),
    ];
    const threshold = bestThreshold(cases);
    expect(scoresAt(cases, threshold)).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(threshold).toBeLessThanOrEqual(0.7);
  });

  it('answers only where enough of the answers are right', () => {
    const cases = [judged(0.1, 0), judged(0.2, 0), judged(0.4, 1), judged(0.5, 0), judged(0.8, 1), judged(0.9, 1)];
    const doubt = doubtFor(cases, 1);
    expect(doubt).toEqual({ low: 0.2, high: 0.8 });
    expect(answeredAt(cases, doubt)).toEqual({ accuracy: 1, right: 4, answered: 4, of: 6 });
  });

  it('keeps intervals around the figure they belong to', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 200 }), (whole, some) => {
        const part = Math.min(whole, some);
        const [low, high] = wilson(part, whole);
        expect(low).toBeLessThanOrEqual(part / whole + 1e-12);
        expect(high).toBeGreaterThanOrEqual(part / whole - 1e-12);
      }),
    );
    const cases = Array.from({ length: 30 }, (_, at) => judged(at / 30, at > 12 ? 1 : 0, `g${at}`));
    const [low, high] = bootstrap(cases, (drawn) => scoresAt(drawn, 0.5).f1, seeded(1), 100);
    expect(low).toBeLessThanOrEqual(high);
  });
});

describe('the fitted model', () => {
  it('finds the feature that parts two classes and leaves noise near nothing', () => {
    const random = seeded(3);
    const samples = Array.from({ length: 200 }, (_, at) => ({
      features: { telling: at % 2 ? 1 + random() : random(), noise: random() },
      truth: (at % 2) as 0 | 1,
    }));
    const model = fitModel(samples, ['telling', 'noise']);
    expect(predict(model, { telling: 1.9, noise: 0.5 })).toBeGreaterThan(0.9);
    expect(predict(model, { telling: 0.1, noise: 0.5 })).toBeLessThan(0.1);
    expect(Math.abs(model.weights[2]!)).toBeLessThan(Math.abs(model.weights[1]!) / 4);
  });
});

describe('an outcome beside the lessons of its course', () => {
  it('stands out where its lesson says more of it than any other lesson', () => {
    const features = servingFeatures([witness('a', 0.9, 0.2)], [witness('b', 0.3), witness('b', 0.1), witness('c', 0.5)]);
    expect(features['best:words']).toBeCloseTo(0.9);
    expect(features['margin:words']).toBeCloseTo(0.4);
    expect(features['contrast:words']).toBeCloseTo(0.5);
    expect(features['claim:words']).toBeCloseTo(0.7);
  });

  it('does not stand out where every lesson speaks of it as much', () => {
    const features = servingFeatures([witness('a', 0.9, 0.9)], [witness('b', 0.9), witness('c', 0.9)]);
    expect(features['contrast:meaning']).toBeCloseTo(0);
    expect(features['claim:meaning']).toBeCloseTo(0);
  });

  it('says nothing of contrast in a course of one lesson', () => {
    expect(servingFeatures([witness('a', 0.9)], [])).toMatchObject({ 'contrast:bm25': 0, 'margin:bm25': 0, 'claim:bm25': 0 });
  });
});

describe('the labels', () => {
  it('hold only lesson ids, hashes, slugs and item ids', () => {
    for (const rows of Object.values(readLabels()))
      for (const [hash, { taught, practised }] of Object.entries(rows)) {
        expect(hash).toMatch(/^[0-9a-f]{12}$/);
        for (const name of [...taught, ...practised]) expect(name).toMatch(/^[\p{L}\p{N}._-]+$/u);
      }
  });
});
