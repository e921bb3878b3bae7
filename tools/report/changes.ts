/** Word-level differences in their context: what would change, among the lines it stands in. */
import { diffWordsWithSpace } from 'diff';
import type { Edit, Proposal } from '../../agents/contract.ts';
import { absent } from '../library/edits.ts';
import { lineAt, type Sources } from './places.ts';
import type { Hunk, Row, RowKind, Segment, SegmentKind } from './types.ts';

const contextLines = 2;
/** Below this share of words kept, a replacement reads better as a whole than word by word. */
const leastAlike = 0.35;

/** Splits a replacement into words kept, deleted and inserted. */
export function wordDiff(before: string, after: string): Segment[] {
  if (before === after) return before ? [{ kind: 'same', text: before }] : [];
  const whole: Segment[] = [];
  if (before) whole.push({ kind: 'deleted', text: before });
  if (after) whole.push({ kind: 'inserted', text: after });
  if (!before || !after || before.length + after.length > 40_000) return whole;
  const parts = diffWordsWithSpace(before, after);
  const ink = (text: string) => text.replace(/\s/gu, '').length;
  const kept = parts.reduce((sum, part) => sum + (part.added || part.removed ? 0 : ink(part.value)), 0);
  if (kept < leastAlike * Math.min(ink(before), ink(after)) || (kept === 0 && parts.length > 2)) return whole;
  return smooth(parts.map((part) => ({ kind: part.added ? 'inserted' : part.removed ? 'deleted' : 'same', text: part.value })));
}

/** A word or two kept between larger changes hides the sentence: it reads better as part of the change. */
function smooth(segments: Segment[]): Segment[] {
  const length = (from: number, to: number) =>
    segments.slice(from, to).reduce((sum, part) => sum + (part.kind === 'same' ? 0 : part.text.length), 0);
  const runs: { kind: 'same' | 'changed'; deleted: string; inserted: string }[] = [];
  const last = segments.length - 1;
  segments.forEach((part, index) => {
    const bridge = part.kind === 'same' && index > 0 && index < last && part.text.length <= 14 && !part.text.includes('\n');
    const folded = bridge && Math.min(length(Math.max(0, index - 2), index), length(index + 1, index + 3)) > part.text.length;
    const kind = part.kind === 'same' && !folded ? 'same' : 'changed';
    const run = runs.at(-1)?.kind === kind ? runs.at(-1) : undefined;
    const target = run ?? { kind, deleted: '', inserted: '' };
    if (!run) runs.push(target);
    if (part.kind !== 'inserted') target.deleted += part.text;
    if (part.kind !== 'deleted') target.inserted += part.text;
  });
  return runs.flatMap((run): Segment[] => {
    if (run.kind === 'same') return [{ kind: 'same', text: run.deleted }];
    return [
      ...(run.deleted ? [{ kind: 'deleted' as const, text: run.deleted }] : []),
      ...(run.inserted ? [{ kind: 'inserted' as const, text: run.inserted }] : []),
    ];
  });
}

/** Cuts a run of segments into lines. Deleted and kept text counts lines of the file; inserted text has none. */
function toRows(segments: Segment[], firstLine: number): Row[] {
  const rows: Row[] = [];
  let line = firstLine;
  let current: Segment[] = [];
  let endings = new Set<SegmentKind>();
  let numbered = 0;
  const close = () => {
    const kinds = new Set([...current.filter((part) => part.text !== '').map((part) => part.kind), ...endings]);
    let kind: RowKind = 'context';
    if (kinds.has('deleted') || kinds.has('inserted')) kind = 'changed';
    // New words that share only the line end with a line already shown are a line of their own.
    const allNew = current.length > 0 && current.every((part) => part.kind === 'inserted');
    if ((kinds.size === 1 && kinds.has('inserted')) || (allNew && numbered === line)) kind = 'added';
    if (kinds.size === 1 && kinds.has('deleted')) kind = 'removed';
    if (kind !== 'added') numbered = line;
    rows.push({ kind, line: kind === 'added' ? null : line, segments: current });
    current = [];
    endings = new Set();
  };
  for (const segment of segments) {
    const pieces = segment.text.split(/(\r\n|\n|\r)/u);
    for (let i = 0; i < pieces.length; i += 2) {
      const text = pieces[i] ?? '';
      if (text !== '') current.push({ kind: segment.kind, text });
      if (i + 1 >= pieces.length) continue;
      endings.add(segment.kind);
      const blankLine = current.every((part) => part.text.trim() === '');
      // A line break taken out of, or put into, a line that stays must be seen.
      if (segment.kind !== 'same' && !blankLine && current.some((part) => part.kind === 'same')) {
        current.push({ kind: segment.kind, text: '↵' });
      }
      close();
      if (segment.kind !== 'inserted') line++;
    }
  }
  if (current.length > 0) close();
  return rows;
}

