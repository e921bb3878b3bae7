/** Which addresses of a lesson are worth a request: real ones on the public web. Pure. */
import { isIP } from 'node:net';
import { addressOf } from './state.ts';

/** Names reserved for examples and private use (RFC 2606, RFC 6761, RFC 6762, RFC 8375). */
const reserved = /(?:^|\.)(?:example|test|invalid|localhost|local|internal|lan|home\.arpa|example\.(?:com|org|net|edu))$/iu;
/** Filled in by a reader or a site generator: `https://{{site}}/x`, `https://<your-app>.azurewebsites.net`, `https://YOUR_HUB.example`. */
const placeholder =
  /[{}<>|$\\`*]|%7B|%3C|\.\.\.|…|\byour[-_]?(?:\w+[-_])?(?:app|name|user|user-?name|org|project|domain|site|host|hub|id|key|resource|region|location|account|server|repo)\b|\bxxx+\b/iu;

/**
 * @param allowed hosts the configuration names (`host` or `host:port`): asked even where their name is a private one
 * @returns the address without its fragment; null where it is not asked
 */
export function askable(href: string, allowed: readonly string[] = []): string | null {
  const address = addressOf(href);
  if (address === null || placeholder.test(href)) return null;
  const url = new URL(address);
  if (isAllowed(url, allowed)) return address;
  const host = bareHost(url);
  if (url.username !== '' || url.password !== '' || isIP(host) !== 0 || !host.includes('.') || reserved.test(host)) return null;
  return address;
}

/** Host without the brackets of an IPv6 literal and the dot of a full name. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/gu, '').replace(/\.$/u, '');
}

export function isAllowed(url: URL, allowed: readonly string[]): boolean {
  return allowed.some((name) => name.toLowerCase() === url.host || name.toLowerCase() === url.hostname);
}
