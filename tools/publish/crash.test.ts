import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../ledger/ledger.ts';
import { openLedger } from '../ledger/sqlite.ts';
import { zipOf } from '../library/items/example-items.ts';
import { zipBytes, zipEntries } from '../library/items/zip.ts';
import { repository, run, temporary, write } from './fixture.ts';
import { ledgerHeads } from './heads.ts';
import { approvedLedger, libraryText, reviewer } from './intend.fixture.ts';
import { recoverPublications } from './recover.ts';

const child = join(dirname(fileURLToPath(import.meta.url)), 'cut-off.fixture.ts');

/** Runs the child; kills it at a named point, or `after` milliseconds of work, alone or with every process it started. */
function cutOff(args: string[], how: { at: string } | { after: number; whom: 'process' | 'group' }): Promise<'killed' | 'done'> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: 'test', PERENNIAL_KILL_AT: 'at' in how ? how.at : '' };
    const spawned = spawn(process.execPath, ['--import', 'tsx', child, ...args], {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    spawned.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    spawned.stdout.once('data', () => {
      if (!('after' in how)) return;
      const kill = () => {
        const pid = spawned.pid ?? 0;
        if (spawned.exitCode !== null || spawned.signalCode !== null) return;
        try {
          process.kill(how.whom === 'group' ? -pid : pid, 'SIGKILL');
        } catch (error) {
          // It ended by itself in the moment before, and its end has not been told yet.
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
        }
      };
      setTimeout(kill, how.after);
    });
    spawned.on('error', reject);
    spawned.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve('done');
      else reject(new Error(said));
    });
  });
}

const picture = Buffer.from([0x89, 0, 0xff, 0xfe, 13, 10]);
/** Packed otherwise than we would pack it. */
const bank = zipOf({ 'i.xml': '<a>teh</a>'.repeat(20), 'p.png': picture }, { level: 1, descriptors: true });
const texts = { 'a.md': 'One teh two.\n', 'sub/b.md': 'Also teh, here.\n', 'q.zip!/i.xml': '<a>teh</a>'.repeat(20) };

/** A patch file holds texts only. */
function pathsFor(kind: string): string[] {
  return Object.keys(texts).filter((path) => kind !== 'patch' || !path.includes('!'));
}

function wantedFor(kind: string, state: 'before' | 'after'): Record<string, string> {
  return Object.fromEntries(
    pathsFor(kind).map((path) => {
      const text = texts[path as keyof typeof texts];
      return [path, state === 'before' ? text : text.replace('teh', 'the')];
    }),
  );
}

const onDisk = wantedFor('patch', 'before');

function library(kind: string): string {
  if (kind !== 'folder') {
    const root = repository({ ...onDisk, 'q.zip': bank });
    write(root, '.git/info/exclude', '/.perennial/\n');
    return root;
  }
  const root = temporary();
  for (const [path, content] of Object.entries({ ...onDisk, 'q.zip': bank })) write(root, path, content);
  return root;
}

function textsOf(root: string, kind: string): Record<string, string> {
  return Object.fromEntries(pathsFor(kind).map((path) => [path, libraryText(root, path)]));
}

/** Whether the picture beside the item in the package is what it was. */
function leftAlone(root: string): boolean {
  const bytes = readFileSync(join(root, 'q.zip'));
  const entry = zipEntries('q.zip', bytes).find((one) => one.name === 'p.png');
  return entry !== undefined && zipBytes('q.zip', bytes, entry).equals(picture);
}

function leftovers(root: string): string[] {
  return (readdirSync(root, { recursive: true }) as string[]).filter((name) =>
    /perennial-(new|index|tree)-|index\.lock/.test(name),
  );
}

