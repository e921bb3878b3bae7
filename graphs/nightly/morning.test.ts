import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageOf, tellMorning } from './morning.ts';
import { openFolder, scheduledLibrary } from './night.fixture.ts';
import type { NightRecord } from './record.ts';
import { openRotas } from './rota.ts';
import { sign } from './webhook.ts';

let parent = '';
let root = '';
let server: Server | null = null;
beforeEach(async () => {
  parent = openFolder('morning');
  root = await scheduledLibrary(parent, 'Birds');
});
afterEach(async () => {
  rmSync(parent, { recursive: true, force: true });
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = null;
});

const record = (more: Partial<NightRecord> = {}): NightRecord => ({
  schedule: 'nightly',
  due: '2026-11-21T01:00:00.000Z',
  why: 'schedule',
  startedAt: '2026-11-21T01:00:00.000Z',
  finishedAt: '2026-11-21T01:02:00.000Z',
  day: '2026-11-21',
  result: 'done',
  reason: null,
  news: 'news',
  report: 'reports/2026-11-21',
  library: 'Birds',
  lessons: { looked: 2, unchanged: 0 },
  notScanned: [],
  fresh: 1,
  decisions: 3,
  minutes: 2,
  published: 0,
  cost: 0.5,
  oldest: null,
  ...more,
});
const tell = async (one: NightRecord, env: NodeJS.ProcessEnv = {}) =>
  tellMorning(await openRotas({}).of(root), one, '/srv/birds/.perennial/reports/2026-11-21/review.html', env);
const configured = (text: string) => appendFileSync(join(root, 'perennial.config.yaml'), text);
const mailFile = () => join(root, '.perennial/reports/2026-11-21/mail.eml');

describe('in the morning', () => {
  it('a mail lies beside the report, where the configuration names somebody', async () => {
    await tell(record());
    expect(existsSync(mailFile())).toBe(false);
    configured('nightly:\n  mail:\n    from: Perennial <p@example.org>\n    to: [rosa@example.org]\n');
    await tell(record({ notScanned: [{ path: 'a.md', reason: 'the page\r\nBcc: x took too long' }] }));
    const text = readFileSync(mailFile(), 'utf8');
    expect(text).toContain('Subject: Perennial, Birds: 3 decisions wait');
    expect(text).toContain('a.md: the page Bcc: x took too long');
    await tell(record({ result: 'failed', reason: 'the disk was full' }));
    expect(readFileSync(mailFile(), 'utf8')).toBe(text);
    expect(readFileSync(join(mailFile(), '../mail-2.eml'), 'utf8')).toContain('the disk was full');
  });

  it('a quiet night is told to nobody, unless it is asked for', async () => {
    configured('nightly:\n  mail:\n    from: Perennial <p@example.org>\n    to: [rosa@example.org]\n');
    await tell(record({ news: 'quiet', report: null }));
    expect(existsSync(mailFile())).toBe(false);
    configured('  quiet: send\n');
    await tell(record({ news: 'quiet', report: null }));
    expect(readFileSync(mailFile(), 'utf8')).toContain('a quiet night');
  });

  it('another program is told as JSON, signed with the secret both know', async () => {
    const got: { body: string; signature: string }[] = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        got.push({ body, signature: String(request.headers['perennial-signature']) });
        response.writeHead(got.length > 1 ? 500 : 204).end();
      });
    });
    const port = await new Promise<number>((resolve) =>
      server?.listen(0, '127.0.0.1', () => {
        const address = server?.address();
        resolve(address && typeof address === 'object' ? address.port : 0);
      }),
    );
    configured(`nightly:\n  webhook: http://127.0.0.1:${port}/hook\n`);
    const env = { PERENNIAL_WEBHOOK_SECRET: 'a secret of sixteen letters' };
    await tell(record(), env);
    expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({ event: 'run', run: { decisions: 3 } });
    const seconds = Number(/^t=(\d+),/u.exec(got[0]?.signature ?? '')?.[1]);
    expect(got[0]?.signature).toBe(sign(env.PERENNIAL_WEBHOOK_SECRET, got[0]?.body ?? '', seconds));
    await expect(tell(record(), env)).rejects.toThrow('nightly.webhook answered with 500.');
  });

  it('nothing goes over an open line to another machine', async () => {
    configured('nightly:\n  webhook: http://example.org/hook\n');
    await expect(tell(record())).rejects.toThrow('must begin with https://');
  });

  it('the subject says in a few words how it stands', () => {
    const subjects = [
      record(),
      record({ decisions: 1 }),
      record({ decisions: 0 }),
      record({ news: 'quiet' }),
      record({ result: 'failed' }),
    ];
    expect(subjects.map((one) => messageOf(one, null).subject.split(': ')[1])).toEqual([
      '3 decisions wait',
      '1 decision waits',
      'nothing waits',
      'a quiet night',
      'the run failed',
    ]);
  });
});
