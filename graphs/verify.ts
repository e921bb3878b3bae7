/** Applies a change set to a copy, reads it again, runs the checks again, and says what that showed. */
import { carried, changesOutside, checksOf, compareFindings, missingQuotations } from '../agents/compare.ts';
import type { Check, Edit, Evidence, Finding } from '../agents/contract.ts';
import type { RenderedPage } from '../tools/browser/page.ts';
import { keyOf } from '../tools/cache/results.ts';
import { applyEdits } from '../tools/library/edits.ts';
import type { Course, Lesson } from '../tools/library/lesson.ts';
import { rereadLesson } from '../tools/library/read.ts';
import { detect, detectAfresh, findingsOf } from './detect.ts';
import type { Keys } from './keys.ts';
import { editedSubject, lessonSubject, ruleNamed, rulesOf, type Subject } from './subject.ts';
import { type Workspace, writeOwn } from './workspace.ts';

export interface ToVerify {
  edits: Edit[];
  evidence: Evidence[];
  /** Fingerprints the edits are to mend. */
  findings: string[];
  digest: string;
}

export interface Verification {
  passed: boolean;
  checks: Check[];
  /** Files under `.perennial/`, relative to the library. */
  pictures: { before: string; after: string } | null;
}

const allAgentNames = ['alignment', 'accessibility', 'assessment'] as const;

/**
 * @param before findings of the subject as it stands, with the identities the change set names
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
  const key = keyOf(
    keys.verification(subject),
    change.digest,
    change.edits.map((edit) => [edit.path, edit.start, edit.end]),
    [...change.findings].sort(),
  );
  const known = workspace.results.get<Verification>(key);
  if (known) return known;
  const result = await verifyAfresh(workspace, subject, change, before, keys, signal);
  workspace.results.put(key, result);
  return result;
}

async function verifyAfresh(
  workspace: Workspace,
  subject: Subject,
  change: ToVerify,
  before: Finding[],
  keys: Keys,
  signal: AbortSignal,
): Promise<Verification> {
  const overlay = new Map<string, string>();
  const touched = affectedLessons(subject, change.edits);
  let edited: Lesson[];
  try {
    for (const path of new Set(change.edits.map((edit) => edit.path))) {
      const text = textOf(subject.course, path);
      if (text === null) throw new Error(`${path} is not a file of the course.`);
      overlay.set(
        path,
        applyEdits(
          text,
          change.edits.filter((edit) => edit.path === path),
        ),
      );
    }
    const library = { root: workspace.root, courses: [subject.course] };
    edited = touched.map((lesson) => rereadLesson(library, workspace.config, lesson.id, overlay));
  } catch (error) {
    return {
      passed: false,
      checks: [
        {
          name: 'the edited file reads again',
          passed: false,
          before: 'yes',
          after: error instanceof Error ? error.message : String(error),
        },
      ],
      pictures: null,
    };
  }
  const outside = touched.flatMap((lesson, index) => changesOutside(lesson, edited[index] ?? lesson, change.edits));
  const after: Finding[] = [];
  const beforeAll: Finding[] = [];
  const failed: string[] = [];
  let pictures: Verification['pictures'] = null;
  const look = async (copy: Subject, rules = rulesOf(copy, [...allAgentNames])) => {
    const results = await detectAfresh(copy, rules);
    for (const result of results) {
      if (result.detection.outcome === 'failed') failed.push(`${result.rule}: ${result.detection.error}`);
    }
    after.push(...findingsOf(copy, results));
  };
  for (const [index, lesson] of touched.entries()) {
    const copy = await editedSubject(
      workspace,
      { kind: 'lesson', course: subject.course },
      edited[index] ?? lesson,
      { lessons: edited, overlay },
      signal,
    );
    const standing = subject.lesson?.id === lesson.id ? subject : await lessonSubject(workspace, subject.course, lesson, signal);
    try {
      if (standing === subject) beforeAll.push(...before);
      else {
        const results = (await Promise.all(allAgentNames.map((agent) => detect(workspace, standing, agent, keys)))).flat();
        beforeAll.push(...findingsOf(standing, results));
      }
      await look(copy);
      pictures ??= await takePictures(workspace, standing, copy, change);
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
    const copy = await editedSubject(
      workspace,
      { kind: 'course', course: subject.course },
      null,
      { lessons: edited, overlay },
      signal,
    );
    await look(copy, own);
  }
  const comparison = compareFindings(beforeAll, after, change.edits, change.findings);
  const quotations = missingQuotations(change.evidence, (path) => textOf(subject.course, path) ?? workspace.files.read(path));
  const checks = checksOf(comparison, outside, quotations, change.findings.length);
  if (failed.length > 0)
    checks.push({ name: 'every rule could look again', passed: false, before: 'yes', after: failed.slice(0, 3).join('; ') });
  return { passed: checks.every((check) => check.passed), checks, pictures };
}

/** Lessons whose text or items the edits touch; a file many lessons share counts only for those whose items lie under an edit. */
function affectedLessons(subject: Subject, edits: Edit[]): Lesson[] {
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
  return touched.length > 0 || !subject.lesson ? touched : [subject.lesson];
}

export function textOf(course: Course, path: string): string | null {
  for (const lesson of course.lessons) {
    const file = lesson.files.find((candidate) => candidate.path === path);
    if (file) return file.text;
  }
  return null;
}

async function takePictures(
  workspace: Workspace,
  standing: Subject,
  copy: Subject,
  change: ToVerify,
): Promise<Verification['pictures']> {
  const edit = change.edits[0];
  if (!edit || !standing.lesson || !copy.lesson) return null;
  const body = standing.lesson.files.find((file) => file.role === 'body');
  if (!body || body.path !== edit.path || body.format === 'quiz-json') return null;
  const shot = async (subject: Subject, span: { path: string; start: number; end: number }): Promise<Uint8Array | null> => {
    const page: RenderedPage = await (subject.context as { page(): Promise<RenderedPage> }).page();
    return page.picture(span);
  };
  const before = await shot(standing, { path: edit.path, start: edit.start, end: edit.end });
  const after = await shot(copy, carried({ path: edit.path, start: edit.start, end: edit.end }, change.edits));
  if (!before || !after) return null;
  const name = change.digest.slice(0, 16);
  writeOwn(workspace, `pictures/${name}-before.png`, before);
  writeOwn(workspace, `pictures/${name}-after.png`, after);
  return { before: `.perennial/pictures/${name}-before.png`, after: `.perennial/pictures/${name}-after.png` };
}
