/** Whether one outcome holds several that need different evidence, and how to part them where grammar leaves no doubt. */

import { stemsOf, wordsOf } from '../scoring/words.ts';
import { isSaying, readOutcome, verbLevel } from './bloom.ts';

export interface Bundle {
  first: string;
  second: string;
  /** `said-and-done`: one half is told or judged, the other performed. `unrelated`: two performances that share no subject. */
  kind: 'said-and-done' | 'unrelated';
  /** Each as an outcome of its own; null where a pronoun or an unclear border leaves doubt. */
  parts: string[] | null;
}

interface Segment {
  text: string;
  verb: string;
  object: string;
}

const joints = /,\s+(?:and\s+then\s+|and\s+|then\s+)?|;\s+(?:and\s+)?|\s+and\s+(?:then\s+)?/gi;
const pointing = /\b(?:it|its|this|these|those|such|both|each|another|they|them|their)\b/gi;
const plural = /^(?:they|them|their)$/i;

const alsoNoun = new Set(
  `plan test model label name list plot order record measure use set change practice design build program quote state index slice format
  export import query filter graph estimate factor water plant mix draft check judge contrast structure review rank store load call return
  trace handle balance separate complete open run print address delete update insert access`.split(/\s+/),
);

/**
 * "Explain what X is, and use it" is two; "Create and index lists", "Test and debug a function" (one object), "Describe X
 * and Y" (one verb) and "Open a file and read its contents" (one goes through the other) are one. English only.
 */
export function bundleOf(text: string): Bundle | null {
  const whole = text.trim();
  const { lead, verb, body } = readOutcome(whole);
  if (!verb) return null;
  const segments = segmentsOf(body);
  for (let i = 0; i + 1 < segments.length; i += 1) {
    const [first, second] = [segments[i]!, segments[i + 1]!];
    const kind = kindOf(first, second);
    if (kind) return { first: first.text, second: second.text.replace(/[.!]$/, ''), kind, parts: partsOf(lead, segments) };
  }
  return null;
}

/** Cuts where a new verb with an object of its own begins; a verb without one ("Plan, build and test a circuit") joins the next. */
function segmentsOf(body: string): Segment[] {
  const cuts: { at: number; next: number }[] = [];
  for (const joint of body.matchAll(joints)) {
    const next = joint.index + joint[0].length;
    if (verbAt(body.slice(next), joint[0])) cuts.push({ at: joint.index, next });
  }
  const segments: Segment[] = [];
  let from = 0;
  for (const cut of [...cuts, { at: body.length, next: body.length }]) {
    const text = body.slice(from, cut.at).trim();
    const { verb, rest } = readOutcome(text);
    const words = wordsOf(rest);
    const hasObject = words.some((word) => !verbLevel(word)) && (stemsOf(rest).length > 0 || pointsBack(rest).length > 0);
    if (!verb || !hasObject) continue;
    segments.push({ text, verb, object: rest });
    from = cut.next;
  }
  return segments;
}

/** The word after the joint stands as a verb, followed by an object rather than belonging to a list of nouns. */
function verbAt(right: string, joint: string): boolean {
  const [word = '', next = ''] = right.split(/\s+/);
  if (!verbLevel(word.toLowerCase())) return false;
  if (!alsoNoun.has(word.toLowerCase())) return next !== '';
  // "causes and plan details": after a bare "and" or comma a word that is also a noun needs an article or pronoun to be a verb.
  const introduces = /^(?:a|an|the|it|its|them|their|this|these|your|how|what|why|when|whether|at|one|some|simple|basic|\w+s)$/i;
  return /and/i.test(joint) && /[,;]/.test(joint) ? next !== '' : introduces.test(next);
}

function kindOf(first: Segment, second: Segment): Bundle['kind'] | null {
  if (isSaying(first.verb) !== isSaying(second.verb)) return 'said-and-done';
  if (isSaying(first.verb)) return null;
  if (pointsBack(first.object).length > 0 || pointsBack(second.object).length > 0) return null;
  // "Read a traceback, and determine where the error took place": the second finds out by the first.
  if (/^(?:how|why|what|when|where|which|whether|who)\b/i.test(second.object)) return null;
  const shared = new Set(stemsOf(first.object));
  const other = stemsOf(second.object);
  return other.length === 0 || other.some((stem) => shared.has(stem)) ? null : 'unrelated';
}

function partsOf(lead: string, segments: Segment[]): string[] | null {
  const stop = /[.!]$/.exec(segments.at(-1)!.text)?.[0] ?? '';
  const parts: string[] = [];
  for (const [at, segment] of segments.entries()) {
    const said = at === 0 ? segment.text : resolved(segment.text, segments.slice(0, at));
    if (said === null) return null;
    const plain = said.replace(/[.,;!]$/, '');
    const text = lead + (lead === '' ? plain[0]!.toUpperCase() + plain.slice(1) : plain);
    parts.push(text + stop);
  }
  // A small first letter is the author's style.
  return /^\p{Ll}/u.test(lead || segments[0]!.text) ? parts.map((part) => part[0]!.toLowerCase() + part.slice(1)) : parts;
}

/** Words that point to something said before; "headings that summarise their sections" points within itself. */
function pointsBack(text: string): string[] {
  return [...text.matchAll(pointing)]
    .filter((match) => !(plural.test(match[0]) && /\b\w{3,}s\b/.test(text.slice(0, match.index))))
    .map((match) => match[0]);
}

/** The text with its pronoun replaced by what it surely stands for; null where that is not sure. */
function resolved(text: string, before: Segment[]): string | null {
  const found = pointsBack(text);
  if (found.length === 0) return text;
  if (found.length > 1) return null;
  const antecedent = /^\w+\s+what\s+(.+?)\s+(?:is|are)$/i.exec(before.at(-1)!.text)?.[1];
  if (antecedent && /^(?:it|them)$/i.test(found[0]!)) return text.replace(/\b(?:it|them)\b/i, antecedent);
  const short = before.every((segment) => /^(?:an?|the)\s+(?:\S+\s?){1,4}$/i.test(segment.object));
  if (/^both$/i.test(found[0]!) && before.length === 2 && short && /\bboth[.!]?$/i.test(text))
    return text.replace(/\bboth\b/i, before.map((segment) => segment.object).join(' and '));
  return null;
}