/** Exactly one effect, and ledger and library agree. */
async function requireOneEffect(root: string, kind: string, target: string): Promise<void> {
  const ledger: Ledger = openLedger(join(root, '.perennial', 'ledger.db'));
  const recovered = await recoverPublications(ledger, root, reviewer);
  expect(await recoverPublications(ledger, root, reviewer)).toEqual([]);
  expect(ledger.publications({ states: ['intended', 'undo-intended'] }), JSON.stringify(recovered)).toEqual([]);
  const done = ledger.publications({ states: ['done'] });
  expect(done.length).toBeLessThanOrEqual(1);
  expect(ledger.proposal('p-one')?.proposal.status).toBe(
    done.length === 1 ? 'published' : ledger.publications().length > 0 ? 'publish-failed' : 'approved',
  );
  const effects =
    kind === 'patch'
      ? existsSync(target)
        ? readFileSync(target, 'utf8').split('\nPublication: ').length - 1
        : 0
      : commitsOf(root, kind, target);
  if (kind !== 'folder') expect(effects).toBe(done.length);
  const published = done.length === 1 && (kind === 'git' || kind === 'folder');
  expect(textsOf(root, kind)).toEqual(wantedFor(kind, published ? 'after' : 'before'));
  expect(readFileSync(join(root, 'q.zip')).equals(bank)).toBe(!published);
  expect(leftAlone(root)).toBe(true);
  if (kind !== 'folder') expect(run(root, 'status', '--porcelain')).toBe('');
  if (kind !== 'folder') run(root, 'fsck', '--strict', '--no-dangling');
  expect(leftovers(root)).toEqual([]);
  expect(ledger.verify(kind === 'folder' ? [] : await ledgerHeads(root, ledger.id)).brokenAt).toBeNull();
  ledger.close();
}

function commitsOf(root: string, kind: string, target: string): number {
  if (kind === 'folder') return 0;
  const ref = kind === 'branch' ? `refs/heads/${target}` : 'main';
  if (run(root, 'for-each-ref', '--format=x', kind === 'branch' ? ref : 'refs/heads/main') === '') return 0;
  return Number(run(root, 'rev-list', '--count', ref)) - 1;
}

describe('kill -9 at each step of publishing leaves exactly one effect after recovery', () => {
  const points: [kind: string, point: string][] = [
    ...['git-prepared', 'git-committed', 'git-ref-moved', 'git-file-replaced', 'git-index-locked', 'git-index-done'].map(
      (point): [string, string] => ['git', point],
    ),
    ...['folder-prepared', 'folder-renamed'].map((point): [string, string] => ['folder', point]),
    ...['patch-prepared', 'patch-written'].map((point): [string, string] => ['patch', point]),
    ['branch', 'git-committed'],
    ['branch', 'git-ref-moved'],
  ];
  it.each(points)('%s, %s', async (kind, point) => {
    const root = library(kind);
    const target = kind === 'branch' ? 'review' : kind === 'patch' ? join(temporary(), 'all.patch') : '';
    approvedLedger(root, pathsFor(kind), 'teh', 'the').ledger.close();
    expect(await cutOff([root, kind, target], { at: point })).toBe('killed');
    await requireOneEffect(root, kind, target);
    const ledger = openLedger(join(root, '.perennial', 'ledger.db'));
    expect(ledger.publications({ states: ['done'] }).length).toBe(1);
    ledger.close();
  });
});

describe('a person who commits right after a cut takes nothing back', () => {
  it.each([
    ['publish', 'git-ref-moved'],
    ['publish', 'git-file-replaced'],
    ['undo', 'git-ref-moved'],
    ['undo', 'git-file-replaced'],
  ] as const)('%s, %s', async (what, point) => {
    const root = library('git');
    approvedLedger(root, pathsFor('git'), 'teh', 'the').ledger.close();
    if (what === 'undo') expect(await cutOff([root, 'git', '', 'publish'], { after: 60_000, whom: 'process' })).toBe('done');
    expect(await cutOff([root, 'git', '', what], { at: point })).toBe('killed');
    // Git would commit the index as it was before the publication.
    for (const how of ['-qm', '-qam']) expect(() => run(root, 'commit', how, 'mine')).toThrow(/index\.lock/u);
    const ledger = openLedger(join(root, '.perennial', 'ledger.db'));
    await recoverPublications(ledger, root, reviewer);
    expect(ledger.publications()[0]?.state).toBe(what === 'undo' ? 'undone' : 'done');
    ledger.close();
    expect(textsOf(root, 'git')).toEqual(wantedFor('git', what === 'undo' ? 'before' : 'after'));
    expect(run(root, 'status', '--porcelain')).toBe('');
    expect(leftovers(root)).toEqual([]);
  });
});

