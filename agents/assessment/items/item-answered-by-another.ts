/** Another question of the same quiz gives this one's answer away. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { contentWords, fold, stem } from '../wording.ts';
import { distinctItems, itemEvidence } from './item-pattern.ts';
import { draftOfReply } from './item-rule.ts';
import { distractorsOf, isRealChoice, isVerdictItem, keyOf } from './items.ts';

const meta: RuleMeta = {
  id: 'item-answered-by-another',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'Another question of the quiz gives the answer',
  source: 'Keep the content of each item independent of that of the others (Haladyna, Downing & Rodriguez 2002, guideline 4).',
  needs: ['siblings'],
};

/** Share of the question's telling words that the other question must hold, and their least number. */
const covered = 0.7;
const fewestWords = 2;

const stems = (text: string): Set<string> => new Set(contentWords(text).map(stem));

/** What a question says as true by being asked: all of a question on something, a statement only where it is true. */
function states(item: Item): string | null {
  if (/\b(?:not|except|never|false|incorrect|wrong|if)\b|n['’]t\b/iu.test(item.stem.text)) return null;
  if (!isVerdictItem(item)) return item.stem.text;
  return /^(?:true|yes|t|right|correct|agree)$/u.test(fold(keyOf(item)?.text ?? '')) ? item.stem.text : null;
}

/** Does the other question say what this one asks, naming its key and none of its wrong answers? */
export function givesAway(other: Item, item: Item): boolean {
  const key = keyOf(item);
  const statement = states(other);
  if (!key || statement === null || !isRealChoice(item) || fold(other.stem.text) === fold(item.stem.text)) return false;
  const said = stems(statement);
  const answer = stems(key.text);
  const asked = [...stems(item.stem.text)].filter((word) => !answer.has(word));
  if (answer.size === 0 || asked.length < fewestWords || ![...answer].every((word) => said.has(word))) return false;
  if (asked.filter((word) => said.has(word)).length < covered * asked.length) return false;
  // What both questions offer or name alike is their common subject.
  return distractorsOf(item).every((option) => {
    const own = [...stems(option.text)];
    return own.length > 0 && !own.every((word) => said.has(word));
  });
}

interface Place {
  lesson: Lesson;
  item: Item;
}

export const itemAnsweredByAnother: Rule<CourseContext> = {
  meta,
  check({ lessons }) {
    const quizzes = new Map<string, Place[]>();
    for (const place of distinctItems(lessons)) {
      const { item } = place;
      const name = `${place.lesson.id}\0${item.span.path}\0${item.quiz ?? ''}`;
      quizzes.set(name, [...(quizzes.get(name) ?? []), place]);
    }
    const findings = [...quizzes.values()].flatMap((places) =>
      places.flatMap(({ lesson, item }): RawFinding[] => {
        const other = places.find((own) => own.item !== item && givesAway(own.item, item));
        if (!other) return [];
        return [
          {
            rule: meta.id,
            severity: meta.severity,
            certainty: 'needs-review',
            range: { ...item.span },
            target: sourceOf(lesson, item.stem.span),
            message: `${other.item.id} of the same quiz gives the answer to “${item.stem.text.trim()}”.`,
            question: 'How should this question read?',
            answerKind: 'text',
            evidence: [{ kind: 'rule', text: meta.source }, itemEvidence(other)],
          },
        ];
      }),
    );
    return { outcome: 'checked', findings };
  },
  answer(finding, reply, { lessons }) {
    const place = distinctItems(lessons).find(
      ({ item }) => item.span.path === finding.range.path && item.span.start === finding.range.start,
    );
    return place ? draftOfReply(meta, finding, reply, place.lesson, place.item) : null;
  },
};
