/** What an edit did: findings before and after it held against each other, and the lesson outside of it. */
import type { Lesson, Span } from '../tools/library/lesson.ts';
import type { Check, Edit, Evidence, Finding } from './contract.ts';

/** Where a position of the old text stands in the new one; a position inside an edit goes to that edit's `side`. */
function moved(position: number, edits: Edit[], side: 'start' | 'end'): number {
  let shift = 0;
  for (const edit of edits) {
    if (edit.end <= position && !(edit.start === edit.end && edit.end === position && side === 'start')) {
      shift += edit.replacement.length - (edit.end - edit.start);
    } else if (edit.start < position) {
      return side === 'start' ? edit.start + shift : edit.start + shift + edit.replacement.length;
    }
  }
  return position + shift;
}

function editsOf(path: string, edits: Edit[]): Edit[] {
  return edits.filter((edit) => edit.path === path).sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A range of the old text in coordinates of the new one, grown to hold what was put in. */
export function carried(range: Span, edits: Edit[]): Span {
  const own = editsOf(range.path, edits);
  return { path: range.path, start: moved(range.start, own, 'start'), end: moved(range.end, own, 'end') };
}

function overlaps(a: Span, b: Span): boolean {
  if (a.path !== b.path) return false;
  // A place without words (something absent) is met by whatever touches it.
  if (a.start === a.end || b.start === b.end) return a.start <= b.end && b.start <= a.end;
  return a.start < b.end && b.start < a.end;
}

export interface Comparison {
  /** Of the findings that were to be mended, those that are still there. */
  remaining: Finding[];
  /** Findings that were not there before. */
  fresh: Finding[];
}

/**
 * @param before findings of the lesson as it stands
 * @param after findings of the edited copy, by the same rules
 * @param targets fingerprints that the edit is to mend
 */
export function compareFindings(before: Finding[], after: Finding[], edits: Edit[], targets: string[]): Comparison {
  const open = [...after];
  const take = (match: (candidate: Finding) => boolean): Finding | null => {
    const index = open.findIndex(match);
    return index < 0 ? null : (open.splice(index, 1)[0] ?? null);
  };
  const remaining: Finding[] = [];
  const ordered = [...before].sort((a, b) => Number(targets.includes(a.fingerprint)) - Number(targets.includes(b.fingerprint)));
  const unmatched: Finding[] = [];
  for (const finding of ordered) {
    const place = carried(finding.range, edits);
    const exact = take(
      (candidate) =>
        candidate.rule === finding.rule &&
        candidate.range.path === place.path &&
        candidate.range.start === place.start &&
        candidate.range.end === place.end,
    );
    if (exact && targets.includes(finding.fingerprint)) remaining.push(finding);
    if (!exact) unmatched.push(finding);
  }
  for (const finding of unmatched) {
    const place = carried(finding.range, edits);
    const near = take((candidate) => candidate.rule === finding.rule && overlaps(candidate.range, place));
    if (near && targets.includes(finding.fingerprint)) remaining.push(finding);
  }
  return { remaining, fresh: open };
}

interface Piece {
  kind: string;
  text: string;
  span: Span;
}

function pieces(lesson: Lesson): Piece[] {
  const list: Piece[] = [];
  const add = (kind: string, text: string, span: Span) => list.push({ kind, text, span });
  for (const heading of lesson.headings) add('heading', `${heading.depth} ${heading.text}`, heading.span);
  for (const link of lesson.links) add('link', `${link.text} → ${link.href}`, link.span);
  for (const image of lesson.images) add('picture', `${image.alt} → ${image.src}`, image.span);
  for (const table of lesson.tables) add('table', JSON.stringify(table.rows), table.span);
  for (const block of lesson.code) add('code', block.text, block.span);
  for (const outcome of lesson.outcomes) add('outcome', outcome.text, outcome.span);
  for (const div of lesson.divs) add('block', div.name, div.span);
  for (const item of lesson.items)
    add(
      'item',
      JSON.stringify([item.kind, item.stem.text, item.options.map((option) => [option.text, option.correct])]),
      item.span,
    );
  for (const passage of lesson.passages) add('passage', passage.text, passage.span);
  return list;
}

/** What changed in the lesson's structure outside the edits: one line a difference; empty is how it should be. */
export function changesOutside(before: Lesson, after: Lesson, edits: Edit[]): string[] {
  const touchedBefore = (span: Span) =>
    edits.some((edit) => edit.path === span.path && edit.start <= span.end && edit.end >= span.start);
  const landed = edits.map((edit) => carried({ path: edit.path, start: edit.start, end: edit.end }, edits));
  const touchedAfter = (span: Span) =>
    landed.some((edit) => edit.path === span.path && edit.start <= span.end && edit.end >= span.start);
  const key = (kind: string, text: string, span: Span) => `${kind}\0${text}\0${span.path}\0${span.start}\0${span.end}`;
  const expected = new Map<string, Piece>();
  for (const piece of pieces(before))
    if (!touchedBefore(piece.span)) expected.set(key(piece.kind, piece.text, carried(piece.span, edits)), piece);
  const differences: string[] = [];
  for (const piece of pieces(after)) {
    if (touchedAfter(piece.span)) continue;
    if (!expected.delete(key(piece.kind, piece.text, piece.span)))
      differences.push(`new ${piece.kind}: ${piece.text.slice(0, 80)}`);
  }
  for (const piece of expected.values()) differences.push(`lost ${piece.kind}: ${piece.text.slice(0, 80)}`);
  return differences;
}

/** Quotations whose words are nowhere in the file they cite (white space folded): a quotation that is not in its source voids the change. */
export function missingQuotations(evidence: Evidence[], source: (path: string) => string | null): Evidence[] {
  const fold = (text: string) => text.replace(/\s+/gu, ' ').trim();
  return evidence.filter((piece) => {
    if (piece.kind !== 'quote' || !piece.source) return false;
    const text = source(piece.source.path);
    return text === null || !fold(text).includes(fold(piece.text));
  });
}

/** The checks of one change set in the words of the report. */
export function checksOf(comparison: Comparison, outside: string[], quotations: Evidence[], targets: number): Check[] {
  const names = (findings: Finding[]) => [...new Set(findings.map((finding) => finding.rule))].join(', ');
  return [
    {
      name: 'the fault is gone',
      passed: comparison.remaining.length === 0,
      before: String(targets),
      after: String(comparison.remaining.length),
    },
    {
      name: 'no new finding',
      passed: comparison.fresh.length === 0,
      before: '0',
      after: comparison.fresh.length === 0 ? '0' : `${comparison.fresh.length} (${names(comparison.fresh)})`,
    },
    {
      name: 'text, links and structure outside the change',
      passed: outside.length === 0,
      before: 'as they are',
      after: outside.length === 0 ? 'the same' : outside.slice(0, 3).join('; '),
    },
    {
      name: 'quotations stand in their sources',
      passed: quotations.length === 0,
      before: '',
      after:
        quotations.length === 0 ? 'yes' : `not found: ${quotations.map((piece) => `“${piece.text.slice(0, 60)}”`).join(', ')}`,
    },
  ];
}
