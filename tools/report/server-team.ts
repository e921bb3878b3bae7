/**
 * The report for several people, each with a role: by a token of their own, or by the word of a proxy in front. A browser exchanges
 * its token for a session; programs send it with each request. Served beyond this machine only under an https address.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { openRate } from '../access/rate.ts';
import type { RefusedBook } from '../access/refused.ts';
import { type Deed, mayDo, type Person, roleFor } from '../access/roles.ts';
import type { Tokens } from '../access/tokens.ts';
import type { Access } from '../config/schema.ts';
import type { ReviewActions } from './actions.ts';
import { act, listen, Refusal, readJson, readText, resultStatus, same, send, sendJson, typeOf } from './server-parts.ts';
import { signInPage } from './sign-in-page.ts';

export interface TeamServerOptions {
  access: Access;
  /** Overrides the config's. */
  port?: number;
  /** `PERENNIAL_PROXY_SECRET`; null where there is none. */
  proxySecret: string | null;
  tokens: Tokens;
  refused: RefusedBook;
  html: (person: Person) => Promise<string>;
  actions: (person: Person) => ReviewActions;
  log: (line: string) => void;
  now?: () => Date;
}

export interface TeamServer {
  url: string;
  close(): Promise<void>;
}

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/u;

/**
 * @throws Error in one sentence where the config would open the review to others unprotected
 */
export function assertServable(access: Access, proxySecret: string | null): void {
  if (!loopback.test(access.host) && !access.origin?.startsWith('https://'))
    throw new Error(
      `access.host ${access.host} is reached from other machines: put a proxy with TLS in front and set access.origin to its https address.`,
    );
  if (access.trustedHeader?.proof === 'secret' && (proxySecret ?? '').length < 16)
    throw new Error('access.trustedHeader needs PERENNIAL_PROXY_SECRET (16 characters or more), which the proxy sends along.');
  if (access.trustedHeader?.proof === 'loopback' && !loopback.test(access.host))
    throw new Error('access.trustedHeader with proof: loopback needs access.host on this machine (127.0.0.1).');
}

interface Session {
  token: string;
  until: number;
}

/** What each address is, as a deed. An answer "no fault" closes the matter: that is a verdict. */
function deedOf(path: string, body: unknown): Deed {
  switch (path) {
    case '/api/edit':
      return 'word';
    case '/api/answer':
      return (body as { reply?: { kind?: unknown } } | null)?.reply?.kind === 'not-a-fault' ? 'decide' : 'word';
    case '/api/time':
      return 'word';
    case '/api/decide':
    case '/api/undo':
      return 'decide';
    default:
      throw new Refusal(404, 'not-found', 'There is nothing at this address.');
  }
}

/** In the ledger's words: what was asked for, without the texts in it. */
function wantedOf(path: string, body: unknown): string {
  const fields = (body ?? {}) as {
    changes?: { proposal?: unknown }[];
    verdict?: unknown;
    changeSet?: unknown;
    proposal?: unknown;
    finding?: unknown;
  };
  const target = [
    fields.changeSet,
    fields.proposal,
    fields.finding,
    ...(Array.isArray(fields.changes) ? fields.changes.slice(0, 5).map((one) => one?.proposal) : []),
  ];
  const named = target.filter((one): one is string => typeof one === 'string' && /^[pf]-[a-z0-9]+(?:@\d+)?$/u.test(one));
  const verdict =
    typeof fields.verdict === 'string' && /^[a-z-]{1,20}$/u.test(fields.verdict) ? fields.verdict : path.slice('/api/'.length);
  return [verdict, ...named].join(' ');
}

/**
 * Serves until `close`.
 * @throws where the port is taken or the config leaves the review unprotected, in one sentence
 */