describe('the lock that a cut left', () => {
  it('is gone after recovery also where the publication could not be finished', async () => {
    const root = library('git');
    approvedLedger(root, pathsFor('git'), 'teh', 'the').ledger.close();
    expect(await cutOff([root, 'git', ''], { at: 'git-index-locked' })).toBe('killed');
    expect(existsSync(join(root, '.git/index.lock'))).toBe(true);
    write(root, 'a.md', 'Another text.\n');
    const ledger = openLedger(join(root, '.perennial', 'ledger.db'));
    expect(await recoverPublications(ledger, root, reviewer)).toMatchObject([{ outcome: 'failed' }]);
    ledger.close();
    expect(leftovers(root)).toEqual([]);
    run(root, 'commit', '-qam', 'mine');
  });
});

describe('kill -9 at each step of an undo leaves the text as it was before the publication', () => {
  it.each([
    ['git', 'git-committed'],
    ['git', 'git-ref-moved'],
    ['git', 'git-index-locked'],
    ['folder', 'folder-renamed'],
  ])('%s, %s', async (kind, point) => {
    const root = library(kind);
    approvedLedger(root, pathsFor(kind), 'teh', 'the').ledger.close();
    expect(await cutOff([root, kind, '', 'publish'], { after: 60_000, whom: 'process' })).toBe('done');
    expect(await cutOff([root, kind, '', 'undo'], { at: point })).toBe('killed');
    const ledger = openLedger(join(root, '.perennial', 'ledger.db'));
    await recoverPublications(ledger, root, reviewer);
    expect(ledger.publications()[0]?.state).toBe('undone');
    expect(ledger.proposal('p-one')?.proposal.status).toBe('undone');
    expect(textsOf(root, kind)).toEqual(wantedFor(kind, 'before'));
    expect(readFileSync(join(root, 'q.zip')).equals(bank)).toBe(true);
    if (kind === 'git') expect(Number(run(root, 'rev-list', '--count', 'HEAD'))).toBe(3);
    if (kind === 'git') expect(run(root, 'status', '--porcelain')).toBe('');
    expect(ledger.verify().brokenAt).toBeNull();
    ledger.close();
  });
});

describe('kill -9 at any moment leaves exactly one effect after recovery', () => {
  // A seeded generator (Park and Miller 1988), so that a failure can be run again.
  const seed = Number(process.env.PERENNIAL_SEED ?? 20260101);
  let state = seed;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const rounds = Number(process.env.PERENNIAL_KILLS ?? 6);
  const cases = Array.from({ length: rounds }, (_, round) => ({
    round,
    kind: ['git', 'folder', 'git', 'branch', 'git', 'patch'][round % 6] ?? 'git',
    whom: random() < 0.5 ? ('process' as const) : ('group' as const),
    after: random(),
  }));
  it.each(cases)(`seed ${seed}, round $round: $kind, $whom`, async ({ kind, whom, after }) => {
    const root = library(kind);
    const target = kind === 'branch' ? 'review' : kind === 'patch' ? join(temporary(), 'all.patch') : '';
    approvedLedger(root, pathsFor(kind), 'teh', 'the').ledger.close();
    await cutOff([root, kind, target], { after: after * (kind === 'git' || kind === 'branch' ? 350 : 25), whom });
    await requireOneEffect(root, kind, target);
  });
});
