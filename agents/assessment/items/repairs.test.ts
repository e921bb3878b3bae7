/** A repaired item never has a new flaw: over every repair that a rule makes by itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applied,
  courseFindings,
  type Example,
  type ExampleItem,
  lessonFindings,
  quizExample,
  quizPath,
} from '../example-course.ts';
import { assessment } from '../index.ts';

const onItems = (rule: { meta: { id: string } }) => /^(?:item-|key-by-|duplicate-items)/u.test(rule.meta.id);
const lessonRules = assessment.lessonRules.filter(onItems);
const courseRules = assessment.courseRules.filter(onItems);

async function flawsOf(example: Example): Promise<string[]> {
  const own = await Promise.all(lessonRules.map((rule) => lessonFindings(rule, example)));
  const wide = await Promise.all(courseRules.map((rule) => courseFindings(rule, example)));
  return [...own, ...wide]
    .flat()
    .map((finding) => finding.rule)
    .sort();
}

/** Every repair of an item, each applied to the item as it stands. */
async function repairsOf(item: ExampleItem): Promise<{ rule: string; before: string[]; after: string[] }[]> {
  const example = quizExample([item]);
  const repairs: { rule: string; before: string[]; after: string[] }[] = [];
  for (const rule of lessonRules) {
    for (const finding of await lessonFindings(rule, example)) {
      const draft = await rule.repair?.(finding, example.lesson());
      if (!draft) continue;
      const [quiz] = JSON.parse(applied(draft, example, quizPath)) as {
        items: { questionText: string; answerOptions: { answerText: string; isCorrect: string }[] }[];
      }[];
      const [after] = quiz?.items ?? [];
      if (!after) throw new Error('The repaired item cannot be read.');
      const options = after.answerOptions.map((option) => option.answerText);
      const key = after.answerOptions.flatMap((option, at) => (option.isCorrect === 'true' ? [at] : []));
      repairs.push({
        rule: rule.meta.id,
        before: await flawsOf(example),
        after: await flawsOf(quizExample([{ stem: after.questionText, options, key }])),
      });
    }
  }
  return repairs;
}

function expectNoNewFlaw({ rule, before, after }: { rule: string; before: string[]; after: string[] }): void {
  expect(after, `${rule} is mended`).not.toContain(rule);
  const left = [...before];
  for (const flaw of after) {
    expect(left, `${rule} brings no ${flaw}`).toContain(flaw);
    left.splice(left.indexOf(flaw), 1);
  }
}

const stem = fc.constantFrom(
  'Which of these is not a mammal?',
  'What can a gauge not tell about an animal?',
  'All of these are kept in the barn except',
  'An animal that lays eggs is called an',
  'What stands in the corner of the barn is a',
  'Scissors are used to',
  'In this sentence the',
  'The warden cuts the hedge with',
  'What is 7 * 8?',
  'Evaluate 2 ** 5',
);
const option = fc.constantFrom(
  'oviparous animal',
  'mammal',
  'owl',
  'An elm',
  'The barn',
  'the verb',
  'to cut paper',
  'To drink tea',
  'with a saw',
  'shears',
  '54',
  '56',
  '64',
  '32',
  'All of the above',
  'It depends on the day',
  'Only in winter',
  'often',
  'a',
  'the egg of an animal',
);

describe('a repaired item', () => {
  it('never has a new flaw, whatever it was made of', async () => {
    let repaired = 0;
    await fc.assert(
      fc.asyncProperty(stem, fc.uniqueArray(option, { minLength: 3, maxLength: 4 }), fc.nat(3), async (text, options, at) => {
        for (const repair of await repairsOf({ stem: text, options, key: [at % options.length] })) {
          repaired += 1;
          expectNoNewFlaw(repair);
        }
      }),
      { numRuns: 80, seed: 5 },
    );
    expect(repaired).toBeGreaterThan(15);
  });
});
