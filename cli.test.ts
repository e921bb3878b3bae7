/** The program as a process: bad input gets one clear sentence and the right exit code, and nothing is lost. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git, library as libraryOf, put, temporary } from './graphs/library.fixture.ts';

const home = fileURLToPath(new URL('.', import.meta.url));
const by = 'Rosa Reviewer <rosa@example.org>';
const pond = '# Counting at the pond\n\nA pond is small. The **coot ** swims in the open and is easy to count.\n';

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** One process that runs the program again and again, so that only the first pays for loading it. */
let session: ChildProcess;
let lines: AsyncIterator<string>;

beforeAll(() => {
  session = spawn(process.execPath, ['--import', 'tsx', join(home, 'cli.fixture.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1', OPENAI_API_KEY: '', OPENAI_BASE_URL: '', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
  if (!session.stdout) throw new Error('The session has no output.');
  lines = createInterface({ input: session.stdout })[Symbol.asyncIterator]();
});
afterAll(() => {
  session.kill();
});

async function perennial(...argv: string[]): Promise<Ended> {
  session.stdin?.write(`${JSON.stringify(argv)}\n`);
  const { value } = await lines.next();
  return JSON.parse(value as string) as Ended;
}

/** As a person types it: a process of its own, started by tsx. */
function start(argv: string[], env: Record<string, string> = {}): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--import', 'tsx', join(home, 'cli.ts'), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: '', GIT_CONFIG_GLOBAL: '/dev/null', ...env },
  });
  let [out, err] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk;
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk;
  });
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))) };
}

const config = 'version: 1\ncourses:\n  - id: birds\n    lessons: ["*.md"]\n';
const library = (files: Record<string, string | Uint8Array> = { 'pond.md': pond }) => libraryOf(files);
const repository = (files: Record<string, string> = { 'pond.md': pond }) => libraryOf(files, 'git');

/** What people read where a command fails: no stack, and a sentence that holds these words. */
function refusal(ended: Ended, code: number, words: RegExp): void {
  const said = `${ended.out}${ended.err}`;
  expect([ended.code, said]).toEqual([code, expect.stringMatching(words)]);
  expect(said).not.toMatch(/\n\s+at .*[:(]\d+:\d+\)?$/mu);
  expect(said).not.toMatch(/(?:TypeError|ReferenceError|node:internal)/u);
}

async function json(...argv: string[]): Promise<{ code: number | null; document: Record<string, unknown> }> {
  const { code, out } = await perennial(...argv, '--json');
  return { code, document: JSON.parse(out) as Record<string, unknown> };
}

async function refreshed(root: string): Promise<string> {
  expect((await perennial('refresh', root)).code).toBe(0);
  const { document } = await json('list', '--library', root);
  const [proposal] = document.proposals as { id: string }[];
  return proposal?.id ?? '';
}

describe('a library that cannot be read', () => {
  it('because the folder is missing, is a file, or holds no lesson', async () => {
    const root = temporary();
    refusal(await perennial('refresh', join(root, 'nowhere')), 1, /nowhere/u);
    expect(readdirSync(root)).toEqual([]);
    put(root, 'file.md', pond);
    refusal(await perennial('refresh', join(root, 'file.md')), 1, /file\.md.*(?:not a folder|is a file)/u);
    const empty = temporary();
    refusal(await perennial('refresh', empty), 1, /no lesson|holds no/u);
    refusal(await perennial('list', '--library', join(root, 'nowhere')), 1, /nowhere/u);
  });

  it('because its config has an unknown key, a wrong value or no YAML', async () => {
    const root = library();
    put(root, 'perennial.config.yaml', `${config}limts:\n  newPerRun: 3\n`);
    refusal(await perennial('refresh', root), 1, /perennial\.config\.yaml:5: unknown key "limts"/u);
    put(root, 'perennial.config.yaml', 'version: 2\n');
    refusal(await perennial('refresh', root), 1, /perennial\.config\.yaml:1: version cannot be 2/u);
    put(root, 'perennial.config.yaml', 'courses: [\n');
    refusal(await perennial('status', '--library', root), 1, /not valid YAML/u);
  });

  it('because it, or its folder for our own files, may not be written to', async (context) => {
    const root = library();
    if (!bound(root)) return context.skip('mounting needs rights this machine does not give');
    try {
      refusal(await perennial('refresh', root), 1, /read-only|cannot be written/u);
      refusal(await perennial('status', '--library', root), 1, /read-only|cannot be written/u);
    } finally {
      execFileSync('umount', ['-l', root]);
    }
    expect(readFileSync(join(root, 'pond.md'), 'utf8')).toBe(pond);
  });
});

