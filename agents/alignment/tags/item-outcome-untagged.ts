import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { isEnglish, statementsOf } from '../outcomes.ts';
import { lessonAlignment } from '../scoring/memo.ts';
import { type MissingTag, missingTags, taggingOf } from './item-tag.ts';

const meta: RuleMeta = {
  id: 'item-outcome-untagged',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'Where items are tagged with outcomes, each is',
  source:
    'T. M. Haladyna, M. C. Rodriguez, "Developing and Validating Test Items", 2013: each item is tied to what it is to show',
  needs: ['siblings', 'vectors'],
};

async function missing(context: LessonContext): Promise<MissingTag[]> {
  const { lesson, course } = context;
  const tagging = taggingOf(course);
  const asked = course.config?.items.some((source) => source.outcomeTags !== undefined) ?? false;
  if (tagging.kind !== 'habit' && !asked) return [];
  return missingTags(course, lesson, await lessonAlignment(context, lesson), tagging);
}

function findingOf({ lesson }: LessonContext, { item, row, tag, score, next }: MissingTag): RawFinding {
  const stem = sourceOf(lesson, item.stem.span);
  const outcome = sourceOf(lesson, row.outcome.span);
  const evidence: Evidence[] = [
    outcome === '' ? { kind: 'outcome', text: row.outcome.text } : { kind: 'outcome', text: outcome, source: row.outcome.span },
    { kind: 'quote', text: stem, source: item.stem.span },
    {
      kind: 'note',
      text: next
        ? `Alignment with it: ${score.toFixed(2)}. The next outcome, "${next.outcome.text}", is not meant: ${next.score.toFixed(2)}.`
        : `Alignment with it: ${score.toFixed(2)}; the lesson states no other outcome.`,
    },
  ];
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'fails',
    range: { ...item.span },
    target: stem,
    message: `This item asks for "${row.outcome.text}" and has no tag that says so ("${tag}").`,
    outcomes: [row.outcome.text],
    evidence,
  };
}

export const itemOutcomeUntagged: Rule<LessonContext> = {
  meta,
  async check(context) {
    const { lesson } = context;
    if (!isEnglish(lesson)) return { outcome: 'notApplicable', reason: 'the built-in scorer reads English only' };
    if (statementsOf(lesson).length === 0) return { outcome: 'notApplicable', reason: 'the lesson states no outcomes' };
    return { outcome: 'checked', findings: (await missing(context)).map((one) => findingOf(context, one)) };
  },
  async repair(finding, context): Promise<Draft | null> {
    const own = (await missing(context)).find(({ item: { span } }) => {
      const { path, start, end } = finding.range;
      return span.path === path && span.start === start && span.end === end;
    });
    if (!own) return null;
    return {
      findings: [finding.fingerprint],
      edits: [own.edit],
      title: `Tag ${own.item.id} with “${own.tag}”`,
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'low',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
    };
  },
};
