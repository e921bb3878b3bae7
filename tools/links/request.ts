/** One request, one answer: status and where it leads. Bodies are never read; addresses of private networks are never contacted. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { isAllowed } from './askable.ts';

export type Fault =
  | 'no-such-host'
  | 'name-not-resolved'
  | 'timed-out'
  | 'refused'
  | 'reset'
  | 'certificate'
  | 'private-address'
  | 'not-http'
  | 'stopped';

export type Answer =
  | { kind: 'answered'; status: number; location: string | null; retryAfterSeconds: number | null }
  | { kind: 'fault'; fault: Fault };

export interface Requester {
  ask(address: string, method: 'HEAD' | 'GET', signal: AbortSignal): Promise<Answer>;
  close(): void;
}

export interface RequesterOptions {
  /** Hosts that may lie in a private network. */
  allowHosts: readonly string[];
  timeoutMs: number;
  /** For tests: how names become addresses. Whatever it says is held against the private ranges like any other. */
  lookup?: LookupFunction;
}

/** Says what it is, as robots should; a plain browser's name would be a lie. */
const userAgent = 'Mozilla/5.0 (compatible; Perennial-LinkCheck/1; checks links of course material)';

export function openRequester({ allowHosts, timeoutMs, lookup }: RequesterOptions): Requester {
  // The filtering agents look at every address a name resolves to at the moment of connecting: a name that changes
  // its address between two look-ups gains nothing, and each redirect passes here again.
  const filtered = { http: new RequestFilteringHttpAgent(), https: new RequestFilteringHttpsAgent() };
  const open = { http: new HttpAgent(), https: new HttpsAgent() };
  return {
    ask(address, method, signal) {
      const url = new URL(address);
      if (url.protocol !== 'http:' && url.protocol !== 'https:') return Promise.resolve({ kind: 'fault', fault: 'not-http' });
      const scheme = url.protocol === 'http:' ? 'http' : 'https';
      const agent = (isAllowed(url, allowHosts) ? open : filtered)[scheme];
      const options: RequestOptions = {
        method,
        agent,
        headers: { 'user-agent': userAgent, accept: '*/*', 'accept-language': 'en', connection: 'close' },
        signal,
        ...(lookup ? { lookup } : {}),
      };
      return exchange(scheme === 'http' ? httpRequest : httpsRequest, url, options, timeoutMs);
    },
    close() {
      for (const agent of [filtered.http, filtered.https, open.http, open.https]) agent.destroy();
    },
  };
}

/** `timeoutMs` bounds the whole exchange: a server that sends its head byte by byte gains no time. */
function exchange(request: typeof httpRequest, url: URL, options: RequestOptions, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    let late = false;
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    const asked = request(url, options, (response) => {
      settle({
        kind: 'answered',
        status: response.statusCode ?? 0,
        location: response.headers.location ?? null,
        retryAfterSeconds: retryAfter(response),
      });
      // Only the head of the answer says anything about the link.
      response.on('error', () => {});
      response.destroy();
    });
    const timer = setTimeout(() => {
      late = true;
      asked.destroy(new Error('no answer in time'));
    }, timeoutMs);
    asked.on('error', (error) =>
      settle({ kind: 'fault', fault: options.signal?.aborted ? 'stopped' : late ? 'timed-out' : faultOf(error) }),
    );
    asked.end();
  });
}

/** Seconds of a Retry-After header, given as a number or a date (RFC 9110, 10.2.3). */
function retryAfter(response: IncomingMessage): number | null {
  const text = response.headers['retry-after'];
  if (text === undefined) return null;
  if (/^\d+$/u.test(text)) return Number(text);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, Math.round((at - Date.now()) / 1000));
}

function faultOf(error: Error): Fault {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOTFOUND') return 'no-such-host';
  if (code === 'EAI_AGAIN' || code.startsWith('EAI_') || code === 'ESERVFAIL') return 'name-not-resolved';
  if (error.name === 'TimeoutError' || error.name === 'AbortError' || code === 'ETIMEDOUT' || code === 'ABORT_ERR')
    return 'timed-out';
  if (/is not allowed\. Because/u.test(error.message)) return 'private-address';
  if (code === 'ECONNREFUSED' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'refused';
  if (/CERT|SIGNED|TLS|SSL|ISSUER|LEAF/u.test(code)) return 'certificate';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  return 'not-http';
}
