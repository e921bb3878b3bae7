/** From offsets to lines a person can go to. */
import type { Range } from '../../agents/contract.ts';
import type { Place } from './types.ts';

/** Offsets at which lines start; CRLF, LF and a lone CR all end a line. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** 1-based line of an offset, by bisection. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** Texts of the library's files with their line tables, each read once. */
export class Sources {
  readonly #read: (path: string) => string | null;
  readonly #files = new Map<string, { text: string; starts: number[] } | null>();

  constructor(read: (path: string) => string | null) {
    this.#read = read;
  }

  file(path: string): { text: string; starts: number[] } | null {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const text = this.#read(path);
    const file = text === null ? null : { text, starts: lineStarts(text) };
    this.#files.set(path, file);
    return file;
  }

  /** Lines of a range; line 1 where the file is not at hand or has become shorter. */
  place(range: Range): Place {
    const file = this.file(range.path);
    if (!file || range.start > file.text.length) return { path: range.path, line: 1, endLine: 1 };
    const line = lineAt(file.starts, range.start);
    const last = Math.max(range.start, Math.min(range.end, file.text.length) - 1);
    return { path: range.path, line, endLine: Math.max(line, lineAt(file.starts, last)) };
  }
}

/** `path:12` or `path:12–14`. */
export function showPlace(place: Place): string {
  return place.endLine > place.line ? `${place.path}:${place.line}–${place.endLine}` : `${place.path}:${place.line}`;
}

/** `path:688, 690, 692` for several places of one file. */
export function showPlaces(places: readonly Place[]): string {
  const byPath = new Map<string, Set<string>>();
  for (const place of places) {
    const lines = byPath.get(place.path) ?? new Set();
    lines.add(place.endLine > place.line ? `${place.line}–${place.endLine}` : `${place.line}`);
    byPath.set(place.path, lines);
  }
  return [...byPath].map(([path, lines]) => `${path}:${[...lines].join(', ')}`).join('; ');
}
