/** YAML front matter, with the place of every value. */
import { isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { lineAt, ReadError } from './errors.ts';
import type { Meta, Outcome } from './lesson.ts';
import type { Stretch } from './markdown-tree.ts';
import { fold } from './structure.ts';

const outcomeKeys = [
  'objectives',
  'outcomes',
  'learning_objectives',
  'learning_outcomes',
  'learning-objectives',
  'learning-outcomes',
  'learningObjectives',
  'learningOutcomes',
];

export interface FrontMatter {
  meta: Meta;
  outcomes: Outcome[];
}

/**
 * @param place the whole block with its fences; null where the file has none.
 * @throws ReadError where the block is not valid YAML, or opened and never closed.
 */
export function readFrontMatter(path: string, text: string, place: Stretch | null, owner: string): FrontMatter {
  if (!place) {
    refuseUnclosed(path, text);
    return { meta: { data: {}, span: null }, outcomes: [] };
  }
  const source = text.slice(place.start, place.end);
  const begin = source.indexOf('\n') + 1;
  const end = source.lastIndexOf('\n');
  const yaml = begin > end ? '' : source.slice(begin, end + 1);
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const fault = document.errors[0];
  if (fault) {
    const line = lineAt(text, place.start + begin) + lines.linePos(fault.pos[0]).line - 1;
    throw new ReadError(
      'front-matter',
      path,
      line,
      `the front matter is not valid YAML (${firstSentence(fault.message)}); correct it or put the value in quotes.`,
    );
  }
  const data: unknown = document.toJS({ maxAliasCount: 100 });
  const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
  if (!isMap && data !== null) {
    throw new ReadError(
      'front-matter',
      path,
      lineAt(text, place.start),
      'the front matter must be a list of "key: value" lines.',
    );
  }
  const base = place.start + begin;
  const outcomes: Outcome[] = [];
  for (const key of outcomeKeys) {
    const list = document.get(key, true);
    if (!isSeq(list)) continue;
    for (const item of list.items) {
      if (!isScalar(item) || !item.range || fold(String(item.value ?? '')) === '') continue;
      const quoted = item.type === 'QUOTE_DOUBLE' || item.type === 'QUOTE_SINGLE' ? 1 : 0;
      outcomes.push({
        id: `${owner}#outcome-fm-${outcomes.length + 1}`,
        text: fold(String(item.value)),
        span: { path, start: base + item.range[0] + quoted, end: base + item.range[1] - quoted },
        kind: 'outcome',
        origin: 'front-matter',
      });
    }
  }
  return { meta: { data: (data ?? {}) as Record<string, unknown>, span: { path, ...place } }, outcomes };
}

/** A first line of three hyphens and a key below it is meant as front matter; a thematic break is not. */
function refuseUnclosed(path: string, text: string): void {
  if (/^\ufeff?---[ \t]*\r?\n[A-Za-z][\w-]*:(?:[ \t]|\r?\n)/.test(text)) {
    throw new ReadError(
      'front-matter',
      path,
      1,
      'the front matter opened here is never closed; add a line of three hyphens after it.',
    );
  }
}

function firstSentence(message: string): string {
  return fold(message.split('\n')[0] ?? message).replace(/[.:]$/, '');
}

/** A string of the front matter; null where absent, empty or no string. */
export function metaString(meta: Meta, ...keys: string[]): string | null {
  for (const key of keys) {
    const value = meta.data[key];
    if (typeof value === 'string' && fold(value) !== '') return fold(value);
    if (typeof value === 'number') return String(value);
  }
  return null;
}
