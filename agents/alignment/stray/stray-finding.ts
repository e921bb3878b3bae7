/** Parts that serve no outcome: looked for lesson by lesson, asked about one by one where they are few, else as one question for the course. */
import type { Lesson, Span } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import type { OutcomeAlignment } from '../align.ts';
import { hardlyRead, isEnglish, statementsOf } from '../outcomes.ts';
import type { Background } from '../scoring/lexical.ts';
import { indexOf, lessonAlignment } from '../scoring/memo.ts';

export interface Stray {
  lesson: Lesson;
  range: Span;
  words: string;
}

const mostOneByOne = 3;

function strayFindings(meta: RuleMeta, kind: 'item' | 'section', course: string, strays: Stray[]): RawFinding[] {
  const base = { rule: meta.id, severity: meta.severity, certainty: 'needs-review' as const, answerKind: 'yes-no' as const };
  const first = strays[0];
  if (!first) return [];
  if (strays.length <= mostOneByOne)
    return strays.map(({ lesson, range, words }) => ({
      ...base,
      range,
      message: `This ${kind} serves no outcome of "${lesson.title}": "${words}"`,
      question: `Is an outcome missing, does the ${kind} belong elsewhere, or may it stay as an extra?`,
      evidence: lesson.outcomes.map((outcome) => ({ kind: 'outcome' as const, text: outcome.text })),
    }));
  return [
    {
      ...base,
      range: first.range,
      places: strays.map(({ range }) => range),
      target: `course ${course}`,
      message: `${strays.length} ${kind}s of this course seem to serve no outcome of their lesson.`,
      question: `Are the outcomes of these lessons complete, or are these ${kind}s extras?`,
      evidence: strays.slice(0, 20).map(({ lesson, words }) => ({ kind: 'note' as const, text: `${lesson.title}: ${words}` })),
    },
  ];
}

/**
 * A rule about parts of lessons that serve no outcome.
 * @param stray those of one lesson that states outcomes, over its alignment
 */
export function strayRule(
  meta: RuleMeta,
  kind: 'item' | 'section',
  stray: (lesson: Lesson, rows: OutcomeAlignment[], background: Background) => Omit<Stray, 'lesson'>[],
): Rule<CourseContext> {
  return {
    meta,
    async check(context) {
      const { course } = context;
      if (course.lessons.every((lesson) => statementsOf(lesson).length === 0))
        return { outcome: 'notApplicable', reason: 'the course states no outcomes' };
      const { background } = await indexOf(context);
      const strays: Stray[] = [];
      for (const lesson of course.lessons) {
        if (!isEnglish(lesson) || hardlyRead(lesson) || statementsOf(lesson).length === 0) continue;
        const rows = await lessonAlignment(context, lesson);
        strays.push(...stray(lesson, rows, background).map((one) => ({ lesson, ...one })));
      }
      return { outcome: 'checked', findings: strayFindings(meta, kind, course.id, strays) };
    },
  };
}
