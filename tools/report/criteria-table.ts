/** How a course stands by each success criterion of WCAG 2.2 AA. Pure. */
import type { Finding } from '../../agents/contract.ts';
import type { RunRecord } from '../ledger/events.ts';
import type { CriteriaCourse, CriterionRow, LessonRef } from './types.ts';
import { criteria, criteriaOfAA } from './wcag.ts';

export interface CriteriaInput {
  /** Accessibility findings that stand: open, known from before, or answered and not yet mended. */
  findings: readonly Finding[];
  lessons: readonly LessonRef[];
  run: RunRecord | null;
  /** Criteria each accessibility rule looks for, by rule id. */
  checks: ReadonlyMap<string, readonly string[]>;
}

/**
 * One table a course: lessons that fail, need a person, pass the checks there are, or were not looked at.
 * `passes` says that every check found nothing, which is less than conformance; a criterion without any check is `not-scanned`.
 * @returns nothing where the last run did not ask the accessibility agent
 */
export function criteriaTables(input: CriteriaInput): CriteriaCourse[] {
  const { run } = input;
  if (!run?.agents.includes('accessibility')) return [];
  const looked = new Map(run.lessons.map((lesson) => [lesson.lesson, lesson]));
  const courses = new Map<string, LessonRef[]>();
  for (const lesson of input.lessons) {
    if (lesson.id.startsWith('course:')) continue;
    courses.set(lesson.course, [...(courses.get(lesson.course) ?? []), lesson]);
  }
  return [...courses].map(([course, lessons]) => {
    const owners = new Set([`course:${course}`, ...lessons.map((lesson) => lesson.id)]);
    const own = input.findings.filter((finding) => owners.has(finding.lesson));
    const rows = criteriaOfAA.map(({ criterion, level }): CriterionRow => {
      const rules = [...input.checks].filter(([, list]) => list.includes(criterion)).map(([rule]) => rule);
      const about = own.filter((finding) => finding.wcag?.includes(criterion));
      const count = { fails: 0, 'needs-review': 0, passes: 0, 'not-scanned': 0 };
      for (const lesson of lessons) {
        const here = about.filter((finding) => finding.lesson === lesson.id || finding.range.path === lesson.path);
        const outcome = looked.get(lesson.id);
        const unseen =
          rules.length === 0 ||
          outcome?.status === 'not-scanned' ||
          outcome === undefined ||
          outcome.unchecked.some((one) => one.kind === 'failed' && rules.includes(one.rule));
        if (here.some((finding) => finding.certainty === 'fails')) count.fails += 1;
        else if (here.length > 0) count['needs-review'] += 1;
        else count[unseen ? 'not-scanned' : 'passes'] += 1;
      }
      const state = (['fails', 'needs-review', 'not-scanned', 'passes'] as const).find((one) => count[one] > 0) ?? 'not-scanned';
      return { criterion, name: criteria[criterion]?.[0] ?? criterion, level, state, lessons: count, checks: rules.length };
    });
    return { course, lessons: lessons.length, rows };
  });
}
