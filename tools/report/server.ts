/**
 * The report on loopback. One person, one browser: the address carries a token that works once and is exchanged for a
 * cookie. Foreign origins, rebound names (DNS rebinding) and anything but JSON are refused before an action is looked at.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReviewActions } from './actions.ts';
import { act, listen, Refusal, readJson, resultStatus, same, send, sendJson } from './server-parts.ts';

export interface ReviewServerOptions {
  /** 0 or left out: any free port. */
  port?: number;
  /** The page, made anew for each look (`renderHtml(model, { mode: 'served' })`). */
  html: () => Promise<string>;
  actions: ReviewActions;
  log: (line: string) => void;
}

export interface ReviewServer {
  /** With the one-time token. */
  url: string;
  close(): Promise<void>;
}

/** A page that moves on by itself: a redirect out of a foreign page would lose a SameSite=Strict cookie. */
const welcome =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Perennial review</title><meta http-equiv="refresh" content="0;url=/"></head><body><p><a href="/">Open the review</a></p></body></html>';

/**
 * Serves the report on 127.0.0.1 until `close`.
 * @throws where the port is taken, with a sentence that names it.
 */
export async function serveReview(options: ReviewServerOptions): Promise<ReviewServer> {
  let token: string | null = randomBytes(24).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  let port = 0;
  let cookieName = '';

  const hosts = () => [`127.0.0.1:${port}`, `localhost:${port}`];
  const hasSession = (request: IncomingMessage) =>
    (request.headers.cookie ?? '').split(';').some((pair) => {
      const [name, ...value] = pair.trim().split('=');
      return name === cookieName && same(value.join('='), session);
    });

  /** Browsers send Origin with every POST; a page of another site, or a name bound to loopback, shows itself here. */
  function refuseForeign(request: IncomingMessage): void {
    const host = request.headers.host ?? '';
    if (!hosts().includes(host)) throw new Refusal(403, 'foreign-host', 'This address answers only as 127.0.0.1 or localhost.');
    const { origin } = request.headers;
    if (origin !== undefined && origin !== `http://${host}`)
      throw new Refusal(403, 'foreign-origin', 'Requests from other sites are refused.');
    const site = request.headers['sec-fetch-site'];
    if (request.method !== 'GET' && site !== undefined && site !== 'same-origin') {
      throw new Refusal(403, 'foreign-origin', 'Requests from other sites are refused.');
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    refuseForeign(request);
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`);
    if (url.pathname === '/' && request.method === 'GET') {
      const given = url.searchParams.get('token');
      if (given !== null) {
        const valid = token !== null && same(given, token);
        if (!valid && !hasSession(request))
          throw new Refusal(
            403,
            'token-used',
            'This address was used already or is wrong. Run perennial review again for a new one.',
          );
        if (valid) token = null;
        const cookie = `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`;
        return send(response, 200, 'text/html', welcome, valid ? { 'Set-Cookie': cookie } : {});
      }
      if (!hasSession(request)) throw new Refusal(403, 'no-session', 'Open the address that perennial review printed.');
      return send(response, 200, 'text/html', await options.html());
    }
    if (!url.pathname.startsWith('/api/')) throw new Refusal(404, 'not-found', 'There is nothing at this address.');
    if (request.method !== 'POST') throw new Refusal(405, 'method', 'Use POST.');
    if (!hasSession(request)) throw new Refusal(403, 'no-session', 'Open the address that perennial review printed.');
    const result = await act(url.pathname, await readJson(request), options.actions);
    sendJson(response, result.ok ? 200 : resultStatus[result.status], result);
  }

  const server = await listen({ host: '127.0.0.1', port: options.port ?? 0 }, options.log, handle);
  port = server.port;
  // Cookies are shared between the ports of a host: the name keeps two reviews apart.
  cookieName = `perennial-review-${port}`;
  return { url: `http://127.0.0.1:${port}/?token=${token}`, close: server.close };
}
