/** What a person decides, edits and answers, on every way there is. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { changeSetOf } from '../../agents/contract.ts';
import { renderHtml } from '../../tools/report/html.ts';
import { serveReview } from '../../tools/report/server.ts';
import { askedDigest } from '../../tools/report/views.ts';
import {
  finding,
  library,
  look,
  never,
  omar,
  open,
  pixel,
  proposal,
  publish,
  put,
  refreshed,
  rosa,
  statusOf,
  textOf,
  verdict,
} from '../library.fixture.ts';
import { reportModel } from '../report.ts';
import { answer } from './answer.ts';
import type { Decided } from './decide.ts';
import { edit } from './edit.ts';
import { reviewActions } from './review.ts';

const pond = '# Counting at the pond\n\nA pond is small. The **coot ** swims in the open and is easy to count.\n';
const pictured = `# The reed bed

Reed grows where the water is shallow.

![](reed.png)

The bed is cut in winter, one part each year.
`;
const now = () => new Date().toISOString();

describe('a person’s own words', () => {
  it('are verified and become a new revision that waits for approval', async () => {
    const root = library({ 'pond.md': pond });
    const workspace = await refreshed(root);
    const one = proposal(workspace, 'emphasis-broken');
    const made = await edit(
      workspace,
      { changeSet: changeSetOf(one), digest: one.digest, replacements: { 0: '*coot*' }, by: rosa, at: now() },
      never,
    );
    if (!made.ok) throw new Error(made.message);
    expect(made.proposal).toMatchObject({ id: one.id, revision: 2, origin: 'person', group: null });
    expect(made.proposal.checks.every((check) => check.passed)).toBe(true);
    expect((await verdict(workspace, one, 'approve')).refused[0]?.reason).toBe('stale-revision');
    expect((await publish(workspace)).published).toEqual([]);
    await verdict(workspace, made.proposal, 'approve');
    expect((await publish(workspace)).published).toHaveLength(1);
    expect(textOf(root, 'pond.md')).toBe(pond.replace('**coot **', '*coot*'));
  });

  it('are refused where the fault stays, a new one comes, or the text moved on; the proposal stays as it was', async () => {
    const root = library({ 'pond.md': pond });
    const workspace = await refreshed(root);
    const one = proposal(workspace, 'emphasis-broken');
    const wish = (text: string) => edit(workspace, { changeSet: one.id, replacements: { 0: text }, by: rosa, at: now() }, never);
    expect(await wish('**black coot **')).toMatchObject({ ok: false, reason: 'unverified' });
    expect(await wish('**coot** [here](nowhere.md)')).toMatchObject({ ok: false, reason: 'unverified' });
    expect(await wish('**coot**')).toMatchObject({ ok: false, reason: 'nothing-changed' });
    expect(proposal(workspace, 'emphasis-broken')).toEqual(one);
    put(root, 'pond.md', `${pond}\nMore.\n`);
    expect(await wish('*coot*')).toMatchObject({ ok: false, reason: 'stale' });
    expect(proposal(workspace, 'emphasis-broken')).toEqual(one);
  });
});

describe('an answer', () => {
  it.each([
    ['decorative', { kind: 'decorative' } as const, '<img'],
    [
      'a text alternative',
      { kind: 'text', text: 'Reed bed seen from the bank' } as const,
      '![Reed bed seen from the bank](reed.png)',
    ],
  ])('“%s” becomes a verified proposal that is published like any other', async (_name, reply, written) => {
    const root = library({ 'reed.md': pictured, 'reed.png': pixel });
    const workspace = await refreshed(root);
    const question = finding(workspace, 'image-alt-missing').finding;
    const made = await answer(workspace, { finding: question.id, reply, by: rosa, at: now() }, never);
    if (!made.ok || !made.proposal) throw new Error(JSON.stringify(made));
    expect(made.proposal).toMatchObject({ origin: 'person', status: 'pending' });
    expect(made.proposal.checks.every((check) => check.passed)).toBe(true);
    expect(textOf(root, 'reed.md')).toBe(pictured);
    await look(workspace);
    expect(statusOf(workspace, made.proposal)).toBe('pending');
    await verdict(workspace, made.proposal, 'approve');
    expect((await publish(workspace)).refused).toEqual([]);
    expect(textOf(root, 'reed.md')).toContain(written);
    expect((await look(workspace)).findings).toEqual([]);
  });

  it('naming the right option sets the key in the item’s own notation', async () => {
    const quiz = [
      {
        title: 'Quizzes',
        quizzes: [
          {
            id: 1,
            title: 'Pond',
            quiz: [
              {
                questionText: 'Where does the coot swim?',
                answerOptions: ['In the open', 'In a tree', 'Under the ice'].map((text) => ({
                  answerText: text,
                  isCorrect: 'false',
                })),
              },
            ],
          },
        ],
      },
    ];
    const text = `${JSON.stringify(quiz, null, 2)}\n`;
    const config =
      'courses:\n  - id: birds\n    lessons: ["*.md"]\n    items:\n      - path: quiz.json\n        format: quiz-json\n        lesson: pond\n';
    const root = library({ 'pond.md': pond.replace('**coot **', '**coot**'), 'quiz.json': text }, 'folder', config);
    const workspace = await refreshed(root);
    const question = finding(workspace, 'item-without-key').finding;
    const made = await answer(workspace, { finding: question.id, reply: { kind: 'key', option: 0 }, by: rosa, at: now() }, never);
    if (!made.ok || !made.proposal) throw new Error(JSON.stringify(made));
    await verdict(workspace, made.proposal, 'approve');
    expect((await publish(workspace)).refused).toEqual([]);
    expect(textOf(root, 'quiz.json')).toBe(text.replace('"isCorrect": "false"', '"isCorrect": "true"'));
  });

  it('“not a fault” is remembered and never asked again', async () => {
    const root = library({ 'reed.md': pictured, 'reed.png': pixel });
    const workspace = await refreshed(root);
    const question = finding(workspace, 'image-alt-missing').finding;
    expect(await answer(workspace, { finding: question.id, reply: { kind: 'not-a-fault' }, by: rosa, at: now() }, never)).toEqual(
      {
        ok: true,
        proposal: null,
      },
    );
    const again = await look(workspace);
    expect(again.findings).toEqual([]);
    expect(finding(workspace, 'image-alt-missing').state).toBe('rejected');
  });

  it('“not a fault” takes an approved change of that finding out of the way', async () => {
    const root = library({ 'reed.md': pictured, 'reed.png': pixel });
    const workspace = await refreshed(root);
    const question = finding(workspace, 'image-alt-missing').finding;
    const reply = { kind: 'text', text: 'Reed in the wind' } as const;
    const made = await answer(workspace, { finding: question.id, reply, by: rosa, at: now() }, never);
    if (!made.ok || !made.proposal) throw new Error(JSON.stringify(made));
    await verdict(workspace, made.proposal, 'approve');
    await answer(workspace, { finding: question.id, reply: { kind: 'not-a-fault' }, by: omar, at: now() }, never);
    expect((await publish(workspace)).published).toEqual([]);
    expect(textOf(root, 'reed.md')).toBe(pictured);
  });

  it('is asked for again where the proposal it became was refused as the wrong words', async () => {
    const root = library({ 'reed.md': pictured, 'reed.png': pixel });
    const workspace = await refreshed(root);
    const question = finding(workspace, 'image-alt-missing').finding;
    const made = await answer(
      workspace,
      { finding: question.id, reply: { kind: 'text', text: 'Reed' }, by: rosa, at: now() },
      never,
    );
    if (!made.ok || !made.proposal) throw new Error(JSON.stringify(made));
    await verdict(workspace, made.proposal, 'reject', { reason: 'wrong-fix', by: omar });
    await look(workspace);
    expect(finding(workspace, 'image-alt-missing').state).toBe('open');
  });

  it('is found again where the lesson moved on between approval and publication', async () => {
    const root = library({ 'reed.md': pictured, 'reed.png': pixel });
    const workspace = await refreshed(root);
    const question = finding(workspace, 'image-alt-missing').finding;
    const made = await answer(
      workspace,
      { finding: question.id, reply: { kind: 'text', text: 'Reed bed' }, by: rosa, at: now() },
      never,
    );
    if (!made.ok || !made.proposal) throw new Error(JSON.stringify(made));
    await verdict(workspace, made.proposal, 'approve');
    const moved = pictured.replace('# The reed bed\n', '# The reed bed\n\nA new line.\n');
    put(root, 'reed.md', moved);
    expect((await publish(workspace)).refused[0]?.reason).toBe('stale');
    await look(workspace);
    const again = proposal(workspace, 'image-alt-missing');
    expect([again.revision, again.status, again.origin]).toEqual([2, 'pending', 'person']);
    await verdict(workspace, again, 'approve');
    expect((await publish(workspace)).published).toHaveLength(1);
    expect(textOf(root, 'reed.md')).toBe(moved.replace('![](', '![Reed bed]('));
  });

  it('that does not fit its question is refused in a sentence', async () => {
    const root = library({ 'reed.md': pictured, 'reed.png': pixel });
    const workspace = await refreshed(root);
    const question = finding(workspace, 'image-alt-missing').finding;
    const made = await answer(workspace, { finding: question.id, reply: { kind: 'key', option: 3 }, by: rosa, at: now() }, never);
    expect(made).toMatchObject({ ok: false, reason: 'no-answer' });
    expect(finding(workspace, 'image-alt-missing').state).toBe('open');
  });
});

describe('two people', () => {
  const child = fileURLToPath(new URL('./decide.fixture.ts', import.meta.url));

  async function atOnce(root: string, wishes: { changeSet: string; verdict: string; by: string }[]): Promise<Decided[]> {
    const children = wishes.map((wish) => {
      const spawned = spawn(process.execPath, ['--import', 'tsx', child, root, wish.changeSet, wish.verdict, wish.by], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      let said = '';
      const ready = new Promise<void>((resolve) => spawned.stdout.once('data', () => resolve()));
      spawned.stdout.on('data', (chunk: Buffer) => {
        said += chunk;
      });
      const done = new Promise<Decided>((resolve, reject) =>
        spawned.on('close', (code) => {
          const line = said.trim().split('\n').at(-1) ?? '';
          if (code === 0 && line.startsWith('{')) resolve(JSON.parse(line) as Decided);
          else reject(new Error(`child ended with ${code}: ${said}`));
        }),
      );
      return { spawned, ready, done };
    });
    await Promise.all(children.map((one) => one.ready));
    for (const { spawned } of children) spawned.stdin.write('go\n');
    return Promise.all(children.map((one) => one.done));
  }

  it('approving at once make one decision, and the second is told of the first', async () => {
    const root = library({ 'pond.md': pond });
    const workspace = await refreshed(root);
    const changeSet = changeSetOf(proposal(workspace, 'emphasis-broken'));
    const [a, b] = await atOnce(root, [
      { changeSet, verdict: 'approve', by: rosa },
      { changeSet, verdict: 'approve', by: omar },
    ]);
    const [first, second] = a?.decided.length === 1 ? [a, b] : [b, a];
    expect(first).toEqual({ decided: [changeSet], refused: [], overruled: [], setAside: 0 });
    expect(second?.refused.map((one) => one.reason)).toEqual(['already-decided']);
    expect(workspace.ledger.decisions()).toHaveLength(1);
  });

  it('deciding differently at once are both recorded; the last holds, and who came last is told whom it overrules', async () => {
    const root = library({ 'pond.md': pond });
    const workspace = await refreshed(root);
    const one = proposal(workspace, 'emphasis-broken');
    const changeSet = changeSetOf(one);
    const outcomes = await atOnce(root, [
      { changeSet, verdict: 'approve', by: rosa },
      { changeSet, verdict: 'reject', by: omar },
    ]);
    const decisions = workspace.ledger.decisions(one.id);
    expect(decisions).toHaveLength(2);
    expect(statusOf(workspace, one)).toBe(decisions[1]?.verdict === 'approve' ? 'approved' : 'rejected');
    const told = outcomes.filter((outcome) => outcome.overruled.length > 0);
    expect(told).toHaveLength(1);
    expect(told[0]?.overruled[0]).toContain(decisions[0]?.by);
  });

  it('of whom one saw an old revision cannot approve it', async () => {
    const root = library({ 'pond.md': pond });
    const workspace = await refreshed(root);
    const old = proposal(workspace, 'emphasis-broken');
    put(root, 'pond.md', pond.replace('A pond is small.', 'A pond is small and still.'));
    await look(workspace);
    const { decided, refused } = await verdict(workspace, old, 'approve', { digest: old.digest });
    expect([decided, refused.map((one) => one.reason)]).toEqual([[], ['stale-revision']]);
    expect((await publish(workspace)).published).toEqual([]);
  });
});

describe('the served report', () => {
  it('opens once by its address, takes decisions of its own page only, and asks again nobody', async () => {
    const root = library({ 'pond.md': pond, 'reed.md': pictured, 'reed.png': pixel });
    const workspace = await refreshed(root);
    const server = await serveReview({
      html: async () => renderHtml(await reportModel(workspace, await workspace.read()), { mode: 'served' }),
      actions: reviewActions(workspace, rosa, never),
      log: (line) => {
        throw new Error(line);
      },
    });
    try {
      const origin = new URL(server.url).origin;
      const opened = await fetch(server.url);
      const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
      expect((await fetch(server.url)).status).toBe(403);
      expect((await fetch(origin)).status).toBe(403);
      const page = await (await fetch(origin, { headers: { cookie } })).text();
      const one = proposal(workspace, 'emphasis-broken');
      expect(page).toContain(one.id);
      const ask = (path: string, body: unknown, headers: Record<string, string> = {}) =>
        fetch(`${origin}/api/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', cookie, origin, ...headers },
          body: JSON.stringify(body),
        });
      const approval = { changes: [{ proposal: one.id, revision: one.revision, digest: one.digest }], verdict: 'approve' };
      expect((await ask('decide', approval, { origin: 'https://elsewhere.example' })).status).toBe(403);
      expect((await ask('decide', approval, { cookie: 'perennial=guess' })).status).toBe(403);
      expect(statusOf(workspace, one)).toBe('pending');
      const wrong = { ...approval, changes: [{ ...approval.changes[0], digest: 'f'.repeat(64) }] };
      expect((await ask('decide', wrong)).status).toBe(409);
      expect(await (await ask('decide', approval)).json()).toMatchObject({ ok: true, proposals: [{ status: 'approved' }] });
      expect(workspace.ledger.decisions(one.id)).toMatchObject([{ by: rosa, verdict: 'approve' }]);
      const question = finding(workspace, 'image-alt-missing').finding;
      const reply = { finding: question.id, asked: askedDigest(question), reply: { kind: 'text', text: 'Reed bed' } };
      expect((await ask('answer', { ...reply, asked: '0'.repeat(16) })).status).toBe(409);
      expect(await (await ask('answer', reply)).json()).toMatchObject({ ok: true, proposals: [{ status: 'pending' }] });
      const edited = await ask('edit', { ...approval.changes[0], replacements: { 0: '*coot*' } });
      expect(await edited.json()).toMatchObject({ ok: true, proposals: [{ revision: 2 }] });
      expect((await ask('decide', approval)).status).toBe(409);
      expect((await ask('time', { changeSet: `${one.id}@2`, seconds: 4.2 })).status).toBe(200);
      expect(workspace.ledger.reviewSeconds()).toEqual([{ changeSet: `${one.id}@2`, activeSeconds: 4.2 }]);
    } finally {
      await server.close();
    }
    expect(textOf(root, 'pond.md')).toBe(pond);
  });
});

it('threads cut off while their tables were being made stop no decision', async () => {
  const root = library({ 'pond.md': pond });
  const workspace = await refreshed(root);
  const one = proposal(workspace, 'emphasis-broken');
  const threads = new Database(join(workspace.own, 'checkpoints.db'));
  threads.exec('DROP TABLE writes');
  threads.close();
  const again = await open(root);
  await verdict(again, one, 'reject');
  expect(statusOf(again, one)).toBe('rejected');
});
