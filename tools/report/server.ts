/**
 * The report on loopback. One person, one browser: the address carries a token that works once and is exchanged for a
 * cookie. Foreign origins, rebound names (DNS rebinding) and anything but JSON are refused before an action is looked at.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { z } from 'zod';
import {
  type ActionResult,
  AnswerRequest,
  DecideRequest,
  EditRequest,
  type ReviewActions,
  TimeRequest,
  UndoRequest,
} from './actions.ts';

const bodyLimit = 1_000_000;

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

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Same for every answer: no framing, no sniffing, no referrer, no caching, nothing from elsewhere. */
const securityHeaders = {
  'Content-Security-Policy': "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

function send(response: ServerResponse, status: number, type: string, body: string, extra: Record<string, string> = {}): void {
  response.writeHead(status, { ...securityHeaders, 'Content-Type': `${type}; charset=utf-8`, ...extra });
  response.end(body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new Refusal(415, 'not-json', 'Send JSON with Content-Type: application/json.');
  const tooLarge = new Refusal(413, 'too-large', `The request is larger than ${bodyLimit} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw tooLarge;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'not-json', 'The request is not valid JSON.');
  }
}

function parse<T>(schema: z.ZodType<T>, data: unknown): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  throw new Refusal(400, 'invalid', `${first?.path.join('.') || 'request'}: ${first?.message ?? 'is not understood'}.`);
}

async function act(path: string, data: unknown, actions: ReviewActions): Promise<ActionResult> {
  switch (path) {
    case '/api/decide':
      return actions.decide(parse(DecideRequest as z.ZodType<DecideRequest>, data));
    case '/api/edit': {
      const request = parse(EditRequest, data);
      const replacements = new Map(Object.entries(request.replacements).map(([index, text]) => [Number(index), text]));
      return actions.edit(request.proposal, request.revision, request.digest, replacements);
    }
    case '/api/answer': {
      const request = parse(AnswerRequest, data);
      return actions.answer(request.finding, request.asked, request.reply);
    }
    case '/api/time': {
      const request = parse(TimeRequest, data);
      return actions.time(request.changeSet, request.seconds);
    }
    case '/api/undo':
      return actions.undo(parse(UndoRequest, data).changeSet);
    default:
      throw new Refusal(404, 'not-found', 'There is nothing at this address.');
  }
}

const resultStatus = { stale: 409, conflict: 409, invalid: 422 } as const;

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

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      if (error instanceof Refusal) {
        if (error.status === 413) response.setHeader('Connection', 'close');
        return sendJson(response, error.status, { ok: false, status: error.code, message: error.message });
      }
      options.log(
        `review: ${request.method} ${request.url?.split('?')[0]}: ${error instanceof Error ? error.message : String(error)}`,
      );
      sendJson(response, 500, {
        ok: false,
        status: 'error',
        message: 'This did not work; the reason stands in the terminal. Nothing was published.',
      });
    });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`Port ${options.port} is taken; choose another with --port, or leave it out.`)
          : error,
      ),
    );
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  port = (server.address() as AddressInfo).port;
  // Cookies are shared between the ports of a host: the name keeps two reviews apart.
  cookieName = `perennial-review-${port}`;
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    close: () =>
      new Promise<void>((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
