/** Items that treat two groups alike, and planted ones that do not: false alarms and finds of the Mantel–Haenszel classes. */
import { purifiedDif } from '../../agents/assessment/psychometrics/dif.ts';
import { strataOfRows } from '../../tools/learners/tally-rows.ts';
import { ability, rowsOf } from './learners.ts';
import { type Share, shareOf } from './wrong-keys.ts';

export interface UnequalFigures {
  /** Items without DIF in class B or C, and in class C (the one that is reported). */
  falseAlarms: Share;
  falseAlarmsC: Share;
  /** Items without DIF whose chi-square is significant at 5%. */
  significant: Share;
  /** Planted: 0.8 to 1.2 logits (D about 1.9 to 2.8), in class B or C, and in class C. */
  found: Share;
  foundC: Share;
  byImpact: { impact: number; falseAlarms: Share; falseAlarmsC: Share }[];
}

const counts = ['A', 'B', 'C'] as const;

interface Trial {
  impact: number;
  planted: boolean;
  class: (typeof counts)[number];
  significant: boolean;
}

function oneOf<T>(random: () => number, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)] as T;
}

async function test(random: () => number): Promise<Trial[]> {
  const learners = oneOf(random, [600, 1000, 2000]);
  const items = oneOf(random, [20, 30, 40]);
  const guessing = oneOf(random, [0, 0.2]);
  /** By how much the focal group is weaker on the whole. */
  const impact = oneOf(random, [0, 0.5, 1]);
  const focalShare = oneOf(random, [0.4, 0.5]);
  const shape = oneOf(random, ['normal', 'skewed'] as const);
  const unequal = new Set(Array.from({ length: oneOf(random, [0, 1, 2, 3]) }, () => Math.floor(random() * items)));
  const focal = Array.from({ length: learners }, () => random() < focalShare);
  const abilities = focal.map((own) => ability(random, shape) - (own ? impact : 0));
  const made = {
    items: Array.from({ length: items }, (_, place) => ({ id: `i${place}`, truth: 0, key: 0, discrimination: 0, right: 0 })),
    abilities,
    chosen: abilities.map(() => new Uint8Array(items)),
  };
  for (let item = 0; item < items; item++) {
    const discrimination = 0.6 + 1.2 * random();
    const difficulty = -1.5 + 3 * random();
    const size = unequal.has(item) ? 0.8 + 0.4 * random() : 0;
    abilities.forEach((theta, learner) => {
      const logit = discrimination * (theta - difficulty) - (focal[learner] ? size : 0);
      const right = random() < guessing + (1 - guessing) / (1 + Math.exp(-logit));
      const row = made.chosen[learner];
      if (row) row[item] = right ? 0 : 1;
    });
  }
  const rows = rowsOf(made, (learner) => (focal[learner] ? 'focal' : 'reference'));
  const { dif } = await purifiedDif(
    made.items.map(({ id }) => id),
    async (matching) => strataOfRows(rows, matching),
  );
  return made.items.flatMap(({ id }, item) => {
    const own = dif.get(id);
    return own?.class ? [{ impact, planted: unequal.has(item), class: own.class, significant: own.p < 0.05 }] : [];
  });
}

export async function unequalFigures(random: () => number, tests: number): Promise<UnequalFigures> {
  const trials: Trial[] = [];
  for (let number = 0; number < tests; number++) trials.push(...(await test(random)));
  const alike = trials.filter((one) => !one.planted);
  const unlike = trials.filter((one) => one.planted);
  const share = (own: Trial[], is: (one: Trial) => boolean) => shareOf(own.filter(is).length, own.length);
  const flagged = (one: Trial) => one.class !== 'A';
  const worst = (one: Trial) => one.class === 'C';
  return {
    falseAlarms: share(alike, flagged),
    falseAlarmsC: share(alike, worst),
    significant: share(alike, (one) => one.significant),
    found: share(unlike, flagged),
    foundC: share(unlike, worst),
    byImpact: [0, 0.5, 1].map((impact) => {
      const own = alike.filter((one) => one.impact === impact);
      return { impact, falseAlarms: share(own, flagged), falseAlarmsC: share(own, worst) };
    }),
  };
}
