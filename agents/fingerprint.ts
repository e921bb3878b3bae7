/** Who a finding is: an identity that survives edits around it, renames of its file, and runs of years. */
import { createHash } from 'node:crypto';
import type { AgentName, Finding, RawFinding } from './contract.ts';

const quoteLimit = 400;
const neighbourhood = 60;

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** White space folded, case folded, Unicode composed: what counts as "the same words". */
export function normalise(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/**
 * A fingerprint is `anchor-ordinal-context`: the anchor from rule, lesson and target; the ordinal among equal anchors in
 * reading order; the context from the words around. Kept apart so that a finding can be found again when only one moved.
 */
interface Parts {
  anchor: string;
  ordinal: number;
  context: string;
}

function parts(fingerprint: string): Parts {
  const [anchor = '', ordinal = '0', context = ''] = fingerprint.split('-');
  return { anchor, ordinal: Number(ordinal), context };
}

/** `f-` and seven characters people can type. */
export function findingId(fingerprint: string): string {
  return `f-${shortHash(fingerprint, 7)}`;
}

/** Lower-case letters and digits without look-alikes (no 0/o, 1/l/i). */
export function shortHash(text: string, length: number): string {
  const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
  const bytes = createHash('sha256').update(text).digest();
  let out = '';
  for (let i = 0; i < length; i++) out += alphabet[(bytes[i] ?? 0) % alphabet.length];
  return out;
}

function neighbours(text: string, start: number, end: number): string {
  return `${normalise(text.slice(Math.max(0, start - neighbourhood), start))}|${normalise(text.slice(end, end + neighbourhood))}`;
}

/** What the identity of a finding is made from besides itself. */
export interface Identity {
  agent: AgentName;
  /** Lesson id, or `course:<id>`. */
  lesson: string;
  /** Text and hash of the file a range lies in; null where it is not at hand. */
  source(path: string): { text: string; sha256: string } | null;
}

/**
 * Gives raw findings of one owner (a lesson or a course) their identity.
 * @returns findings in the order of their places; two equal targets never share a fingerprint.
 * @throws where a range names a file that is not at hand (a defect of the rule).
 */
export function identify(raws: RawFinding[], identity: Identity): Finding[] {
  const seen = new Map<string, number>();
  return [...raws]
    .sort((a, b) =>
      a.range.path < b.range.path
        ? -1
        : a.range.path > b.range.path
          ? 1
          : a.range.start - b.range.start || a.range.end - b.range.end,
    )
    .map((raw) => {
      const file = identity.source(raw.range.path);
      if (!file)
        throw new Error(`Rule ${raw.rule} reports a place in ${raw.range.path}, which is not a file of ${identity.lesson}.`);
      const { start, end } = raw.range;
      if (start > end || end > file.text.length)
        throw new Error(`Rule ${raw.rule} reports ${raw.range.path}:${start}-${end}, which lies outside the file.`);
      const quote = file.text.slice(start, end);
      const anchor = sha([raw.rule, identity.lesson, normalise(raw.target ?? quote)].join('\0')).slice(0, 20);
      const ordinal = seen.get(anchor) ?? 0;
      seen.set(anchor, ordinal + 1);
      const fingerprint = `${anchor}-${ordinal}-${sha(neighbours(file.text, start, end)).slice(0, 8)}`;
      const { target: _target, places: _places, ...rest } = raw;
      return {
        ...rest,
        evidence: raw.evidence ?? [],
        id: findingId(fingerprint),
        fingerprint,
        agent: identity.agent,
        lesson: identity.lesson,
        quote: quote.slice(0, quoteLimit),
        contentHash: file.sha256,
      };
    });
}

/**
 * Finds earlier findings again among fresh ones: the same fingerprint; else the same target with the same words around;
 * else the same target in the same order. A finding found again keeps its earlier identity, and so its decisions.
 * @param earlier those that still wait, or that a decision stands about
 * @param ended those that were mended or published: found again only where no earlier one has better reasons, so that of
 *   two equal faults the one that is left keeps its own decision when the other is mended
 * @returns the fresh findings, those found again with their earlier `id` and `fingerprint`.
 */
export function carryOver(
  earlier: Pick<Finding, 'fingerprint' | 'id'>[],
  fresh: Finding[],
  ended: Pick<Finding, 'fingerprint' | 'id'>[] = [],
): Finding[] {
  const result = new Map<Finding, Pick<Finding, 'fingerprint' | 'id'>>();
  const found = (list: Pick<Finding, 'fingerprint' | 'id'>[]) => {
    const left = new Map<string, Map<string, Pick<Finding, 'fingerprint' | 'id'>>>();
    for (const finding of list) {
      const { anchor } = parts(finding.fingerprint);
      left.set(anchor, (left.get(anchor) ?? new Map()).set(finding.fingerprint, finding));
    }
    return (match: (candidate: Parts, own: Parts) => boolean) => {
      for (const finding of fresh) {
        if (result.has(finding)) continue;
        const own = parts(finding.fingerprint);
        const candidates = left.get(own.anchor);
        for (const candidate of candidates?.values() ?? []) {
          if (!match(parts(candidate.fingerprint), own)) continue;
          result.set(finding, candidate);
          candidates?.delete(candidate.fingerprint);
          break;
        }
      }
    };
  };
  const amongEarlier = found(earlier);
  const amongEnded = found(ended);
  amongEarlier((a, b) => a.ordinal === b.ordinal && a.context === b.context);
  amongEarlier((a, b) => a.context === b.context);
  amongEnded((a, b) => a.ordinal === b.ordinal && a.context === b.context);
  amongEnded((a, b) => a.context === b.context);
  amongEarlier(() => true);
  amongEnded(() => true);
  const taken = new Set([...result.values()].map((match) => match.fingerprint));
  return fresh.map((finding) => {
    const match = result.get(finding);
    if (match) return { ...finding, fingerprint: match.fingerprint, id: match.id };
    if (!taken.has(finding.fingerprint)) {
      taken.add(finding.fingerprint);
      return finding;
    }
    // An earlier finding that moved now holds this fingerprint: count on until it is free.
    const own = parts(finding.fingerprint);
    let ordinal = own.ordinal;
    let fingerprint = finding.fingerprint;
    while (taken.has(fingerprint)) fingerprint = `${own.anchor}-${++ordinal}-${own.context}`;
    taken.add(fingerprint);
    return { ...finding, fingerprint, id: findingId(fingerprint) };
  });
}
