/** Edits as pure arithmetic on text: apply, invert, move through other edits, find again. An edit never guesses. */
import type { Edit } from '../../agents/contract.ts';
import { EditError, lineAt } from './errors.ts';

/** Stands where the hash of a file's text would, for a file that is not there: as a base, the edit makes the file. */
export const absent = 'absent';

/** An edit of a file that is not there makes it, whole. */
export function makesFile({ start, end, quote, replacement }: Edit): boolean {
  return start === 0 && end === 0 && quote === '' && replacement !== '';
}

interface Stretch {
  start: number;
  end: number;
}

/** In order of place; of insertions at one place the order given is kept. */
function inOrder(edits: Edit[]): Edit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Two edits of one text that cannot both be made: they share a character, or one inserts inside the other. */
function clash(before: Stretch, after: Stretch): boolean {
  return after.start < before.end;
}

/** Cuts between the halves of a surrogate pair, or between CR and LF. */
function splits(text: string, at: number): boolean {
  const left = text.charCodeAt(at - 1);
  const right = text.charCodeAt(at);
  return (left >= 0xd800 && left <= 0xdbff && right >= 0xdc00 && right <= 0xdfff) || (left === 13 && right === 10);
}

function check(text: string, ordered: Edit[]): void {
  ordered.forEach((edit, index) => {
    const where = `${edit.path}:${lineAt(text, Math.min(edit.start, text.length))}`;
    const previous = ordered[index - 1];
    if (previous && previous.path !== edit.path) {
      throw new EditError(
        'wrong-file',
        `The edits are for different files (${previous.path} and ${edit.path}); apply them file by file.`,
      );
    }
    if (edit.start > edit.end || edit.end > text.length) {
      throw new EditError(
        'out-of-range',
        `${where}: the edit reaches from ${edit.start} to ${edit.end} in a text of ${text.length}; read the file again.`,
      );
    }
    if (text.slice(edit.start, edit.end) !== edit.quote) {
      throw new EditError(
        'quote-mismatch',
        `${where}: the text to be replaced is no longer "${brief(edit.quote)}"; read the file again.`,
      );
    }
    if (splits(text, edit.start) || splits(text, edit.end)) {
      throw new EditError('splits-character', `${where}: the edit would cut a character or a line end in two; move its range.`);
    }
    if (previous && clash(previous, edit)) {
      throw new EditError('overlap', `${where}: two edits overlap; only one of them can be made.`);
    }
  });
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * The text with all edits made; ranges are those of the text before any of them.
 * @throws EditError where a quote does not stand where it should, or edits overlap.
 */
export function applyEdits(text: string, edits: Edit[]): string {
  const ordered = inOrder(edits);
  check(text, ordered);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    result += text.slice(at, edit.start) + edit.replacement;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Where a range of the text before stands after the edits; null where an edit touches it (an insertion at its rim does not). */
export function mapRange(range: Stretch, edits: Edit[]): Stretch | null {
  let shift = 0;
  for (const edit of inOrder(edits)) {
    if (edit.end <= range.start && !(edit.start === edit.end && range.start === range.end && edit.start === range.start)) {
      shift += edit.replacement.length - (edit.end - edit.start);
    } else if (edit.start < range.end || edit.start === range.start) {
      return null;
    }
  }
  return { start: range.start + shift, end: range.end + shift };
}

/** The same edits after others were made; null where one of those touches one of these. Edits of other files stay as they are. */
export function rebaseEdits(edits: Edit[], through: Edit[]): Edit[] | null {
  const rebased: Edit[] = [];
  for (const edit of edits) {
    const moved = mapRange(
      edit,
      through.filter((other) => other.path === edit.path),
    );
    if (!moved) return null;
    rebased.push({ ...edit, ...moved });
  }
  return rebased;
}

/** Characters on each side that say which of several equal quotes is meant. */
const neighbourhood = 48;

/**
 * Finds each edit's place again after the text changed in unknown ways: the quote with its neighbours on both sides,
 * where that stands exactly once. Neighbours shrink step by step down to 12 characters a side; below that nothing is certain.
 * @returns null where a place is gone or could be several.
 */
export function reanchorEdits(oldText: string, newText: string, edits: Edit[]): Edit[] | null {
  const found: Edit[] = [];
  for (const edit of edits) {
    if (oldText.slice(edit.start, edit.end) !== edit.quote) return null;
    const start = reanchor(oldText, newText, edit);
    if (start === null) return null;
    found.push({ ...edit, start, end: start + edit.quote.length });
  }
  const ordered = inOrder(found);
  const kept = inOrder(edits).every(
    (edit, index) => edit.quote === ordered[index]?.quote && edit.replacement === ordered[index]?.replacement,
  );
  const apart = ordered.every((edit, index) => index === 0 || !clash(ordered[index - 1]!, edit));
  return kept && apart && found.every((edit) => !splits(newText, edit.start) && !splits(newText, edit.end)) ? found : null;
}

function reanchor(oldText: string, newText: string, edit: Edit): number | null {
  // An equal number of places before and after would still be a guess: the neighbourhood must be unique in both texts.
  for (const size of [neighbourhood, 24, 12]) {
    const before = oldText.slice(Math.max(0, edit.start - size), edit.start);
    const after = oldText.slice(edit.end, edit.end + size);
    const needle = before + edit.quote + after;
    if (only(oldText, needle) === null) return null;
    const at = only(newText, needle);
    if (at !== null) return at + before.length;
    if (newText.includes(needle)) return null;
  }
  // The words on one side were rewritten: the other side and the quote are enough where they stand once in both texts.
  if (edit.quote.trim().length < 4) return null;
  const before = oldText.slice(Math.max(0, edit.start - neighbourhood), edit.start);
  const after = oldText.slice(edit.end, edit.end + neighbourhood);
  const left = before.length >= 12 ? unique(oldText, newText, before + edit.quote) : null;
  const right = after.length >= 12 ? unique(oldText, newText, edit.quote + after) : null;
  const fromLeft = left === null ? null : left + before.length;
  if (fromLeft !== null && right !== null && fromLeft !== right) return null;
  return fromLeft ?? right;
}

function unique(oldText: string, newText: string, needle: string): number | null {
  return only(oldText, needle) === null ? null : only(newText, needle);
}

/** Where the needle stands if it stands exactly once (overlaps count). */
function only(text: string, needle: string): number | null {
  if (needle === '') return null;
  const first = text.indexOf(needle);
  return first !== -1 && text.indexOf(needle, first + 1) === -1 ? first : null;
}
