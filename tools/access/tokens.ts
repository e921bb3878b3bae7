/**
 * Tokens for the review, in `.perennial/access.json`. A token is 256 random bits, shown once and kept as SHA-256: of so much chance
 * no slow hash is needed, as nobody can try them all (NIST SP 800-63B-4, 3.1.2: look-up secrets of 112 bits or more).
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { AccessRole } from '../ledger/events.ts';
import { replaceFile } from '../publish/atomic.ts';
import { alone } from '../queue/sole.ts';
import { accessRoles, type Person } from './roles.ts';

const Kept = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{12}$/u),
  person: z.string().regex(/^[^<>\s][^<>\r\n]*<[^<>\s]+>$/u),
  role: z.enum(accessRoles),
  /** SHA-256 of the token, in hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/u),
  made: z.iso.datetime(),
  /** ISO; null: does not end. */
  until: z.iso.datetime().nullable(),
});
export type KeptToken = z.infer<typeof Kept>;
const File = z.strictObject({ version: z.literal(1), tokens: z.array(Kept) });

export interface Shown {
  /** The only time it is seen. */
  token: string;
  kept: KeptToken;
}

const shape = /^pat_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/u;
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

/** @throws in one sentence where the file holds something else: nobody is let in by a file that cannot be read */
export function readTokens(file: string): KeptToken[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    data = null;
  }
  const parsed = File.safeParse(data);
  if (parsed.success) return parsed.data.tokens;
  throw new Error(`${file} does not hold tokens for the review; put back a copy, or delete it and make new tokens.`);
}

export interface TokenChange {
  file: string;
  now: Date;
}

/**
 * Makes a token for somebody.
 * @param days until it ends; null: never
 * @throws where the person has one already
 */
export function addToken({ file, now }: TokenChange, who: Person, days: number | null): Promise<Shown> {
  return change(file, (tokens) => {
    if (tokens.some((one) => mailOf(one.person) === mailOf(who.person) && !ended(one, now)))
      throw new Error(`${who.person} has a token already: \`perennial access rotate\` makes a new one, \`revoke\` ends it.`);
    const shown = fresh(who, days, now);
    return { tokens: [...tokens.filter((one) => mailOf(one.person) !== mailOf(who.person)), shown.kept], result: shown };
  });
}

/**
 * A new token in place of a person's; the old one ends at once, or after `overlapHours` so that a program can change over.
 * @param change of role, where one is wanted
 */
export function rotateToken(
  { file, now }: TokenChange,
  name: string,
  wish: { days: number | null; overlapHours: number; role?: AccessRole },
): Promise<Shown> {
  return change(file, (tokens) => {
    const before = theOne(tokens, name);
    const shown = fresh({ person: before.person, role: wish.role ?? before.role }, wish.days, now);
    const end = new Date(now.getTime() + wish.overlapHours * 3_600_000).toISOString();
    const others = tokens.filter((one) => one.person !== before.person);
    const until = before.until !== null && before.until < end ? before.until : end;
    const old = wish.overlapHours > 0 ? [{ ...before, role: shown.kept.role, until }] : [];
    return { tokens: [...others, ...old, shown.kept], result: shown };
  });
}

/** Ends all tokens of a person at once, open browsers too. */
export function revokeTokens({ file }: TokenChange, name: string): Promise<KeptToken> {
  return change(file, (tokens) => {
    const gone = theOne(tokens, name);
    return { tokens: tokens.filter((one) => one.person !== gone.person), result: gone };
  });
}

export function ended(token: Pick<KeptToken, 'until'>, now: Date): boolean {
  return token.until !== null && Date.parse(token.until) <= now.getTime();
}

export interface Tokens {
  /** The token's id and whose it is; null where it is wrong or has ended. */
  check(token: string): (Person & { id: string }) | null;
  /** Whose it is now, for a browser that signed in before; null where it was withdrawn or has ended. */
  still(id: string): Person | null;
}

/** Reads the file again whenever it has changed: what is revoked is revoked at once. */
export function openTokens(file: string, now: () => Date = () => new Date()): Tokens {
  let stamp = '';
  let tokens: KeptToken[] = [];
  const current = () => {
    const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
    const fresh = stats ? `${stats.ino} ${stats.size} ${stats.mtimeNs}` : 'absent';
    if (fresh !== stamp) {
      tokens = readTokens(file);
      stamp = fresh;
    }
    return tokens;
  };
  const nobody = Buffer.alloc(32);
  return {
    check(token) {
      const parts = shape.exec(token);
      const known = current().find((one) => one.id === parts?.[1]);
      // Compared in any case, so that the time it takes does not tell which ids there are.
      const equal = timingSafeEqual(createHash('sha256').update(token).digest(), known ? Buffer.from(known.hash, 'hex') : nobody);
      if (!parts || !known || !equal || ended(known, now())) return null;
      return { id: known.id, person: known.person, role: known.role };
    },
    still(id) {
      const known = current().find((one) => one.id === id);
      return known && !ended(known, now()) ? { person: known.person, role: known.role } : null;
    },
  };
}

function fresh(who: Person, days: number | null, now: Date): Shown {
  const id = randomBytes(6).toString('hex');
  const token = `pat_${id}_${randomBytes(32).toString('base64url')}`;
  const until = days === null ? null : new Date(now.getTime() + days * 86_400_000).toISOString();
  return { token, kept: { id, person: who.person.trim(), role: who.role, hash: hashOf(token), made: now.toISOString(), until } };
}

function mailOf(person: string): string {
  return (/<([^<>]*)>/u.exec(person)?.[1] ?? person).trim().toLowerCase();
}

/** By `Name <mail>`, by mail or by name. */
function theOne(tokens: KeptToken[], name: string): KeptToken {
  const wanted = name.trim().toLowerCase();
  const nameOf = (one: KeptToken) => one.person.replace(/<.*/u, '').trim().toLowerCase();
  const found = tokens.filter(
    (one) => one.person.toLowerCase() === wanted || mailOf(one.person) === wanted || nameOf(one) === wanted,
  );
  const people = new Set(found.map((one) => one.person));
  if (people.size > 1) throw new Error(`${name} could be ${[...people].join(' or ')}; give the mail address.`);
  const newest = found.at(-1);
  if (!newest) throw new Error(`${name} has no token; \`perennial access list\` shows who has one.`);
  return newest;
}

async function change<T>(file: string, work: (tokens: KeptToken[]) => { tokens: KeptToken[]; result: T }): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  return alone(
    `${file}.lock`,
    'Somebody else is changing who has access; run the command again.',
    async () => {
      const { tokens, result } = work(readTokens(file));
      replaceFile(file, Buffer.from(`${JSON.stringify({ version: 1, tokens }, null, 2)}\n`), 0o600);
      return result;
    },
    3_000,
  );
}