/** Mounts the folder over itself, read-only. */
function bound(root: string): boolean {
  try {
    execFileSync('mount', ['--bind', root, root], { stdio: 'ignore' });
    execFileSync('mount', ['-o', 'remount,ro,bind', root], { stdio: 'ignore' });
    return true;
  } catch {
    // Not root, or a container without the right to mount: the test says so.
    return false;
  }
}

function smallDisk(root: string, size: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', root], { stdio: 'ignore' });
    return true;
  } catch {
    // As above.
    return false;
  }
}

describe('a lesson that cannot be read', () => {
  it('is reported as not scanned with its reason, and the others are looked at', async () => {
    const outside = temporary();
    put(outside, 'secret.md', '# Secret\n\nNobody may **read ** this.\n');
    const root = library({
      'pond.md': pond,
      'front.md': '---\ntitle: [unclosed\n---\n\n# A\n',
      'div.md': '# A\n\n::: challenge\n\nNever closed.\n',
      'latin.md': Buffer.from([0x23, 0x20, 0xe9, 0xff, 0x0a]),
      'large.md': `# Large\n\n${'A sentence of no great length. '.repeat(700_000)}\n`,
    });
    symlinkSync(join(outside, 'secret.md'), join(root, 'link.md'));
    const { code, document } = await json('refresh', root);
    expect(code).toBe(0);
    const lessons = document.lessons as { scanned: number; notScanned: { path: string; reason: string }[] };
    const reasons = Object.fromEntries(lessons.notScanned.map((lesson) => [lesson.path, lesson.reason]));
    expect(lessons.scanned).toBeGreaterThan(0);
    expect(reasons).not.toHaveProperty('pond.md');
    for (const [path, words] of [
      ['front.md', /front.?matter|YAML/iu],
      ['div.md', /challenge|never closed|:::/iu],
      ['latin.md', /UTF-8/u],
      ['large.md', /MB|large/iu],
    ] as const)
      expect(reasons[path]).toMatch(words);
    const said = (await perennial('report', '--format', 'md', '--library', root)).out;
    for (const path of ['front.md', 'div.md', 'latin.md', 'large.md']) expect(said).toContain(path);
    expect(said).not.toContain('Nobody may');
  });
});

describe('a decision that does not hold', () => {
  it('because the report was damaged: refused whole, with the line', async () => {
    const root = library({ 'pond.md': pond });
    const id = await refreshed(root);
    const file = join(root, '.perennial', 'reports', 'review.md');
    const report = readFileSync(file, 'utf8');
    const ticked = report.replace('- [ ] approve', '- [x] approve');
    expect(ticked).not.toBe(report);
    const copy = join(temporary(), 'review.md');
    writeFileSync(copy, ticked.replace(/<!-- perennial: p-/u, '<!-- perennial p-'));
    refusal(await perennial('decide', copy, '--by', by, '--library', root), 1, /review\.md:\d+: /u);
    writeFileSync(copy, ticked.replace('- [ ] reject', '- [x] reject'));
    refusal(await perennial('decide', copy, '--by', by, '--library', root), 1, /review\.md:\d+: Both/u);
    writeFileSync(copy, 'Just words.\n');
    refusal(await perennial('decide', copy, '--by', by, '--library', root), 1, /not a review report/u);
    refusal(await perennial('decide', join(root, 'absent.md'), '--by', by, '--library', root), 1, /absent\.md/u);
    expect((await json('show', id, '--library', root)).document).toMatchObject({ proposal: { status: 'pending' } });
    writeFileSync(copy, ticked.replaceAll('\n', '\r\n'));
    expect((await perennial('decide', copy, '--by', by, '--library', root)).code).toBe(0);
    expect((await perennial('decide', copy, '--by', by, '--library', root)).code).toBe(0);
    expect((await json('show', id, '--library', root)).document).toMatchObject({
      proposal: { status: 'approved' },
    });
    expect((await perennial('publish', '--by', by, '--library', root)).code).toBe(0);
    const late = await perennial('decide', copy, '--by', by, '--library', root);
    expect([late.code, late.out]).toEqual([0, expect.stringContaining('stands already')]);
  });

  it('because the proposal has a newer revision: exit 3, nothing decided, nothing published', async () => {
    const root = library({ 'pond.md': pond });
    const id = await refreshed(root);
    const old = readFileSync(join(root, '.perennial', 'reports', 'review.md'), 'utf8').replace('- [ ] approve', '- [x] approve');
    const copy = join(temporary(), 'review.md');
    writeFileSync(copy, old);
    const moved = pond.replace('A pond is small.', 'A pond is small and still.');
    put(root, 'pond.md', moved);
    await perennial('refresh', root);
    refusal(await perennial('decide', copy, '--by', by, '--library', root), 3, /@2 is the newest revision/u);
    refusal(await perennial('approve', `${id}@1`, '--by', by, '--library', root), 3, /@2 is the newest revision/u);
    expect((await perennial('publish', '--by', by, '--library', root)).code).toBe(0);
    expect(readFileSync(join(root, 'pond.md'), 'utf8')).toBe(moved);
  });

  it('because the lesson moved on after the approval: exit 3, and the file is left alone', async () => {
    const root = library({ 'pond.md': pond });
    const id = await refreshed(root);
    await perennial('approve', id, '--by', by, '--library', root);
    put(root, 'pond.md', `${pond}\nOne more line.\n`);
    refusal(await perennial('publish', '--by', by, '--library', root), 3, /has changed since/u);
    expect(readFileSync(join(root, 'pond.md'), 'utf8')).toBe(`${pond}\nOne more line.\n`);
  });

  it('because nobody says who decides, or what is named is not there', async () => {
    const root = library({ 'pond.md': pond });
    const id = await refreshed(root);
    refusal(await perennial('approve', id, '--by', 'Rosa', '--library', root), 1, /--by needs a name and a mail address/u);
    refusal(await perennial('approve', 'p-nothing', '--by', by, '--library', root), 1, /no proposal p-nothing/u);
    refusal(await perennial('undo', 'pub-nothing', '--by', by, '--library', root), 1, /no publication pub-nothing/u);
    refusal(await perennial('answer', 'f-nothing', '--decorative', '--by', by, '--library', root), 1, /no finding f-nothing/u);
    refusal(await perennial('show', 'x-nothing', '--library', root), 1, /nothing called x-nothing/u);
    refusal(await perennial('snooze', id, '--until', '2020-01-01', '--by', by, '--library', root), 1, /later day/u);
    refusal(await perennial('reject', id, '--reason', 'because', '--by', by, '--library', root), 1, /--reason takes/u);
    refusal(await perennial('publish', id, '--by', by, '--library', root), 1, /not approved/u);
  });
});

