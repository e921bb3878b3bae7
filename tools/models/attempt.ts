/** One request over the wire, judged by what came over the wire: status, headers and body rather than a library's exceptions. */
import { HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ChatOpenAICompletions, OpenAIEmbeddings } from '@langchain/openai';
import type { Messages } from './messages.ts';
import type { Prompt } from './prompt.ts';
import { judge, judgeEmbeddings, type Outcome, type WireFacts } from './wire.ts';

export interface Endpoint {
  /** For messages: the origin of the address, or "api.openai.com". */
  name: string;
  baseUrl: string;
  key: string;
}

/** How the schema is asked for: servers differ in what they understand. */
export type SchemaMode = 'json_schema' | 'json_object' | 'words';

export interface Attempt {
  endpoint: Endpoint;
  model: string;
  prompt: Prompt;
  messages: Messages;
  pictures: { mime: string; bytes: Uint8Array }[];
  mode: SchemaMode;
  timeoutSeconds: number;
  signal: AbortSignal;
}

/** Bodies above this are cut off: neither an answer to a prompt of ours nor a batch of vectors is that long. */
const longestBody = 32_000_000;

/** Sends one request, once. Never rejects. */
export function attempt(what: Attempt): Promise<Outcome> {
  return watched(what, judge, (signal, facts) =>
    chat(what, facts)._generate(messagesOf(what), { signal, response_format: formatOf(what) }),
  );
}

export interface EmbeddingAttempt {
  endpoint: Endpoint;
  model: string;
  texts: string[];
  timeoutSeconds: number;
  signal: AbortSignal;
}

/** Asks for the vectors of some texts, once. Never rejects; the answer's text is the body as it came. */
export function attemptEmbedding(what: EmbeddingAttempt): Promise<Outcome> {
  return watched(
    what,
    (facts) => judge(facts, judgeEmbeddings),
    (signal, facts) =>
      new OpenAIEmbeddings({
        model: what.model,
        apiKey: what.endpoint.key,
        maxRetries: 0,
        timeout: what.timeoutSeconds * 1000 + 5000,
        batchSize: what.texts.length,
        stripNewLines: false,
        // Many compatible servers know no base64.
        encodingFormat: 'float',
        configuration: { ...configurationOf(what.endpoint, facts, signal) },
      }).embedDocuments(what.texts),
  );
}

async function watched(
  what: { timeoutSeconds: number; signal: AbortSignal },
  judged: (facts: WireFacts) => Outcome,
  send: (signal: AbortSignal, facts: WireFacts) => Promise<unknown>,
): Promise<Outcome> {
  const facts: WireFacts = {
    sent: false,
    status: null,
    headers: null,
    body: null,
    error: null,
    timedOut: false,
    cancelled: false,
  };
  const clock = new AbortController();
  const timer = setTimeout(() => {
    facts.timedOut = true;
    clock.abort();
  }, what.timeoutSeconds * 1000);
  const cancel = () => {
    facts.cancelled = true;
    clock.abort();
  };
  if (what.signal.aborted) cancel();
  what.signal.addEventListener('abort', cancel, { once: true });
  try {
    if (!facts.cancelled) await send(clock.signal, facts);
  } catch (error) {
    facts.error ??= error;
  } finally {
    clearTimeout(timer);
    what.signal.removeEventListener('abort', cancel);
  }
  return judged(facts);
}

/**
 * Chat Completions is what every compatible server speaks, so never the Responses API. `_generate` rather than `invoke`:
 * invoke hands the content to whatever tracer the environment names. Retries are ours, so the library makes none.
 */
function chat(what: Attempt, facts: WireFacts): ChatOpenAICompletions {
  const { endpoint, prompt } = what;
  return new ChatOpenAICompletions({
    model: what.model,
    apiKey: endpoint.key,
    maxRetries: 0,
    timeout: what.timeoutSeconds * 1000 + 5000,
    maxTokens: prompt.maxOutputTokens,
    reasoning: { effort: prompt.effort },
    configuration: configurationOf(endpoint, facts),
  });
}

/** @param signal for clients that take none with a request */
function configurationOf(endpoint: Endpoint, facts: WireFacts, signal?: AbortSignal) {
  return {
    baseURL: endpoint.baseUrl,
    organization: null,
    project: null,
    logLevel: 'off' as const,
    fetch: (url: string | URL | Request, init?: RequestInit) => watchedFetch(url, signal ? { ...init, signal } : init, facts),
  };
}

async function watchedFetch(url: string | URL | Request, init: RequestInit | undefined, facts: WireFacts): Promise<Response> {
  facts.sent = true;
  try {
    const response = await fetch(url, { ...init, redirect: 'error' });
    facts.status = response.status;
    facts.headers = response.headers;
    facts.body = await bodyOf(response);
    return new Response(facts.body, { status: response.status, headers: { 'content-type': 'application/json' } });
  } catch (error) {
    facts.error = error;
    throw error;
  }
}

async function bodyOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > longestBody) throw new Error('The answer is too long.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function messagesOf({ prompt, messages, pictures, mode }: Attempt) {
  const schema = JSON.stringify(prompt.output.wire);
  const system =
    mode === 'json_schema'
      ? messages.system
      : `${messages.system}\n\nAnswer with one JSON object and nothing else, in this JSON Schema:\n${schema}`;
  const shown = pictures.map(({ mime, bytes }) => ({
    type: 'image_url' as const,
    image_url: { url: `data:${mime};base64,${Buffer.from(bytes).toString('base64')}` },
  }));
  const user = shown.length > 0 ? [{ type: 'text' as const, text: messages.user }, ...shown] : messages.user;
  return [new SystemMessage(system), new HumanMessage({ content: user })];
}

function formatOf({ prompt, mode }: Attempt) {
  if (mode === 'words') return undefined;
  if (mode === 'json_object') return { type: 'json_object' as const };
  return { type: 'json_schema' as const, json_schema: { name: prompt.id, schema: prompt.output.wire, strict: true } };
}
