/** Which earlier gap explains that an outcome is not reached, over the course's prerequisites, and what to refresh first. Pure. */
import type { Together } from '../../../tools/learners/responses.ts';
import type { Interval } from './intervals.ts';
import type { OutcomeMastery } from './mastery.ts';

export interface Prerequisite {
  outcome: string;
  needs: string;
}

export interface Gap {
  outcome: string;
  /** The earlier outcome whose lack explains it. */
  explainedBy: string;
  /** Learners who answered items of both. */
  n: number;
  /** Share who lack the outcome among those who lack the earlier one, and among those who know it. */
  lackingWithout: number;
  lackingWith: number;
  /** Their ratio (relative risk) with its 95% interval. */
  ratio: number;
  ratioInterval: Interval;
  /** Share of those who lack the outcome who would know it if the earlier one were known to all (population attributable fraction). */
  explained: number;
}

export interface RefreshFirst {
  outcome: string;
  /** Learners who do not know it at the end. */
  lacking: number;
  /** Learners who lack a later outcome for want of it, added up over the outcomes that depend on it. */
  downstream: number;
  /** `lacking` + `downstream`: learners who would gain. */
  gain: number;
  /** Later outcomes it explains. */
  explains: string[];
}

/** Fewer learners with answers on both outcomes explain nothing. */
const fewest = 100;

/** All outcomes that must come before, near and far; a circle among them ends where it began. */
export function allPrerequisites(direct: readonly Prerequisite[]): Prerequisite[] {
  const needs = new Map<string, Set<string>>();
  for (const one of direct) needs.set(one.outcome, (needs.get(one.outcome) ?? new Set()).add(one.needs));
  return [...needs.keys()].flatMap((outcome) => {
    const seen = new Set<string>();
    const next = [...(needs.get(outcome) ?? [])];
    for (let one = next.pop(); one !== undefined; one = next.pop()) {
      if (one === outcome || seen.has(one)) continue;
      seen.add(one);
      next.push(...(needs.get(one) ?? []));
    }
    return [...seen].map((one) => ({ outcome, needs: one }));
  });
}

/**
 * An earlier outcome explains a later one where those who lack the earlier lack the later more often, surely (Katz et al. 1978, Biometrics 34: interval of
 * the ratio above 1). Attributable share after Levin (1953) and Miettinen (1974).
 */
export function gapOf({ outcome, needs, both, onlyNeeds, onlyOutcome, neither }: Together): Gap | null {
  const withNeeds = both + onlyNeeds;
  const without = onlyOutcome + neither;
  const n = withNeeds + without;
  if (n < fewest || withNeeds < 10 || without < 10 || neither < 1) return null;
  const lackingWithout = neither / without;
  const lackingWith = Math.max(onlyNeeds, 0.5) / withNeeds;
  const ratio = lackingWithout / lackingWith;
  const error = Math.sqrt((1 - lackingWithout) / neither + (1 - lackingWith) / Math.max(onlyNeeds, 0.5));
  const ratioInterval: Interval = [ratio * Math.exp(-1.959963984540054 * error), ratio * Math.exp(1.959963984540054 * error)];
  if (ratioInterval[0] <= 1) return null;
  const lacking = (onlyNeeds + neither) / n;
  return {
    outcome,
    explainedBy: needs,
    n: Math.round(n),
    lackingWithout,
    lackingWith,
    ratio,
    ratioInterval,
    explained: Math.max(0, (lacking - lackingWith) / lacking),
  };
}

/**
 * For each outcome that is not reached, the earlier one not reached that explains most of it.
 * @param together what learners know of each outcome and each of its prerequisites
 */
export function explainGaps(outcomes: readonly OutcomeMastery[], together: readonly Together[]): Gap[] {
  const missed = new Set(outcomes.filter(({ verdict }) => verdict === 'not reached').map(({ outcome }) => outcome));
  return [...missed].flatMap((outcome) => {
    const gaps = together
      .filter((one) => one.outcome === outcome && missed.has(one.needs))
      .flatMap((one) => gapOf(one) ?? [])
      .sort((a, b) => b.explained - a.explained || (a.explainedBy < b.explainedBy ? -1 : 1));
    return gaps[0] ?? [];
  });
}

/** Outcomes that are not reached, those first whose repair would help most learners. */
export function refreshFirst(outcomes: readonly OutcomeMastery[], gaps: readonly Gap[]): RefreshFirst[] {
  return outcomes
    .filter(({ verdict }) => verdict === 'not reached')
    .map(({ outcome, learners, mastery }) => {
      const lacking = learners * (1 - (mastery ?? 1));
      const explains = gaps.filter(({ explainedBy }) => explainedBy === outcome);
      const downstream = explains.reduce((sum, gap) => {
        const later = outcomes.find((one) => one.outcome === gap.outcome);
        return sum + gap.explained * (later ? later.learners * (1 - (later.mastery ?? 1)) : 0);
      }, 0);
      return {
        outcome,
        lacking: Math.round(lacking),
        downstream: Math.round(downstream),
        gain: Math.round(lacking + downstream),
        explains: explains.map((gap) => gap.outcome),
      };
    })
    .sort((a, b) => b.gain - a.gain || (a.outcome < b.outcome ? -1 : 1));
}
