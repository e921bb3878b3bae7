/** A night from its hour to the publication, over each queue. Nothing is a stand-in: the schedule, BullMQ, the agent, git. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { setSchedule } from '../../tools/queue/schedules.ts';
import { queueServers, stateOfServers } from '../../tools/queue/servers.fixture.ts';
import { decide } from '../deciding/decide.ts';
import { publishApproved } from '../publish.ts';
import { openWorkspace } from '../workspace.ts';
import { openFolder } from './night.fixture.ts';
import { publishAlone } from './run-lock.ts';
import { work } from './work.ts';

const { state, remove } = stateOfServers();
const parent = openFolder('lived-through');
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
  remove();
});

function git(root: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  return execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const item = (stem: string, right: string, wrong: string[]) => ({
  questionText: stem,
  answerOptions: [...wrong.map((text) => ({ answerText: text, isCorrect: 'false' })), { answerText: right, isCorrect: 'true' }],
});

/** One lesson and its quiz, in which one stem hides its "not". */
async function marsh(name: string): Promise<string> {
  const root = join(parent, name);
  mkdirSync(root);
  const quiz = [item('Which of these birds is not seen at dusk?', 'The stork', ['The bittern', 'The snipe'])];
  writeFileSync(
    join(root, 'marsh.json'),
    JSON.stringify([{ title: 'Checks', quizzes: [{ id: 1, title: 'Check', quiz }] }], null, 2),
  );
  writeFileSync(join(root, 'marsh.md'), '# Counting in the marsh\n\nThe bittern and the snipe are seen at dusk.\n');
  writeFileSync(
    join(root, 'perennial.config.yaml'),
    'version: 1\ntitle: Marsh\ndefaults:\n  agents: [assessment]\ncourses:\n  - id: marsh\n    lessons: ["*.md"]\n    items:\n      - path: marsh.json\n        format: quiz-json\n        lesson: marsh\n',
  );
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'config', 'user.name', 'Editor');
  git(root, 'config', 'user.email', 'editor@example.org');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'start');
  const setAt = new Date(Date.now() - 3 * 24 * 3600 * 1000).toISOString();
  await setSchedule(join(root, '.perennial'), { name: 'nightly', cron: '0 2 * * *', tz: 'UTC', setAt });
  return root;
}

describe.each(queueServers().filter((one) => one.schedules === 'in-the-library'))('a night over $name', (kind) => {
  it('is due, runs, reports; what it found is decided and published once; the next one tells it and is quiet', async () => {
    const server = await kind.open(state);
    const root = await marsh(`library-${kind.name.length}`);
    const night = (now: Date) =>
      work({
        state,
        libraries: [root],
        mode: 'once',
        concurrency: 1,
        signal: new AbortController().signal,
        say: () => {},
        env: server.env,
        now: () => now,
      });
    const day = 24 * 3600 * 1000;
    try {
      const [first] = (await night(new Date())).lived;
      expect(first).toMatchObject({ result: 'done', why: 'catch-up', news: 'news', fresh: 1, decisions: 1 });
      const report = readFileSync(join(root, '.perennial', first?.report ?? 'none', 'review.md'), 'utf8');
      expect(report).toContain('not seen at dusk');

      const workspace = await openWorkspace(root, { models: 'leave-out', env: server.env });
      const by = 'Rosa <rosa@example.org>';
      try {
        const [waiting] = workspace.ledger.proposals({ statuses: ['pending'] });
        const { id = '', revision = 0 } = waiting?.proposal ?? {};
        const wish = { changeSet: `${id}@${revision}`, verdict: 'approve' as const, by, at: new Date().toISOString() };
        expect((await decide(workspace, [wish])).refused).toEqual([]);
        const publish = () =>
          publishAlone(root, server.env, () =>
            publishApproved(
              { workspace, to: { kind: 'auto' }, by },
              { ids: [], mode: 'publish', signal: new AbortController().signal },
            ),
          );
        expect((await publish()).published).toHaveLength(1);
        expect((await publish()).published).toEqual([]);
        expect(readFileSync(join(root, 'marsh.json'), 'utf8')).toContain('is NOT seen at dusk');
        expect(git(root, 'log', '-1', '--format=%B')).toContain(`Proposal: ${id}@${revision}`);
        expect(workspace.ledger.verify().brokenAt).toBeNull();
      } finally {
        await workspace.close();
      }

      const [second] = (await night(new Date(Date.now() + day))).lived;
      expect(second).toMatchObject({ result: 'done', fresh: 0, decisions: 0, published: 1 });
      const [third] = (await night(new Date(Date.now() + 2 * day))).lived;
      expect(third).toMatchObject({ news: 'quiet', lessons: { looked: 0 }, published: 0 });
      expect(existsSync(join(root, '.perennial/reports/index.html'))).toBe(true);
    } finally {
      await server.close();
    }
  });
});
