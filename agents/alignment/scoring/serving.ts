/**
 * How surely a lesson serves an outcome, seen beside all other lessons of the course: a text that is near an outcome says little
 * where every lesson of the course is near it. Pure.
 */
import { type Channel, channels, type Evidence } from './evidence.ts';

/** An outcome beside one unit, with what the other outcomes of the judged lesson make of the same unit. */
export interface Witness {
  unit: string;
  lesson: string;
  evidence: Evidence;
  /** Best evidence of a sibling outcome for this unit; null where the lesson has no other outcome. */
  rival: Evidence | null;
}

/**
 * - `best`: the lesson's best unit
 * - `contrast`: best unit less the mean of the other lessons' best units
 * - `margin`: best unit less the best unit of any other lesson
 * - `claim`: where this outcome stands out most against its siblings
 */
export const looks = ['best', 'contrast', 'margin', 'claim'] as const;
export type Look = (typeof looks)[number];
export type ServingFeature = `${Look}:${Channel}`;
export type ServingFeatures = Record<ServingFeature, number>;

export const servingFeatureNames: ServingFeature[] = looks.flatMap((look) =>
  channels.map((channel): ServingFeature => `${look}:${channel}`),
);

/**
 * @param own what the judged lesson holds
 * @param elsewhere what all other lessons of the course hold; empty makes `contrast` and `margin` 0
 */
export function servingFeatures(own: Witness[], elsewhere: Witness[]): ServingFeatures {
  const features = {} as ServingFeatures;
  for (const channel of channels) {
    const best = bestOf(own, channel);
    const byLesson = new Map<string, number>();
    for (const { lesson, evidence } of elsewhere) byLesson.set(lesson, Math.max(byLesson.get(lesson) ?? 0, evidence[channel]));
    const others = [...byLesson.values()];
    const mean = others.reduce((sum, one) => sum + one, 0) / (others.length || 1);
    features[`best:${channel}`] = best;
    features[`contrast:${channel}`] = others.length > 0 ? best - mean : 0;
    features[`margin:${channel}`] = others.length > 0 ? best - Math.max(...others) : 0;
    features[`claim:${channel}`] = claimOf(own, channel);
  }
  return features;
}

function bestOf(witnesses: Witness[], channel: Channel): number {
  return witnesses.reduce((best, { evidence }) => Math.max(best, evidence[channel]), 0);
}

function claimOf(own: Witness[], channel: Channel): number {
  let claim = Number.NEGATIVE_INFINITY;
  for (const { evidence, rival } of own) if (rival) claim = Math.max(claim, evidence[channel] - rival[channel]);
  return Number.isFinite(claim) ? claim : 0;
}
