/** What a reader of item files gives: items one after another, and what it did not read, with the reason. */
import type { Item } from '../lesson.ts';

export interface PassedOver {
  /** What the file calls it. */
  id: string;
  /** Where it begins in the file. */
  offset: number;
  reason: string;
  /** `no-question`: nothing to judge there (a text, a reference). `not-read`: an item of a kind that is not read. */
  kind: 'no-question' | 'not-read';
}

export interface Found {
  item(item: Item): void;
  passed(what: PassedOver): void;
}

/** Collects in order. */
export function collector(): Found & { items: Item[]; passedOver: PassedOver[] } {
  const items: Item[] = [];
  const passedOver: PassedOver[] = [];
  return { items, passedOver, item: (item) => items.push(item), passed: (what) => passedOver.push(what) };
}

export function passedAt(offset: number, id: string, kind: PassedOver['kind'], reason: string): PassedOver {
  return { id, offset, reason, kind };
}

/** Ids within a file: what the file says, made different where it says the same twice. */
export class Ids {
  private readonly seen = new Map<string, number>();

  next(wish: string | null | undefined): string {
    const base = wish?.trim() || `item-${this.seen.size + 1}`;
    const count = (this.seen.get(base) ?? 0) + 1;
    this.seen.set(base, count);
    return count === 1 ? base : `${base}~${count}`;
  }
}

/** A number as people write it in these formats; null where it is none. */
export function numberOf(text: string | null | undefined): number | null {
  const plain = text?.trim() ?? '';
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(plain) ? Number(plain) : null;
}
