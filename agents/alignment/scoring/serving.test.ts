import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CourseContext } from '../../context.ts';
import { judgePairs } from '../judge.ts';
import { lessonWithoutOutcomes } from '../lesson-without-outcomes.ts';
import { courseFrom, lookAtCourse, lookAtLesson, noModels, withOutcomes, wordVectors } from '../lessons.fixture.ts';
import { levelMismatch } from '../levels/level-mismatch.ts';
import { alignmentMap } from '../map.ts';
import { outcomeDuplicate } from '../outcome-duplicate.ts';
import { outcomeUntaught } from '../outcome-untaught.ts';
import { outcomeNotPractised } from '../practice/outcome-not-practised.ts';
import { itemServesNoOutcome } from '../stray/item-serves-no-outcome.ts';
import { sectionServesNoOutcome } from '../stray/section-serves-no-outcome.ts';
import { backgroundOf } from './lexical.ts';
import { scorePair } from './score.ts';
import { sentencesOf, stemsOf } from './words.ts';

const bread = {
  knead: `## Kneading dough

To knead dough, push it away with the heel of your hand, fold it back and turn it. Knead the dough for ten minutes, until it is smooth
and springs back when you press it. Kneading lines up the gluten, and the gluten holds the gas.`,
  proof: `## Proofing

Judge whether a loaf is proofed by pressing a finger into it. A proofed loaf keeps the dent; a loaf that needs longer fills it at
once. Warm kitchens proof a loaf within an hour, cold cellars overnight.`,
  score: `## Scoring the crust

Score the crust with a razor blade just before baking, so that steam leaves where you want it. Hold the blade at a flat angle and cut
once, quickly. A crust that was scored opens like a book.`,
  kneadItem: `## Check yourself

Your dough tears when you knead it and does not spring back. What should you do with the dough?

- [ ] Bake it
- [x] Knead the dough for longer
- [ ] Add sugar
`,
  proofItem: `You press a finger into a loaf and the dent fills at once. Is the loaf proofed?

- [ ] Yes, bake the loaf
- [x] No, the loaf is not proofed yet
`,
};

const outcomes = ['Knead dough until it is smooth.', 'Judge whether a loaf is proofed.'];
const whole = withOutcomes(outcomes, [bread.knead, bread.proof, bread.kneadItem, bread.proofItem].join('\n\n'));

/** A second subject, so that words of bread are telling words in the course. */
const soap = withOutcomes(
  ['Weigh the lye for a batch of soap.', 'Explain why soap needs a cure of six weeks.'],
  `## Weighing lye

Weigh the lye on a scale that shows grams. Too much lye burns the skin; too little lye leaves a greasy soap. Wear goggles whenever you
weigh lye for a batch.

## The cure

Fresh soap needs a cure of six weeks on a shelf. During the cure water leaves the soap, and what is left of the lye reacts, so that the
bar turns hard and mild.

## Check yourself

A batch of soap asks for 120 grams of lye, and your scale shows only kilograms. Can you weigh the lye?

- [x] No, the scale is too coarse for lye
- [ ] Yes

A friend wants to use your soap after two days. Why does it need the cure?

- [x] The cure lets the lye react and the water leave the soap
- [ ] The cure adds colour
`,
);

describe('outcome-untaught', () => {
  it('says nothing of outcomes their lesson teaches', async () => {
    const course = courseFrom({ bread: whole, soap });
    for (const name of ['bread', 'soap']) expect((await lookAtLesson(outcomeUntaught, course, name)).findings).toEqual([]);
  });

  it('flags an outcome no lesson teaches', async () => {
    const course = courseFrom({ bread: whole.replace(outcomes[0]!, 'Temper chocolate over hot water.'), soap });
    const { findings } = await lookAtLesson(outcomeUntaught, course, 'bread');
    expect(findings.map((finding) => finding.quote)).toEqual(['Temper chocolate over hot water.']);
    expect(findings[0]!.message).toContain('no other lesson');
  });

  it('names the lesson that teaches an outcome which was moved away', async () => {
    const moved = 'Weigh the lye for a batch of soap.';
    const course = courseFrom({ bread: whole.replace(outcomes[0]!, moved), soap: soap.replace(`- ${moved}\n`, '') });
    const { findings } = await lookAtLesson(outcomeUntaught, course, 'bread');
    expect(findings.map((finding) => finding.quote)).toEqual([moved]);
    expect(findings[0]!.message).toContain('does');
  });

  it('claims nothing of a lesson it could hardly read', async () => {
    const course = courseFrom({ bread: withOutcomes(['Temper chocolate over hot water.']), soap });
    expect((await lookAtLesson(outcomeUntaught, course, 'bread')).detection.outcome).toBe('notApplicable');
  });
});

