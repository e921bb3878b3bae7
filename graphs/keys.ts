/** The key of a rule's result: everything it read, and nothing it did not. */
import { createHash } from 'node:crypto';
import type { RuleNeed } from '../agents/rule.ts';
import { keyOf } from '../tools/cache/results.ts';
import type { Course, Lesson } from '../tools/library/lesson.ts';
import { stampOf } from './looked.ts';
import type { AnyRule, Subject } from './subject.ts';
import type { Workspace } from './workspace.ts';

/** Hash over a lesson's files, its place and title, and the state of every local file it refers to. */
function lessonInputs(workspace: Workspace, lesson: Lesson): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([lesson.id, lesson.title, lesson.order, lesson.language, lesson.course]));
  for (const file of lesson.files) hash.update(`${file.path}\0${file.role}\0${file.sha256}\n`);
  const body = lesson.files[0]?.path ?? '';
  const targets = [
    ...lesson.links.map((link) => [link.span.path, link.href]),
    ...lesson.images.map((image) => [image.span.path, image.src]),
    ...lesson.media.map((medium) => [medium.span.path, medium.src]),
  ];
  for (const [from = body, href = ''] of targets) {
    const path = workspace.files.resolve(from, href);
    hash.update(path === null ? `${href} -\n` : `${path} ${stampOf(workspace.root, path)}\n`);
  }
  return hash.digest('hex');
}

const every: RuleNeed[] = ['page', 'vectors', 'facts', 'date', 'siblings', 'responses', 'model'];

export interface Keys {
  /** A lesson as a learner sees it: its files, and those it refers to. */
  lesson(lesson: Lesson): string;
  rule(subject: Subject, rule: AnyRule): string;
  /** Everything a verification of the subject's edits may read: all rules run, so all that any of them needs. */
  verification(subject: Subject): string;
}

const made = new WeakMap<Workspace, Promise<Keys>>();

/** @returns the keys of a workspace; the hash of a lesson, as it was read, is worked out once. */
export function keysFor(workspace: Workspace): Promise<Keys> {
  const known = made.get(workspace) ?? makeKeys(workspace);
  made.set(workspace, known);
  return known;
}

async function makeKeys(workspace: Workspace): Promise<Keys> {
  const facts = await workspace.facts();
  const vectors = await workspace.vectors();
  const models = await workspace.models();
  const lessons = new WeakMap<Lesson, string>();
  const courses = new WeakMap<Course, string>();
  const inputsOf = (lesson: Lesson): string => {
    const known = lessons.get(lesson) ?? lessonInputs(workspace, lesson);
    lessons.set(lesson, known);
    return known;
  };
  const courseInputs = (course: Course): string => {
    const known = courses.get(course) ?? keyOf(course.lessons.map(inputsOf), course.title, course.language);
    courses.set(course, known);
    return known;
  };
  const responses = (course: Course): string => {
    const configured = (course.config ?? workspace.config.courses.find((candidate) => candidate.id === course.id))?.responses;
    return configured ? `${configured} ${stampOf(workspace.root, configured)}` : 'none';
  };
  const needed = (need: RuleNeed, subject: Subject): unknown => {
    switch (need) {
      case 'page':
        return 'page';
      case 'vectors':
        return vectors.embedding;
      case 'facts':
        return facts.snapshot;
      case 'date':
        return workspace.today;
      case 'siblings':
        return courseInputs(subject.course);
      case 'responses':
        return responses(subject.course);
      case 'model':
        return [models.available, workspace.config.models.small, workspace.config.models.large];
    }
  };
  const own = (subject: Subject): string => (subject.lesson ? inputsOf(subject.lesson) : courseInputs(subject.course));
  return {
    lesson: (lesson) => keyOf(workspace.ruleset, inputsOf(lesson)),
    rule(subject, rule) {
      const needs = [...rule.meta.needs].sort();
      return keyOf(
        'rule',
        workspace.ruleset,
        rule.meta.id,
        rule.meta.version,
        subject.owner,
        own(subject),
        subject.context.settings(rule.meta.id),
        needs,
        needs.map((need) => needed(need, subject)),
      );
    },
    verification(subject) {
      return keyOf(
        'verification',
        workspace.ruleset,
        workspace.config,
        subject.owner,
        own(subject),
        every.map((need) => needed(need, subject)),
      );
    },
  };
}
