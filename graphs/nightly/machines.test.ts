/** Several machines on one library: two workers with clones of their own share a database and a git remote. Nothing is a stand-in. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer, whyNoServer } from '../../tools/database/server.fixture.ts';
import { decide } from '../deciding/decide.ts';
import { publishApproved } from '../publish.ts';
import { openWorkspace } from '../workspace.ts';
import { globOf } from './ahead.ts';
import { partsOf } from './lessons.ts';
import { openFolder } from './night.fixture.ts';
import { openRotas } from './rota.ts';
import { publishAlone } from './run-lock.ts';
import type { Worked } from './shift.ts';

const cannot = whyNoServer();
if (cannot !== null) process.stderr.write(`Skipped, several machines: ${cannot}\n`);
const parent = openFolder('machines');
const remote = join(parent, 'remote.git');
const desk = join(parent, 'desk');
let server: TestServer;
let env: NodeJS.ProcessEnv = {};

function git(folder: string, ...args: string[]): string {
  const settings = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  return execFileSync('git', args, {
    cwd: folder,
    env: { ...process.env, ...settings },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

beforeAll(async () => {
  if (cannot !== null) return;
  server = await startTestServer();
  env = { ...process.env, PERENNIAL_DATABASE_URL: await server.database() };
  git(parent, 'init', '-q', '--bare', '-b', 'main', remote);
  git(parent, 'clone', '-q', remote, desk);
  writeFileSync(
    join(desk, 'perennial.config.yaml'),
    'version: 1\ntitle: Marsh\ndefaults:\n  agents: [accessibility]\ncourses:\n  - id: marsh\n    lessons: ["*.md"]\n',
  );
  writeFileSync(join(desk, 'marsh.md'), '# Counting in the marsh\n\nThe **heron ** stands still while you count. Move slowly.\n');
  writeFileSync(join(desk, 'pond.md'), '# Counting at the pond\n\nA pond is small, and easy to count.\n');
  for (const args of [
    ['config', 'user.name', 'Editor'],
    ['config', 'user.email', 'editor@example.org'],
    ['checkout', '-q', '-b', 'main'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'start'],
    ['push', '-q', '-u', 'origin', 'main'],
  ])
    git(desk, ...args);
});
afterAll(async () => {
  await server?.close();
  rmSync(parent, { recursive: true, force: true });
});

function machine(name: string): Promise<{ worked: Worked; words: string }> {
  const state = join(parent, name);
  mkdirSync(state, { recursive: true });
  const script = fileURLToPath(new URL('./machine.fixture.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, state, remote], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, words] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (words += String(chunk)));
  return new Promise((resolve, reject) =>
    child.once('close', (code) =>
      code === 0 ? resolve({ worked: JSON.parse(out), words }) : reject(new Error(`${code}: ${words}`)),
    ),
  );
}

describe.skipIf(cannot !== null)('two machines on one library', () => {
  it('live its night once; what they found is decided at a desk and published to the remote once', async () => {
    const rotas = openRotas(env);
    const rota = await rotas.of(desk);
    const setAt = new Date(Date.now() - 3 * 24 * 3600 * 1000).toISOString();
    await rota.set({ name: 'nightly', cron: '0 2 * * *', tz: 'UTC', setAt });

    const both = await Promise.all([machine('one'), machine('two')]);
    const lived = both.flatMap((one) => one.worked.lived);
    expect(lived.map((one) => [one.result, one.news, one.fresh])).toEqual([['done', 'news', 1]]);
    expect(rota.nights()).toHaveLength(1);

    const workspace = await openWorkspace(desk, { models: 'leave-out', env });
    try {
      const [waiting] = workspace.ledger.proposals({ statuses: ['pending'] });
      expect(waiting?.proposal.rule).toBe('emphasis-broken');
      expect(workspace.ledger.runs()).toHaveLength(1);
      expect(workspace.ledger.verify().brokenAt).toBeNull();
      if (!waiting) return;
      const { id, revision } = waiting.proposal;
      const by = 'Rosa <rosa@example.org>';
      await decide(workspace, [{ changeSet: `${id}@${revision}`, verdict: 'approve', by, at: new Date().toISOString() }]);
      const to = { kind: 'branch', name: 'origin/main' } as const;
      const publish = () =>
        publishAlone(desk, env, () =>
          publishApproved({ workspace, to, by }, { ids: [], mode: 'publish', signal: new AbortController().signal }),
        );
      const { published, refused } = await publish();
      expect([published.length, refused]).toEqual([1, []]);
      expect(git(remote, 'show', 'main:marsh.md')).toContain('The **heron** stands still');
      expect(git(remote, 'log', '--format=%B', 'main')).toContain(`Proposal: ${id}@${revision}`);
      expect((await publish()).published).toEqual([]);
      expect(git(remote, 'rev-list', '--count', 'main').trim()).toBe('2');
    } finally {
      await workspace.close();
      rotas.close();
    }
  }, 300_000);
});

describe('the lessons of a run', () => {
  it('are shared out whole, each once', () => {
    const ids = Array.from({ length: 203 }, (_, n) => `lesson-${n}`);
    const parts = partsOf(ids);
    expect(parts.flat()).toEqual(ids);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(25);
    expect(partsOf([])).toEqual([]);
  });

  it('are named so that no other is meant', async () => {
    const { default: picomatch } = await import('picomatch');
    const ids = ['a', 'a/b', 'a(b)', 'a[b]', 'a{b,c}', 'a+b', 'a*', '!a', 'ä b'];
    for (const id of ids) {
      const matches = picomatch(globOf([id]));
      expect(ids.filter((one) => matches(one))).toEqual([id]);
    }
    const several = picomatch(globOf(ids.slice(0, 5)));
    expect(ids.filter((one) => several(one))).toEqual(ids.slice(0, 5));
  });
});