describe('outcome-not-practised', () => {
  it('says nothing where each outcome has its item', async () => {
    const course = courseFrom({ bread: whole, soap });
    for (const name of ['bread', 'soap']) expect((await lookAtLesson(outcomeNotPractised, course, name)).findings).toEqual([]);
  });

  it('flags the outcome whose items were cut, names where it is taught, and what is near it', async () => {
    const cut = withOutcomes(
      [...outcomes, 'Score the crust with a razor blade.'],
      [bread.knead, bread.proof, bread.score, bread.kneadItem, bread.proofItem].join('\n\n'),
    );
    const course = courseFrom({ bread: cut, soap });
    const { findings } = await lookAtLesson(outcomeNotPractised, course, 'bread');
    expect(findings.map((finding) => finding.quote)).toEqual(['Score the crust with a razor blade.']);
    const quotes = findings[0]!.evidence.filter((evidence) => evidence.kind === 'quote');
    expect(quotes).not.toEqual([]);
    for (const quote of quotes) expect(cut.slice(quote.source!.start, quote.source!.end)).toBe(quote.text);
    expect(findings[0]!.evidence.some((evidence) => evidence.kind === 'note' && evidence.text.includes('Nearest'))).toBe(true);
  });

  it('does not apply to a lesson without any exercise', async () => {
    const course = courseFrom({ bread: withOutcomes(outcomes, bread.knead), soap });
    expect((await lookAtLesson(outcomeNotPractised, course, 'bread')).detection.outcome).toBe('notApplicable');
  });
});

describe('level-mismatch', () => {
  const critique = 'Critique a recipe for proofing a loaf.';
  const lesson = (item: string) =>
    withOutcomes([outcomes[0]!, critique], [bread.knead, bread.proof, bread.kneadItem, item].join('\n\n'));

  it('flags an outcome of evaluating whose only item asks for a name', async () => {
    const item = 'What is proofing a loaf in a recipe called in French?\n\n- [x] Apprêt\n- [ ] Levain\n';
    const { findings } = await lookAtLesson(levelMismatch, courseFrom({ bread: lesson(item), soap }), 'bread');
    expect(findings.map((finding) => finding.quote)).toEqual([critique]);
  });

  it('accepts an item that gives a situation to judge', async () => {
    const item =
      'A recipe says: "Proofing a loaf takes ten minutes in a cold cellar." What should be criticised?\n\n- [x] The time\n- [ ] The salt\n';
    expect((await lookAtLesson(levelMismatch, courseFrom({ bread: lesson(item), soap }), 'bread')).findings).toEqual([]);
  });
});

describe('what serves no outcome', () => {
  it('is a keyed item about something else altogether', async () => {
    const stray = 'Who invented the telephone?\n\n- [x] Bell\n- [ ] Edison\n';
    const { findings } = await lookAtCourse(itemServesNoOutcome, courseFrom({ bread: `${whole}\n\n${stray}`, soap }));
    expect(findings.map((finding) => finding.quote)).toEqual(['Who invented the telephone?']);
  });

  it('is a section about something else altogether', async () => {
    const stray = `## Parking at the school\n\n${'The gate on the north side opens at eight, and visitors leave their cars behind the gym, where a guard hands out green tickets for the barrier. '.repeat(3)}`;
    const { findings } = await lookAtCourse(sectionServesNoOutcome, courseFrom({ bread: `${whole}\n\n${stray}`, soap }));
    expect(findings.map((finding) => finding.quote)).toEqual(['## Parking at the school']);
  });

  it('is nothing in a well-kept course', async () => {
    const course = courseFrom({ bread: whole, soap });
    expect((await lookAtCourse(itemServesNoOutcome, course)).findings).toEqual([]);
    expect((await lookAtCourse(sectionServesNoOutcome, course)).findings).toEqual([]);
  });

  it('is one question for the course where much of it is', async () => {
    const strays = [
      ['Who invented the telephone?', 'Bell', 'Edison'],
      ['Who painted the ceiling of the chapel?', 'Michelangelo', 'Raphael'],
      ['Who crossed the ocean alone?', 'Lindbergh', 'Blériot'],
      ['Who climbed the north face?', 'Harrer', 'Messner'],
    ];
    const text = strays.map(([stem, right, wrong]) => `${stem}\n\n- [x] ${right}\n- [ ] ${wrong}\n`).join('\n');
    expect((await lookAtCourse(itemServesNoOutcome, courseFrom({ bread: `${whole}\n\n${text}`, soap }))).findings).toHaveLength(
      1,
    );
  });
});

describe('outcome-duplicate', () => {
  it('flags the later of two lessons that promise the same', async () => {
    const course = courseFrom({
      a: withOutcomes(['Calculate the mean of a list of counts.']),
      b: withOutcomes(['Calculate the mean and the range of a list of counts.']),
      c: soap,
    });
    const { findings } = await lookAtCourse(outcomeDuplicate, course);
    expect(findings.map((finding) => finding.range.path)).toEqual(['b.md']);
  });

  it('leaves outcomes alone that share a subject only', async () => {
    const course = courseFrom({
      a: withOutcomes(['Compute the mean of a list of counts.']),
      b: withOutcomes(['Plot a list of counts as bars.']),
      c: soap,
    });
    expect((await lookAtCourse(outcomeDuplicate, course)).findings).toEqual([]);
  });
});

