/** What approved changes do to a course as a whole: its own rules before and after all of them. */
import { agentNames, type Edit } from '../../agents/contract.ts';
import type { Course } from '../../tools/library/lesson.ts';
import { rereadLesson } from '../../tools/library/read.ts';
import { detect, detectCopy, type RuleResult } from '../looking/detect.ts';
import { keysFor } from '../looking/keys.ts';
import { affectedLessons, editedTexts } from '../looking/verify.ts';
import { courseSubject, editedSubject, rulesOf } from '../subject.ts';
import type { Workspace } from '../workspace.ts';

/**
 * A course rule speaks of many places at once, and mending one moves its finding to the next: so findings are counted, not matched.
 * @returns ids of the course rules that find more in the edited course than in the course as it stands, or can no longer look
 * @throws where an edit does not fit the text as it is
 */
export async function worsenedBy(workspace: Workspace, course: Course, edits: Edit[], signal: AbortSignal): Promise<string[]> {
  const keys = await keysFor(workspace);
  const standing = await courseSubject(workspace, course, signal);
  const before = (await Promise.all(agentNames.map((agent) => detect(workspace, standing, agent, keys)))).flat();
  const overlay = editedTexts(course, edits);
  const library = { root: workspace.root, courses: [course] };
  const lessons = affectedLessons({ course, lesson: null }, edits).map((lesson) =>
    rereadLesson(library, workspace.config, lesson.id, overlay),
  );
  const copy = await editedSubject(
    workspace,
    { kind: 'course', course },
    null,
    { lessons, overlay, files: workspace.files },
    signal,
  );
  try {
    const after = await detectCopy(workspace, copy, rulesOf(copy, [...agentNames]), keys);
    const found = new Map(before.map((result) => [result.rule, countOf(result)]));
    return after.filter((result) => countOf(result) > (found.get(result.rule) ?? 0)).map((result) => result.rule);
  } finally {
    await copy.release();
    await standing.release();
  }
}

/** Minor questions do not count: they are asked after the next refresh. A rule that cannot look is worse than any number of findings. */
function countOf({ detection }: RuleResult): number {
  if (detection.outcome === 'failed') return Number.POSITIVE_INFINITY;
  return detection.outcome === 'checked'
    ? detection.findings.filter((finding) => finding.certainty === 'fails' || finding.severity !== 'minor').length
    : 0;
}
