import { describe, expect, it } from 'vitest';
import type { ResponseSet } from '../../../tools/learners/responses.ts';
import { type AnswerRow, strataOfRows, tallyRows } from '../../../tools/learners/tally-rows.ts';
import { answered, applied, courseFindings, exampleCourse, lessonFindings, quizPath } from '../example-course.ts';
import { purifiedDif } from '../psychometrics/dif.ts';
import { normal, seeded } from '../psychometrics/random.ts';
import { itemLowDiscrimination } from './item-low-discrimination.ts';
import { itemResponseMiskey } from './item-response-miskey.ts';
import { itemTreatsGroupsDifferently } from './item-treats-groups-differently.ts';
import { unusedDistractors } from './unused-distractors.ts';

const options = ['red plums', 'blue pears', 'green figs', 'white nuts'];
const right = 1;

interface Shape {
  learners: number;
  items: number;
  discrimination: number;
  /** Items that have nothing to do with ability. */
  flat?: number[];
  /** Logits by which an item is harder for the focal half. */
  harder?: Record<number, number>;
  miskeyed?: number[];
}

/** Learners of normal ability answer items after the 2PL model; who errs picks one of the others. Answers are scored by the marked keys. */
function simulated(seed: number, shape: Shape): AnswerRow[] {
  const next = seeded(seed);
  const rows: AnswerRow[] = [];
  const difficulty = Array.from({ length: shape.items }, () => -0.8 + 1.6 * next());
  for (let learner = 0; learner < shape.learners; learner++) {
    const ability = normal(next);
    const focal = learner % 2 === 1;
    for (let item = 0; item < shape.items; item++) {
      const slope = shape.flat?.includes(item) ? 0 : shape.discrimination;
      const extra = focal ? (shape.harder?.[item] ?? 0) : 0;
      const knows = next() < 1 / (1 + Math.exp(-slope * (ability - (difficulty[item] ?? 0)) + extra));
      const option = knows ? right : ([0, 2, 3][Math.floor(next() * 3)] ?? 0);
      rows.push({
        learner: `l${learner}`,
        item: `quiz-1.${item + 1}`,
        option: options[option] ?? null,
        score: option === (shape.miskeyed?.includes(item) ? 3 : right) ? 1 : 0,
        group: focal ? 'focal' : 'reference',
      });
    }
  }
  return rows;
}

function course(responses: ResponseSet, items: number, miskeyed: number[] = []) {
  return exampleCourse({
    lessons: { 'a.md': '# A\n' },
    quizzes: [
      {
        title: 'Q',
        lesson: 0,
        items: Array.from({ length: items }, (_, index) => ({
          stem: `Question ${index + 1}?`,
          options,
          key: [miskeyed.includes(index) ? 3 : right],
        })),
      },
    ],
    responses,
  });
}

const keyed = (seed: number, learners = 220) =>
  course(tallyRows(simulated(seed, { learners, items: 20, discrimination: 1.1, miskeyed: [3, 11] })), 20, [3, 11]);
const asked = (findings: { quote: string }[]) =>
  findings.map((finding) => Number(/Question (\d+)/u.exec(finding.quote)?.[1]) - 1);

describe('item-response-miskey', () => {
  it('finds every planted wrong key and next to nothing else', async () => {
    let found = 0;
    let falseAlarms = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const flagged = asked(await lessonFindings(itemResponseMiskey, keyed(seed)));
      found += flagged.filter((index) => [3, 11].includes(index)).length;
      falseAlarms += flagged.filter((index) => ![3, 11].includes(index)).length;
    }
    expect(found).toBe(16);
    expect(falseAlarms / (8 * 18)).toBeLessThanOrEqual(0.01);
  });
  it('finds a wrong key that nobody picked', async () => {
    const rows = simulated(2, { learners: 240, items: 12, discrimination: 1.2, miskeyed: [5] }).map((row) =>
      row.item === 'quiz-1.6' && row.option === options[3] ? { ...row, option: options[0] ?? null, score: 0 } : row,
    );
    const findings = await lessonFindings(itemResponseMiskey, course(tallyRows(rows), 12, [5]));
    expect(asked(findings)).toEqual([5]);
    expect(findings[0]?.message).toContain('which 0 of 240 picked');
  });
  it('asks with the statistics and their N, and moves the key with the answer', async () => {
    const example = keyed(1);
    const [finding] = await lessonFindings(itemResponseMiskey, example);
    expect(finding).toMatchObject({ answerKind: 'key', certainty: 'needs-review' });
    expect(finding?.evidence.find((piece) => piece.kind === 'statistic')?.text).toMatch(
      /^N 220, p 0\.\d\d, corrected point-biserial -0\.\d\d \(95% -0\.\d\d to -?0\.\d\d\); “red plums”/u,
    );
    expect(applied(await answered(itemResponseMiskey, example, { kind: 'key', option: 1 }), example, quizPath)).not.toBe(
      example.files.get(quizPath),
    );
  });
  it('is silent once the key is moved, by the same answers', async () => {
    const rows = simulated(1, { learners: 220, items: 20, discrimination: 1.1, miskeyed: [3, 11] });
    expect(await lessonFindings(itemResponseMiskey, course(tallyRows(rows), 20))).toEqual([]);
  });
  it('gives no verdict on fewer than 200 learners', async () => {
    expect(await lessonFindings(itemResponseMiskey, keyed(1, 150))).toEqual([]);
  });
  it('leaves a hard item whose favourite wrong answer draws the weak', async () => {
    const next = seeded(9);
    const rows = simulated(3, { learners: 400, items: 15, discrimination: 1.2 });
    const strong = new Set(
      [...new Set(rows.map(({ learner }) => learner))].filter(
        (learner) => rows.filter((row) => row.learner === learner && row.score === 1).length > 9,
      ),
    );
    const hard = rows.map((row) => {
      if (row.item !== 'quiz-1.1') return row;
      const knows = strong.has(row.learner) && next() < 0.6;
      return { ...row, option: options[knows ? right : 0] ?? null, score: knows ? 1 : 0 };
    });
    expect(asked(await lessonFindings(itemResponseMiskey, course(tallyRows(hard), 15)))).toEqual([]);
  });
});

