/** The alignment map of a course: made once for what its lessons say, looked up after. */
import { alignmentMap } from '../../agents/alignment/map.ts';
import type { AlignmentRow } from '../../agents/contract.ts';
import { keyOf } from '../../tools/cache/results.ts';
import type { Course } from '../../tools/library/lesson.ts';
import { courseSubject } from '../subject.ts';
import type { Workspace } from '../workspace.ts';
import type { Keys } from './keys.ts';

export async function mapOf(workspace: Workspace, course: Course, keys: Keys, signal: AbortSignal): Promise<AlignmentRow[]> {
  const subject = await courseSubject(workspace, course, signal);
  const key = keyOf('map', keys.verification(subject));
  const known = workspace.results.get<AlignmentRow[]>(key);
  if (known) return known;
  if (!('lessons' in subject.context)) return [];
  const rows = await alignmentMap(subject.context);
  workspace.results.put(key, rows);
  return rows;
}