describe('a git work tree', () => {
  it('that is dirty or locked is not published into; afterwards it is', async () => {
    const root = repository({ 'pond.md': pond });
    put(root, 'pond.md', `${pond}\nNot committed yet.\n`);
    const id = await refreshed(root);
    await perennial('approve', id, '--by', by, '--library', root);
    refusal(await perennial('publish', '--by', by, '--library', root), 1, /pond\.md.*(?:uncommitted|not committed)/u);
    git(root, 'commit', '-qam', 'mine');
    writeFileSync(join(root, '.git', 'index.lock'), '');
    refusal(await perennial('publish', '--by', by, '--library', root), 1, /index\.lock/u);
    rmSync(join(root, '.git', 'index.lock'));
    const { code, document } = await json('publish', '--by', by, '--library', root);
    expect([code, (document.published as unknown[]).length]).toEqual([0, 1]);
    expect(git(root, 'status', '--porcelain')).toBe('');
    expect(git(root, 'log', '-1', '--format=%s')).toBeTruthy();
  });
});

it('a full disk ends in one sentence, and what was decided stays', async (context) => {
  const root = temporary();
  if (!smallDisk(root, '8m')) return context.skip('mounting needs rights this machine does not give');
  try {
    put(root, 'perennial.config.yaml', config);
    put(root, 'pond.md', pond);
    const id = await refreshed(root);
    await perennial('approve', id, '--by', by, '--library', root);
    try {
      for (let n = 0; ; n += 1) writeFileSync(join(root, `ballast-${n}`), Buffer.alloc(4096));
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
    }
    refusal(await perennial('publish', '--by', by, '--library', root), 1, /disk is full|no room|full/iu);
    expect(readFileSync(join(root, 'pond.md'), 'utf8')).toBe(pond);
    for (const name of readdirSync(root)) if (name.startsWith('ballast')) rmSync(join(root, name));
    expect((await perennial('publish', '--by', by, '--library', root)).code).toBe(0);
    expect(readFileSync(join(root, 'pond.md'), 'utf8')).toBe(pond.replace('**coot **', '**coot**'));
  } finally {
    execFileSync('umount', ['-l', root]);
  }
});

