/** What the review's servers have in common: refusals, headers, bodies, the way from an address to an action. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { z } from 'zod';
import { type Listening, listening } from '../access/listening.ts';
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

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Seconds, with 429. */
  readonly retryAfter: number | null;
  constructor(status: number, code: string, message: string, retryAfter: number | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
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

export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string,
  extra: Record<string, string> = {},
): void {
  response.writeHead(status, { ...securityHeaders, 'Content-Type': `${type}; charset=utf-8`, ...extra });
  response.end(body);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

export function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

export function typeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** @throws Refusal 413 where it is larger than a decision can be */
export async function readText(request: IncomingMessage): Promise<string> {
  const tooLarge = new Refusal(413, 'too-large', `The request is larger than ${bodyLimit} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (typeOf(request) !== 'application/json')
    throw new Refusal(415, 'not-json', 'Send JSON with Content-Type: application/json.');
  const text = await readText(request);
  try {
    return JSON.parse(text);
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

export async function act(path: string, data: unknown, actions: ReviewActions): Promise<ActionResult> {
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

export const resultStatus = { stale: 409, conflict: 409, invalid: 422 } as const;

/**
 * Listens; whatever `handle` throws becomes an answer that says no more than it should.
 * @throws where the port is taken, with a sentence that names it
 */
export async function listen(
  where: { host: string; port: number },
  log: (line: string) => void,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server: Server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      if (error instanceof Refusal) {
        if (error.status === 413) response.setHeader('Connection', 'close');
        if (error.retryAfter !== null) response.setHeader('Retry-After', String(error.retryAfter));
        return sendJson(response, error.status, { ok: false, status: error.code, message: error.message });
      }
      log(`review: ${request.method} ${request.url?.split('?')[0]}: ${error instanceof Error ? error.message : String(error)}`);
      sendJson(response, 500, {
        ok: false,
        status: 'error',
        message: 'This did not work; the reason stands in the terminal. Nothing was published.',
      });
    });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  return listening(server, { ...where, option: '--port, or leave it out' }, log);
}
