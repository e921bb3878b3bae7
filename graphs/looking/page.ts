/** A lesson's page (and those of its assignments) for the rules: what was seen on it before is looked up; it is opened only for what was not. */
import { AsyncResource } from 'node:async_hooks';
import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import type { LessonPage } from '../../agents/context.ts';
import type { EngineResult, RenderedPage } from '../../tools/browser/page.ts';
import type { PageSurvey } from '../../tools/browser/survey.ts';
import { keyOf } from '../../tools/cache/results.ts';
import { bodyOf, type Lesson, type SourceFile } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';
import { hasPage, pageKey } from './inputs.ts';

export interface KeptPage {
  page(): Promise<LessonPage>;
  /** Why the lesson could not be put on a page; null while it could or nobody had to. */
  fault(): string | null;
  /** Closes the page where one was opened. */
  close(): Promise<void>;
}

interface Sheet {
  file: SourceFile & { format: PageFormat };
  /** Opens the page where it is not open yet, and looks at it when its turn has come. */
  look<T>(work: (page: RenderedPage) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Pages are looked at by as many at once as there are processors, those of earlier lessons first: a lesson that is done has its
 * questions out while the next is looked at.
 */
const turns = new PQueue({ concurrency: Math.max(2, availableParallelism()) });
let lessons = 0;

interface SeenSheet {
  path: string;
  results: EngineResult[];
  survey: PageSurvey;
}

/** @param lesson as it stands, or an edited copy that is on no disk */
export function keptPage(workspace: Workspace, lesson: Lesson, signal: AbortSignal): KeptPage {
  let fault: string | null = null;
  const noted = (error: unknown) => {
    fault = error instanceof Error ? error.message : String(error);
  };
  lessons += 1;
  const place = { signal, priority: -lessons };
  const sheets = filesWithPage(lesson).map((file) => sheetOf(workspace, lesson, file, place, noted));
  const [body, ...others] = sheets;
  const kept = async <T>(name: string, look: () => Promise<T>): Promise<T> => {
    const key = keyOf(name, pageKey(workspace, lesson));
    const known = workspace.results.get<T>(key);
    if (known !== null) return known;
    const seen = await look();
    workspace.results.put(key, seen);
    return seen;
  };
  const main = (): Sheet => {
    if (body?.file.role === 'body') return body;
    const error = new Error(`${bodyOf(lesson).path} is a quiz file and has no page.`);
    noted(error);
    throw error;
  };
  // One after the other, each closed when it is done: a lesson never takes more than one tab for these.
  const lookAtOthers = async (): Promise<SeenSheet[]> => {
    const seen: SeenSheet[] = [];
    for (const sheet of others) {
      try {
        const results = (await sheet.look((page) => page.audit())).flatMap((result) => placed(result, sheet.file));
        seen.push({ path: sheet.file.path, results, survey: await sheet.look((page) => page.survey()) });
      } finally {
        await sheet.close();
      }
    }
    return seen;
  };
  // Rules ask for both at the same time: the pages are opened once.
  let looked: Promise<SeenSheet[]> | null = null;
  const seenOthers = () => {
    looked ??= others.length === 0 ? Promise.resolve([]) : kept('others', lookAtOthers);
    return looked;
  };
  return {
    page: async () => ({
      audit: () =>
        kept('audit', async () => [
          ...(await main().look((page) => page.audit())),
          ...(await seenOthers()).flatMap(({ results }) => results),
        ]),
      survey: () => kept('survey', async () => main().look((page) => page.survey())),
      othersSurveyed: async () => (await seenOthers()).map(({ path, survey }) => ({ path, survey })),
      picture: async (span) => {
        const other = others.find(({ file }) => file.path === span.path);
        return (other ?? main()).look((page) => page.picture(span));
      },
    }),
    fault: () => fault,
    async close() {
      for (const sheet of sheets) await sheet.close();
    },
  };
}

type PageFormat = 'markdown' | 'html';

/** The body first, then assignments. */
function filesWithPage(lesson: Lesson): Sheet['file'][] {
  return lesson.files.filter(hasPage).sort((a, b) => Number(b.role === 'body') - Number(a.role === 'body'));
}

/** What an assignment's page lacks as a whole stands at its first tag; in Markdown the page round it is ours. */
function placed(result: EngineResult, { path, format, text }: Sheet['file']): EngineResult[] {
  if (result.span) return [result];
  if (format === 'markdown') return [];
  const end = /^[^<]*<[^>]*>/.exec(text)?.[0].length ?? 0;
  return end === 0 ? [] : [{ ...result, span: { path, start: text.indexOf('<'), end } }];
}

function sheetOf(
  workspace: Workspace,
  lesson: Lesson,
  file: Sheet['file'],
  place: { signal: AbortSignal; priority: number },
  noted: (error: unknown) => void,
): Sheet {
  let opened: Promise<RenderedPage & { close(): Promise<void> }> | null = null;
  const open = () => {
    if (opened) return opened;
    opened = render(workspace, lesson, file, place.signal);
    opened.catch(noted);
    return opened;
  };
  return {
    file,
    look: (work) =>
      turns.add(
        AsyncResource.bind(async () => work(await open())),
        place,
      ),
    async close() {
      const page = await opened?.catch(() => null);
      opened = null;
      await page?.close();
    },
  };
}

async function render(workspace: Workspace, lesson: Lesson, file: Sheet['file'], signal: AbortSignal) {
  const browser = await workspace.browser();
  return browser.render({
    root: workspace.root,
    path: file.path,
    text: file.text,
    format: file.format,
    title: lesson.title,
    language: lesson.language,
    elsewhere: (path) => workspace.files.resolve(path, encodeURIComponent(path.slice(path.lastIndexOf('/') + 1))),
    signal,
  });
}
