/** What a pass of the agents is about: one lesson, or one course as a whole. Builds the context they look through. */
import type { CourseContext, LessonContext, LibraryFiles, SharedContext } from '../agents/context.ts';
import type { AgentName } from '../agents/contract.ts';
import type { Rule } from '../agents/rule.ts';
import { ruleSettings } from '../tools/config/settings.ts';
import { bodyOf, type Course, type Lesson, type SourceFile } from '../tools/library/lesson.ts';
import { overlayVectors } from '../tools/vectors/overlay.ts';
import { agentsNamed } from './agents.ts';
import { keptPage } from './looking/page.ts';
import { overlaidFiles } from './publishing/overlaid-files.ts';
import type { Workspace } from './workspace.ts';

export interface Subject {
  kind: 'lesson' | 'course';
  /** Lesson id, or `course:<id>`. */
  owner: string;
  course: Course;
  /** Null for a course. */
  lesson: Lesson | null;
  context: LessonContext | CourseContext;
  /** Why the lesson could not be put on a page; null while it could or nobody asked. */
  pageFault(): string | null;
  /** Closes the page where one was opened. */
  release(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: a rule is run only with the context of its own list
export type AnyRule = Rule<any>;

export function rulesOf(subject: Pick<Subject, 'kind'>, agents: AgentName[]): { agent: AgentName; rule: AnyRule }[] {
  return agentsNamed(agents).flatMap((agent) =>
    (subject.kind === 'lesson' ? agent.lessonRules : agent.courseRules).map((rule) => ({
      agent: agent.name,
      rule: rule as AnyRule,
    })),
  );
}

export function ruleNamed(id: string): { rule: AnyRule; agent: AgentName; kind: Subject['kind'] } | null {
  for (const agent of agentsNamed(['alignment', 'accessibility', 'assessment'])) {
    const lessonRule = agent.lessonRules.find((rule) => rule.meta.id === id);
    if (lessonRule) return { rule: lessonRule, agent: agent.name, kind: 'lesson' };
    const courseRule = agent.courseRules.find((rule) => rule.meta.id === id);
    if (courseRule) return { rule: courseRule, agent: agent.name, kind: 'course' };
  }
  return null;
}

async function shared(workspace: Workspace, course: Course, path: string, signal: AbortSignal): Promise<SharedContext> {
  const responses = await workspace.responses(course);
  const news = await workspace.news(course);
  const sandbox = await workspace.sandbox();
  return {
    course,
    ...(responses ? { responses } : {}),
    ...(news ? { trends: news } : {}),
    links: await workspace.links(),
    campaigns: workspace.config.campaigns,
    ...(sandbox ? { sandbox } : {}),
    facts: await workspace.facts(),
    vectors: await workspace.vectors(),
    models: await workspace.models(),
    today: workspace.today,
    settings: (rule) =>
      ruleSettings(workspace.config, { rule, agent: ruleNamed(rule)?.agent ?? 'assessment', course: course.id, path }),
    files: workspace.files,
    signal,
  };
}

export async function lessonSubject(workspace: Workspace, course: Course, lesson: Lesson, signal: AbortSignal): Promise<Subject> {
  const kept = keptPage(workspace, lesson, signal);
  const context: LessonContext = {
    ...(await shared(workspace, course, bodyOf(lesson).path, signal)),
    lesson,
    page: kept.page,
  };
  return { kind: 'lesson', owner: lesson.id, course, lesson, context, pageFault: kept.fault, release: kept.close };
}

export function courseOwner(course: string): string {
  return `course:${course}`;
}

export async function courseSubject(
  workspace: Workspace,
  course: Course,
  signal: AbortSignal,
): Promise<Subject & { context: CourseContext }> {
  const context: CourseContext = { ...(await shared(workspace, course, '', signal)), lessons: course.lessons };
  return {
    kind: 'course',
    owner: courseOwner(course.id),
    course,
    lesson: null,
    context,
    pageFault: () => null,
    release: async () => {},
  };
}

/** The same subject over edited copies: nothing on disk and nothing in the vector store changes. */
export async function editedSubject(
  workspace: Workspace,
  subject: Pick<Subject, 'kind' | 'course'>,
  lesson: Lesson | null,
  edited: { lessons: Lesson[]; overlay: Map<string, string>; files: LibraryFiles },
  signal: AbortSignal,
): Promise<Subject> {
  const course: Course = {
    ...subject.course,
    lessons: subject.course.lessons.map((old) => edited.lessons.find((fresh) => fresh.id === old.id) ?? old),
  };
  const files = overlaidFiles(edited.files, edited.overlay);
  const made =
    subject.kind === 'lesson' && lesson
      ? await lessonSubject(workspace, course, lesson, signal)
      : await courseSubject(workspace, course, signal);
  made.context.vectors = overlayVectors(await workspace.vectors());
  made.context.files = files;
  return made;
}

const sources = new WeakMap<Course, Map<string, SourceFile>>();

/** Text and hash of a file of the subject's course. */
export function sourceIn(course: Course): (path: string) => { text: string; sha256: string } | null {
  const files =
    sources.get(course) ?? new Map(course.lessons.flatMap((lesson) => lesson.files.map((file) => [file.path, file] as const)));
  sources.set(course, files);
  return (path) => files.get(path) ?? null;
}
