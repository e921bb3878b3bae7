/** What a look keeps of what was verified and decided before. The page is a stand-in: what is tested here needs no browser. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Proposal } from '../agents/contract.ts';
import { proposalFrom } from '../agents/proposal.ts';
import type { Browser } from '../tools/browser/page.ts';
import { noLook, type PageSurvey } from '../tools/browser/survey.ts';
import { answer } from './deciding/answer.ts';
import { finding, library, look, never, pixel, proposal, put, rosa, statusOf, verdict } from './library.fixture.ts';
import { meeting } from './publishing/verify-together.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const opened: Workspace[] = [];

afterEach(async () => {
  for (const workspace of opened.splice(0)) await workspace.close();
});

const nothingSeen: PageSurvey = {
  links: [],
  unusedHeaders: [],
  prohibitedNames: [],
  languages: [],
  fields: [],
  media: [],
  focusTraps: [],
  title: { mark: null, text: '' },
  opening: '',
  headings: [],
  graphics: [],
  frames: [],
  focusUnseen: [],
  cutOff: [],
  ...noLook,
  words: 0,
  leadsElsewhere: 0,
  scripts: 0,
  content: 'as-written',
};

/** A page on which no engine sees anything; `fails` is one that cannot be opened. */
function standIn(state: 'works' | 'fails'): Browser & { pagesOpened: number } {
  const browser = {
    pagesOpened: 0,
    async render() {
      browser.pagesOpened += 1;
      if (state === 'fails') throw new Error('The page did not open in time.');
      return {
        html: '',
        audit: async () => [],
        survey: async () => nothingSeen,
        evaluate: async <T>() => null as T,
        picture: async () => null,
        text: async () => '',
        links: async () => [],
        close: async () => {},
      };
    },
    version: async () => 'stand-in',
    close: async () => {},
  };
  return browser;
}

async function open(root: string, browser: Browser = standIn('works')): Promise<Workspace> {
  const workspace = await openWorkspace(root, { models: 'leave-out', browser });
  opened.push(workspace);
  return workspace;
}

const marsh = '# Counting in the marsh\n\nThe **heron ** stands still while you count. Move slowly, and do not speak.\n';
const pond = '# Counting at the pond\n\nA pond is small. The **coot ** swims in the open and is easy to count.\n';
/** An outcome nobody can observe: the alignment agent finds it in the same lesson. */
const bundled = `# Counting in the marsh\n\n## Learning objectives\n\n- Understand herons.\n- Know the reed bed.\n\n## Counting\n\nThe **heron ** stands still while you count.\n`;

describe('a look with one agent only', () => {
  it('verifies as one with all agents does', async () => {
    const workspace = await open(library({ 'marsh.md': bundled }));
    await look(workspace, { agents: ['accessibility'] });
    expect(proposal(workspace, 'emphasis-broken', 'heron').status).toBe('pending');
    await look(workspace);
    expect(workspace.ledger.findings().some((record) => record.finding.agent === 'alignment')).toBe(true);
    expect(proposal(workspace, 'emphasis-broken', 'heron')).toMatchObject({ status: 'pending', revision: 1 });
  });
});

describe('a page that does not open', () => {
  it('takes no decision away, and is tried again', async () => {
    const root = library({ 'marsh.md': marsh });
    const first = await open(root);
    await look(first);
    const heron = proposal(first, 'emphasis-broken', 'heron');
    await verdict(first, heron, 'approve');
    await first.close();
    opened.length = 0;
    for (const name of ['cache.db', 'cache.db-wal', 'cache.db-shm']) rmSync(join(root, '.perennial', name), { force: true });
    const second = await open(root, standIn('fails'));
    const result = await look(second);
    expect(result.run.lessons.some((lesson) => lesson.unchecked.some((one) => one.kind === 'failed'))).toBe(true);
    expect(proposal(second, 'emphasis-broken', 'heron')).toMatchObject({ status: 'approved', revision: 1 });
    await second.close();
    opened.length = 0;
    const works = standIn('works');
    const third = await open(root, works);
    await look(third);
    expect(works.pagesOpened).toBeGreaterThan(0);
    expect(statusOf(third, heron)).toBe('approved');
  });
});

