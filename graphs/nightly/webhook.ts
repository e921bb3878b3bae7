/** The worker's door for other programs: a signed word that something in a library changed. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type Listening, listening } from '../../tools/access/listening.ts';
import { soon } from './soon.ts';

/** Largest body, in bytes. */
const bodyLimit = 64 * 1024;
const hearsOut = 16 * bodyLimit;
/** How old, or how far ahead, a signature may be: clocks differ, and a word that was overheard must not be said again later. */
export const windowSeconds = 300;
const shortestSecret = 16;
/** Milliseconds in which a word is in the queue, or refused: those who send give up soon after. */
const takesAtMost = 5_000;

/** Nothing else is one: what this library's morning tells others is signed too, and must not be said back to it. */
export const WebhookBody = z.strictObject({
  /** Name or folder of the library; may be left out where the worker serves one. */
  library: z.string().min(1).optional(),
  /** What changed, for the log only: the library itself says what is new. */
  changed: z.array(z.string()).max(10_000).default([]),
});

/** `t=1760000000,v1=hex`: HMAC-SHA256 over the time, a full stop, and the raw body. */
export function sign(secret: string, body: string | Uint8Array, seconds: number): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`;
}

export type Refusal = 'not-signed' | 'wrong-signature' | 'too-old' | 'said-before';

export interface Doorkeeper {
  /** Null where the word may come in. */
  refusal(header: string | undefined, body: Uint8Array, now: Date): Refusal | null;
  /** A word that came in could not be kept: whoever said it may say it again. */
  forget(header: string | undefined): void;
}

/** @throws Error where the secret is too short to be one */
export function openDoorkeeper(secret: string): Doorkeeper {
  if (Buffer.byteLength(secret) < shortestSecret)
    throw new Error(
      `PERENNIAL_WEBHOOK_SECRET must have at least ${shortestSecret} characters; make one with: openssl rand -hex 32`,
    );
  const seen = new Map<string, number>();
  const shape = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/u;
  return {
    forget: (header) => void seen.delete(shape.exec(header ?? '')?.[2] ?? ''),
    refusal(header, body, now) {
      const found = shape.exec(header ?? '');
      if (!found) return 'not-signed';
      const [seconds, given] = [Number(found[1]), found[2] ?? ''];
      const wanted = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
      if (!timingSafeEqual(wanted, Buffer.from(given, 'hex'))) return 'wrong-signature';
      const clock = now.getTime() / 1000;
      if (Math.abs(clock - seconds) > windowSeconds) return 'too-old';
      for (const [signature, at] of seen) if (at < clock - 2 * windowSeconds) seen.delete(signature);
      if (seen.has(given)) return 'said-before';
      seen.set(given, clock);
      return null;
    },
  };
}

const answers: Record<Refusal, [number, string]> = {
  'not-signed': [401, 'Perennial-Signature is missing or is not "t=SECONDS,v1=HEX".\n'],
  'wrong-signature': [401, 'The signature does not fit.\n'],
  'too-old': [401, `The signature is older or newer than ${windowSeconds} seconds.\n`],
  'said-before': [409, 'This was said before.\n'],
};

export interface WebhookOptions {
  port: number;
  secret: string;
  /**
   * Takes the word, so that nothing can lose it any more.
   * @returns what happens now; null where the worker serves no such library
   * @throws where it could not be taken
   */
  changed(library: string | undefined, paths: readonly string[]): Promise<'asked' | null>;
  /** Loopback, where nothing else is said: a proxy with TLS belongs in front. */
  host?: string;
  now?: () => Date;
  log?: (line: string) => void;
}

/**
 * What is too long is heard out for a while: whoever still sends would not hear the refusal.
 * @returns null where it is longer than `bodyLimit`
 */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > hearsOut) return null;
    if (size <= bodyLimit) parts.push(chunk as Buffer);
  }
  return size > bodyLimit ? null : Buffer.concat(parts);
}

/** `POST /changed`. @throws where the port is taken or the secret is none */
export function serveWebhook(options: WebhookOptions): Promise<Listening> {
  const doorkeeper = openDoorkeeper(options.secret);
  const log = options.log ?? (() => {});
  const answer = async (request: IncomingMessage): Promise<[number, string]> => {
    if ((request.url ?? '').split('?')[0] !== '/changed') return [404, 'There is POST /changed.\n'];
    if (request.method !== 'POST') return [405, 'Only POST.\n'];
    const body = await bodyOf(request);
    if (body === null) return [413, `At most ${bodyLimit / 1024} KB.\n`];
    const given = request.headers['perennial-signature'];
    const header = Array.isArray(given) ? undefined : given;
    const refusal = doorkeeper.refusal(header, body, options.now?.() ?? new Date());
    if (refusal) return answers[refusal];
    const read = WebhookBody.safeParse(parsed(body));
    if (!read.success) return [400, 'The body is JSON: {"library": "name or folder", "changed": ["path", …]}, both optional.\n'];
    const { library, changed } = read.data;
    try {
      return (await soon(options.changed(library, changed), takesAtMost)) === null
        ? [404, 'This worker serves no such library.\n']
        : [202, 'A refresh was asked for.\n'];
    } catch (error) {
      doorkeeper.forget(header);
      log(`A word that something changed could not be taken: ${error instanceof Error ? error.message : error}`);
      return [503, 'The queue does not answer: say it again later.\n'];
    }
  };
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    answer(request)
      .catch((): [number, string] => [400, 'The request broke off.\n'])
      .then(([status, text]) => {
        response.writeHead(status, {
          'content-type': 'text/plain; charset=utf-8',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          ...(status === 413 ? { connection: 'close' } : {}),
          ...(status === 503 ? { 'retry-after': '10' } : {}),
        });
        response.end(text);
      });
  });
  const where = { host: options.host ?? '127.0.0.1', port: options.port, option: '--webhook' };
  return listening(server, where, log);
}

function parsed(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
