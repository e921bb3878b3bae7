/** Lessons that state no time for exercises and hold exercises: asked once a course. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { counted } from '../wording.ts';

const meta: RuleMeta = {
  id: 'exercise-time-zero',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'The lesson states no time for the exercises it holds',
  source:
    'Carpentries Workbench: `exercises` is the time in minutes that the exercises of an episode take; schedules are built from it.',
  needs: [],
};

function exercisesOf(lesson: Lesson): number {
  return lesson.items.filter((item) => item.format === 'challenge').length;
}

function claimOf(lesson: Lesson): { path: string; start: number; end: number } | null {
  const { span, data } = lesson.meta;
  if (!span || Number(data.exercises) !== 0 || data.exercises === null || data.exercises === '') return null;
  const match = /^exercises[ \t]*:[ \t]*\S+/mu.exec(sourceOf(lesson, span));
  return match ? { path: span.path, start: span.start + match.index, end: span.start + match.index + match[0].length } : null;
}

export const exerciseTimeZero: Rule<CourseContext> = {
  meta,
  check({ lessons }) {
    if (!lessons.some((lesson) => 'exercises' in lesson.meta.data))
      return { outcome: 'notApplicable', reason: 'no lesson states a time for exercises' };
    const wrong = lessons.flatMap((lesson) => {
      const span = claimOf(lesson);
      const count = exercisesOf(lesson);
      return span && count > 0 ? [{ lesson, span, count }] : [];
    });
    const first = wrong[0];
    if (!first) return { outcome: 'checked', findings: [] };
    const total = wrong.reduce((sum, own) => sum + own.count, 0);
    const one = wrong.length === 1;
    return {
      outcome: 'checked',
      findings: [
        {
          rule: meta.id,
          severity: meta.severity,
          certainty: 'needs-review',
          range: first.span,
          target: 'exercises: 0',
          message: `${counted(wrong.length, 'lesson')} ${one ? 'states' : 'state'} “exercises: 0” and ${one ? 'holds' : 'hold'} ${counted(total, 'challenge')} (${wrong.map((own) => `${own.lesson.title} ${own.count}`).join(', ')}).`,
          question: one ? 'How many minutes do its challenges take?' : 'How many minutes do the challenges of each lesson take?',
          answerKind: 'text',
          evidence: wrong.map(({ lesson, span }): Evidence => ({ kind: 'quote', text: sourceOf(lesson, span), source: span })),
        },
      ],
    };
  },
  /** Takes one number for all, or one for each lesson in order: "10, 15, 20". */
  answer(finding, reply, { lessons }) {
    if (reply.kind !== 'text' || !/^\d+(?:\s*[,;]\s*\d+)*$/u.test(reply.text.trim())) return null;
    const wrong = lessons.flatMap((lesson) => {
      const span = claimOf(lesson);
      return span && exercisesOf(lesson) > 0 ? [{ lesson, span }] : [];
    });
    const minutes = reply.text.trim().split(/\s*[,;]\s*/u);
    if (wrong.length === 0 || (minutes.length !== 1 && minutes.length !== wrong.length)) return null;
    return {
      findings: [finding.fingerprint],
      edits: wrong.map(({ lesson, span }, index) => {
        const quote = sourceOf(lesson, span);
        return {
          ...span,
          quote,
          replacement: quote.replace(/\S+$/u, minutes.length === 1 ? (minutes[0] ?? '') : (minutes[index] ?? '')),
        };
      }),
      title: 'State the time the challenges take',
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'low',
      origin: 'person',
      provenance: { rule: `${meta.id}@${meta.version}` },
    };
  },
};