export async function serveTeamReview(options: TeamServerOptions): Promise<TeamServer> {
  const { access, tokens, refused } = options;
  assertServable(access, options.proxySecret);
  const now = options.now ?? (() => new Date());
  const sessions = new Map<string, Session>();
  /** Wrong tokens, by who sends them: 10 at once, then 10 a minute. */
  const failures = openRate(10, 10);
  /** Anything at all. */
  const asking = openRate(300, 300);
  let origin = '';
  let cookieName = '';

  /** Whether the proxy has shown that it is the proxy. */
  function isProxy(request: IncomingMessage): boolean {
    const { trustedHeader } = access;
    if (!trustedHeader) return false;
    if (trustedHeader.proof === 'loopback') return loopback.test((request.socket.remoteAddress ?? '').replace(/^::ffff:/u, ''));
    const sent = request.headers['x-perennial-proxy-secret'];
    return typeof sent === 'string' && options.proxySecret !== null && same(digest(sent), digest(options.proxySecret));
  }

  /** Behind a proxy that has shown itself, the last address it names is who asks. */
  function peerOf(request: IncomingMessage): string {
    const forwarded = request.headers['x-forwarded-for'];
    const last = typeof forwarded === 'string' && isProxy(request) ? forwarded.split(',').at(-1)?.trim() : undefined;
    return last || (request.socket.remoteAddress ?? 'unknown');
  }

  /** Whoever is turned away before it is known who asks stands in the ledger, too. */
  function turnedAway(status: number, code: string, why: string, wait: number | null = null): Refusal {
    refused.refused(null, 'the review', why);
    return new Refusal(status, code, wait === null ? why : `${why} Try again in ${wait} seconds.`, wait);
  }

  function failed(request: IncomingMessage, why: string): never {
    const wait = failures.take(peerOf(request));
    refused.refused(null, 'the review', why);
    if (wait > 0) throw new Refusal(429, 'too-many', `Too many wrong sign-ins. Try again in ${wait} seconds.`, wait);
    throw new Refusal(401, 'no-access', why);
  }

  function checked(request: IncomingMessage, token: string): Person & { id: string } {
    const wait = failures.wait(peerOf(request));
    if (wait > 0) throw turnedAway(429, 'too-many', 'Too many wrong sign-ins.', wait);
    return tokens.check(token) ?? failed(request, 'The token is wrong, was withdrawn or has ended.');
  }

  /** Who asks; null where nothing was shown. */
  function personOf(request: IncomingMessage): Person | null {
    const { trustedHeader } = access;
    if (trustedHeader && isProxy(request)) {
      const name = request.headers[trustedHeader.name.toLowerCase()];
      if (typeof name === 'string' && name !== '') {
        const known = Object.hasOwn(trustedHeader.people, name) ? trustedHeader.people[name] : undefined;
        return known ?? failed(request, 'The proxy names somebody whom access.trustedHeader.people does not know.');
      }
    }
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const token = /^Bearer (\S+)$/iu.exec(authorization)?.[1];
      return token === undefined ? failed(request, 'Authorization takes a Bearer token.') : checked(request, token);
    }
    const key = cookieOf(request);
    const session = key === null ? undefined : sessions.get(key);
    if (key === null || !session) return null;
    const person = session.until > now().getTime() ? tokens.still(session.token) : null;
    if (!person) sessions.delete(key);
    return person;
  }

  function cookieOf(request: IncomingMessage): string | null {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const [name, ...value] = pair.trim().split('=');
      if (name === cookieName) return digest(value.join('='));
    }
    return null;
  }

  /** A browser says with each POST where it comes from: what does not say so, and shows no token of its own, is no page of ours. */
  function refuseForeign(request: IncomingMessage): void {
    const host = request.headers.host ?? '';
    if (host !== new URL(origin).host && !(access.origin === undefined && host === `localhost:${new URL(origin).port}`))
      throw turnedAway(403, 'foreign-host', 'This address does not answer under that name.');
    const given = request.headers.origin;
    const own = host === new URL(origin).host ? origin : `http://${host}`;
    if (given !== undefined && given !== own) throw turnedAway(403, 'foreign-origin', 'Requests from other sites are refused.');
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin')
      throw turnedAway(403, 'foreign-origin', 'Requests from other sites are refused.');
    if (given === undefined && request.headers.authorization === undefined)
      throw turnedAway(403, 'no-origin', 'A request that changes something has to say which page it comes from.');
  }

  async function signIn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (typeOf(request) !== 'application/x-www-form-urlencoded')
      throw new Refusal(415, 'not-a-form', 'Send the form of this page.');
    const person = checked(request, new URLSearchParams(await readText(request)).get('token')?.trim() ?? '');
    const session = randomBytes(32).toString('base64url');
    const seconds = Math.round(access.sessionHours * 3600);
    for (const [key, one] of sessions) if (one.until <= now().getTime()) sessions.delete(key);
    sessions.set(digest(session), { token: person.id, until: now().getTime() + seconds * 1000 });
    const secure = origin.startsWith('https:') ? '; Secure' : '';
    response.setHeader('Set-Cookie', `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`);
    send(response, 303, 'text/plain', 'Signed in.', { Location: '/' });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (origin.startsWith('https:')) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
    const wait = asking.take(peerOf(request));
    if (wait > 0) throw turnedAway(429, 'too-many', 'Too many requests.', wait);
    refuseForeign(request);
    const path = new URL(request.url ?? '/', origin).pathname;
    if (path === '/sign-in' && request.method === 'POST') return signIn(request, response);
    if (path === '/sign-out' && request.method === 'POST') {
      const key = cookieOf(request);
      if (key !== null) sessions.delete(key);
      return sendJson(response, 200, { ok: true });
    }
    const person = personOf(request);
    if (path === '/' && request.method === 'GET') {
      if (!person) return signInPage(response);
      return send(response, 200, 'text/html', await options.html(person));
    }
    if (!path.startsWith('/api/')) throw new Refusal(404, 'not-found', 'There is nothing at this address.');
    if (!person) throw turnedAway(401, 'no-session', 'Sign in first.');
    if (path === '/api/me' && request.method === 'GET') return sendJson(response, 200, { ok: true, ...named(person) });
    if (request.method !== 'POST') throw new Refusal(405, 'method', 'Use POST.');
    const body = await readJson(request);
    const deed = deedOf(path, body);
    if (mayDo(person.role, deed) === 'no') {
      const why = `${person.person} is ${person.role}; this takes the role ${roleFor(deed)}.`;
      refused.refused(person, wantedOf(path, body), why);
      throw new Refusal(403, 'role', why);
    }
    const result = await act(path, body, options.actions(person));
    sendJson(response, result.ok ? 200 : resultStatus[result.status], result);
  }

  const server = await listen({ host: access.host, port: options.port ?? access.port ?? 0 }, options.log, handle);
  origin = access.origin ?? `http://127.0.0.1:${server.port}`;
  // With the prefix, no page of a neighbouring name can set it (RFC 6265bis, 4.1.3).
  cookieName = origin.startsWith('https:') ? '__Host-perennial' : `perennial-review-${server.port}`;
  return { url: `${origin}/`, close: server.close };
}

function named({ person, role }: Person): Person {
  return { person, role };
}

/** Sessions are kept, and secrets compared, as hashes: of equal length, and of no use to who reads them. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
