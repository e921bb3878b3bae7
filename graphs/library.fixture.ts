/** For tests: small libraries written on the spot, real parts to work on them, and one browser a file of tests. */
import { execFileSync } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach } from 'vitest';
import { type AgentName, agentNames, changeSetOf, type Finding, type Proposal } from '../agents/contract.ts';
import { type OpenedBrowser, openBrowser } from '../tools/browser/launch.ts';
import type { WantedVerdict } from '../tools/ledger/decide.ts';
import { withPublishLock } from '../tools/publish/lock.ts';
import type { PublishTarget } from '../tools/publish/publisher.ts';
import { recoverPublications } from '../tools/publish/recover.ts';
import { decide } from './deciding/decide.ts';
import { type PublishResult, publishApproved } from './publish.ts';
import { type RefreshResult, refresh } from './refresh.ts';
import { openWorkspace, type Workspace, type WorkspaceOptions } from './workspace.ts';

export const rosa = 'Rosa Reviewer <rosa@example.org>';
export const omar = 'Omar Other <omar@example.org>';
export const never = new AbortController().signal;
setMaxListeners(0, never);

/** A picture of one pixel. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const roots: string[] = [];
const opened: Workspace[] = [];
let browser: Promise<OpenedBrowser> | null = null;

afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.close();
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});
afterAll(async () => {
  await (await browser)?.close();
  browser = null;
});

export function git(root: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  return execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-graphs-'));
  roots.push(folder);
  return folder;
}

export function put(root: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

export function textOf(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Every file of a library that is not Perennial's or git's own, with its bytes as Latin-1. */
export function bytesOf(root: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .filter((path) => !/^\.(?:git|perennial)\//u.test(path))
      .sort()
      .map((path) => [path, readFileSync(join(root, path)).toString('latin1')]),
  );
}

/** A repository of one commit, or a plain folder; every Markdown file at its top is a lesson of the course "birds". */
export function library(files: Record<string, string | Uint8Array>, kind: 'git' | 'folder' = 'folder', config = ''): string {
  const root = temporary();
  const own = config === '' || !config.includes('courses:') ? '\ncourses:\n  - id: birds\n    lessons: ["*.md"]\n' : '\n';
  put(root, 'perennial.config.yaml', `version: 1\n${config}${own}`);
  for (const [path, content] of Object.entries(files)) put(root, path, content);
  if (kind === 'git') {
    git(root, 'init', '-q', '-b', 'main');
    for (const [key, value] of [
      ['user.name', 'Editor'],
      ['user.email', 'editor@example.org'],
      ['commit.gpgsign', 'false'],
    ] as const)
      git(root, 'config', key, value);
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'start');
  }
  return root;
}

/** The browser all tests of a file share. */
export function sharedBrowser(): Promise<OpenedBrowser> {
  browser ??= openBrowser({ pages: 6 });
  return browser;
}

/** Opens a library as a command does; closed after the test where it has not been before. */
export async function open(root: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const workspace = await openWorkspace(root, { models: 'leave-out', browser: await sharedBrowser(), ...options });
  opened.push(workspace);
  return workspace;
}

export async function close(workspace: Workspace): Promise<void> {
  opened.splice(opened.indexOf(workspace), 1);
  await workspace.close();
}

export function look(
  workspace: Workspace,
  options: Partial<Parameters<typeof refresh>[1]> & { agents?: AgentName[] } = {},
): Promise<RefreshResult> {
  return refresh(workspace, {
    agents: [...agentNames],
    write: 'record',
    known: 'new',
    limits: 'keep',
    signal: never,
    ...options,
  });
}

/** Opens a library and looks at it once. */
export async function refreshed(root: string, options: WorkspaceOptions = {}): Promise<Workspace> {
  const workspace = await open(root, options);
  await look(workspace);
  return workspace;
}

/** The one proposal of a rule whose first edit holds `words`. @throws where there is none, naming those there are. */
export function proposal(workspace: Workspace, rule: string, words = ''): Proposal {
  const all = workspace.ledger.proposals().map((record) => record.proposal);
  const found = all.find((one) => one.rule === rule && one.edits.some((edit) => edit.quote.includes(words)));
  if (found) return found;
  throw new Error(
    `No proposal of ${rule} with “${words}” among: ${all.map((one) => `${one.rule} “${one.edits[0]?.quote}” ${one.status}`).join('; ')}`,
  );
}

/** The one finding of a rule, with its state. */
export function finding(workspace: Workspace, rule: string, words = ''): { finding: Finding; state: string } {
  const found = workspace.ledger.findings().find((one) => one.finding.rule === rule && one.finding.quote.includes(words));
  if (!found)
    throw new Error(
      `No finding of ${rule} among: ${workspace.ledger
        .findings()
        .map((one) => one.finding.rule)
        .join(', ')}`,
    );
  return found;
}

export function statusOf(workspace: Workspace, one: Pick<Proposal, 'id'>): string {
  return workspace.ledger.proposal(one.id)?.proposal.status ?? 'absent';
}

/** Decides on the change set as it stands. */
export function verdict(
  workspace: Workspace,
  one: Proposal | string,
  wanted: WantedVerdict,
  more: Partial<Parameters<typeof decide>[1][number]> = {},
) {
  const changeSet = typeof one === 'string' ? one : changeSetOf(one);
  return decide(workspace, [{ changeSet, verdict: wanted, by: rosa, at: new Date().toISOString(), ...more }]);
}

/** As the verb does: recovery first, under the lock. */
export function publish(workspace: Workspace, ids: string[] = [], to: PublishTarget = { kind: 'auto' }): Promise<PublishResult> {
  return withPublishLock(workspace.own, async () => {
    await recoverPublications(workspace.ledger, workspace.root, rosa);
    return publishApproved({ workspace, to, by: rosa }, { ids, mode: 'publish', signal: never });
  });
}
