/** The key of a rule's result: everything it read, and nothing it did not. */
import type { RuleNeed } from '../../agents/rule.ts';
import { keyOf } from '../../tools/cache/results.ts';
import { responsesOf } from '../../tools/config/schema.ts';
import type { Course } from '../../tools/library/lesson.ts';
import type { AnyRule, Subject } from '../subject.ts';
import type { Workspace } from '../workspace.ts';
import { inputsOf } from './inputs.ts';
import { stampOf } from './looked.ts';

const every: RuleNeed[] = [
  'page',
  'vectors',
  'facts',
  'date',
  'siblings',
  'responses',
  'model',
  'run',
  'links',
  'trends',
  'campaigns',
];

export interface Keys {
  rule(subject: Subject, rule: AnyRule): string;
  /** Everything a verification of the subject's edits may read: all rules run, so all that any of them needs. */
  verification(subject: Subject): string;
}

const made = new WeakMap<Workspace, Promise<Keys>>();

/** What the keys were made of has changed (another embedding): the next that asks gets new ones. */
export function forgetKeys(workspace: Workspace): void {
  made.delete(workspace);
}

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
  const sandbox = await workspace.sandbox();
  const courses = new WeakMap<Course, string>();
  const courseInputs = (course: Course): string => {
    const known =
      courses.get(course) ??
      keyOf(
        course.lessons.map((lesson) => inputsOf(workspace, lesson)),
        course.title,
        course.language,
      );
    courses.set(course, known);
    return known;
  };
  const responses = (course: Course): string => {
    const stated = responsesOf(course.config ?? workspace.config.courses.find((candidate) => candidate.id === course.id));
    return stated ? `${JSON.stringify(stated)} ${stampOf(workspace.root, stated.file)}` : 'none';
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
      case 'run':
        return sandbox?.version ?? 'off';
      case 'links':
        return subject.context.links?.snapshot ?? 'none';
      case 'trends':
        return subject.context.trends?.snapshot ?? 'none';
      case 'campaigns':
        return workspace.config.campaigns;
      case 'model':
        return [
          ...[models.available, workspace.config.models.small, workspace.config.models.large],
          ...(models.mode === 'estimate' ? ['estimate'] : []),
        ];
    }
  };
  const own = (subject: Subject): string => (subject.lesson ? inputsOf(workspace, subject.lesson) : courseInputs(subject.course));
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
        subject.owner,
        own(subject),
        every.map((need) => needed(need, subject)),
        // Any rule may have asked any prompt of the edited copy.
        models.available ? models.promptVersions() : null,
      );
    },
  };
}
