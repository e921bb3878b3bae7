/** Pictures with what a reader of meaning needs: the picture itself, its words, and what stands about it. */
import { fileOf, type Image, type Lesson, type Span } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import { isProtected } from '../fault-rule.ts';
import type { Matter } from '../judge.ts';
import { sheetsOf } from '../survey-rule.ts';

export interface ShownPicture {
  range: Span;
  /** Its name; empty for a decorative one. */
  name: string;
  around: string;
  picture: NonNullable<Matter['picture']> | null;
  /** Whether it is drawn by its own mark-up, read from a file, or painted by a script (which does not run). */
  kind: 'file' | 'drawn' | 'script';
}

/** Larger ones would cost more than an answer is worth. */
const largest = 4_000_000;

/** Everything on the lesson's page that shows a picture; needs a browser only where a picture is not a PNG or JPEG file. */
export async function picturesOf(context: LessonContext): Promise<ShownPicture[]> {
  const { lesson } = context;
  const shown: ShownPicture[] = [];
  for (const image of lesson.images) {
    if (image.alt === null || isProtected(lesson, image.span)) continue;
    const picture = fromFile(context, image.span.path, image.src) ?? (await onPage(context, image.span, isThere(context, image)));
    shown.push({ range: image.span, name: image.alt, around: aroundOf(lesson, image), picture, kind: 'file' });
  }
  const sheets = await sheetsOf(context);
  if (typeof sheets === 'string') return shown;
  const graphics = sheets.flatMap(({ survey, place }) => survey.graphics.map((one) => ({ ...one, range: place(one.mark) })));
  for (const { range, kind, name, src, around } of graphics) {
    if (!range) continue;
    const picture =
      (src === null ? null : fromFile(context, range.path, src)) ?? (await onPage(context, range, kind !== 'canvas'));
    shown.push({
      range,
      name,
      around: `${src === null ? '' : `File: ${nameOfFile(src)}. `}${around}`,
      picture,
      kind: kind === 'canvas' ? 'script' : src === null ? 'drawn' : 'file',
    });
  }
  return shown;
}

function fromFile({ files }: LessonContext, from: string, src: string): ShownPicture['picture'] {
  const path = files.resolve(from, src);
  const mime = path && /\.png$/i.test(path) ? 'image/png' : path && /\.jpe?g$/i.test(path) ? 'image/jpeg' : null;
  const bytes = path && mime ? files.bytes(path) : null;
  return bytes && mime && bytes.length <= largest ? { mime, bytes } : null;
}

async function onPage(context: LessonContext, span: Span, visible: boolean): Promise<ShownPicture['picture']> {
  const bytes = visible ? await (await context.page()).picture(span) : null;
  return bytes && { mime: 'image/png', bytes };
}

function isThere({ files }: LessonContext, image: Image): boolean {
  if (/^data:/i.test(image.src)) return true;
  const path = files.resolve(image.span.path, image.src);
  return path !== null && files.exists(path);
}

function aroundOf(lesson: Lesson, { span, src }: Image): string {
  const text = fileOf(lesson, span.path)!.text;
  return `File: ${nameOfFile(src)}. ${text.slice(Math.max(0, span.start - 300), span.start)} [the picture] ${text.slice(span.end, span.end + 250)}`;
}

function nameOfFile(src: string): string {
  return /^data:/i.test(src) ? 'within the page' : (src.split(/[?#]/)[0]!.split('/').at(-1) ?? '');
}