describe('a rejection for the whole course', () => {
  it('takes away what waits of its kind, and lets it come back when it is reopened', async () => {
    const workspace = await open(library({ 'marsh.md': marsh, 'pond.md': pond }));
    await look(workspace);
    const heron = proposal(workspace, 'emphasis-broken', 'heron');
    await verdict(workspace, heron, 'reject', { reason: 'intended', scope: 'course' });
    expect(statusOf(workspace, proposal(workspace, 'emphasis-broken', 'coot'))).toBe('superseded');
    expect(finding(workspace, 'emphasis-broken', 'coot').state).toBe('closed');
    await look(workspace);
    expect(statusOf(workspace, proposal(workspace, 'emphasis-broken', 'coot'))).toBe('superseded');
    expect(finding(workspace, 'emphasis-broken', 'coot').state).toBe('closed');
    await verdict(workspace, heron, 'reopen');
    await look(workspace);
    expect(proposal(workspace, 'emphasis-broken', 'coot')).toMatchObject({ status: 'pending', revision: 2 });
    expect(finding(workspace, 'emphasis-broken', 'coot').state).toBe('open');
  });
});

describe('an answer given twice', () => {
  it('leaves the decision about its proposal as it is', async () => {
    const root = library({ 'reed.md': '# The reed bed\n\nReed grows.\n\n![](reed.png)\n\nThe bed is cut.\n', 'reed.png': pixel });
    const workspace = await open(root);
    await look(workspace);
    const request = {
      finding: finding(workspace, 'image-alt-missing').finding.id,
      reply: { kind: 'text', text: 'Reed bed seen from the bank' } as const,
      by: rosa,
      at: new Date().toISOString(),
    };
    const first = await answer(workspace, request, never);
    if (!first.ok || !first.proposal) throw new Error(JSON.stringify(first));
    await verdict(workspace, first.proposal, 'approve');
    const second = await answer(workspace, request, never);
    expect(second).toMatchObject({ ok: true, proposal: { id: first.proposal.id, revision: 1, status: 'approved' } });
    expect(statusOf(workspace, first.proposal)).toBe('approved');
  });
});

describe('a look at one lesson', () => {
  it('says so where there is no such lesson', async () => {
    const workspace = await open(library({ 'marsh.md': marsh }));
    await expect(look(workspace, { lesson: 'desert' })).rejects.toThrow(/No lesson matches "desert"/u);
  });
});

describe('what was seen on a page', () => {
  it('is not looked at again where only another lesson changed', async () => {
    const root = library({ 'marsh.md': marsh, 'pond.md': pond });
    const browser = standIn('works');
    const workspace = await open(root, browser);
    await look(workspace);
    const before = browser.pagesOpened;
    put(root, 'pond.md', `${pond}\nWait ten minutes before you begin.\n`);
    await look(workspace);
    // The lesson itself and the copy its one change is made in.
    expect(browser.pagesOpened - before).toBeLessThanOrEqual(2);
  });
});

describe('change sets that are verified together', () => {
  const change = (lesson: string, ...paths: string[]): Proposal => {
    const edits = paths.map((path) => ({ path, start: 0, end: 1, replacement: lesson, quote: 'x' }));
    const draft = {
      findings: [`${lesson} ${paths}`],
      edits,
      title: '',
      rationale: '',
      evidence: [],
      risk: 'low' as const,
      origin: 'rule' as const,
    };
    const found = {
      ...({} as Parameters<typeof proposalFrom>[1][number]),
      lesson,
      agent: 'assessment' as const,
      severity: 'minor' as const,
    };
    return proposalFrom({ ...draft, provenance: { rule: 'some-rule@1.0' } }, [found], {});
  };

  it('are those that meet in a file or in a lesson', () => {
    const quiz = [change('one', 'quizzes.json'), change('two', 'quizzes.json')];
    const body = change('two', 'two.md');
    const course = [change('course:c', 'two.md'), change('course:c', 'three.md')];
    const lone = change('four', 'four.md');
    const groups = meeting([...quiz, lone, body, ...course]).map((group) =>
      group.map((one) => `${one.lesson} ${one.edits[0]?.path}`),
    );
    expect(groups).toHaveLength(3);
    expect(groups).toContainEqual(['one quizzes.json', 'two quizzes.json', 'two two.md', 'course:c two.md']);
    expect(groups).toContainEqual(['four four.md']);
    expect(groups).toContainEqual(['course:c three.md']);
  });
});