describe('lesson-without-outcomes', () => {
  it('is one question about the gap in a row of lessons that state outcomes', async () => {
    const bare = `# Gap\n\n${bread.knead}\n\n${bread.kneadItem}`;
    const course = courseFrom({ a: whole, b: soap, c: whole, d: bare, e: bare });
    const { findings } = await lookAtCourse(lessonWithoutOutcomes, course);
    expect(findings).toHaveLength(1);
    expect((await lookAtCourse(lessonWithoutOutcomes, courseFrom({ a: whole, d: bare }))).findings).toEqual([]);
  });
});

describe('the alignment map', () => {
  const mapOf = (texts: Record<string, string>) => {
    const course = courseFrom(texts);
    return alignmentMap({
      course,
      lessons: course.lessons,
      vectors: wordVectors(),
      models: noModels,
    } as unknown as CourseContext);
  };

  it('quotes only what stands in the source at the place it names', async () => {
    const rows = await mapOf({ bread: whole, soap });
    expect(rows.map((row) => row.outcome.text)).toEqual([
      ...outcomes,
      'Weigh the lye for a batch of soap.',
      'Explain why soap needs a cure of six weeks.',
    ]);
    for (const row of rows) {
      expect(row.taught.verdict).toMatch(/full|partial/);
      for (const cell of [row.taught, row.practised, row.assessed]) {
        const text = cell.span?.path === 'bread.md' ? whole : soap;
        if (cell.verdict === 'full' || cell.verdict === 'partial') expect(cell.quote).toMatch(/\p{L}/u);
        if (cell.quote) expect(text.slice(cell.span!.start, cell.span!.end)).toBe(cell.quote);
      }
    }
  });

  it('claims nothing that it cannot quote, also where code and the words on it are one block of an exercise', async () => {
    const exercise = `:::: challenge

## Kneading by numbers

Knead the dough until it is smooth, and print for how long.

::: solution

\`\`\`python
knead = dough

until = smooth
\`\`\`

The dough is smooth: knead it no longer.

:::

::::
`;
    const text = withOutcomes(outcomes, [bread.knead, bread.proof, exercise].join('\n\n'));
    const rows = await mapOf({ bread: text, soap });
    const served = rows.flatMap(({ taught, practised, assessed }) =>
      [taught, practised, assessed].filter(({ verdict }) => verdict === 'full' || verdict === 'partial'),
    );
    expect(rows[0]!.practised.verdict).toMatch(/full|partial/);
    for (const { quote } of served) expect(quote ?? '').toMatch(/\p{L}/u);
  });

  it('is never green because a topic equals its heading', async () => {
    const topic =
      "# L\n\nIn this lesson we'll cover:\n\n- Kneading dough\n\n## Kneading dough\n\nNothing here speaks of anything that the list above might have promised to whoever reads it.";
    const [row] = await mapOf({ a: topic, soap });
    expect(row!.outcome.kind).toBe('topic');
    expect(row!.taught.verdict).toBe('unsure');
  });
});

describe('single pairs', () => {
  const outcome = 'Explain how photosynthesis turns light energy into chemical energy.';
  const pairs = [
    {
      id: 'yes',
      outcome,
      text: 'Plants catch sunlight. In photosynthesis, light energy is turned into chemical energy, which is kept as sugar.',
    },
    { id: 'no', outcome, text: 'The capital of France lies on the Seine.' },
  ];

  it('are ranked, quoted word for word, and judged alike alone and in a batch', async () => {
    const [yes, no] = await judgePairs(pairs, wordVectors());
    expect(yes!.score).toBeGreaterThan(no!.score);
    expect(yes!.verdict).toMatch(/full|partial/);
    expect(pairs[0]!.text).toContain(yes!.quote);
    expect(no).toMatchObject({ verdict: 'none', quote: '' });
    const [alone] = await judgePairs([pairs[0]!], wordVectors());
    expect(alone!.verdict).toBe(yes!.verdict);
  });

  it('of any text get a score between 0 and 1 and a quote out of the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.double({ min: -1, max: 1, noNaN: true }), (wanted, text, similarity) => {
        const scored = scorePair({
          outcome: wanted,
          text,
          background: backgroundOf([stemsOf(text), stemsOf(wanted)]),
          similarity,
        });
        expect(scored.score).toBeGreaterThanOrEqual(0);
        expect(scored.score).toBeLessThanOrEqual(1);
        expect(text.slice(scored.start, scored.start + scored.quote.length)).toBe(scored.quote);
      }),
    );
  });

  it('are cut into sentences that stand in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'B', '.', ' ', '\n', '!', '"', 'é') }), (text) => {
        for (const sentence of sentencesOf(text)) expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text);
      }),
    );
  });
});
