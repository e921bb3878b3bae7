/** Whether two addresses lead to the same thing, as far as it can be known without the net. */
import type { LibraryFiles } from '../../context.ts';

export type Comparison = 'same' | 'different' | 'unknown';

const address = /^[a-z][a-z0-9+.-]*:|^\/\//i;

/** Pages that share so many of their words may serve one purpose: a person would have to say. */
const alike = 0.4;

/**
 * Different sites are different places. Files beside the page are read: a page that at once sends on elsewhere counts as what
 * it leads to, pages with the same main text as one. Parts of one foreign site are not compared.
 */
export function destinations(files: LibraryFiles, from: string): (one: string, other: string) => Comparison {
  const known = new Map<string, { path: string; text: string } | null>();
  const read = (href: string) => {
    if (!known.has(href)) known.set(href, destination(files, from, href, 3));
    return known.get(href)!;
  };
  return (one, other) => {
    if (bare(one) === bare(other)) return 'same';
    const films = [filmOf(one), filmOf(other)];
    if (films[0] && films[1]) return films[0] === films[1] ? 'same' : 'different';
    const sites = [siteOf(one), siteOf(other)];
    if (sites[0] && sites[1]) return sites[0] === sites[1] ? 'unknown' : 'different';
    if (sites[0] || sites[1]) return 'different';
    const documents = [documentOf(one), documentOf(other)];
    if (documents[0] && documents[1]) return sameDocument(files, from, one, other) ? 'same' : 'different';
    const [left, right] = [read(one), read(other)];
    if (!left || !right) return 'unknown';
    if (left.path === right.path) return queryOf(one) === queryOf(other) ? 'same' : 'different';
    if (left.text === right.text) return 'same';
    return agree(left.text, right.text) ? 'unknown' : 'different';
  };
}

function bare(href: string): string {
  return href
    .trim()
    .replace(/#.*$/s, '')
    .replace(/(?:index\.html?|\/)$/i, '');
}

/** A film of the service that has two addresses for each. */
function filmOf(href: string): string | null {
  return (
    /^(?:https?:)?\/\/(?:(?:www\.|m\.)?youtube\.com\/watch\?(?:[^#]*&)?v=|youtu\.be\/)([\w-]{6,})/i.exec(href.trim())?.[1] ?? null
  );
}

function queryOf(href: string): string {
  return /\?([^#]*)/.exec(href)?.[1] ?? '';
}

function siteOf(href: string): string | null {
  if (!address.test(href)) return null;
  try {
    return new URL(href, 'https://none.invalid').host.replace(/^www\./, '') || null;
  } catch {
    return null;
  }
}

/** The name of a document to be opened beside the page, ending included. */
function documentOf(href: string): string | null {
  return /([^/?#]+\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|odp|epub|rtf|zip|csv))(?:[?#]|$)/i.exec(href)?.[1]?.toLowerCase() ?? null;
}

/** One name in two folders may be copies of one document, as are files of the same bytes; documents of two names are two. */
function sameDocument(files: LibraryFiles, from: string, one: string, other: string): boolean {
  if (documentOf(one) === documentOf(other)) return true;
  const [left, right] = [one, other].map((href) => {
    const path = files.resolve(from, href);
    return path === null ? null : files.bytes(path);
  });
  return Boolean(left && right && left.length === right.length && left.every((byte, at) => byte === right[at]));
}

function destination(files: LibraryFiles, from: string, href: string, hops: number): { path: string; text: string } | null {
  const path = files.resolve(from, href);
  const text = path === null ? null : files.read(path);
  if (path === null || text === null) return null;
  const onward = /<meta\b[^>]*http-equiv=["']?refresh["']?[^>]*content=["']\s*0\s*;\s*url=\s*['"]?([^'">\s]+)/i.exec(text)?.[1];
  if (onward && hops > 0) return destination(files, path, onward, hops - 1);
  return { path, text: mainText(text) };
}

/** Words of a page without what every page of a site shares. */
function mainText(html: string): string {
  return html
    .replace(/<(script|style|nav|header|footer|head|template)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Most words of the shorter one stand in the longer one, and every number (a telephone number, a date) does. */
function agree(one: string, other: string): boolean {
  const numbers = [one, other].map((text): string[] => text.match(/\d{2,}/g) ?? []).sort((a, b) => a.length - b.length);
  return overlap(one, other) >= alike && numbers[0]!.every((number) => numbers[1]!.includes(number));
}

/** Share of the shorter one's words that the longer one has as well. */
export function overlap(one: string, other: string): number {
  const [left, right] = [one, other].map((text) => new Set(text.match(/[\p{L}\p{N}]+/gu) ?? [])) as [Set<string>, Set<string>];
  const [small, large] = left.size <= right.size ? [left, right] : [right, left];
  if (small.size === 0) return large.size === 0 ? 1 : 0;
  let shared = 0;
  for (const word of small) if (large.has(word)) shared += 1;
  return shared / small.size;
}
