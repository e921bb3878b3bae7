/** A dated note in Markdown: front matter with `date` (or a file name that begins with a day), an optional `url`, and the text. */
import { parse } from 'yaml';
import type { NewsNote } from './news.ts';
import { textOfMarkdown } from './plain-text.ts';

function frontOf(text: string): { front: Record<string, unknown>; body: string } {
  const match = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[^\S\n]*(?:\r?\n|$)/u.exec(text);
  if (!match) return { front: {}, body: text.replace(/^\uFEFF/u, '') };
  const front: unknown = parse(match[1] ?? '', { maxAliasCount: 20 });
  return {
    front: front !== null && typeof front === 'object' ? (front as Record<string, unknown>) : {},
    body: text.slice(match[0].length),
  };
}

function dayOf(value: unknown): string | null {
  const text = value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : '';
  const day = /^\d{4}-\d{2}-\d{2}/u.exec(text)?.[0];
  return day !== undefined && !Number.isNaN(Date.parse(day)) ? day : null;
}

/**
 * @param path as it lies in the library
 * @throws in one sentence where it carries no day or no words
 */
export function noteOfMarkdown(path: string, text: string): NewsNote {
  const { front, body } = frontOf(text);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const date = dayOf(front.date) ?? dayOf(name);
  if (date === null) throw new Error(`${path} carries no day: write date: YYYY-MM-DD in its front matter.`);
  const heading = /^#+\s+(.+)$/mu.exec(body)?.[1];
  const title = typeof front.title === 'string' ? front.title : (heading ?? name.replace(/\.\w+$/u, ''));
  const words = textOfMarkdown(body);
  if (words === '') throw new Error(`${path} holds no text.`);
  const url = typeof front.url === 'string' && /^https?:\/\//iu.test(front.url) ? front.url : undefined;
  return { id: path, title, text: words, date, source: path, ...(url === undefined ? {} : { url }) };
}
