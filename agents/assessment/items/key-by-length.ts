/** Over the course the longest option is the right one far more often than chance: learners need only look. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { words } from '../wording.ts';
import { chanceOfAtLeast } from './chance.ts';
import { isAllOrNone } from './item-all-or-none.ts';
import { distinctItems, itemEvidence } from './item-pattern.ts';
import { draftOfReply } from './item-rule.ts';
import { distractorsOf, isRealChoice, keyOf } from './items.ts';

const meta: RuleMeta = {
  id: 'key-by-length',
  agent: 'assessment',
  version: '1.2',
  severity: 'moderate',
  title: 'The longest option is usually the right one',
  source:
    'Keep the length of options about equal (Haladyna, Downing & Rodriguez 2002, guideline 24); counted over the course, chance by Poisson binomial.',
  needs: ['siblings'],
};

/** From so few on, chance (below) can rule out luck: six of six at one in three. */
const fewest = 6;
const rare = 0.01;

/** Longer than every other option by a quarter: what a reader sees without counting. */
const clearly = 1.25;

/** One option stands out by its length; numbers and single words do not count as long, “all of the above” is no answer of its own. */
function standsOut(item: Item): { key: boolean } | null {
  const key = keyOf(item);
  if (!key || !isRealChoice(item)) return null;
  const lengths = item.options.map((option) => option.text.length).sort((a, b) => b - a);
  const [longest = 0, next = 0] = lengths;
  const longestText = item.options.find((option) => option.text.length === longest)?.text ?? '';
  if (words(longestText).length < 2 || isAllOrNone(longestText)) return null;
  if (longest < 15 || longest < next * clearly) return null;
  return { key: key.text.length === longest && distractorsOf(item).every((option) => option.text.length < longest) };
}

/** One option is so long that nobody overlooks it: 60 characters, and two and a half times any other. */
function dwarfs({ options }: Item): boolean {
  const [longest = 0, next = 0] = options.map((option) => option.text.length).sort((a, b) => b - a);
  return longest >= 60 && longest >= next * 2.5;
}

/** Where the course has no such habit, only a key that dwarfs every other option is worth a word; not where wrong answers do so as often. */
function singles(judged: { lesson: Lesson; item: Item; key: boolean }[]): RawFinding[] {
  const dwarfing = judged.filter(({ item }) => dwarfs(item));
  const keys = dwarfing.filter((own) => own.key);
  if (keys.length * 2 <= dwarfing.length) return [];
  return keys.flatMap(({ lesson, item }) => {
    const key = keyOf(item)?.text.length ?? 0;
    const next = Math.max(...distractorsOf(item).map((option) => option.text.length));
    return [
      {
        rule: meta.id,
        severity: 'minor',
        certainty: 'needs-review',
        range: { ...item.span },
        target: sourceOf(lesson, item.stem.span),
        message: `The right answer has ${key} characters, the longest other option ${next}: its length gives it away.`,
        question: 'How should the right answer read, cut down?',
        answerKind: 'text',
        evidence: [{ kind: 'rule', text: meta.source }],
      },
    ];
  });
}

export const keyByLength: Rule<CourseContext> = {
  meta,
  check({ lessons }) {
    const judged = distinctItems(lessons).flatMap((place) => {
      const verdict = standsOut(place.item);
      return verdict ? [{ ...place, ...verdict }] : [];
    });
    const hits = judged.filter((own) => own.key);
    const first = hits[0];
    const chance = chanceOfAtLeast(
      hits.length,
      judged.map(({ item }) => 1 / item.options.length),
    );
    if (!first || judged.length < fewest || chance > rare) return { outcome: 'checked', findings: singles(judged) };
    const expected = judged.reduce((sum, { item }) => sum + 1 / item.options.length, 0);
    return {
      outcome: 'checked',
      findings: [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'needs-review',
          range: { ...first.item.span },
          target: meta.id,
          message: `Where one option is clearly the longest, it is the right one in ${hits.length} of ${judged.length} items (about ${Math.round(expected)} by chance): learners need only pick the longest.`,
          question: 'Should some wrong answers be written out as fully, or keys cut down?',
          answerKind: 'yes-no',
          evidence: [
            {
              kind: 'statistic',
              text: `${hits.length} of ${judged.length}, expected ${expected.toFixed(1)}, p ${chance < 0.001 ? '< 0.001' : `= ${chance.toFixed(3)}`}`,
            },
            ...hits.map(itemEvidence),
          ],
        },
      ],
    };
  },
  /** A shorter right answer, where the finding is about one item. */
  answer(finding, reply, { lessons }) {
    const place = distinctItems(lessons).find(
      ({ item }) => item.span.path === finding.range.path && item.span.start === finding.range.start,
    );
    if (!place || finding.answerKind !== 'text') return null;
    return draftOfReply(
      meta,
      finding,
      reply,
      place.lesson,
      place.item,
      place.item.options.findIndex((option) => option.correct),
    );
  },
};
