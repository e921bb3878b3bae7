/** Links of a course that lead out on the web, with what was learnt of them; and how their addresses are rewritten. */

import { fileOf, type Lesson, type Link, type Span } from '../../../tools/library/lesson.ts';
import type { LinkState } from '../../../tools/links/state.ts';
import type { CourseContext } from '../../context.ts';
import type { Edit } from '../../contract.ts';

export interface WebLink {
  lesson: Lesson;
  link: Link;
  /** Place of the address in the source; one even where several links share a definition. */
  place: Span;
  state: LinkState;
}

/** Sentences that know it: an address that is told to be gone is no fault. */
const told =
  /\b(?:no longer (?:online|available|exists?|there)|(?:is|are|went|now) (?:offline|dead|gone|defunct)|dead link|broken link|link rot|archived|used to be at|shut down|closed in)\b/iu;

/** Does the author say around the link that it no longer works? */
function isTold(lesson: Lesson, { span }: Link): boolean {
  const text = fileOf(lesson, span.path)?.text ?? '';
  const start = Math.max(text.lastIndexOf('\n', span.start - 1) + 1, span.start - 200);
  const line = text.indexOf('\n', span.end);
  return told.test(text.slice(start, Math.min(line < 0 ? text.length : line, span.end + 200)));
}

/** Links of the course whose address was asked; each place once, in reading order. */
export function webLinks({ lessons, links }: CourseContext): WebLink[] {
  const seen = new Set<string>();
  return lessons.flatMap((lesson) =>
    lesson.links.flatMap((link) => {
      const state = links?.state(link.href);
      const place = link.hrefSpan ?? link.span;
      const key = `${place.path}:${place.start}`;
      if (!state || seen.has(key) || isTold(lesson, link)) return [];
      seen.add(key);
      return [{ lesson, link, place, state }];
    }),
  );
}

/** The source of a link's address as the address itself; null where it is written with escapes, or not at all. */
function sourceIs({ lesson, link }: WebLink): Span | null {
  const span = link.hrefSpan;
  return span && fileOf(lesson, span.path)?.text.slice(span.start, span.end) === link.href ? span : null;
}

/**
 * The smallest stretch that changes: `http` → `https`, the host, or else the whole address. What changes alike in many
 * links is then word for word the same change.
 */
function smallest(span: Span, href: string, to: string): Edit {
  const edit = (start: number, end: number, replacement: string): Edit => ({
    path: span.path,
    start: span.start + start,
    end: span.start + end,
    replacement,
    quote: href.slice(start, end),
  });
  if (/^http:/u.test(href) && to === `https${href.slice(4)}`) return edit(0, 4, 'https');
  const from = /^https?:\/\/[^/?#]+/iu.exec(href)?.[0] ?? '';
  const origin = /^https?:\/\/[^/?#]+/iu.exec(to)?.[0] ?? '';
  if (from !== '' && href.slice(from.length) === to.slice(origin.length)) return edit(0, from.length, origin);
  return edit(0, href.length, to);
}

/** The address with the part behind `#` that the lesson's own had. */
export function withFragment(href: string, to: string): string {
  const at = href.indexOf('#');
  return at < 0 || to.includes('#') ? to : to + href.slice(at);
}

/** @returns the edits that lead the link to `to`, its words too where they are the address itself; null where the source cannot be edited */
export function readdressed(own: WebLink, to: string): Edit[] | null {
  const span = sourceIs(own);
  const { link, lesson } = own;
  const address = withFragment(link.href, to);
  if (!span || address === link.href || /[\s<>()"']/u.test(address)) return null;
  const edits = [smallest(span, link.href, address)];
  const words = link.textSpan;
  const apart = words.path !== span.path || words.end <= span.start || words.start >= span.end;
  if (apart && fileOf(lesson, words.path)?.text.slice(words.start, words.end) === link.href)
    edits.push(smallest(words, link.href, address));
  return edits;
}

/** Links whose place could not be found again need no draft. */
export function linkAt(links: WebLink[], place: { path: string; start: number }): WebLink | null {
  return links.find((own) => own.place.path === place.path && own.place.start === place.start) ?? null;
}
