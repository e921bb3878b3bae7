/** What came over the wire, turned into an outcome that has a name. Pure. No detail ever holds content of a request or an answer. */
import type { ModelFault, ModelRefusal } from './models.ts';

export interface WireFacts {
  sent: boolean;
  status: number | null;
  headers: Headers | null;
  body: string | null;
  error: unknown;
  timedOut: boolean;
  cancelled: boolean;
}

export interface Tokens {
  input: number;
  cachedInput: number;
  output: number;
}

export type Outcome = { kind: 'answer'; text: string; tokens: Tokens | null } | Failure;

export interface Failure {
  kind: 'failure';
  reason: ModelRefusal;
  fault: ModelFault;
  detail: string;
  /** Whether the same request may do better a moment later. */
  again: 'may-help' | 'cannot-help';
  retryAfterMs: number | null;
  /** Tokens reported; null where none were. */
  tokens: Tokens | null;
  /** `nothing`: the request was turned away. `unknown`: it may have been worked on, and billed, with no count coming back. */
  billed: 'nothing' | 'unknown' | 'counted';
  /** The server does not understand the way the schema was asked for. */
  schemaMode?: 'not-understood';
}

interface WireCompletion {
  choices?: { finish_reason?: string; message?: { content?: unknown; refusal?: unknown } }[];
  usage?: {
    prompt_tokens?: number;
    completion_tokens?: number;
    prompt_tokens_details?: { cached_tokens?: number } | null;
  } | null;
}

/** Names what happened to one request. `readBody` reads a body that came with a status of success. */
export function judge(facts: WireFacts, readBody: (body: string) => Outcome = judgeBody): Outcome {
  if (facts.cancelled)
    return failed('unavailable', 'cancelled', 'The request was called off.', facts.sent ? 'unknown' : 'nothing');
  if (facts.timedOut)
    return failed('endpoint', 'time-out', 'The endpoint did not answer in time.', facts.sent ? 'unknown' : 'nothing', 'may-help');
  if (facts.status !== null && facts.status >= 400) return refusedByStatus(facts.status, facts);
  if (facts.status === null) {
    const code = causeCode(facts.error);
    const begun = code === 'ECONNRESET' || code === 'UND_ERR_SOCKET' || code === 'EPIPE';
    return failed(
      'endpoint',
      begun ? 'reset' : 'connection',
      `The endpoint cannot be reached${code ? ` (${code})` : ''}.`,
      begun ? 'unknown' : 'nothing',
      'may-help',
    );
  }
  if (facts.body === null)
    return failed('endpoint', 'reset', 'The connection broke off in the middle of the answer.', 'unknown', 'may-help');
  return readBody(facts.body);
}

