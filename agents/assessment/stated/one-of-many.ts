/** What several lessons state wrongly is one finding a course: the first is told, the others are counted, all are quoted. */
import { type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { Detection, RawFinding } from '../../contract.ts';
import type { RuleMeta } from '../../rule.ts';
import { counted } from '../wording.ts';

export interface Stated {
  lesson: Lesson;
  span: Span;
}

/**
 * @param noun what is counted ("reference")
 * @param tell of the first; `message` without the others
 */
export function oneOfMany<T extends Stated>(
  meta: RuleMeta,
  found: readonly T[],
  noun: string,
  tell: (first: T) => Pick<RawFinding, 'certainty' | 'message'> & Partial<RawFinding>,
): Detection {
  const [first] = found;
  if (!first) return { outcome: 'checked', findings: [] };
  const told = tell(first);
  const more = found.length > 1 ? ` ${counted(found.length - 1, `more ${noun}`)} of this kind.` : '';
  const finding: RawFinding = {
    rule: meta.id,
    severity: meta.severity,
    range: first.span,
    evidence: found.map(({ lesson, span }) => ({ kind: 'quote', text: sourceOf(lesson, span), source: span })),
    ...told,
    message: `${told.message}${more}`,
  };
  return { outcome: 'checked', findings: [finding] };
}
