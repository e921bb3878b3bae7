/** The rendered place of a change, before and after, as two small pictures under `.perennial/pictures`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { carried } from '../../agents/compare.ts';
import type { Edit } from '../../agents/contract.ts';
import { keyOf } from '../../tools/cache/results.ts';
import { eachElement, parseHtml } from '../../tools/library/html-tree.ts';
import type { Lesson, SourceFile, Span } from '../../tools/library/lesson.ts';
import { ownFolder, writeOwn } from '../opening/own-folder.ts';
import type { Subject } from '../subject.ts';
import type { Workspace } from '../workspace.ts';
import { pageKey } from './inputs.ts';
import { isUnseen } from './same-look.ts';

/** Paths relative to the library. */
export interface Pictures {
  before: string;
  after: string;
}

/**
 * @param standing the lesson as it is
 * @param copy the same lesson with the edits made
 * @returns null where the change cannot be seen on the lesson's page
 */
export async function picturesOf(
  workspace: Workspace,
  standing: Subject,
  copy: Subject,
  change: { edits: Edit[] },
): Promise<Pictures | null> {
  const edit = change.edits[0];
  if (!edit || !standing.lesson || !copy.lesson) return null;
  const shown = standing.lesson.files.find(
    (file) => file.path === edit.path && (file.role === 'body' || file.role === 'assignment'),
  );
  if (!shown || shown.format === 'quiz-json') return null;
  const places = change.edits.map(({ path, start, end, replacement }) => [path, start, end, replacement]);
  const key = keyOf('pictures', pageKey(workspace, standing.lesson), pageKey(workspace, copy.lesson), places);
  const name = key.slice(0, 16);
  const made: Pictures = {
    before: `${ownFolder}/pictures/${name}-before.png`,
    after: `${ownFolder}/pictures/${name}-after.png`,
  };
  if ([made.before, made.after].every((path) => existsSync(join(workspace.root, path)))) return made;
  if (workspace.results.get<'none'>(key) === 'none') return null;
  const place = isUnseen(change.edits)
    ? sharedPlace(shown, standing.lesson, change.edits)
    : { path: edit.path, start: edit.start, end: edit.end };
  const [before, after] = [await shot(standing, place), await shot(copy, carried(place, change.edits))];
  if (before === 'no-page' || after === 'no-page') return null;
  if (!before || !after) {
    workspace.results.put(key, 'none');
    return null;
  }
  writeOwn(workspace, `pictures/${name}-before.png`, before);
  writeOwn(workspace, `pictures/${name}-after.png`, after);
  return made;
}

/**
 * What is not to be seen is compared on the element that holds all of it before and after: a label put round words is an element
 * of its own only afterwards.
 */
function sharedPlace({ path, format, text }: SourceFile, lesson: Lesson, edits: Edit[]): Span {
  const own = edits.filter((edit) => edit.path === path);
  const start = Math.min(...own.map((edit) => edit.start));
  const end = Math.max(...own.map((edit) => edit.end));
  let best: Span | null = null;
  const take = (from: number, to: number) => {
    if (from < start && to > end && (best === null || to - from < best.end - best.start)) best = { path, start: from, end: to };
  };
  if (format === 'html')
    eachElement(parseHtml(text), ({ sourceCodeLocation: at }) => {
      if (at) take(at.startOffset, at.endOffset);
    });
  else for (const { span } of lesson.passages) if (span.path === path) take(span.start - 1, span.end + 1);
  return best ?? { path, start, end };
}

async function shot(subject: Subject, span: Span): Promise<Uint8Array | null | 'no-page'> {
  try {
    return 'page' in subject.context ? await (await subject.context.page()).picture(span) : null;
  } catch {
    // Why there is no page is told by the rules that need one; the change is shown without pictures.
    subject.context.signal.throwIfAborted();
    return 'no-page';
  }
}
