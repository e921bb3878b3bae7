/** Deciding in a real browser: the keyboard, the file it saves, the server it talks to. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActionResult, ReviewActions } from './actions.ts';
import { parseDecisionsJson } from './decisions-json.ts';
import { openReportBrowser, type ReportBrowser } from './fixtures/browser.ts';
import { hex } from './fixtures/library.ts';
import { sampleContent, sampleInput } from './fixtures/sample.ts';
import { renderHtml } from './html.ts';
import { buildReport } from './model.ts';
import { serveReview } from './server.ts';

let report: ReportBrowser;
beforeAll(async () => {
  report = await openReportBrowser();
});
afterAll(() => report?.close());

const titleShown = (page: Page) =>
  page.evaluate(() => document.querySelector('#deck > .current h2')?.lastChild?.textContent ?? '');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.tagName.toLowerCase() ?? '');

describe('deciding by keyboard alone', () => {
  it('approves, rejects with a reason, edits, snoozes, answers, undoes, and saves it all as decisions.json', async () => {
    const page = await report.open();
    const client = await page.createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: report.folder, eventsEnabled: true });
    const saved = new Promise<void>((resolve) => {
      client.on('Browser.downloadProgress', (event) => {
        if (event.state === 'completed') resolve();
      });
    });
    await page.keyboard.press('a');
    expect(await focused(page)).toBe('h2');
    await page.keyboard.press('a');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('r');
    await page.keyboard.press('2');
    await page.keyboard.press('Enter');
    expect(await titleShown(page)).toBe('What does the picture tell the learner?');
    await page.keyboard.press('u');
    expect(await titleShown(page)).toMatch(/^Python 3.6/u);
    await page.keyboard.press('e');
    expect(await focused(page)).toBe('textarea');
    await page.keyboard.type('nur: ');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('a');
    await page.keyboard.type('A loop drawn as a circle, a r s');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('s');
    await page.focus('#deck > .current [data-panel="snooze"] button.primary');
    await page.keyboard.press('Enter');
    expect(await page.$eval('#progress-text', (node) => node.textContent)).toBe('5 of 9 decided');
    await page.click('.top [data-save]');
    await saved;
    const parsed = parseDecisionsJson(readFileSync(join(report.folder, 'decisions.json'), 'utf8'));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const proposals = sampleContent().proposals;
    const idOf = (rule: string) => proposals.find((proposal) => proposal.rule === rule)?.id;
    expect(parsed.file.decisions.map((entry) => [entry.proposal, entry.verdict])).toEqual([
      [idOf('miskeyed-item'), 'approve'],
      [idOf('outdated-version'), 'edit'],
      ...proposals.filter((proposal) => proposal.group === 'g-link').map((proposal) => [proposal.id, 'snooze']),
    ]);
    expect(parsed.file.decisions[1]?.replacements?.[0]?.text).toContain('nur: ');
    expect(parsed.file.answers.map((entry) => entry.reply)).toEqual([
      { kind: 'key', option: 1 },
      { kind: 'text', text: 'A loop drawn as a circle, a r s' },
    ]);
    await page.close();
  });

  it('counts seconds only while the page is seen and somebody is there', async () => {
    const page = await report.browser.newPage();
    await page.evaluateOnNewDocument(() => {
      let now = 1_000_000;
      const ticks: (() => void)[] = [];
      Date.now = () => now;
      window.setInterval = ((run: () => void) => ticks.push(run)) as never;
      Object.assign(window, {
        pass(seconds: number) {
          for (let second = 0; second < seconds; second++) {
            now += 1_000;
            for (const run of ticks) run();
          }
        },
      });
    });
    await page.goto(report.address);
    const pass = (seconds: number) =>
      page.evaluate((count) => (window as unknown as { pass(seconds: number): void }).pass(count), seconds);
    await page.keyboard.press('Shift');
    await pass(100);
    await page.keyboard.press('Shift');
    await pass(5);
    await page.evaluate(() => Object.defineProperty(document, 'visibilityState', { value: 'hidden' }));
    await pass(5);
    const seconds = await page.evaluate(async () => {
      let saved: Blob | undefined;
      URL.createObjectURL = (blob) => {
        saved = blob as Blob;
        return '#';
      };
      document.querySelector<HTMLButtonElement>('[data-act="approve"]')!.click();
      document.querySelector<HTMLButtonElement>('.top [data-save]')!.click();
      return JSON.parse((await saved?.text()) ?? '{}').decisions[0].activeSeconds as number;
    });
    expect(seconds).toBe(35);
    await page.close();
  });

  it('takes part of a group only', async () => {
    const page = await report.open();
    for (let index = 0; index < 4; index++) await page.keyboard.press('n');
    await page.click('#deck > .current input[data-member="1"]');
    await page.focus('#deck > .current h2');
    await page.keyboard.press('a');
    expect(await page.$eval('#toast', (node) => node.textContent)).toMatch(/^Approved in 2 of 3 places/u);
    await page.close();
  });

  it('tells a screen reader what happened and where it stands', async () => {
    const page = await report.open();
    await page.keyboard.press('a');
    await page.waitForFunction(() => /^Approved: .* 8 left\.$/u.test(document.querySelector('#live')?.textContent ?? ''));
    expect(await titleShown(page)).toBe('Which option is right?');
    await page.close();
  });

  it('leaves typing alone, and lets single keys be switched off', async () => {
    const page = await report.open();
    await page.keyboard.press('?');
    await page.click('#shortcuts');
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    expect(await page.$eval('#progress-text', (node) => node.textContent)).toBe('0 of 9 decided');
    await page.close();
  });

  it('runs nothing a lesson wrote', async () => {
    const page = await report.open();
    await page.keyboard.press('l');
    expect(await page.title()).toMatch(/^Today/u);
    expect(await page.$$eval('script', (list) => list.length)).toBe(1);
    await page.close();
  });
});

describe('served', () => {
  it('sends each decision at once, shows refusals, and takes over an edited proposal', async () => {
    const calls: [string, unknown][] = [];
    const content = sampleContent();
    const key = content.proposals.find((proposal) => proposal.rule === 'miskeyed-item')!;
    let refuse: ActionResult | null = { ok: false, status: 'stale', message: 'The lesson has changed; load the page again.' };
    const fine: ActionResult = { ok: true, proposals: [] };
    const actions: ReviewActions = {
      decide: async (request) => {
        calls.push(['decide', request]);
        const answer = refuse ?? fine;
        refuse = null;
        return answer;
      },
      edit: async (proposal, revision, _digest, replacements) => {
        calls.push(['edit', [proposal, revision, [...replacements.values()]]]);
        Object.assign(key, {
          revision: 2,
          digest: hex('e'),
          edits: key.edits.map((edit, index) => ({ ...edit, replacement: replacements.get(index) ?? edit.replacement })),
        });
        return { ok: true, proposals: [{ proposal, revision: 2, digest: key.digest, status: 'edited' }] };
      },
      answer: async () => fine,
      time: async (changeSet) => {
        calls.push(['time', changeSet]);
        return fine;
      },
      undo: async (changeSet) => {
        calls.push(['undo', changeSet]);
        return fine;
      },
    };
    const server = await serveReview({
      html: async () => renderHtml(buildReport(sampleInput(content)), { mode: 'served' }),
      actions,
      log: () => undefined,
    });
    const page = await report.open({}, server.url);
    await page.waitForSelector('#deck');
    await page.keyboard.press('a');
    await page.waitForSelector('.current .state.trouble:not([hidden])');
    expect(await page.$eval('.current .state', (node) => node.textContent)).toContain('The lesson has changed');
    await page.keyboard.press('e');
    await page.keyboard.type('x');
    await page.focus('.current [data-panel="edit"] button.primary');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#toast')?.textContent?.startsWith('Checked'));
    await page.keyboard.press('a');
    await page.waitForFunction(() => document.querySelector('#progress-text')?.textContent?.startsWith('1 of'));
    await page.keyboard.press('u');
    await page.waitForFunction(() => document.querySelector('#progress-text')?.textContent?.startsWith('0 of'));
    expect(calls.filter(([name]) => name !== 'time').map(([name]) => name)).toEqual(['decide', 'edit', 'decide', 'undo']);
    expect(calls.filter(([name]) => name === 'decide')[1]?.[1]).toMatchObject({
      verdict: 'approve',
      changes: [{ proposal: key.id, revision: 2, digest: hex('e') }],
    });
    expect(calls.at(-1)).toEqual(['undo', `${key.id}@2`]);
    await page.close();
    await server.close();
  });
});

describe('a reader whose role does not decide', () => {
  const shown = (page: Page) =>
    page.$$eval('.bar [data-act], #deck > .current .panel button, [data-take-back]', (nodes) =>
      nodes
        .filter((node) => node.checkVisibility())
        .map((node) => (node as HTMLElement).dataset.act ?? (node as HTMLElement).dataset.reply ?? node.textContent),
    );
  const open = async (may: 'look' | 'word') => {
    const file = join(report.folder, `${may}.html`);
    writeFileSync(file, renderHtml(buildReport(sampleInput(sampleContent())), { mode: 'served', may }));
    return report.open({}, pathToFileURL(file).href);
  };

  it('is offered nothing but reading, and told which role it takes', async () => {
    const page = await open('look');
    expect(await page.$eval('.lede', (node) => node.textContent)).toMatch(
      /You may read here; .* deciding takes the role approver/u,
    );
    for (;;) {
      expect((await shown(page)).filter((name) => name !== 'previous' && name !== 'next')).toEqual([]);
      if (await page.$('#finished.current')) break;
      await page.keyboard.press('r');
      await page.keyboard.press('a');
      expect(await page.$eval('#progress-text', (node) => node.textContent)).toMatch(/^0 of/u);
      await page.keyboard.press('n');
    }
    await page.close();
  });

  it('is offered edits and answers where it may write', async () => {
    const page = await open('word');
    expect(await page.$eval('.lede', (node) => node.textContent)).toContain('You may edit and answer here');
    expect(await shown(page)).toEqual(['edit', 'previous', 'next']);
    while ((await page.$eval('#deck > .current', (node) => (node as HTMLElement).dataset.kind)) !== 'question')
      await page.keyboard.press('n');
    const offered = await shown(page);
    expect(offered).toContain('approve');
    for (const name of ['reject', 'snooze', 'undo', 'not-a-fault']) expect(offered).not.toContain(name);
    await page.close();
  });
});
