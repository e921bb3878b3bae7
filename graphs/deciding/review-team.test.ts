import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addToken, revokeTokens } from '../../tools/access/tokens.ts';
import { approvedLedger } from '../../tools/publish/intend.fixture.ts';
import { assertServable, type TeamServer } from '../../tools/report/server-team.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import { serveTeam } from './review-team.ts';

const secret = 'a-secret-of-the-proxy';
const config = `version: 1
courses:
  - id: one
    lessons: ["*.md"]
access:
  fourEyes: true
  trustedHeader:
    name: X-Forwarded-User
    people:
      pia: { person: "Pia Proxy <pia@example.org>", role: approver }
`;
let root: string;
let workspace: Workspace;
let server: TeamServer;
let tokens: Record<'viewer' | 'editor' | 'approver', string>;
let digest: string;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'perennial-team-'));
  writeFileSync(join(root, 'perennial.config.yaml'), config);
  writeFileSync(join(root, 'a.md'), '# One\n\nOne teh two.\n');
  const made = approvedLedger(root, ['a.md'], 'teh', 'the', 'p-one');
  digest = made.proposal.digest;
  made.ledger.transact('perennial', () => [
    { type: 'proposal-status', proposal: 'p-one', revision: 1, status: 'pending', why: 'again' },
  ]);
  made.ledger.close();
  workspace = await openWorkspace(root, { env: {} });
  const file = join(workspace.own, 'access.json');
  const token = async (role: 'viewer' | 'editor' | 'approver') =>
    (await addToken({ file, now: new Date() }, { person: `${role} <${role}@example.org>`, role }, 30)).token;
  tokens = { viewer: await token('viewer'), editor: await token('editor'), approver: await token('approver') };
  server = await serveTeam(workspace, new AbortController().signal, {
    html: async (may) => `<!doctype html><title>report</title><p>${may}`,
    log: () => {},
    env: { PERENNIAL_PROXY_SECRET: secret },
  });
});
afterEach(async () => {
  await server.close();
  await workspace.close();
  rmSync(root, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', headers },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
const origin = () => new URL(server.url).origin;
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const approval = () => JSON.stringify({ changes: [{ proposal: 'p-one', revision: 1, digest }], verdict: 'approve' });
const api = (path: string, body: string, headers: Record<string, string>) =>
  ask(path, { 'Content-Type': 'application/json', ...headers }, body);
const signIn = (token: string, headers: Record<string, string> = {}) =>
  ask(
    '/sign-in',
    { 'Content-Type': 'application/x-www-form-urlencoded', Origin: origin(), ...headers },
    new URLSearchParams({ token }).toString(),
  );
const events = (type: string) => workspace.ledger.events().filter(({ event }) => event.type === type);

describe('a review that several share', () => {
  it('lets viewers look, and writes into the ledger what they were refused', async () => {
    expect((await ask('/', bearer(tokens.viewer))).body).toContain('report');
    // The page offers each what their role may do.
    for (const [role, may] of [
      ['viewer', 'look'],
      ['editor', 'word'],
      ['approver', 'decide'],
    ] as const)
      expect((await ask('/', bearer(tokens[role]))).body).toContain(`<p>${may}`);
    const answer = await api('/api/decide', approval(), bearer(tokens.viewer));
    expect([answer.status, workspace.ledger.proposal('p-one')?.proposal.status]).toEqual([403, 'pending']);
    expect(events('access-refused').map(({ event }) => event)).toMatchObject([
      { person: 'viewer <viewer@example.org>', role: 'viewer', wanted: 'approve p-one', times: 1 },
    ]);
    expect(workspace.ledger.verify().brokenAt).toBeNull();
  });

  it('lets approvers approve under their own name, by token and by browser', async () => {
    const signed = await signIn(tokens.approver);
    expect(signed.status).toBe(303);
    expect(String(signed.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/u);
    const Cookie = String(signed.headers['set-cookie']).split(';')[0] ?? '';
    expect((await api('/api/decide', approval(), { Cookie, Origin: origin() })).status).toBe(200);
    expect(workspace.ledger.proposal('p-one')?.decision).toMatchObject({
      verdict: 'approve',
      by: 'approver <approver@example.org>',
    });
  });

  it('lets editors word, not decide, not even by answering that it is no fault', async () => {
    const noFault = JSON.stringify({ finding: 'f-a', asked: 'a'.repeat(16), reply: { kind: 'not-a-fault' } });
    expect((await api('/api/answer', noFault, bearer(tokens.editor))).status).toBe(403);
    expect((await api('/api/undo', '{"changeSet":"p-one@1"}', bearer(tokens.editor))).status).toBe(403);
    const edit = JSON.stringify({ proposal: 'p-none', revision: 1, digest, replacements: { 0: 'x' } });
    expect((await api('/api/edit', edit, bearer(tokens.editor))).status).toBe(422);
  });

  it('has nobody approve words of their own, while another may', async () => {
    const { proposal } = workspace.ledger.proposal('p-one') ?? { proposal: null };
    if (!proposal) throw new Error('no proposal');
    workspace.ledger.transact('Approver <APPROVER@example.org>', () => [
      { type: 'proposal-recorded', proposal: { ...proposal, revision: 2, origin: 'person', status: 'edited' } },
    ]);
    const body = approval().replace('"revision":1', '"revision":2');
    const own = await api('/api/decide', body, bearer(tokens.approver));
    expect([own.status, own.body]).toEqual([409, expect.stringContaining('your own words')]);
    expect(events('access-refused')).toHaveLength(1);
    const proxied = { 'X-Forwarded-User': 'pia', 'X-Perennial-Proxy-Secret': secret, Origin: origin() };
    expect((await api('/api/decide', body, proxied)).status).toBe(200);
    expect(workspace.ledger.proposal('p-one')?.decision?.by).toBe('Pia Proxy <pia@example.org>');
  });

  it('believes the header of a proxy that shows its secret, and no other', async () => {
    expect((await ask('/', { 'X-Forwarded-User': 'pia' })).status).toBe(401);
    expect((await ask('/', { 'X-Forwarded-User': 'pia', 'X-Perennial-Proxy-Secret': `${secret}x` })).status).toBe(401);
    const known = { 'X-Forwarded-User': 'pia', 'X-Perennial-Proxy-Secret': secret };
    expect((await ask('/', known)).status).toBe(200);
    for (const name of ['mallory', 'constructor', 'pia, mallory'])
      expect((await ask('/', { ...known, 'X-Forwarded-User': name })).status, name).toBe(401);
  });

  it('shuts out at once whoever is revoked, in an open browser too', async () => {
    const Cookie = String((await signIn(tokens.approver)).headers['set-cookie']).split(';')[0] ?? '';
    expect((await ask('/api/me', { Cookie })).status).toBe(200);
    await revokeTokens({ file: join(workspace.own, 'access.json'), now: new Date() }, 'approver@example.org');
    expect((await ask('/api/me', { Cookie })).status).toBe(401);
    expect((await api('/api/decide', approval(), { Cookie, Origin: origin() })).status).toBe(401);
    expect((await ask('/api/me', bearer(tokens.approver))).status).toBe(401);
  });

  it.each([
    ['a foreign origin', { Origin: 'https://evil.example' }],
    ['no origin', {}],
    ['an opaque origin', { Origin: 'null' }],
    ['a cross-site request', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a rebound name', { Host: 'evil.example' }],
  ])('refuses %s, with a good cookie and at the sign-in', async (name, headers: Record<string, string>) => {
    const Cookie = String((await signIn(tokens.approver)).headers['set-cookie']).split(';')[0] ?? '';
    const own: Record<string, string> = name === 'no origin' ? {} : { Origin: origin() };
    expect((await api('/api/decide', approval(), { Cookie, ...own, ...headers })).status).toBe(403);
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    expect((await ask('/sign-in', { ...form, ...own, ...headers }, `token=${tokens.approver}`)).status).toBe(403);
    expect(workspace.ledger.proposal('p-one')?.proposal.status).toBe('pending');
    await server.close();
    expect(events('access-refused').map(({ event }) => event)).toMatchObject([{ person: null, times: 2 }]);
    server = { url: server.url, close: async () => {} };
  });

  it('slows down who guesses, and gathers the guesses in the ledger, a line for each reason', async () => {
    const answers: number[] = [];
    for (let n = 0; n < 14; n++) answers.push((await signIn(`pat_000000000000_${'A'.repeat(43)}`)).status);
    expect(answers.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(answers.slice(10)).toEqual(Array(4).fill(429));
    const waited = await ask('/', bearer(tokens.viewer));
    expect([waited.status, Number(waited.headers['retry-after']) > 0]).toEqual([429, true]);
    expect(events('access-refused')).toHaveLength(0);
    await server.close();
    expect(events('access-refused').map(({ event }) => event)).toMatchObject([
      { person: null, times: 10, why: expect.stringContaining('token is wrong') },
      { person: null, times: 5, why: 'Too many wrong sign-ins.' },
    ]);
    server = { url: server.url, close: async () => {} };
  });

  it('gives out no file, whatever the address, and no header less', async () => {
    const everywhere = [
      '/a.md',
      '/../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/.perennial/access.json',
      '/.perennial/ledger.db',
      '//etc/passwd',
    ];
    for (const path of everywhere) {
      const answer = await ask(path, bearer(tokens.approver));
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'cache-control': 'no-store',
      });
    }
    const page = await ask('/');
    expect([page.status, page.body.includes('report')]).toEqual([401, false]);
    expect(page.headers['content-security-policy']).toContain("form-action 'self'");
  });
});

describe('what may be served', () => {
  const base = workspaceAccess();
  it.each([
    ['another address without TLS', { ...base, host: '0.0.0.0' }, secret, 'https address'],
    ['another address under http', { ...base, host: '0.0.0.0', origin: 'http://review.example' }, secret, 'https address'],
    [
      'a header without a secret',
      { ...base, trustedHeader: { name: 'X-User', proof: 'secret', people: {} } },
      null,
      'PERENNIAL_PROXY_SECRET',
    ],
    [
      'a header from anywhere',
      { ...base, host: '::', origin: 'https://r.example', trustedHeader: { name: 'X-User', proof: 'loopback', people: {} } },
      null,
      'on this machine',
    ],
  ] as const)('is not %s', (_name, access, shared, why) => {
    expect(() => assertServable(access, shared)).toThrow(why);
  });
  it('is another address under https', () => {
    expect(() => assertServable({ ...base, host: '0.0.0.0', origin: 'https://review.example' }, null)).not.toThrow();
  });
});

function workspaceAccess() {
  return { fourEyes: false, host: '127.0.0.1', sessionHours: 12 } as const;
}
