/** The hash chain: each event's hash covers the one before it, so nothing can be changed or taken out unseen. Pure. */
import { createHash } from 'node:crypto';
import type { LedgerEvent, StoredEvent } from './events.ts';

/**
 * One text for one value: keys sorted, no white space, absent and undefined members alike.
 * After RFC 8785 (JSON Canonicalization Scheme), whose number format is JavaScript's own; keys sort by UTF-16 code units.
 * Throws on what JSON cannot carry (NaN, functions, maps), because it would come back as something else.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${value} cannot be written to the ledger: JSON has no such number.`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`;
  if (typeof value === 'object' && isPlain(value)) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new Error(`A ${typeof value} cannot be written to the ledger: only plain JSON values can.`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

/** Lower-case hex SHA-256 of a text (as UTF-8) or of bytes. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** What the first event of ledger `id` names as its previous hash: a chain cannot pass for another ledger's. */
export function genesisOf(id: string): string {
  return sha256(`perennial ledger ${id}`);
}

/** Hash of an event: SHA-256 over previous hash, seq, at, by and the event, as one canonical JSON array. */
export function hashOf(entry: { previous: string; seq: number; at: string; by: string; event: LedgerEvent }): string {
  return sha256(canonicalJson([entry.previous, entry.seq, entry.at, entry.by, entry.event]));
}

/** Puts events behind `head`, each linked to the one before. */
export function link(head: { seq: number; hash: string }, at: string, by: string, events: LedgerEvent[]): StoredEvent[] {
  let { seq, hash } = head;
  return events.map((event) => {
    const previous = hash;
    seq += 1;
    hash = hashOf({ previous, seq, at, by, event });
    return { seq, at, by, event, hash, previous };
  });
}

/** Why `stored` does not follow `head`; null where it does. */
export function breakOf(head: { seq: number; hash: string }, stored: StoredEvent): string | null {
  if (stored.seq !== head.seq + 1) return `event ${head.seq + 1} is missing`;
  if (stored.previous !== head.hash) return `event ${stored.seq} does not follow event ${head.seq}: its previous hash differs`;
  if (stored.hash !== hashOf(stored)) return `event ${stored.seq} was changed after it was written: its hash does not match`;
  return null;
}
