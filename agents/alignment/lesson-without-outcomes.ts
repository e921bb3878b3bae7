import { bodyOf, type Lesson } from '../../tools/library/lesson.ts';
import type { CourseContext } from '../context.ts';
import type { Rule, RuleMeta } from '../rule.ts';

const meta: RuleMeta = {
  id: 'lesson-without-outcomes',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'Where lessons state outcomes, all of them do',
  source: 'Quality Matters Rubric, 7th ed. 2023, standard 2.2: module-level outcomes are stated',
  needs: ['siblings'],
};

const folderOf = (lesson: Lesson) => bodyOf(lesson).path.replace(/[^/]*$/, '');

/** Lessons beside others that state outcomes; pages kept in folders of their own (setup, reference) are no such lessons. */
export const lessonWithoutOutcomes: Rule<CourseContext> = {
  meta,
  check({ course }) {
    const stating = course.lessons.filter((lesson) => lesson.outcomes.length > 0);
    const folders = new Map<string, { with: number; without: Lesson[] }>();
    for (const lesson of course.lessons) {
      const folder = folders.get(folderOf(lesson)) ?? { with: 0, without: [] };
      if (lesson.outcomes.length > 0) folder.with += 1;
      else folder.without.push(lesson);
      folders.set(folderOf(lesson), folder);
    }
    // Only a gap in a row of lessons that else have them: more than half of the folder, and more than two.
    const missing = [...folders.values()]
      .filter((folder) => folder.with > 2 && folder.with > folder.without.length)
      .flatMap((folder) => folder.without)
      .filter((lesson) => lesson.items.length > 0 || lesson.sections.length > 3);
    const first = missing[0];
    if (stating.length === 0 || !first) return { outcome: 'checked', findings: [] };
    const heading = first.headings[0];
    return {
      outcome: 'checked',
      findings: [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'needs-review',
          range: heading?.span ?? { path: bodyOf(first).path, start: 0, end: 0 },
          target: `course ${course.id}`,
          message: `${missing.map((lesson) => `"${lesson.title}"`).join(', ')} ${missing.length === 1 ? 'states' : 'state'} no outcomes; the other lessons beside ${missing.length === 1 ? 'it' : 'them'} do.`,
          question: 'Is that meant, or are outcomes missing?',
          answerKind: 'yes-no',
          evidence: missing.map((lesson) => ({ kind: 'note' as const, text: `${bodyOf(lesson).path} states no outcomes.` })),
        },
      ],
    };
  },
};
