/** Applies a change set to a copy, reads it again, runs the checks again, and says what that showed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changesOutside, checksOf, compareFindings, missingQuotations } from '../../agents/compare.ts';
import type { LibraryFiles } from '../../agents/context.ts';
import { agentNames, type Check, type Edit, type Evidence, type Finding } from '../../agents/contract.ts';
import { keyOf } from '../../tools/cache/results.ts';
import { applyEdits, makesFile } from '../../tools/library/edits.ts';
import type { Course, Lesson } from '../../tools/library/lesson.ts';
import { rereadLesson } from '../../tools/library/read.ts';
import { editedSubject, lessonSubject, ruleNamed, rulesOf, type Subject, sourceIn } from '../subject.ts';
import type { Workspace } from '../workspace.ts';
import { detect, detectCopy, findingsOf } from './detect.ts';
import { violationsCheck } from './engine-violations.ts';
import type { Keys } from './keys.ts';
import { type Looked, stillHolds, watched } from './looked.ts';
import { knownAgain } from './memory.ts';
import { picturesOf } from './pictures.ts';
import { sameLookCheck } from './same-look.ts';

export interface ToVerify {
  edits: Edit[];
  evidence: Evidence[];
  /** Fingerprints the edits are to mend. */
  findings: string[];
  digest: string;
  /** Default: taken. Several change sets looked at together are shown to nobody. */
  picturing?: 'left-out';
}

export interface Verification {
  passed: boolean;
  checks: Check[];
  /** Files under `.perennial/`, relative to the library. */
  pictures: { before: string; after: string } | null;
  /** A rule could not look at the edited copy, or checks failed where a model had not answered: this says nothing about the edit, and is not kept. */
  inconclusive?: true;
}

interface Kept {
  verification: Verification;
  looked: Looked[];
}

/**
 * @param before findings of the subject as it stands, by all agents, with the identities the change set names
 * @returns what the checks say; never throws for an edit that does not fit (that is a check that failed)
 */
export async function verify(
  workspace: Workspace,
  subject: Subject,
  change: ToVerify,
  before: Finding[],
  keys: Keys,
  signal: AbortSignal,
): Promise<Verification> {
  const unfound = missingQuotations(change.evidence, (path) => textOf(subject.course, path) ?? workspace.files.read(path));
  const key = keyOf(
    keys.verification(subject),
    change.digest,
    change.edits.map((edit) => [edit.path, edit.start, edit.end]),
    [...change.findings].sort(),
    change.picturing ?? 'taken',
    before.map((finding) => [finding.fingerprint, finding.rule, finding.range]),
    unfound,
  );
  const known = workspace.results.get<Kept>(key);
  if (known && stillHolds(known.looked, workspace.files, workspace.root) && havePictures(workspace, known.verification))
    return known.verification;
  const watch = watched(workspace.files, workspace.root);
  const verification = await verifyAfresh({ workspace, subject, change, before, keys, signal, files: watch.files }, unfound);
  if (!verification.inconclusive) {
    const kept: Kept = { verification, looked: watch.looked() };
    workspace.results.put(key, kept);
  }
  return verification;
}

function havePictures(workspace: Workspace, { pictures }: Verification): boolean {
  return pictures === null || [pictures.before, pictures.after].every((path) => existsSync(join(workspace.root, path)));
}

/** Everything one verification works with. */
interface Task {
  workspace: Workspace;
  subject: Subject;
  change: ToVerify;
  before: Finding[];
  keys: Keys;
  signal: AbortSignal;
  /** The library's files, as the edited copies see what lies beside them. */
  files: LibraryFiles;
}

