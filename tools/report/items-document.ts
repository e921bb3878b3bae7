/** What `perennial items analyse --json` prints. */
import { z } from 'zod';

const Interval = z.tuple([z.number(), z.number()]).describe('95% confidence interval');
const share = z.number().min(0).max(1);

const Dif = z.strictObject({
  reference: z.int().describe('Learners of the reference group'),
  focal: z.int(),
  oddsRatio: z.number(),
  d: z.number().describe('MH D-DIF; below 0 the item is harder for the focal group'),
  standardError: z.number().describe('Of d (Phillips & Holland 1987)'),
  interval: Interval,
  chiSquare: z.number(),
  p: share,
  class: z.enum(['A', 'B', 'C']).nullable().describe('ETS; null where too few learners answered'),
});

const Item = z.strictObject({
  item: z.string(),
  n: z.int().describe('Learners with a score'),
  p: share.nullable().describe('Difficulty: mean score'),
  pInterval: Interval.nullable(),
  pointBiserial: z.number().nullable().describe('Corrected: with the mean score on all other items'),
  pointBiserialInterval: Interval.nullable(),
  discrimination: z.number().nullable().describe('Upper less lower 27%'),
  discriminationInterval: Interval.nullable(),
  alphaWithout: z.number().nullable().describe('Alpha of the test without this item'),
  alphaWithoutInterval: Interval.nullable(),
  options: z.array(
    z.strictObject({
      option: z.string(),
      n: z.int(),
      share,
      shareInterval: Interval,
      pointBiserial: z.number().nullable(),
      pointBiserialInterval: Interval.nullable(),
      key: z.boolean(),
      works: z.boolean().nullable().describe('Distractors: picked by 5% or more; null for the key and below 100 learners'),
    }),
  ),
  distractors: z.strictObject({ working: z.int(), of: z.int() }).nullable(),
  curve: z
    .array(
      z.strictObject({
        ability: share.describe('Mean score of the group on the other items'),
        n: z.int(),
        options: z.array(z.strictObject({ option: z.string(), n: z.int(), share, interval: Interval })),
      }),
    )
    .describe('Options by ability, weakest group first'),
  dif: Dif.nullable(),
  miskey: z
    .strictObject({ option: z.string(), posterior: share })
    .nullable()
    .describe('The option that is probably right in the key’s place; judged from 200 learners on'),
  verdict: z.enum([
    'none: no key',
    'none: too few learners',
    'none: everybody scored the same',
    'works',
    'unsure',
    'weak',
    'negative',
  ]),
});

const Parameters = z.strictObject({ initial: share, learn: share, guess: share, slip: share });

/** `perennial items analyse --json` */
export const ItemsDocument = z.strictObject({
  items: z.array(Item),
  test: z.strictObject({
    learners: z.int(),
    items: z.int(),
    answers: z.int(),
    complete: z.int().describe('Learners who answered every scored item: mean, sd and alpha are theirs'),
    mean: z.number().nullable(),
    sd: z.number().nullable(),
    alpha: z.number().nullable(),
    alphaInterval: Interval.nullable().describe('Feldt (1965)'),
    attempts: z.enum(['first', 'last', 'all']),
  }),
  groups: z
    .strictObject({
      column: z.string(),
      focal: z.string(),
      reference: z.string().nullable(),
      leftOut: z.array(z.string()).describe('Items of class C that left the matching score'),
    })
    .nullable(),
  outcomesFrom: z
    .enum(['given', 'column', 'lessons', 'none'])
    .describe(
      'Where the outcomes of items come from: the library or a file, the response file’s own column; `lessons`: fewer than half the items name one, and each counts for its lesson',
    ),
  outcomes: z
    .array(
      z.strictObject({
        outcome: z.string(),
        learners: z.int(),
        fitted: z.int().describe('Learners with at least three answers'),
        answers: z.int(),
        parameters: Parameters.nullable().describe('Bayesian Knowledge Tracing'),
        intervals: z.strictObject({ initial: Interval, learn: Interval, guess: Interval, slip: Interval }).nullable(),
        mastery: share.nullable().describe('Share of learners who know it after their last answer'),
        masteryInterval: Interval.nullable(),
        verdict: z.enum(['none: too few answers', 'reached', 'not reached', 'unsure']),
      }),
    )
    .describe('Empty where no outcomes are known'),
  leftOutOfMastery: z.array(z.string()).describe('Items whose key is in doubt: their answers do not count above'),
  prerequisites: z
    .strictObject({
      from: z.enum(['file', 'concepts', 'none']).describe('`concepts`: read off the order of concepts in the course'),
      pairs: z.int().min(0).describe('Direct needs among the outcomes above'),
    })
    .describe('What must be known before what'),
  gaps: z.array(
    z.strictObject({
      outcome: z.string(),
      explainedBy: z.string(),
      n: z.int(),
      lackingWithout: share.describe('Share lacking the outcome among those who lack the earlier one'),
      lackingWith: share,
      ratio: z.number(),
      ratioInterval: Interval,
      explained: share,
    }),
  ),
  refreshFirst: z.array(
    z.strictObject({
      outcome: z.string(),
      lacking: z.int(),
      downstream: z.int(),
      gain: z.int(),
      explains: z.array(z.string()),
    }),
  ),
  notes: z.array(z.string()),
});
export type ItemsDocument = z.infer<typeof ItemsDocument>;
