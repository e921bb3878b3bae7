/**
 * How surely a lesson teaches an outcome, seen beside the other outcomes of the lesson and the other lessons of the course: it belongs
 * there, and something there is left for it. Pure.
 */
import type { Belonging } from './belonging.ts';

export interface Presence extends Belonging {
  /** `leftOf`: what the lesson has left for the outcome, in spreads of the course. */
  left: number;
}

/**
 * Two questions, each with its model: does the outcome belong into the lesson rather than into another, and is anything in it left
 * for the outcome. Fitted over all labelled courses: `model.weights` of `perennial eval align --json`.
 */
export const presenceFeatures = {
  belongs: ['margin', 'density', 'company', 'volume'],
  left: ['left'],
} as const satisfies Record<string, (keyof Presence)[]>;
export type PresenceQuestion = keyof typeof presenceFeatures;

export const presenceModels: Record<PresenceQuestion, Partial<Presence> & { bias: number }> = {
  belongs: { bias: 0.69, margin: 0.942, density: 0.665, company: 4.524, volume: 0.332 },
  left: { bias: 0.921, left: 0.635 },
};

/**
 * Up to `none` and from `taught` on a course is told; in between nothing is. Set for one untaught outcome in ten, on the scores that
 * `perennial eval align --json` gives under `model`: no sound outcome of the labelled courses lies below `none`, and of what lies above
 * `taught` 98% is served. At even odds, as among plants, `taught` would have to be 0.7.
 */
export const presenceBounds = { none: 0.065, taught: 0.5 };

/** Probability, where as many do not, that the answer to one of the questions is yes: 0..1. */
export function presenceAnswer(presence: Presence, question: PresenceQuestion): number {
  const model = presenceModels[question];
  const sum = presenceFeatures[question].reduce((all, name) => all + (model[name] ?? 0) * presence[name], model.bias);
  return 1 / (1 + Math.exp(-sum));
}

/** How surely the lesson teaches the outcome, 0..1: it belongs here, and something is left for it. */
export function presenceScore(presence: Presence): number {
  return Math.min(presenceAnswer(presence, 'belongs'), presenceAnswer(presence, 'left'));
}
