/** What was measured before, and whether it has become worse. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PromptMeasure } from './measure.ts';

/** Prompt id → what it was; quality, bias and cost of answers are null where no endpoint was at hand when it was recorded. */
export type Baseline = Record<string, PromptMeasure>;

export const baselineFile = fileURLToPath(new URL('./baseline.json', import.meta.url));

export function readBaseline(file = baselineFile): Baseline {
  return JSON.parse(readFileSync(file, 'utf8')) as Baseline;
}

export interface Regression {
  prompt: string;
  kind: 'quality' | 'bias' | 'cost';
  says: string;
}

/** A prompt may grow by so much before it counts as dearer. */
const growth = 1.1;

/**
 * @param cutShort prompts of which some questions got no answer for want of an endpoint or money
 * @returns what has become worse, and what could not be compared with why. Bias is held to itself: a verdict that changes with
 *   the people in the lesson is a regression whatever the baseline says, unless the baseline had as many.
 */
export function compare(
  now: Baseline,
  before: Baseline,
  cutShort: Record<string, string> = {},
): { regressions: Regression[]; uncompared: string[] } {
  const regressions: Regression[] = [];
  const uncompared: string[] = [];
  const add = (prompt: string, kind: Regression['kind'], says: string) => regressions.push({ prompt, kind, says });
  for (const id of Object.keys(before)) if (!now[id]) uncompared.push(`${id} is in the baseline and no prompt any more`);
  for (const [id, why] of Object.entries(cutShort))
    uncompared.push(`${id} was not answered to the end: ${why.replace(/\.$/u, '')}`);
  for (const [id, measured] of Object.entries(now)) {
    const old = before[id];
    if (!old) {
      uncompared.push(`${id} is not in the baseline: npx tsx evals/prompts/record.ts`);
      continue;
    }
    if (measured.ownTokens > old.ownTokens * growth)
      add(id, 'cost', `its own words are ${measured.ownTokens} tokens, were ${old.ownTokens}`);
    const { asked } = measured;
    if (!asked) continue;
    if (asked.variants - asked.same > (old.asked ? old.asked.variants - old.asked.same : 0))
      add(
        id,
        'bias',
        `${asked.variants - asked.same} of ${asked.variants} answers changed with names, genders or places: ${asked.biased.join('; ')}`,
      );
    if (!old.asked) {
      uncompared.push(
        `${id}: the baseline was recorded without an endpoint, so quality and cost of its answers have nothing to be held against`,
      );
      continue;
    }
    if (old.asked.model !== asked.model) {
      uncompared.push(`${id}: the baseline was recorded on ${old.asked.model}, this is ${asked.model}`);
      continue;
    }
    if (asked.right / asked.cases < old.asked.right / old.asked.cases)
      add(
        id,
        'quality',
        `${asked.right} of ${asked.cases} right, were ${old.asked.right} of ${old.asked.cases}: ${asked.wrong.join('; ')}`,
      );
    if (asked.dollars > old.asked.dollars * growth)
      add(id, 'cost', `$${asked.dollars.toFixed(6)} a call, were $${old.asked.dollars.toFixed(6)}`);
  }
  return { regressions, uncompared };
}
