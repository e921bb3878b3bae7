/** What a link leads to, where the library itself knows. */
import { parseHtml, textOf } from '../../../tools/library/html-tree.ts';
import type { Lesson } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import { isUnwritten } from '../page-title.ts';

/** Title of the lesson, heading or other HTML page of the library that the address means; null where it has none or lies elsewhere. */
export function titleOfTarget(context: LessonContext, from: string, href: string): string | null {
  const fragment = /#(.*)$/.exec(href)?.[1] ?? '';
  // Back to the top of the page, or to wherever a script goes.
  if (href.trim() === '#') return null;
  const path = href.startsWith('#') ? from : context.files.resolve(from, href);
  if (path === null) return null;
  const target = context.course.lessons.find((lesson) => lesson.files.some((file) => file.path === path));
  if (!target) return fragment === '' ? titleOfPage(context, path) : null;
  const name = fragment === '' ? titleOfFile(target, path) : headingNamed(target, path, decoded(fragment));
  return name && name.trim() !== '' ? name.trim() : null;
}

function titleOfFile(lesson: Lesson, path: string): string | null {
  const role = lesson.files.find((file) => file.path === path)?.role;
  if (role === 'body') return lesson.title;
  return lesson.headings.find((heading) => heading.span.path === path)?.text ?? null;
}

/** What an HTML file that is no lesson calls itself. */
function titleOfPage({ files }: LessonContext, path: string): string | null {
  const text = /\.html?$/i.test(path) ? files.read(path) : null;
  const title = text === null ? null : /<title\b[^>]*>([^<]{2,120})<\/title\s*>/i.exec(text)?.[1];
  const words = title === undefined || title === null ? '' : textOf(parseHtml(`<p>${title}</p>`));
  return words === '' || isUnwritten(words) ? null : words;
}

function headingNamed(lesson: Lesson, path: string, slug: string): string | null {
  return lesson.headings.find((heading) => heading.span.path === path && heading.slug === slug)?.text ?? null;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

/** Link text as it must be written where the link stands. */
export function linkWords(form: 'inline' | 'reference' | 'autolink' | 'html', text: string): string {
  const line = text.replace(/\s*\r?\n\s*/g, ' ');
  if (form === 'html') return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return line.replace(/[\\[\]*_`<>]/g, '\\$&');
}
