/** The same item in two places of a course. */
import type { Item } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Evidence, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { fold } from '../wording.ts';
import { keyEdits } from './item-edit.ts';
import { distinctItems, itemEvidence } from './item-pattern.ts';
import { keyOf } from './items.ts';

const meta: RuleMeta = {
  id: 'duplicate-items',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'The same item stands twice in the course',
  source: 'A repeated item measures memory of the item; where the two keys differ, one of them is wrong.',
  needs: ['siblings'],
};

function identity(item: Item): string {
  return [fold(item.stem.text), ...item.options.map((option) => fold(option.text)).sort()].join('\0');
}

export const duplicateItems: Rule<CourseContext> = {
  meta,
  check({ lessons }) {
    const groups = new Map<string, ReturnType<typeof distinctItems>>();
    for (const place of distinctItems(lessons)) {
      // A stem that is only a shared lead-in ("Which is true?") with its own options is not the same item.
      const key = identity(place.item);
      groups.set(key, [...(groups.get(key) ?? []), place]);
    }
    const findings = [...groups.values()].flatMap((places): RawFinding[] => {
      const [, second] = places;
      if (!second) return [];
      const keys = new Set(places.map(({ item }) => fold(keyOf(item)?.text ?? '')));
      const ids = places.map(({ item }) => item.id).join(' and ');
      const contradict = keys.size > 1;
      return [
        {
          rule: meta.id,
          severity: contradict ? 'critical' : meta.severity,
          certainty: 'needs-review',
          range: { ...second.item.span },
          target: second.item.stem.text,
          message: contradict
            ? `${ids} ask the same with the same options and mark different answers right.`
            : `${ids} are the same item.`,
          question: contradict ? 'Which option is right?' : 'Is the repetition meant?',
          ...(contradict
            ? { answerKind: 'key' as const, choices: second.item.options.map((option) => option.text) }
            : { answerKind: 'yes-no' as const }),
          evidence: places.map((place): Evidence => itemEvidence(place)),
        },
      ];
    });
    return { outcome: 'checked', findings };
  },
  /** The right key goes into every copy at once. */
  answer(finding, reply, { lessons }) {
    const places = distinctItems(lessons);
    const named = places.find(({ item }) => item.span.path === finding.range.path && item.span.start === finding.range.start);
    const right = reply.kind === 'key' ? named?.item.options[reply.option] : undefined;
    if (!named || !right) return null;
    const edits = places
      .filter(({ item }) => identity(item) === identity(named.item))
      .map(({ lesson, item }) =>
        keyEdits(
          lesson,
          item,
          item.options.findIndex((option) => fold(option.text) === fold(right.text)),
        ),
      );
    if (edits.some((own) => own === null) || edits.flat().length === 0) return null;
    return {
      findings: [finding.fingerprint],
      edits: edits.flatMap((own) => own ?? []),
      title: `Make “${right.text}” the key of both`,
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'medium',
      origin: 'person',
      provenance: { rule: `${meta.id}@${meta.version}` },
    };
  },
};
