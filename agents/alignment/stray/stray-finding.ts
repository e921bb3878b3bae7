/** How stray parts are asked about: few one by one, many as one question for the course. */
import type { Lesson, Span } from '../../../tools/library/lesson.ts';
import type { RawFinding } from '../../contract.ts';
import type { RuleMeta } from '../../rule.ts';

export interface Stray {
  lesson: Lesson;
  range: Span;
  words: string;
}

const mostOneByOne = 3;

export function strayFindings(meta: RuleMeta, kind: 'item' | 'section', course: string, strays: Stray[]): RawFinding[] {
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