describe('item-low-discrimination', () => {
  it('asks about items that have nothing to do with what learners know', async () => {
    const set = tallyRows(simulated(4, { learners: 900, items: 16, discrimination: 1.2, flat: [7] }));
    const findings = await lessonFindings(itemLowDiscrimination, course(set, 16));
    expect(asked(findings)).toEqual([7]);
    expect(findings[0]?.evidence.map(({ text }) => text).join()).toMatch(/N 900.*Reported where N is at least 200/u);
  });
  it('leaves items that work, wrong keys to their own rule, and few learners alone', async () => {
    expect(await lessonFindings(itemLowDiscrimination, keyed(5))).toEqual([]);
    const few = tallyRows(simulated(4, { learners: 150, items: 16, discrimination: 1.2, flat: [7] }));
    expect(await lessonFindings(itemLowDiscrimination, course(few, 16))).toEqual([]);
  });
  it('leaves items that nearly everybody gets right', async () => {
    const rows = simulated(4, { learners: 400, items: 16, discrimination: 1.2 }).map((row, index) =>
      row.item === 'quiz-1.3' && index % 40 !== 2 ? { ...row, option: options[right] ?? null, score: 1 } : row,
    );
    expect(asked(await lessonFindings(itemLowDiscrimination, course(tallyRows(rows), 16)))).not.toContain(2);
  });
});

describe('item-treats-groups-differently', () => {
  const judged = async (shape: Shape) => {
    const rows = simulated(6, shape);
    const set = tallyRows(rows);
    const { strata } = await purifiedDif(
      set.items.map(({ item }) => item),
      async (matching) => strataOfRows(rows, matching),
    );
    return course(
      { ...set, items: set.items.map((tally) => ({ ...tally, strata: strata.get(tally.item) ?? null })) },
      shape.items,
    );
  };
  it('asks about an item that one group of equal score misses', async () => {
    const example = await judged({ learners: 1000, items: 20, discrimination: 1.1, harder: { 4: 1.4 } });
    const findings = await lessonFindings(itemTreatsGroupsDifferently, example);
    expect(asked(findings)).toEqual([4]);
    expect(findings[0]?.evidence.map(({ text }) => text).join()).toMatch(/N 500 focal, 500 reference.*D-DIF -\d/u);
  });
  it('leaves a group that does worse on everything, small differences, and few learners', async () => {
    const everywhere = Object.fromEntries(Array.from({ length: 20 }, (_, item) => [item, 0.8]));
    for (const shape of [
      { learners: 1000, items: 20, discrimination: 1.1, harder: everywhere },
      { learners: 1000, items: 20, discrimination: 1.1, harder: { 4: 0.3 } },
      { learners: 380, items: 20, discrimination: 1.1, harder: { 4: 1.4 } },
    ])
      expect(await lessonFindings(itemTreatsGroupsDifferently, await judged(shape))).toEqual([]);
  });
});

describe('unused-distractors', () => {
  it('asks once for wrong answers nobody picks', async () => {
    const rows = simulated(5, { learners: 200, items: 6, discrimination: 1.1 }).map((row) =>
      row.item === 'quiz-1.2' && row.option === options[0] ? { ...row, option: options[2] ?? null } : row,
    );
    const findings = await courseFindings(unusedDistractors, course(tallyRows(rows), 6));
    expect(findings.map((finding) => finding.message)).toEqual([
      expect.stringContaining('1 wrong answer of 1 item is picked by fewer than 5%'),
    ]);
  });
  it('leaves distractors that work', async () => {
    const set = tallyRows(simulated(5, { learners: 200, items: 6, discrimination: 1.1 }));
    expect(await courseFindings(unusedDistractors, course(set, 6))).toEqual([]);
  });
  it('says nothing without responses', async () => {
    const { responses: _, ...rest } = course(tallyRows([]), 2).course;
    expect((await unusedDistractors.check(rest)).outcome).toBe('notApplicable');
  });
});