describe('misuse', () => {
  it('names what is not known', async () => {
    refusal(await perennial('refesh'), 1, /unknown command 'refesh'/u);
    refusal(await perennial('refresh', '--quick'), 1, /unknown option '--quick'/u);
    refusal(await perennial('refresh', '--agent', 'grammar', library()), 1, /no agent "grammar"/u);
    refusal(await perennial('refresh', library(), '--fail-on', 'bad'), 1, /--fail-on takes/u);
    refusal(await perennial('refresh', library(), '--max-cost', 'much'), 1, /amount in US dollars/u);
    refusal(await perennial('list', '--status', 'open', '--library', library()), 1, /--status takes/u);
    refusal(await perennial('report', '--format', 'pdf', '--library', library()), 1, /--format takes/u);
    refusal(await perennial('audit', 'nowhere.html'), 1, /nowhere\.html/u);
    refusal(await perennial('eval', 'nothing'), 1, /no suite "nothing"/u);
    refusal(await perennial('items', 'analyse', '--responses', 'nowhere.csv'), 1, /nowhere\.csv/u);
    refusal(await perennial('align', 'judge', '--pairs', 'nowhere.jsonl'), 1, /nowhere\.jsonl/u);
    refusal(await perennial('review', '--library', library(), '--by', by), 1, /Run .perennial refresh. first/u);
  });

  it('is not an empty library of findings: severities ask for exit 2', async () => {
    const root = library({ 'pond.md': pond });
    refusal(await perennial('refresh', root, '--fail-on', 'minor'), 2, /at or above "minor"/u);
    expect((await perennial('refresh', root, '--fail-on', 'critical')).code).toBe(0);
  });
});

it('--json prints exactly one document on standard output, in every verb', async () => {
  const root = library({ 'pond.md': pond, 'pic.md': '# Picture\n\nReed grows here.\n\n![](reed.png)\n', 'reed.png': 'x' });
  const at = ['--library', root];
  expect((await json('init', root)).document).toMatchObject({ written: false });
  expect((await json('refresh', root, '--dry-run')).document).toMatchObject({ dryRun: true });
  expect((await json('refresh', root)).document).toHaveProperty('run');
  const { document } = await json('list', ...at);
  const id = (document.proposals as { id: string }[])[0]?.id ?? '';
  const questions = (await json('list', '--questions', ...at)).document.questions as { id: string }[];
  expect((await json('show', id, ...at)).document).toHaveProperty('proposal');
  expect((await json('show', questions[0]?.id ?? '', ...at)).document).toHaveProperty('finding');
  expect((await json('status', ...at)).code).toBe(0);
  expect((await json('answer', questions[0]?.id ?? '', '--decorative', '--by', by, ...at)).document).toHaveProperty('proposal');
  expect((await json('edit', id, '--text', '*coot*', '--by', by, ...at)).document).toMatchObject({ proposal: { revision: 2 } });
  for (const verb of ['reject', 'reopen', 'approve'])
    expect((await json(verb, id, '--by', by, ...at)).document).toMatchObject({ decided: [id] });
  refusal(await perennial('release', '--json', '--by', by, ...at), 1, /Nothing to release/u);
  expect((await json('publish', '--dry-run', '--by', by, ...at)).document).toMatchObject({ dryRun: true });
  const published = (await json('publish', '--by', by, ...at)).document.published as { id: string }[];
  expect((await json('undo', published[0]?.id ?? '', '--by', by, ...at)).document).toHaveProperty('undone');
  for (const format of ['json', 'sarif', 'earl']) {
    const { out } = await perennial('report', '--format', format, ...at);
    expect(() => JSON.parse(out)).not.toThrow();
  }
  const out = join(temporary(), 'findings.sarif');
  expect((await json('report', '--format', 'sarif', '--out', out, ...at)).document).toMatchObject({ out });
  expect((await json('audit', join(root, 'pond.md'))).document).toHaveProperty('files');
  expect((await json('doctor', ...at)).document).toHaveProperty('checks');
  expect((await json('eval')).document).toHaveProperty('suites');
});

describe('as a process of its own', () => {
  it('stops at Ctrl-C with exit code 130, keeps what was done, and goes on from there', async () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`pond-${n}.md`, pond.replace('pond', `pond ${n}`)]));
    const root = library(files);
    const { child, ended } = start(['refresh', root]);
    await new Promise<void>((resolve) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        if (/Lesson \d+ of 12/u.test(chunk.toString())) resolve();
      });
      child.once('close', () => resolve());
    });
    child.kill('SIGINT');
    refusal(await ended, 130, /Stopped/u);
    expect((await perennial('refresh', root)).code).toBe(0);
    const { document } = await json('list', '--library', root);
    expect((document.proposals as unknown[]).length).toBe(12);
    expect(await json('doctor', '--library', root)).toMatchObject({ code: 0 });
  });

  it('paints nothing into a pipe, and nothing at all with NO_COLOR', async () => {
    const root = library({ 'pond.md': pond });
    const plain = await start(['refresh', root, '--agent', 'assessment'], { FORCE_COLOR: '1', NO_COLOR: '1' }).ended;
    expect(plain.code).toBe(0);
    expect(`${plain.out}${plain.err}`).not.toContain('\u001b');
  });
});