function judgeBody(body: string): Outcome {
  const wire = parsed(body) as WireCompletion | null;
  const choice = wire && Array.isArray(wire.choices) ? wire.choices[0] : undefined;
  const tokens = wire ? tokensOf(wire) : null;
  if (!choice?.message) {
    return {
      ...failed(
        'endpoint',
        'not-a-completion',
        'The endpoint answered with something that is not a chat completion; is OPENAI_BASE_URL right?',
        // A web page is no work of a model. What begins as JSON may be what is left of an answer that was worked on.
        tokens ? 'counted' : /^\s*\{/.test(body) ? 'unknown' : 'nothing',
      ),
      tokens,
    };
  }
  const bad = (reason: ModelRefusal, fault: ModelFault, detail: string): Failure => ({
    ...failed(reason, fault, detail, tokens ? 'counted' : 'unknown'),
    tokens,
  });
  if (typeof choice.message.refusal === 'string' && choice.message.refusal)
    return bad('refused', 'declined', 'The model declined to answer.');
  if (choice.finish_reason === 'content_filter')
    return bad('refused', 'declined', "The endpoint's content filter stopped the answer.");
  if (choice.finish_reason === 'length')
    return bad('cut-off', 'too-long', 'The answer was cut off at its longest allowed length.');
  const text = textOf(choice.message.content);
  if (text.trim() === '') return bad('invalid', 'empty', 'The answer is empty.');
  return { kind: 'answer', text, tokens };
}

/** The body of an answer to an embedding request; its `text` is the body itself. */
export function judgeEmbeddings(body: string): Outcome {
  const wire = parsed(body) as { data?: unknown; usage?: { prompt_tokens?: unknown } | null } | null;
  if (!wire || !Array.isArray(wire.data)) {
    return failed(
      'endpoint',
      'not-a-completion',
      'The endpoint answered with something that is no list of embeddings; is OPENAI_EMBEDDING_MODEL one of its models?',
      'unknown',
    );
  }
  const input = wire.usage?.prompt_tokens;
  return { kind: 'answer', text: body, tokens: isCount(input) ? { input, cachedInput: 0, output: 0 } : null };
}

/** Said by a gateway that stopped waiting for the server behind it, which may still work on the request, and bill it (RFC 9110 15.6.5; 524 is Cloudflare's). */
const gaveUpWaiting: ReadonlySet<number> = new Set([504, 524]);

function refusedByStatus(status: number, facts: WireFacts): Failure {
  const error = (parsed(facts.body ?? '') as { error?: { code?: unknown; type?: unknown; message?: unknown } } | null)?.error;
  const code = [error?.code, error?.type].find(
    (word): word is string => typeof word === 'string' && /^[a-z][a-z0-9_.-]{1,40}$/i.test(word),
  );
  const said = `HTTP ${status}${code ? `, ${code}` : ''}`;
  const hint = `${code ?? ''} ${typeof error?.message === 'string' ? error.message : ''}`;
  const fail = (fault: ModelFault, detail: string, again: Failure['again'] = 'cannot-help') => ({
    ...failed('endpoint', fault, detail, gaveUpWaiting.has(status) ? 'unknown' : 'nothing', again),
    retryAfterMs: retryAfter(facts.headers),
  });

  if (status === 401 || status === 403)
    return fail('unauthorised', `The endpoint refuses the key (${said}): set OPENAI_API_KEY.`);
  if (status === 404)
    return fail(
      'not-found',
      `The endpoint does not know the model or the address (${said}): look at the models of the config and OPENAI_BASE_URL.`,
    );
  if (status === 402 || (status === 429 && /insufficient_quota|billing/i.test(hint))) {
    return fail('quota', `The account at the endpoint has no money left (${said}).`);
  }
  if (status === 429) return fail('rate-limit', `The endpoint asks for fewer requests (${said}).`, 'may-help');
  if (status === 408 || status === 409 || status === 425 || status >= 500)
    return fail('server-error', `The endpoint has a fault (${said}).`, 'may-help');
  if (/content_filter|content_policy|safety/i.test(hint)) {
    return failed('refused', 'declined', `The endpoint's content filter refuses the request (${said}).`, 'nothing');
  }
  return {
    ...fail('bad-request', `The endpoint does not accept the request (${said}).`),
    ...((status === 400 || status === 422) &&
      /response_format|json_schema|json_object|structured/i.test(hint) && { schemaMode: 'not-understood' as const }),
  };
}

/** Milliseconds a server asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date. Null where it says nothing. */
export function retryAfter(headers: Headers | null, now = Date.now()): number | null {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact) && exact >= 0) return exact;
  const said = headers?.get('retry-after')?.trim();
  if (!said) return null;
  const seconds = Number(said);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : null;
  const date = Date.parse(said);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function failed(
  reason: ModelRefusal,
  fault: ModelFault,
  detail: string,
  billed: Failure['billed'],
  again: Failure['again'] = 'cannot-help',
): Failure {
  return { kind: 'failure', reason, fault, detail, again, retryAfterMs: null, tokens: null, billed };
}

function tokensOf(wire: WireCompletion): Tokens | null {
  const { prompt_tokens: input, completion_tokens: output, prompt_tokens_details: details } = wire.usage ?? {};
  if (!isCount(input) || !isCount(output)) return null;
  const cached = details?.cached_tokens;
  return { input, output, cachedInput: isCount(cached) ? Math.min(cached, input) : 0 };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (typeof part?.text === 'string' ? part.text : '')).join('');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function causeCode(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at && typeof at === 'object' && depth < 5; depth += 1) {
    const { code, cause } = at as { code?: unknown; cause?: unknown };
    if (typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)) return code;
    at = cause;
  }
  return null;
}
