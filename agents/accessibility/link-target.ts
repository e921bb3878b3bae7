/** What a link leads to, where the library itself knows. */
import type { Lesson } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';

/** Title of the lesson or heading that the address means; null for everything outside the course or without a name. */
export function titleOfTarget(context: LessonContext, from: string, href: string): string | null {
  const fragment = /#(.*)$/.exec(href)?.[1] ?? '';
  const path = href.startsWith('#') ? from : context.files.resolve(from, href);
  if (path === null) return null;
  const target = context.course.lessons.find((lesson) => lesson.files.some((file) => file.path === path));
  if (!target) return null;
  const name = fragment === '' ? titleOfFile(target, path) : headingNamed(target, path, decoded(fragment));
  return name && name.trim() !== '' ? name.trim() : null;
}

function titleOfFile(lesson: Lesson, path: string): string | null {
  const role = lesson.files.find((file) => file.path === path)?.role;
  if (role === 'body') return lesson.title;
  return lesson.headings.find((heading) => heading.span.path === path)?.text ?? null;
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
