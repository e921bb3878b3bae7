/** No engine objects to more after an edit than before: also where the engine alone would make no finding of it. */
import { newViolations, unspoken } from '../../agents/accessibility/engines/engine-objections.ts';
import type { Check, Finding } from '../../agents/contract.ts';
import type { EngineResult } from '../../tools/browser/page.ts';
import type { Subject } from '../subject.ts';

/** @returns null where the lesson has no page; a page that cannot be opened is told by the rules that need one. */
export async function violationsCheck(
  standing: { subject: Subject; findings: Finding[] },
  copy: { subject: Subject; findings: Finding[] },
): Promise<Check | null> {
  const before = await audited(standing.subject);
  const after = await audited(copy.subject);
  if (!before || !after) return null;
  const formatOf = (path: string) => copy.subject.lesson?.files.find((file) => file.path === path)?.format ?? null;
  const fresh = newViolations(unspoken(before, standing.findings, formatOf), unspoken(after, copy.findings, formatOf));
  return {
    name: 'no new violation by any engine',
    passed: fresh.length === 0,
    before: '0',
    after: fresh.length === 0 ? '0' : `${fresh.length} (${fresh.join(', ')})`,
  };
}

async function audited({ context, lesson }: Subject): Promise<EngineResult[] | null> {
  const hasPage = lesson?.files.some(({ role, format }) => role === 'body' && format !== 'quiz-json');
  if (!hasPage || !('page' in context)) return null;
  try {
    return await (await context.page()).audit();
  } catch {
    context.signal.throwIfAborted();
    return null;
  }
}