interface Window {
  edits: Edit[];
  from: number;
  to: number;
}

/** Edits of one file whose surroundings touch share a window of lines. */
function windows(edits: Edit[], starts: number[], length: number): Window[] {
  const list: Window[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const from = Math.max(1, lineAt(starts, edit.start) - contextLines);
    const to = Math.min(starts.length, lineAt(starts, Math.min(length, Math.max(edit.start, edit.end))) + contextLines);
    const last = list.at(-1);
    if (last && from <= last.to + 1) {
      last.edits.push(edit);
      last.to = Math.max(last.to, to);
    } else list.push({ edits: [edit], from, to });
  }
  return list;
}

/**
 * The changes of one proposal, each with a line or two around it.
 * Where the file does not hold the quoted words at their place, only the words are shown (`shifted`). A file that the proposal makes
 * is shown as made while it is not there, and where it stands as it was made; where it has another text, as shifted.
 */
export function hunksOf({ edits, bases }: Pick<Proposal, 'edits' | 'bases'>, sources: Sources): Hunk[] {
  const hunks: Hunk[] = [];
  for (const path of new Set(edits.map((edit) => edit.path))) {
    const own = edits.filter((edit) => edit.path === path);
    const file = sources.file(path);
    const isNew = bases[path] === absent;
    const isMade = isNew && (!file || own.every((edit) => edit.replacement === file.text));
    const bare = own.filter((edit) => isNew || !file || file.text.slice(edit.start, edit.end) !== edit.quote);
    for (const edit of bare) {
      hunks.push({
        path,
        rows: toRows(wordDiff(edit.quote, edit.replacement), 1).map((row) => ({ ...row, line: null })),
        context: isMade ? 'made' : 'shifted',
      });
    }
    if (!file) continue;
    const placed = own.filter((edit) => !bare.includes(edit));
    for (const window of windows(placed, file.starts, file.text.length)) {
      const begin = file.starts[window.from - 1] ?? 0;
      const end = file.starts[window.to] ?? file.text.length;
      const segments: Segment[] = [];
      let at = begin;
      for (const edit of window.edits) {
        if (edit.start > at) segments.push({ kind: 'same', text: file.text.slice(at, edit.start) });
        segments.push(...wordDiff(edit.quote, edit.replacement));
        at = Math.max(at, edit.end);
      }
      if (end > at) segments.push({ kind: 'same', text: file.text.slice(at, end) });
      hunks.push({ path, rows: trimBlank(toRows(segments, window.from)), context: 'shown' });
    }
  }
  return hunks;
}

/** Blank context at the edges says nothing. */
function trimBlank(rows: Row[]): Row[] {
  const blank = (row: Row | undefined) => row?.kind === 'context' && row.segments.every((part) => part.text.trim() === '');
  let from = 0;
  let to = rows.length;
  while (from < to && blank(rows[from])) from++;
  while (to > from && blank(rows[to - 1])) to--;
  return rows.slice(from, to);
}

/** The lines a finding stands in, with one line around; at most `most` lines of the place itself. */
export function excerptOf(range: { path: string; start: number; end: number }, sources: Sources, most = 6): Row[] {
  const file = sources.file(range.path);
  if (!file || range.end > file.text.length) return [];
  const first = lineAt(file.starts, range.start);
  const last = Math.min(first + most - 1, lineAt(file.starts, Math.max(range.start, range.end - 1)));
  const from = Math.max(1, first - 1);
  const to = Math.min(file.starts.length, last + 1);
  const rows: Row[] = [];
  for (let line = from; line <= to; line++) {
    const text = file.text.slice(file.starts[line - 1] ?? 0, file.starts[line] ?? file.text.length).replace(/[\r\n]+$/u, '');
    rows.push({ kind: line >= first && line <= last ? 'changed' : 'context', line, segments: [{ kind: 'same', text }] });
  }
  return trimBlank(rows);
}

/** What stays is shortened around what changes; what changes is always shown whole. */
export function shorten(row: Row, around = 90): Row {
  const lastIndex = row.segments.length - 1;
  const changed = row.segments.some((part) => part.kind !== 'same');
  const segments = row.segments.map((part, index) => {
    if (part.kind !== 'same' || part.text.length <= around * 2 + 10) return part;
    if (!changed) return { ...part, text: `${cut(part.text, 0, around * 2)} …` };
    const head = index === 0 ? '' : cut(part.text, 0, around);
    const tail = index === lastIndex ? '' : cut(part.text, part.text.length - around, part.text.length);
    return { ...part, text: `${head} … ${tail}` };
  });
  return { ...row, segments };
}

/** Slice that never parts a surrogate pair. */
function cut(text: string, start: number, end: number): string {
  const low = (index: number) => text.charCodeAt(index) >= 0xdc00 && text.charCodeAt(index) <= 0xdfff;
  return text.slice(low(start) ? start + 1 : start, low(end) ? end + 1 : end);
}
