import { describe, expect, it } from 'vitest';
import type { ResponseRow, ResponseSet } from '../../tools/learners/responses.ts';
import { answered, applied, courseFindings, exampleCourse, lessonFindings, quizPath } from './example-course.ts';
import { itemResponseMiskey } from './item-response-miskey.ts';
import { unusedDistractors } from './unused-distractors.ts';

/** Seeded numbers between 0 and 1 (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const letters = ['A', 'B', 'C', 'D'];
const right = 1;

/** Learners of normal ability answer items after the 2PL model; who errs picks one of the others. */
function simulated(seed: number, learners: number, items: number, discrimination: number): ResponseSet {
  const next = random(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const rows: ResponseRow[] = [];
  const difficulty = Array.from({ length: items }, () => -0.8 + 1.6 * next());
  for (let learner = 0; learner < learners; learner++) {
    const ability = normal();
    for (let item = 0; item < items; item++) {
      const knows = next() < 1 / (1 + Math.exp(-discrimination * (ability - (difficulty[item] ?? 0))));
      const wrong = [0, 2, 3][Math.floor(next() * 3)] ?? 0;
      rows.push({
        learner: `l${learner}`,
        item: `quiz-1.${item + 1}`,
        option: letters[knows ? right : wrong] ?? null,
        score: null,
        attempt: 1,
      });
    }
  }
  return { rows, hash: String(seed), notes: [] };
}

function course(responses: ResponseSet, items: number, miskeyed: number[]) {
  return exampleCourse({
    lessons: { 'a.md': '# A\n' },
    quizzes: [
      {
        title: 'Q',
        lesson: 0,
        items: Array.from({ length: items }, (_, index) => ({
          stem: `Question ${index + 1}?`,
          options: ['red plums', 'blue pears', 'green figs', 'white nuts'],
          key: [miskeyed.includes(index) ? 3 : right],
        })),
      },
    ],
    responses,
  });
}

describe('item-response-miskey', () => {
  it('finds every planted wrong key and next to nothing else', async () => {
    let found = 0;
    let planted = 0;
    let falseAlarms = 0;
    let sound = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const miskeyed = [3, 11];
      const findings = await lessonFindings(itemResponseMiskey, course(simulated(seed, 220, 20, 1.1), 20, miskeyed));
      const flagged = findings.map((finding) => Number(/Question (\d+)/u.exec(finding.quote)?.[1]) - 1);
      planted += miskeyed.length;
      found += flagged.filter((index) => miskeyed.includes(index)).length;
      sound += 20 - miskeyed.length;
      falseAlarms += flagged.filter((index) => !miskeyed.includes(index)).length;
    }
    expect(found).toBe(planted);
    expect(falseAlarms / sound).toBeLessThanOrEqual(0.01);
  });
  it('asks with the statistics and their N, and moves the key with the answer', async () => {
    const example = course(simulated(1, 220, 20, 1.1), 20, [3]);
    const [finding] = await lessonFindings(itemResponseMiskey, example);
    expect(finding).toMatchObject({ answerKind: 'key', certainty: 'needs-review' });
    expect(finding?.evidence.find((piece) => piece.kind === 'statistic')?.text).toMatch(
      /^N 220, p 0\.\d\d, corrected point-biserial -0\.\d\d; “red plums”/u,
    );
    expect(applied(await answered(itemResponseMiskey, example, { kind: 'key', option: 1 }), example, quizPath)).not.toBe(
      example.files.get(quizPath),
    );
  });
  it('gives no verdict on fewer than 200 learners', async () => {
    expect(await lessonFindings(itemResponseMiskey, course(simulated(1, 150, 20, 1.5), 20, [3]))).toEqual([]);
  });
  it('says nothing without responses', async () => {
    const { responses: _, ...rest } = { ...course(simulated(1, 10, 2, 1), 2, []).course };
    expect((await unusedDistractors.check(rest)).outcome).toBe('notApplicable');
  });
});

describe('unused-distractors', () => {
  it('asks once for wrong answers nobody picks', async () => {
    const set = simulated(5, 200, 6, 1.1);
    const rows = set.rows.map((row) => (row.item === 'quiz-1.2' && row.option === 'A' ? { ...row, option: 'C' } : row));
    const findings = await courseFindings(unusedDistractors, course({ ...set, rows }, 6, []));
    expect(findings.map((finding) => finding.message)).toEqual([
      expect.stringContaining('1 wrong answer of 1 item is picked by fewer than 5%'),
    ]);
  });
  it('leaves distractors that work', async () => {
    expect(await courseFindings(unusedDistractors, course(simulated(5, 200, 6, 1.1), 6, []))).toEqual([]);
  });
});
