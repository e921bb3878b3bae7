/** A lesson or course as it stands on disk this moment, for a person who decides about it. */
import { agentNames, type Finding } from '../agents/contract.ts';
import type { Course, Library } from '../tools/library/lesson.ts';
import { detect, findingsOf } from './looking/detect.ts';
import { keysFor } from './looking/keys.ts';
import { knownAgain } from './looking/memory.ts';
import { courseOwner, courseSubject, lessonSubject, type Subject } from './subject.ts';
import type { Workspace } from './workspace.ts';

export interface Place {
  subject: Subject;
  findings: Finding[];
}

/** The owner of a finding as it stands on disk now, with its findings under the identities the ledger knows. */
export async function placeOf(workspace: Workspace, library: Library, owner: string, signal: AbortSignal): Promise<Place | null> {
  const keys = await keysFor(workspace);
  const located = locate(library, owner);
  if (!located) return null;
  const lesson = located.course.lessons.find((one) => one.id === owner);
  const subject = lesson
    ? await lessonSubject(workspace, located.course, lesson, signal)
    : await courseSubject(workspace, located.course, signal);
  const results = (await Promise.all(agentNames.map((agent) => detect(workspace, subject, agent, keys)))).flat();
  return { subject, findings: knownAgain(workspace.ledger, owner, findingsOf(subject, results)) };
}

function locate(library: Library, owner: string): { course: Course } | null {
  for (const course of library.courses) {
    if (owner === courseOwner(course.id) || course.lessons.some((lesson) => lesson.id === owner)) return { course };
  }
  return null;
}
