/** A lesson's page (and those of its assignments) for the rules: what was seen on it before is looked up; it is opened only for what was not. */
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
  open(): Promise<RenderedPage>;
  close(): Promise<void>;
}

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
  const sheets = filesWithPage(lesson).map((file) => sheetOf(workspace, lesson, file, signal, noted));
  const [body, ...others] = sheets;
  const kept = async <T>(name: string, look: () => Promise<T>): Promise<T> => {
    const key = keyOf(name, pageKey(workspace, lesson));
    const known = workspace.results.get<T>(key);
    if (known !== null) return known;
    const seen = await look();
    workspace.results.put(key, seen);
    return seen;
  };
  const main = async (): Promise<RenderedPage> => {
    if (body?.file.role === 'body') return body.open();
    const error = new Error(`${bodyOf(lesson).path} is a quiz file and has no page.`);
    noted(error);
    throw error;
  };
  // One after the other, each closed when it is done: a lesson never takes more than one tab for these.
  const lookAtOthers = async (): Promise<SeenSheet[]> => {
    const seen: SeenSheet[] = [];
    for (const sheet of others) {
      try {
        const page = await sheet.open();
        const results = (await page.audit()).flatMap((result) => placed(result, sheet.file));
        seen.push({ path: sheet.file.path, results, survey: await page.survey() });
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
        kept('audit', async () => [...(await (await main()).audit()), ...(await seenOthers()).flatMap(({ results }) => results)]),
      survey: () => kept('survey', async () => (await main()).survey()),
      othersSurveyed: async () => (await seenOthers()).map(({ path, survey }) => ({ path, survey })),
      picture: async (span) => {
        const other = others.find(({ file }) => file.path === span.path);
        return (await (other ? other.open() : main())).picture(span);
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
  signal: AbortSignal,
  noted: (error: unknown) => void,
): Sheet {
  let opened: Promise<RenderedPage & { close(): Promise<void> }> | null = null;
  return {
    file,
    open() {
      if (opened) return opened;
      opened = render(workspace, lesson, file, signal);
      opened.catch(noted);
      return opened;
    },
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
