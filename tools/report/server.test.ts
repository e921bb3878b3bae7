import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActionResult, ReviewActions } from './actions.ts';
import { hex } from './fixtures/library.ts';
import { type ReviewServer, serveReview } from './server.ts';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

let server: ReviewServer;
let calls: unknown[];
let result: ActionResult | Error;
let lines: string[];

beforeEach(async () => {
  calls = [];
  lines = [];
  result = { ok: true, proposals: [] };
  const record =
    (name: string) =>
    async (...args: unknown[]) => {
      calls.push([name, ...args]);
      if (result instanceof Error) throw result;
      return result;
    };
  const actions: ReviewActions = {
    decide: record('decide'),
    edit: record('edit'),
    answer: record('answer'),
    time: record('time'),
    undo: record('undo'),
  };
  server = await serveReview({
    html: async () => '<!doctype html><title>report</title>',
    actions,
    log: (line) => lines.push(line),
  });
});
afterEach(() => server.close());

function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
        response.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

const tokenPath = () => `/${new URL(server.url).search}`;
async function cookie(): Promise<string> {
  const answer = await ask(tokenPath());
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}
const verdict = { changes: [{ proposal: 'p-abc', revision: 1, digest: hex('a') }], verdict: 'approve' };
async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const origin = new URL(server.url).origin;
  return ask(path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      'Content-Type': 'application/json',
      Origin: origin,
      'Sec-Fetch-Site': 'same-origin',
      Cookie: await cookieOnce(),
      ...headers,
    },
  });
}
const known = new WeakMap<ReviewServer, string>();
async function cookieOnce(): Promise<string> {
  const have = known.get(server) ?? (await cookie());
  known.set(server, have);
  return have;
}

describe('the served report', () => {
  it('opens once with the token of its address, and then by its cookie alone', async () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
    expect((await ask('/')).status).toBe(403);
    const first = await ask(tokenPath());
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/u);
    expect((await ask(tokenPath())).status).toBe(403);
    expect((await ask('/?token=wrong')).status).toBe(403);
    const session = String(first.headers['set-cookie']).split(';')[0] ?? '';
    expect((await ask('/', { headers: { Cookie: session } })).body).toContain('report');
    expect((await ask(tokenPath(), { headers: { Cookie: session } })).status).toBe(200);
    expect((await ask('/', { headers: { Cookie: `${session}x` } })).status).toBe(403);
  });

  it('takes a decision and hands it on as it was sent', async () => {
    const answer = await send('/api/decide', { ...verdict, verdict: 'reject', reason: 'intended', note: 'x' });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { ok: true, proposals: [] }]);
    expect(calls).toEqual([['decide', { ...verdict, verdict: 'reject', reason: 'intended', note: 'x', scope: 'this' }]]);
  });

  it('hands on edits, answers, times and undos', async () => {
    await send('/api/edit', { ...verdict.changes[0], replacements: { 1: 'new' } });
    await send('/api/answer', { finding: 'f-a', asked: 'a'.repeat(16), reply: { kind: 'decorative' } });
    await send('/api/time', { changeSet: 'p-abc@1', seconds: 4 });
    await send('/api/undo', { changeSet: 'p-abc@1' });
    expect(calls).toEqual([
      ['edit', 'p-abc', 1, hex('a'), new Map([[1, 'new']])],
      ['answer', 'f-a', 'a'.repeat(16), { kind: 'decorative' }],
      ['time', 'p-abc@1', 4],
      ['undo', 'p-abc@1'],
    ]);
  });

  it.each([
    ['stale', 409],
    ['conflict', 409],
    ['invalid', 422],
  ] as const)('answers a %s action with %i and its sentence', async (status, code) => {
    result = { ok: false, status, message: 'Someone else decided this.' };
    const answer = await send('/api/decide', verdict);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      code,
      { ok: false, status, message: 'Someone else decided this.' },
    ]);
  });

  it.each([
    ['a foreign origin', { Origin: 'https://evil.example' }, 403],
    ['another port of this machine', { Origin: 'http://127.0.0.1:1' }, 403],
    ['an opaque origin', { Origin: 'null' }, 403],
    ['a rebound name', { Host: 'evil.example', Origin: 'http://evil.example' }, 403],
    ['a cross-site request', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a same-site request of another port', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['no cookie', { Cookie: '' }, 403],
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', { 'Content-Type': 'text/plain' }, 415],
  ])('refuses %s before any action', async (_name, headers, status) => {
    const answer = await send('/api/decide', verdict, headers as Record<string, string>);
    expect([answer.status, JSON.parse(answer.body).ok, calls]).toEqual([status, false, []]);
  });

  it('refuses to show the page to a rebound name', async () => {
    expect((await ask('/', { headers: { Host: 'evil.example', Cookie: await cookieOnce() } })).status).toBe(403);
  });

  it.each([
    ['no JSON', '/api/decide', '{', 400],
    ['a digest cut short', '/api/decide', { ...verdict, changes: [{ proposal: 'p-abc', revision: 1, digest: 'a' }] }, 400],
    ['an unknown verdict', '/api/decide', { ...verdict, verdict: 'publish' }, 400],
    ['a snooze without a day', '/api/decide', { ...verdict, verdict: 'snooze' }, 400],
    ['an unknown key', '/api/undo', { changeSet: 'p-a@1', force: true }, 400],
    ['a path of nowhere', '/api/publish', verdict, 404],
    ['too much', '/api/decide', 'x'.repeat(1_200_000), 413],
  ])('refuses %s with a clear answer', async (_name, path, body, status) => {
    const answer = await send(path, body).catch((error: NodeJS.ErrnoException) => error);
    // A body that is far too large may be cut off while it is still being sent.
    if (answer instanceof Error)
      expect([status, ['ECONNRESET', 'EPIPE'].includes((answer as NodeJS.ErrnoException).code ?? '')]).toEqual([413, true]);
    else expect(answer.status).toBe(status);
    expect(calls).toEqual([]);
  });

  it('takes actions by POST only', async () => {
    expect((await ask('/api/decide', { headers: { Cookie: await cookieOnce() } })).status).toBe(405);
  });

  it('says no more than needed where an action throws, and logs the reason', async () => {
    result = new Error('/secret/path: disk full');
    const answer = await send('/api/decide', verdict);
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('secret');
    expect(lines.join()).toContain('disk full');
  });

  it('forbids framing, sniffing, caching and referrers on every answer', async () => {
    for (const answer of [await ask('/'), await ask('/nowhere'), await ask(tokenPath())]) {
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      });
    }
  });

  it('says which port is taken', async () => {
    const port = Number(new URL(server.url).port);
    const actions = {} as ReviewActions;
    await expect(serveReview({ port, html: async () => '', actions, log: () => undefined })).rejects.toThrow(
      `Port ${port} is taken`,
    );
  });
});
