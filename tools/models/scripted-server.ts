/**
 * A model that says what a test tells it to, as an OpenAI-compatible server over real HTTP on loopback.
 * It can also answer badly, in every way a real endpoint does, and keeps what it was sent so that a test can
 * assert what left the machine.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScriptedRequest {
  /** From 0, chat completions and embeddings counted together. */
  index: number;
  kind: 'chat' | 'embeddings';
  model: string;
  /** Text of the system (or developer) messages. */
  system: string;
  /** Text of the user messages. */
  user: string;
  /** Data-URLs of the pictures shown. */
  pictures: string[];
  /** Name of the JSON schema asked for: the prompt's id. */
  schema: string | null;
  headers: Record<string, string>;
  /** The whole request body as it came over the wire. */
  body: string;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
}

/** How the server answers one request. */
export type Reply =
  /** A well-formed completion holding this value as JSON. */
  | { kind: 'json'; value: unknown; usage?: Usage | null }
  /** A well-formed completion holding these words, whatever they are. */
  | { kind: 'text'; text: string; usage?: Usage | null }
  /** `message.refusal`, as the API says no. */
  | { kind: 'refusal'; text: string }
  /** Stopped by the endpoint's content filter. */
  | { kind: 'filtered' }
  /** Half of the value's JSON, `finish_reason` "length". */
  | { kind: 'cut-off'; value: unknown }
  | { kind: 'empty' }
  | { kind: 'status'; status: number; code?: string; message?: string; retryAfter?: string }
  /** Status 200 and a body that is no completion. */
  | { kind: 'raw'; body: string; contentType?: string }
  /** Takes the request and never answers. */
  | { kind: 'hang' }
  /** Sends the head and half of the body, then drops the connection. */
  | { kind: 'reset'; value: unknown }
  /** Answers after a while. */
  | { kind: 'slow'; milliseconds: number; answer: Reply };

export interface ScriptedModel {
  /** For `OPENAI_BASE_URL`, ends in `/v1`. */
  baseUrl: string;
  requests: ScriptedRequest[];
  /** Most requests that were open at one moment. */
  mostAtOnce(): number;
  close(): Promise<void>;
}

/**
 * Starts the server on a free loopback port.
 * @param script decides each chat completion; what it throws becomes an HTTP 500
 */
export async function startScriptedModel(script: (request: ScriptedRequest) => Reply | Promise<Reply>): Promise<ScriptedModel> {
  const requests: ScriptedRequest[] = [];
  let open = 0;
  let most = 0;

  const server = createServer(async (incoming, response) => {
    open += 1;
    most = Math.max(most, open);
    response.on('close', () => {
      open -= 1;
    });
    try {
      const request = describe(incoming, await readAll(incoming), requests.length);
      requests.push(request);
      if (request.kind === 'embeddings') sendJson(response, 200, embeddings(request));
      else await play(response, await script(request), request);
    } catch (error) {
      if (!response.headersSent) sendJson(response, 500, { error: { message: String(error), type: 'script' } });
      else response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    mostAtOnce: () => most,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function play(response: ServerResponse, reply: Reply, request: ScriptedRequest): Promise<void> {
  switch (reply.kind) {
    case 'json':
      return sendJson(response, 200, completion(request, { content: JSON.stringify(reply.value) }, 'stop', reply.usage));
    case 'text':
      return sendJson(response, 200, completion(request, { content: reply.text }, 'stop', reply.usage));
    case 'refusal':
      return sendJson(response, 200, completion(request, { content: null, refusal: reply.text }, 'stop'));
    case 'filtered':
      return sendJson(response, 200, completion(request, { content: '' }, 'content_filter'));
    case 'cut-off': {
      const whole = JSON.stringify(reply.value);
      return sendJson(response, 200, completion(request, { content: whole.slice(0, Math.floor(whole.length / 2)) }, 'length'));
    }
    case 'empty':
      return sendJson(response, 200, completion(request, { content: '' }, 'stop'));
    case 'status':
      if (reply.retryAfter !== undefined) response.setHeader('retry-after', reply.retryAfter);
      return sendJson(response, reply.status, {
        error: { message: reply.message ?? `scripted ${reply.status}`, type: 'scripted', code: reply.code ?? null },
      });
    case 'raw':
      response.writeHead(200, { 'content-type': reply.contentType ?? 'text/html' });
      response.end(reply.body);
      return;
    case 'hang':
      return;
    case 'reset': {
      const whole = JSON.stringify(completion(request, { content: JSON.stringify(reply.value) }, 'stop'));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(whole) });
      response.write(whole.slice(0, Math.floor(whole.length / 2)), () => response.destroy());
      return;
    }
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, reply.milliseconds));
      return play(response, reply.answer, request);
  }
}

function completion(request: ScriptedRequest, message: Record<string, unknown>, finish: string, usage?: Usage | null) {
  const counted = usage === undefined ? { prompt_tokens: Math.ceil(request.body.length / 4), completion_tokens: 50 } : usage;
  return {
    id: `scripted-${request.index}`,
    object: 'chat.completion',
    created: 0,
    model: request.model,
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finish }],
    ...(counted && { usage: { ...counted, total_tokens: counted.prompt_tokens + counted.completion_tokens } }),
  };
}

interface WireBody {
  model?: string;
  messages?: { role: string; content: string | { type: string; text?: string; image_url?: { url: string } }[] }[];
  response_format?: { json_schema?: { name?: string } };
  input?: string | string[];
}

function describe(incoming: IncomingMessage, body: string, index: number): ScriptedRequest {
  const wire = JSON.parse(body) as WireBody;
  const messages = wire.messages ?? [];
  const textOf = (roles: string[]) =>
    messages
      .filter((message) => roles.includes(message.role))
      .map(({ content }) => (typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n')))
      .join('\n');
  return {
    index,
    kind: incoming.url?.includes('embeddings') ? 'embeddings' : 'chat',
    model: wire.model ?? '',
    system: textOf(['system', 'developer']),
    user: textOf(['user']),
    pictures: messages.flatMap(({ content }) =>
      typeof content === 'string' ? [] : content.flatMap((part) => (part.image_url ? [part.image_url.url] : [])),
    ),
    schema: wire.response_format?.json_schema?.name ?? null,
    headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
    body,
  };
}

/** Deterministic unit vectors of 64 numbers: equal texts are equal, words in common bring texts nearer. */
function embeddings(request: ScriptedRequest) {
  const wire = JSON.parse(request.body) as WireBody & { encoding_format?: string };
  const texts = Array.isArray(wire.input) ? wire.input : [wire.input ?? ''];
  return {
    object: 'list',
    model: request.model,
    data: texts.map((text, index) => {
      const vector = wordVector(text);
      const embedding =
        wire.encoding_format === 'base64' ? Buffer.from(new Float32Array(vector).buffer).toString('base64') : vector;
      return { object: 'embedding', index, embedding };
    }),
    usage: { prompt_tokens: texts.join(' ').length, total_tokens: texts.join(' ').length },
  };
}

/** Each word adds to the few places its hash names. */
export function wordVector(text: string, dimensions = 64): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const hash = createHash('sha256').update(word).digest();
    for (let place = 0; place < 4; place += 1) vector[hash[place]! % dimensions]! += hash[place + 4]! % 2 === 0 ? 1 : -1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
