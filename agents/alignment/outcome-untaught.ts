import { sourceOf } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { Evidence, RawFinding } from '../contract.ts';
import type { Rule, RuleMeta } from '../rule.ts';
import { answeredWording, hardlyRead, isEnglish, statementsOf } from './outcomes.ts';
import { lessonAlignment } from './scoring/memo.ts';
import { nearestOutcome } from './scoring/nearest.ts';
import { untaught } from './stray/served.ts';

const meta: RuleMeta = {
  id: 'outcome-untaught',
  agent: 'alignment',
  version: '1.1',
  severity: 'serious',
  title: 'What a lesson promises, it teaches',
  source: 'J. Biggs, "Enhancing teaching through constructive alignment", Higher Education 32, 1996',
  needs: ['siblings', 'vectors'],
};

export const outcomeUntaught: Rule<LessonContext> = {
  meta,
  async check(context) {
    const { lesson, course } = context;
    if (!isEnglish(lesson)) return { outcome: 'notApplicable', reason: 'the built-in scorer reads English only' };
    if (statementsOf(lesson).length === 0) return { outcome: 'notApplicable', reason: 'the lesson states no outcomes' };
    if (hardlyRead(lesson))
      return { outcome: 'notApplicable', reason: 'the lesson holds too little text to miss anything in it' };
    const rows = await lessonAlignment(context, lesson);
    const findings = untaught(rows).map((found): RawFinding => {
      const { outcome } = found.row;
      const other = found.kind === 'elsewhere' ? course.lessons.find((candidate) => candidate.id === found.lesson) : undefined;
      const evidence: Evidence[] = [{ kind: 'outcome', text: sourceOf(lesson, outcome.span), source: outcome.span }];
      if (other && found.kind === 'elsewhere')
        evidence.push({ kind: 'note', text: `Nearest teaching: "${found.unit || other.title}" in "${other.title}".` });
      const { nearest } = nearestOutcome(found.row);
      if (nearest) evidence.push({ kind: 'note', text: `Nearest other outcome: "${nearest.outcome}"; ${nearest.why}.` });
      return {
        rule: meta.id,
        severity: meta.severity,
        certainty: 'needs-review',
        range: outcome.span,
        outcomes: [outcome.text],
        message: other
          ? `Nothing in this lesson teaches this outcome; "${other.title}" does.`
          : 'Nothing in this lesson, and no other lesson of the course, teaches this outcome.',
        question: other
          ? 'Does this outcome belong to the other lesson? If it stays here, type it as this lesson means it.'
          : 'Is a section missing, or does the lesson promise something else? Type the outcome it does reach.',
        answerKind: 'text',
        evidence,
      };
    });
    return { outcome: 'checked', findings };
  },
  answer(finding, reply, { lesson }) {
    return reply.kind === 'text' ? answeredWording(finding, lesson, reply.text, `${meta.id}@${meta.version}`) : null;
  },
};
