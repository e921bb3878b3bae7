import { type Lesson, type Outcome, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { answeredWording, draftOf, isEnglish, outcomeAt, splitEdit, statementsOf } from '../outcomes.ts';
import { bundleOf } from './bundled.ts';

const meta: RuleMeta = {
  id: 'outcome-bundled',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'An outcome holds one thing',
  source:
    'N. E. Gronlund, S. M. Brookhart, "Gronlund\'s Writing Instructional Objectives", 8th ed. 2009: one outcome a statement',
  needs: [],
};

/** The parting that can be written into the source without doubt. */
function partingOf(lesson: Lesson, outcome: Outcome) {
  const parts = bundleOf(outcome.text)?.parts;
  return parts ? splitEdit(lesson, outcome, parts) : null;
}

export const outcomeBundled: Rule<LessonContext> = {
  meta,
  check({ lesson }) {
    if (!isEnglish(lesson)) return { outcome: 'notApplicable', reason: 'outcome wording is judged in English only' };
    const statements = statementsOf(lesson);
    if (statements.length === 0) return { outcome: 'notApplicable', reason: 'the lesson states no outcomes' };
    const findings = statements.flatMap((outcome): RawFinding[] => {
      const bundle = bundleOf(outcome.text);
      if (!bundle) return [];
      const base = {
        rule: meta.id,
        severity: meta.severity,
        range: outcome.span,
        outcomes: [outcome.text],
        message:
          bundle.kind === 'said-and-done'
            ? `This outcome holds more than one: of "${bundle.first}" and "${bundle.second}" one is shown in words and the other by doing; one check cannot show both.`
            : `This outcome holds more than one: "${bundle.first}" and "${bundle.second}" share no subject, so one check cannot show both.`,
        evidence: [{ kind: 'outcome' as const, text: sourceOf(lesson, outcome.span), source: outcome.span }],
      };
      return [
        partingOf(lesson, outcome)
          ? { ...base, certainty: 'fails' }
          : {
              ...base,
              certainty: 'needs-review',
              question: 'Which one of them does this line stand for? Type it; the others need lines of their own.',
              answerKind: 'text',
            },
      ];
    });
    return { outcome: 'checked', findings };
  },
  repair(finding, { lesson }) {
    const outcome = outcomeAt(lesson, finding);
    const parts = outcome ? bundleOf(outcome.text)?.parts : null;
    const edit = outcome ? partingOf(lesson, outcome) : null;
    if (!parts || !edit) return null;
    return draftOf(finding, edit, {
      title: `Part the outcome into ${parts.length} lines`,
      rationale: `Each line can then be taught, practised and assessed by itself: ${parts.map((part) => `"${part}"`).join(' ')}`,
      risk: 'medium',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
      forYou: 'Does the lesson mean to promise both?',
    });
  },
  answer(finding, reply, { lesson }) {
    return reply.kind === 'text' ? answeredWording(finding, lesson, reply.text, `${meta.id}@${meta.version}`) : null;
  },
};
