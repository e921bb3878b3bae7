/** Reads RSS, Atom, RDF and JSON Feed. What a feed could harm its reader with (entities, document types) is refused before it is parsed. */
import { parseFeed } from 'feedsmith';
import type { NewsNote } from './news.ts';
import { textOfHtml } from './plain-text.ts';

/** Characters; real feeds are far smaller. */
export const largestFeed = 4_000_000;
const mostEntries = 300;

interface Entry {
  id?: unknown;
  guid?: unknown;
  title?: unknown;
  link?: unknown;
  url?: unknown;
  links?: unknown;
  description?: unknown;
  summary?: unknown;
  content?: unknown;
  content_html?: unknown;
  content_text?: unknown;
  pubDate?: unknown;
  published?: unknown;
  updated?: unknown;
  date_published?: unknown;
  date_modified?: unknown;
  dc?: { date?: unknown; dates?: unknown[] };
}

/** Formats differ in how deep they put a text: `{value: …}` and lists of it are followed to their first string. */
function stringIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(stringIn).find((one) => one !== undefined);
  if (value !== null && typeof value === 'object') {
    const { value: inner, href, encoded } = value as { value?: unknown; href?: unknown; encoded?: unknown };
    return stringIn(inner) ?? stringIn(href) ?? stringIn(encoded);
  }
  return undefined;
}

function first(...values: unknown[]): string | undefined {
  return values.map(stringIn).find((value) => value !== undefined && value.trim() !== '');
}

function dayOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const iso = /^\s*(\d{4}-\d{2}-\d{2})/u.exec(text)?.[1];
  const at = iso === undefined ? new Date(text) : new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString().slice(0, 10);
}

function pageOf(entry: Entry): string | undefined {
  const address = first(entry.link, entry.url, entry.links);
  return address !== undefined && /^https?:\/\//iu.test(address) ? address : undefined;
}

function noteOf(entry: Entry, source: string): NewsNote | null {
  const date = dayOf(
    first(
      entry.pubDate,
      entry.published,
      entry.date_published,
      entry.updated,
      entry.date_modified,
      entry.dc?.date,
      entry.dc?.dates,
    ),
  );
  const title = textOfHtml(first(entry.title) ?? '', 200);
  const text = textOfHtml(first(entry.content_text, entry.content_html, entry.content, entry.description, entry.summary) ?? '');
  if (date === null || (title === '' && text === '')) return null;
  const url = pageOf(entry);
  return {
    id: first(entry.guid, entry.id, url) ?? `${date} ${title}`,
    title: title || text.slice(0, 80),
    text: text || title,
    date,
    source,
    ...(url === undefined ? {} : { url }),
  };
}

/**
 * @param source file or address the feed came from
 * @returns its dated entries, newest 300 at most as the feed orders them, and how many carried no date
 * @throws in one sentence where it is too large, declares a document type or entities, or is no feed
 */
export function notesOfFeed(text: string, source: string): { notes: NewsNote[]; undated: number } {
  if (text.length > largestFeed) throw new Error(`${source} is larger than ${largestFeed / 1_000_000} million characters.`);
  if (/<!(?:DOCTYPE|ENTITY)/iu.test(text))
    throw new Error(`${source} declares a document type or entities, which no feed needs.`);
  const { feed } = parseFeed(text) as { feed: { items?: Entry[]; entries?: Entry[] } };
  const entries = (feed.items ?? feed.entries ?? []).slice(0, mostEntries);
  const notes = entries.flatMap((entry) => noteOf(entry, source) ?? []);
  return { notes, undated: entries.length - notes.length };
}
