/** The key of a rule's result: everything it read, and nothing it did not. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { RuleNeed } from '../agents/rule.ts';
import { keyOf } from '../tools/cache/results.ts';
import type { Course, Lesson } from '../tools/library/lesson.ts';
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
    hash.update(path === null ? `${href} -\n` : `${path} ${stamp(join(workspace.root, path))}\n`);
  }
  return hash.digest('hex');
}

function stamp(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.size} ${stats.mtimeMs}` : 'absent';
}

export interface Keys {
  rule(subject: Subject, rule: AnyRule): string;
  /** Everything a verification of the subject's edits reads. */
  verification(subject: Subject): string;
}

/** @returns keys for one run; lesson and course hashes are worked out once. */
export async function keysFor(workspace: Workspace): Promise<Keys> {
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
    return configured ? `${configured} ${stamp(join(workspace.root, configured))}` : 'none';
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
        facts.snapshot,
        vectors.embedding,
        subject.owner,
        own(subject),
      );
    },
  };
}
