import { rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openState, whyNoServer } from '../../tools/database/server.fixture.ts';
import { heldLook, holdFile, looksAt, openFolder, scheduledLibrary } from './night.fixture.ts';
import { history } from './record.ts';
import { serveWebhook, sign, windowSeconds } from './webhook.ts';
import { work } from './work.ts';

const secret = 'a secret of more than sixteen letters';
const now = new Date('2026-11-21T12:00:00Z');
const seconds = now.getTime() / 1000;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function door(heard: string[][]) {
  const server = await serveWebhook({
    port: 0,
    secret,
    now: () => now,
    changed: async (library, paths) => {
      if (library === 'elsewhere') return null;
      if (library === 'away' && heard.push(['away']) === 1) throw new Error('The server is away.');
      heard.push([library ?? 'the only one', ...paths]);
      return 'asked';
    },
  });
  closing.push(() => server.close());
  const post = async (body: string, signature?: string, method = 'POST', path = '/changed') => {
    const headers: Record<string, string> = signature === undefined ? {} : { 'perennial-signature': signature };
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      method,
      headers,
      ...(method === 'GET' ? {} : { body }),
    });
    await response.text();
    return response.status;
  };
  return post;
}

describe('the door for other programs', () => {
  it('lets in what is signed over exactly these bytes, once', async () => {
    const heard: string[][] = [];
    const post = await door(heard);
    const body = '{"library":"birds","changed":["wren.md"]}';
    const signature = sign(secret, body, seconds);
    expect(await post(body, signature)).toBe(202);
    expect(await post(body, signature)).toBe(409);
    expect(heard).toEqual([['birds', 'wren.md']]);
    expect(await post('', sign(secret, '', seconds))).toBe(202);
    expect(heard.at(-1)).toEqual(['the only one']);
  });

  it('turns away what is not signed, signed by another, changed on the way, old or ahead', async () => {
    const heard: string[][] = [];
    const post = await door(heard);
    expect(await post('{}')).toBe(401);
    expect(await post('{}', 'v1=x')).toBe(401);
    expect(await post('{}', sign('another secret of sixteen', '{}', seconds))).toBe(401);
    expect(await post('{ }', sign(secret, '{}', seconds))).toBe(401);
    expect(await post('{}', sign(secret, '{}', seconds).replace(`t=${seconds}`, `t=${seconds + 1}`))).toBe(401);
    expect(await post('{}', sign(secret, '{}', seconds - windowSeconds - 1))).toBe(401);
    expect(await post('{}', sign(secret, '{}', seconds + windowSeconds + 1))).toBe(401);
    expect(heard).toEqual([]);
  });

  it('has limits, and says what it takes', async () => {
    const heard: string[][] = [];
    const post = await door(heard);
    const large = `{"changed":["${'x'.repeat(70_000)}"]}`;
    expect(await post(large, sign(secret, large, seconds))).toBe(413);
    expect(await post('[1', sign(secret, '[1', seconds))).toBe(400);
    expect(await post('{"library":7}', sign(secret, '{"library":7}', seconds))).toBe(400);
    const morning = '{"event":"run","text":"quiet","run":{}}';
    expect(await post(morning, sign(secret, morning, seconds))).toBe(400);
    expect(await post('{"library":"elsewhere"}', sign(secret, '{"library":"elsewhere"}', seconds))).toBe(404);
    expect(await post('', undefined, 'GET')).toBe(405);
    expect(await post('{}', sign(secret, '{}', seconds), 'POST', '/other')).toBe(404);
    expect(heard).toEqual([]);
  });

  it('refuses a word that cannot be kept, and takes the same one when it is said again', async () => {
    const heard: string[][] = [];
    const post = await door(heard);
    const body = '{"library":"away"}';
    const signature = sign(secret, body, seconds);
    expect([await post(body, signature), await post(body, signature), await post(body, signature)]).toEqual([503, 202, 409]);
  });

  it('does not open with a secret that can be guessed', () => {
    expect(() => serveWebhook({ port: 0, secret: 'short', changed: async () => null })).toThrow(/at least 16/u);
  });
});

const cannot = whyNoServer();
const state = await openState();
const parent = openFolder('webhook');
afterAll(() => {
  for (const folder of [state, parent]) rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(cannot !== null)('a worker that is told of changes', () => {
  it('makes one run of many words, and tells what came of it', async () => {
    const root = await scheduledLibrary(parent, 'told', 0);
    const stop = new AbortController();
    const said: string[] = [];
    const told: string[] = [];
    const working = work({
      state,
      libraries: [root],
      mode: 'until-stopped',
      concurrency: 1,
      signal: stop.signal,
      say: (line) => said.push(line),
      env: {},
      look: heldLook,
      webhook: { port: 0, secret, settle: 2_500 },
      later: 200,
      onLived: async (_rota, record) => {
        told.push(record.why);
        throw new Error('The mail server is away.');
      },
    });
    try {
      const until = async (holds: () => boolean) => {
        for (let patience = Date.now() + 30_000; !holds() && Date.now() < patience; ) await sleep(25);
      };
      await until(() => said.some((line) => line.startsWith('Working on')));
      const address = said.find((line) => line.startsWith('Signed webhook'))?.match(/http:\S+/u)?.[0] ?? '';
      const post = async (path: string) => {
        const body = JSON.stringify({ changed: [path] });
        const headers = { 'perennial-signature': sign(secret, body, Math.floor(Date.now() / 1000)) };
        expect((await fetch(address, { method: 'POST', body, headers })).status).toBe(202);
      };
      for (let n = 0; n < 10; n++) await post(`lesson-${n}.md`);
      await until(() => said.some((line) => line.includes('could not be sent')));
      expect(looksAt(root).filter((line) => line.endsWith('start'))).toHaveLength(1);
      expect(history(`${root}/.perennial`).map((one) => [one.why, one.result])).toEqual([['change', 'done']]);
      expect(said.find((line) => line.startsWith('Changed'))).toBe('Changed: lesson-0.md, lesson-1.md, lesson-2.md and 7 more');
      expect(told).toEqual(['change']);

      // A word during a run may be of a file that the run has read already.
      writeFileSync(holdFile(root), '');
      const begun = () => looksAt(root).filter((line) => line.endsWith('start')).length;
      await post('before.md');
      await until(() => begun() === 2);
      await post('meanwhile.md');
      rmSync(holdFile(root));
      await until(() => told.length === 3);
      expect([begun(), told.length, said.at(-2)]).toEqual([3, 3, expect.stringContaining('on change, told')]);
      expect(said).toContain('Changed: meanwhile.md');
    } finally {
      stop.abort(new Error('Stopped.'));
      await working;
    }
  });
});
