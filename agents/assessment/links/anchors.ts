/** The places of a page that a link can jump to. Pure. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import { slugger } from '../../../tools/library/slugs.ts';
import { slipOf } from './spelling.ts';

/** Ids that authors give: HTML `id` and `name`, Pandoc and kramdown `{#id}`. */
function ownIds(text: string): string[] {
  const html = [...text.matchAll(/<[a-z][^>]*?\s(?:id|name)\s*=\s*["']?([^"'\s>]+)/giu)].map((match) => match[1] ?? '');
  const braces = [...text.matchAll(/\{[^{}\n]*#([\p{L}\p{N}_:.-]+)[^{}\n]*\}/gu)].map((match) => match[1] ?? '');
  return [...html, ...braces];
}

function plain(heading: string): string {
  return heading
    .replace(/\s+#+\s*$/u, '')
    .replace(/\s*\{[^{}]*\}\s*$/u, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/gu, '$1')
    .replace(/[*`]/gu, '')
    .trim();
}

/** Headings of a file that is no lesson, outside of fenced code. */
function headingSlugs(text: string): string[] {
  const slug = slugger();
  const slugs: string[] = [];
  let fence: string | null = null;
  for (const line of text.split(/\r?\n/u)) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/u.exec(line)?.[1];
    if (mark && (fence === null || (mark.startsWith(fence.charAt(0)) && mark.length >= fence.length)))
      fence = fence === null ? mark : null;
    const heading = fence === null ? /^\s{0,3}#{1,6}\s+(.+)$/u.exec(line)?.[1] : undefined;
    if (heading) slugs.push(slug(plain(heading)));
  }
  return slugs;
}

/** Places on the page of a file, from the lesson that holds it or from its text. */
export function anchorsOf(path: string, text: string, lessons: Lesson[]): Set<string> {
  const lesson = lessons.find((own) => own.files.some((file) => file.path === path));
  const slugs = lesson
    ? lesson.headings.filter((heading) => heading.span.path === path).map((heading) => heading.slug)
    : headingSlugs(text);
  return new Set([...slugs, ...ownIds(text), 'top', '']);
}

/** What is left of an anchor when case, separators, punctuation and a plural are taken out. */
function bare(anchor: string): string {
  return anchor
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/s$/u, '');
}

/**
 * The one place that is surely meant: it differs from the anchor, or from the words of the link, only in case, separators,
 * punctuation or a plural, or from the anchor by a slip of the pen. Null where there is none or a choice.
 */
export function nearest(anchor: string, linkText: string, anchors: Set<string>): string | null {
  for (const wanted of [bare(anchor), bare(linkText)]) {
    const near = [...anchors].filter((own) => own !== '' && bare(own) === wanted);
    if (wanted !== '' && near.length === 1) return near[0] ?? null;
    if (near.length > 1) return null;
  }
  return slipOf(anchor, anchors);
}
