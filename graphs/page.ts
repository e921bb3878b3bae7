/** A lesson's page for the rules: what was seen on it before is looked up; it is opened only for what was not. */
import type { LessonPage } from '../agents/context.ts';
import type { RenderedPage } from '../tools/browser/page.ts';
import { keyOf } from '../tools/cache/results.ts';
import { bodyOf, type Lesson } from '../tools/library/lesson.ts';
import { pageKey } from './inputs.ts';
import type { Workspace } from './workspace.ts';

export interface KeptPage {
  page(): Promise<LessonPage>;
  /** Why the lesson could not be put on a page; null while it could or nobody had to. */
  fault(): string | null;
  /** Closes the page where one was opened. */
  close(): Promise<void>;
}

/** @param lesson as it stands, or an edited copy that is on no disk */
export function keptPage(workspace: Workspace, lesson: Lesson, signal: AbortSignal): KeptPage {
  let opened: Promise<RenderedPage & { close(): Promise<void> }> | null = null;
  let fault: string | null = null;
  const open = () => {
    if (opened) return opened;
    opened = render(workspace, lesson, signal);
    opened.catch((error: unknown) => {
      fault = error instanceof Error ? error.message : String(error);
    });
    return opened;
  };
  const kept = async <T>(name: string, look: (page: RenderedPage) => Promise<T>): Promise<T> => {
    const key = keyOf(name, pageKey(workspace, lesson));
    const known = workspace.results.get<T>(key);
    if (known !== null) return known;
    const seen = await look(await open());
    workspace.results.put(key, seen);
    return seen;
  };
  return {
    page: async () => ({
      audit: () => kept('audit', (page) => page.audit()),
      survey: () => kept('survey', (page) => page.survey()),
      picture: async (span) => (await open()).picture(span),
    }),
    fault: () => fault,
    async close() {
      const page = await opened?.catch(() => null);
      opened = null;
      await page?.close();
    },
  };
}

async function render(workspace: Workspace, lesson: Lesson, signal: AbortSignal) {
  const body = bodyOf(lesson);
  if (body.format !== 'markdown' && body.format !== 'html') throw new Error(`${body.path} is a quiz file and has no page.`);
  const browser = await workspace.browser();
  return browser.render({
    root: workspace.root,
    path: body.path,
    text: body.text,
    format: body.format,
    title: lesson.title,
    language: lesson.language,
    elsewhere: (path) => workspace.files.resolve(path, encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))),
    signal,
  });
}
