/** Approved change sets that meet in a lesson or in a file, verified as one before any of them is published. */
import { changeSetOf, type Proposal } from '../../agents/contract.ts';
import { digestOf, editsOverlap } from '../../agents/proposal.ts';
import type { Course, Library } from '../../tools/library/lesson.ts';
import { keysFor } from '../looking/keys.ts';
import { verify } from '../looking/verify.ts';
import { type Place, placeOf } from '../place.ts';
import { courseOwner } from '../subject.ts';
import type { Workspace } from '../workspace.ts';
import { type PublishOutcome, refused } from './publish-one.ts';
import { worsenedBy } from './verify-course.ts';

type Take = (outcome: PublishOutcome) => void;

/**
 * Where a set fails, its members are tried one after the other, so that only the culprit stays out.
 * @param take hears of each change set that is refused, with the reason
 * @returns those that may be published, in the order given
 */
export async function verifyTogether(
  workspace: Workspace,
  library: Library,
  proposals: Proposal[],
  signal: AbortSignal,
  take: Take,
): Promise<Proposal[]> {
  const sound = new Set<Proposal>();
  for (const group of meeting(proposals)) {
    const clear = withoutRivals(group, take);
    // A course sees the findings of its own and those of every lesson the edits touch.
    const owner = (clear.find((proposal) => isOfCourse(proposal)) ?? clear[0])?.lesson;
    const place = owner === undefined ? null : await placeOf(workspace, library, owner, signal);
    if (!place) {
      for (const proposal of clear) take(refused(changeSetOf(proposal), 'stale', goneMessage(proposal)));
      continue;
    }
    try {
      for (const proposal of await passing(workspace, place, clear, signal, take)) sound.add(proposal);
    } finally {
      await place.subject.release();
    }
  }
  const sane = proposals.filter((proposal) => sound.has(proposal));
  for (const course of library.courses) {
    const own = sane.filter((proposal) => ownerIsIn(course, proposal));
    for (const proposal of await worsening(workspace, course, own, signal, take)) sound.delete(proposal);
  }
  return sane.filter((proposal) => sound.has(proposal));
}

function ownerIsIn(course: Course, proposal: Proposal): boolean {
  return proposal.lesson === courseOwner(course.id) || course.lessons.some((lesson) => lesson.id === proposal.lesson);
}

/** What the rules of the whole course would object to once everything is published; looked at once where nothing is. */
async function worsening(
  workspace: Workspace,
  course: Course,
  set: Proposal[],
  signal: AbortSignal,
  take: Take,
): Promise<Proposal[]> {
  const worse = (some: Proposal[]) =>
    worsenedBy(
      workspace,
      course,
      some.flatMap((proposal) => proposal.edits),
      signal,
    );
  if (set.length === 0 || (await worse(set)).length === 0) return [];
  const kept: Proposal[] = [];
  const out: Proposal[] = [];
  for (const proposal of set) {
    const rules = await worse([...kept, proposal]);
    if (rules.length === 0) {
      kept.push(proposal);
      continue;
    }
    out.push(proposal);
    take(
      refused(
        changeSetOf(proposal),
        'conflict',
        `${changeSetOf(proposal)} was not published: with it the course as a whole would be found at fault by ${rules.join(', ')}.`,
      ),
    );
  }
  return out;
}

function isOfCourse(proposal: Proposal): boolean {
  return proposal.lesson.startsWith('course:');
}

/** What edits one file, or is about one lesson, belongs together: a quiz file may serve many lessons. */
export function meeting(proposals: Proposal[]): Proposal[][] {
  let groups: { places: Set<string>; members: Proposal[] }[] = [];
  for (const proposal of proposals) {
    const places = new Set(proposal.edits.map((edit) => `file ${edit.path}`));
    if (!isOfCourse(proposal)) places.add(`lesson ${proposal.lesson}`);
    const joined = groups.filter((group) => [...places].some((place) => group.places.has(place)));
    for (const group of joined) for (const place of group.places) places.add(place);
    groups = [
      ...groups.filter((group) => !joined.includes(group)),
      { places, members: [...joined.flatMap((group) => group.members), proposal] },
    ];
  }
  return groups.map((group) => proposals.filter((proposal) => group.members.includes(proposal)));
}

function withoutRivals(group: Proposal[], take: Take): Proposal[] {
  const clear: Proposal[] = [];
  for (const proposal of group) {
    const rival = clear.find((other) => editsOverlap(other.edits, proposal.edits));
    if (!rival) clear.push(proposal);
    else
      take(
        refused(
          changeSetOf(proposal),
          'conflict',
          `${changeSetOf(proposal)} changes the same text as ${changeSetOf(rival)}. Reject one of them, or publish one and refresh.`,
        ),
      );
  }
  return clear;
}

function goneMessage(proposal: Proposal): string {
  return `The lesson of ${changeSetOf(proposal)} is no longer there. Run \`perennial refresh\`.`;
}

async function passing(
  workspace: Workspace,
  place: Place,
  group: Proposal[],
  signal: AbortSignal,
  take: Take,
): Promise<Proposal[]> {
  if ((await failureOf(workspace, place, group, signal)) === null) return group;
  const kept: Proposal[] = [];
  for (const proposal of group) {
    const why = await failureOf(workspace, place, [...kept, proposal], signal);
    if (why === null) kept.push(proposal);
    else
      take(
        refused(
          changeSetOf(proposal),
          'conflict',
          `${changeSetOf(proposal)} was not published: together with ${kept.length > 0 ? kept.map(changeSetOf).join(', ') : 'the lesson as it is now'}, ${why}.`,
        ),
      );
  }
  return kept;
}

async function failureOf(workspace: Workspace, place: Place, set: Proposal[], signal: AbortSignal): Promise<string | null> {
  const keys = await keysFor(workspace);
  const edits = set.flatMap((proposal) => proposal.edits);
  const evidence = set.flatMap((proposal) => proposal.evidence.filter((piece) => piece.kind !== 'quote'));
  const findings = set.flatMap((proposal) => proposal.findings);
  const change = { edits, evidence, findings, digest: digestOf(edits), picturing: 'left-out' as const };
  const checked = await verify(workspace, place.subject, change, place.findings, keys, signal);
  const failed = checked.checks.find((check) => !check.passed);
  return failed ? `check “${failed.name}” failed (${failed.after})` : null;
}
