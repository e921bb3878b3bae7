/** A flaw of style that a course repeats: a few are reported item by item, many are one question for the course. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { draftOfReply } from './item-rule.ts';
import { allItems, hasOptions } from './items.ts';

export interface Flawed {
  lesson: Lesson;
  item: Item;
  message: string;
}

export interface ItemPatternOptions {
  meta: RuleMeta;
  /** What is wrong with the item, one sentence; null where nothing is. `place`: its lesson, and the lessons of its course. */
  look(item: Item, place: { lesson: Lesson; lessons: Lesson[] }): string | null;
  /** One sentence over all of them. */
  together(flawed: Flawed[], items: number): string;
  togetherQuestion: string;
  question: string;
}

/** A rule over a course that looks at each item by itself. */
export interface ItemPattern extends Rule<CourseContext> {
  look: ItemPatternOptions['look'];
}

/** From this many on, a course is asked once. */
const many = 3;

/** Items once each: one file may serve several lessons. */
export function distinctItems(lessons: Lesson[]): { lesson: Lesson; item: Item }[] {
  const seen = new Set<string>();
  return allItems(lessons).filter(({ item }) => {
    const key = `${item.span.path}:${item.span.start}`;
    if (seen.has(key) || !hasOptions(item)) return false;
    seen.add(key);
    return true;
  });
}

export function itemEvidence({ lesson, item }: { lesson: Lesson; item: Item }): Evidence {
  return { kind: 'quote', text: sourceOf(lesson, item.stem.span), source: item.stem.span };
}

export function itemPattern(options: ItemPatternOptions): ItemPattern {
  const { meta } = options;
  return {
    meta,
    look: options.look,
    check({ lessons }) {
      const items = distinctItems(lessons);
      if (items.length === 0) return { outcome: 'notApplicable', reason: 'the course has no items with options' };
      const flawed = items.flatMap(({ lesson, item }): Flawed[] => {
        const message = options.look(item, { lesson, lessons });
        return message === null ? [] : [{ lesson, item, message }];
      });
      const first = flawed[0];
      const frame = { rule: meta.id, severity: meta.severity, certainty: 'needs-review' as const };
      const rule: Evidence = { kind: 'rule', text: meta.source };
      if (!first || flawed.length < many) {
        return {
          outcome: 'checked',
          findings: flawed.map(
            (own): RawFinding => ({
              ...frame,
              range: { ...own.item.span },
              target: sourceOf(own.lesson, own.item.stem.span),
              message: own.message,
              question: options.question,
              answerKind: 'text',
              evidence: [rule],
            }),
          ),
        };
      }
      return {
        outcome: 'checked',
        findings: [
          {
            ...frame,
            range: { ...first.item.span },
            places: flawed.map(({ item }) => ({ ...item.span })),
            target: meta.id,
            message: options.together(flawed, items.length),
            question: options.togetherQuestion,
            answerKind: 'yes-no',
            evidence: [rule, ...flawed.map(itemEvidence)],
          },
        ],
      };
    },
    /** A new wording of the question, where the finding is about one item. */
    answer(finding, reply, { lessons }) {
      const place =
        finding.answerKind === 'text'
          ? distinctItems(lessons).find(
              ({ item }) => item.span.path === finding.range.path && item.span.start === finding.range.start,
            )
          : undefined;
      return place ? draftOfReply(meta, finding, reply, place.lesson, place.item) : null;
    },
  };
}
