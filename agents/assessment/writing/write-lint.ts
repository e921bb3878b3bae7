/** Every rule on items held against words that were written anew: what a person would be asked about next must not be written at all. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import type { CourseContext, LessonContext } from '../../context.ts';
import type { Agent } from '../../rule.ts';
import type { ItemRule } from '../items/item-rule.ts';

/** Rules over a course that judge each item by its own words; patterns over many items and answers of learners are no matter of wording. */
const oneByOne = (id: string) => id.startsWith('item-') || id === 'key-by-length';

export type Rules = Pick<Agent<LessonContext, CourseContext>, 'lessonRules' | 'courseRules'>;

function isItemRule(rule: Rules['lessonRules'][number]): rule is ItemRule {
  return 'look' in rule;
}

/** @returns ids of the rules that find a flaw in the item, seen alone */
export async function flawsOf(item: Item, rules: Rules, context: LessonContext): Promise<string[]> {
  const found = rules.lessonRules
    .filter(isItemRule)
    .filter((rule) => rule.look(item, context) !== null)
    .map((rule) => rule.meta.id);
  const lesson: Lesson = { ...context.lesson, items: [item] };
  const course: CourseContext = { ...context, lessons: [lesson] };
  for (const rule of rules.courseRules.filter(({ meta }) => oneByOne(meta.id))) {
    const detection = await rule.check(course);
    if (detection.outcome === 'checked' && detection.findings.length > 0) found.push(rule.meta.id);
  }
  return found;
}

/** Flaws the new item has and the old one, where there was one, had not. */
export async function newFlaws(before: Item | null, after: Item, rules: Rules, context: LessonContext): Promise<string[]> {
  const old = new Set(before ? await flawsOf(before, rules, context) : []);
  return (await flawsOf(after, rules, context)).filter((id) => !old.has(id));
}
