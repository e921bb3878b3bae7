/** What is known of an address on the web: asked on a day, kept, and handed to the rules. */
import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * `alive` it answered; `moved` it leads elsewhere for good; `dead` it is gone, seen twice;
 * `unknown` nothing can be said (403, 429, 5xx, time-outs, a network that is down): never a fault of the link.
 */
export const LinkVerdict = z.enum(['alive', 'moved', 'dead', 'unknown']);
export type LinkVerdict = z.infer<typeof LinkVerdict>;

export const LinkState = z.strictObject({
  verdict: LinkVerdict,
  /** One phrase: “answered 404, and again 3 seconds later”. */
  why: z.string(),
  /** Dead: the page, or the whole host (its name no longer exists). */
  gone: z.enum(['page', 'host']).optional(),
  /** Moved: where to, without fragment. */
  to: z.string().optional(),
  /** Moved: within the site, or the same path on another one. */
  within: z.enum(['site', 'another-site']).optional(),
  /** ISO day on which this was seen. */
  on: z.iso.date(),
  /** ISO day on which it was last asked, where that answer said nothing new. */
  asked: z.iso.date().optional(),
  /** ISO time before which the host wants to be left alone (Retry-After). */
  notBefore: z.string().optional(),
});
export type LinkState = z.infer<typeof LinkState>;

/** Read-only sight of what is known. */
export interface LinkStates {
  /** Hash over addresses and verdicts, not over days: part of the cache key of rules that use links. */
  readonly snapshot: string;
  /** Number of addresses that were asked; 0 says "nobody asked yet". */
  readonly size: number;
  /** @param href as a lesson writes it; a fragment does not count. Null: never asked. */
  state(href: string): LinkState | null;
}

/** The address a request would go to; null where it is none of the web's. */
export function addressOf(href: string): string | null {
  const text = href.trim();
  const absolute = text.startsWith('//') ? `https:${text}` : text;
  if (!/^https?:\/\//iu.test(absolute)) return null;
  try {
    const url = new URL(absolute);
    url.hash = '';
    return url.href;
  } catch {
    return null;
  }
}

export function linkStates(states: ReadonlyMap<string, LinkState>): LinkStates {
  const known = [...states].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    snapshot: createHash('sha256')
      .update(JSON.stringify(known.map(([address, { verdict, gone, to, within }]) => [address, verdict, gone, to, within])))
      .digest('hex'),
    size: states.size,
    state(href) {
      const address = addressOf(href);
      return address === null ? null : (states.get(address) ?? null);
    },
  };
}