async function verifyAfresh(task: Task, unfound: Evidence[]): Promise<Verification> {
  const { workspace, subject, change, before, keys, signal } = task;
  const touched = affectedLessons(subject, change.edits);
  let overlay: Map<string, string>;
  let edited: Lesson[];
  try {
    overlay = editedTexts(subject.course, change.edits);
    const library = { root: workspace.root, courses: [subject.course] };
    edited = touched.map((lesson) => rereadLesson(library, workspace.config, lesson.id, overlay));
  } catch (error) {
    return unreadable(error);
  }
  const outside = touched.flatMap((lesson, index) => changesOutside(lesson, edited[index] ?? lesson, change.edits));
  const after: Finding[] = [];
  const beforeAll: Finding[] = [];
  const failed: string[] = [];
  let leftOpen = false;
  const seenByEngines: Check[] = [];
  let pictures: Verification['pictures'] = null;
  const copyOf = (kind: Subject['kind'], lesson: Lesson | null) =>
    editedSubject(workspace, { kind, course: subject.course }, lesson, { lessons: edited, overlay, files: task.files }, signal);
  const look = async (copy: Subject, rules = rulesOf(copy, [...agentNames])) => {
    const results = await detectCopy(workspace, copy, rules, keys);
    for (const result of results) {
      leftOpen ||= result.model === 'left-open';
      if (result.detection.outcome === 'failed') failed.push(`${result.rule}: ${result.detection.error}`);
    }
    after.push(...findingsOf(copy, results));
  };
  for (const [index, lesson] of touched.entries()) {
    const copy = await copyOf('lesson', edited[index] ?? lesson);
    const standing = subject.lesson?.id === lesson.id ? subject : await lessonSubject(workspace, subject.course, lesson, signal);
    try {
      beforeAll.push(...(standing === subject ? before : await standingFindings(workspace, standing, keys)));
      await look(copy);
      const violations = await violationsCheck({ subject: standing, findings: beforeAll }, { subject: copy, findings: after });
      if (violations) seenByEngines.push(violations);
      if (change.picturing !== 'left-out') pictures ??= await picturesOf(workspace, standing, copy, change);
    } finally {
      await copy.release();
      if (standing !== subject) await standing.release();
    }
  }
  if (subject.kind === 'course') {
    const rules = new Set(
      before.filter((finding) => change.findings.includes(finding.fingerprint)).map((finding) => finding.rule),
    );
    const own = [...rules].flatMap((id) => {
      const named = ruleNamed(id);
      return named?.kind === 'course' ? [{ agent: named.agent, rule: named.rule }] : [];
    });
    beforeAll.push(...before.filter((finding) => rules.has(finding.rule)));
    await look(await copyOf('course', null), own);
  }
  const comparison = compareFindings(beforeAll, after, change.edits, change.findings);
  const checks = checksOf(comparison, outside, unfound, change.findings.length);
  // One line for all lessons the edits touch: the first that objects speaks.
  const violations = seenByEngines.find(({ passed }) => !passed) ?? seenByEngines[0];
  if (violations) checks.push(violations);
  const likeness = pictures && likenessOf(workspace, pictures, change.edits);
  if (likeness) checks.push(likeness);
  const here = new Set(beforeAll.map((finding) => finding.fingerprint));
  const absent = change.findings.filter((fingerprint) => !here.has(fingerprint)).length;
  if (absent > 0)
    checks.push({
      name: 'the fault stands in the text as it is',
      passed: false,
      before: String(change.findings.length),
      after: `${absent} not found there`,
    });
  if (failed.length > 0)
    checks.push({ name: 'every rule could look again', passed: false, before: 'yes', after: failed.slice(0, 3).join('; ') });
  const passed = checks.every((check) => check.passed);
  const inconclusive = failed.length > 0 || (!passed && leftOpen);
  return { passed, checks, pictures, ...(inconclusive ? { inconclusive: true } : {}) };
}

/** Both pictures lie under `.perennial/`. */
function likenessOf(workspace: Workspace, { before, after }: NonNullable<Verification['pictures']>, edits: Edit[]): Check | null {
  const read = (path: string) => readFileSync(join(workspace.root, path));
  return sameLookCheck(edits, read(before), read(after));
}

/** @throws where an edit does not fit the text as it is */
export function editedTexts(course: Course, edits: Edit[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const text = textOf(course, path);
    const own = edits.filter((edit) => edit.path === path);
    if (text === null && !own.every(makesFile)) throw new Error(`${path} is not a file of the course.`);
    texts.set(path, applyEdits(text ?? '', own));
  }
  return texts;
}

function unreadable(error: unknown): Verification {
  const after = error instanceof Error ? error.message : String(error);
  return {
    passed: false,
    checks: [{ name: 'the edited file reads again', passed: false, before: 'yes', after }],
    pictures: null,
  };
}

/** Findings of a lesson as it stands, by all agents, with the identities the ledger knows. */
async function standingFindings(workspace: Workspace, standing: Subject, keys: Keys): Promise<Finding[]> {
  const results = (await Promise.all(agentNames.map((agent) => detect(workspace, standing, agent, keys)))).flat();
  return knownAgain(workspace.ledger, standing.owner, findingsOf(standing, results));
}

/** The subject's lesson and those whose text or items the edits touch; a file many lessons share counts only for those whose items lie under an edit. */
export function affectedLessons(subject: Pick<Subject, 'course' | 'lesson'>, edits: Edit[]): Lesson[] {
  const touched = subject.course.lessons.filter((lesson) =>
    edits.some((edit) => {
      const file = lesson.files.find((candidate) => candidate.path === edit.path);
      if (!file) return false;
      if (file.role === 'body' || file.role === 'assignment') return true;
      return lesson.items.some(
        (item) => item.span.path === edit.path && item.span.start <= edit.end && edit.start <= item.span.end,
      );
    }),
  );
  const own = subject.lesson;
  return own && !touched.some((lesson) => lesson.id === own.id) ? [own, ...touched] : touched;
}

export function textOf(course: Course, path: string): string | null {
  return sourceIn(course)(path)?.text ?? null;
}
