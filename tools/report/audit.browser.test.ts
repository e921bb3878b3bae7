/** The report passes its own accessibility audit, in a real browser, at every width, with and without script, on paper. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReportBrowser, type ReportBrowser, violations } from './fixtures/browser.ts';
import { sampleModel } from './fixtures/sample.ts';
import { renderHtml } from './html.ts';

let report: ReportBrowser;
beforeAll(async () => {
  report = await openReportBrowser();
});
afterAll(() => report?.close());

describe('the report passes its own audit', () => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const width of [1100, 320]) {
      it(`in ${scheme} at ${width} px: the first card, all cards with their panels, the list, the end, the help`, async () => {
        const page = await report.open({ width, scheme });
        const found = await violations(page);
        await page.keyboard.press('a');
        await page.evaluate(() => {
          document.documentElement.dataset.view = 'everything';
          for (const panel of document.querySelectorAll<HTMLElement>('.panel, #finished')) panel.hidden = false;
          for (const details of document.querySelectorAll('details')) details.open = true;
        });
        expect(
          await page.$$eval('#deck > article, form.panel', (list) => list.filter((node) => node.checkVisibility()).length),
        ).toBe(28);
        found.push(...(await violations(page)));
        await page.keyboard.press('?');
        found.push(...(await violations(page)));
        expect(found).toEqual([]);
        await page.close();
      });
    }
  }

  it('with an audit that sees a fault where there is one', async () => {
    const page = await report.open({ scheme: 'dark' });
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('.lede')!.style.color = '#222';
      document.querySelector('.current')!.append(document.createElement('img'), document.createElement('h6'));
    });
    expect([...new Set((await violations(page)).map((entry) => entry.split(':')[0]))].sort()).toEqual([
      'color-contrast',
      'empty-heading',
      'heading-order',
      'image-alt',
    ]);
    await page.close();
  });

  it('without script, and with nothing to decide', async () => {
    const bare = await report.browser.newPage();
    await bare.setContent(renderHtml(sampleModel(), { mode: 'file' }).replace(/<script>[\s\S]*<\/script>/u, ''));
    expect(await violations(bare)).toEqual([]);
    await bare.setContent(renderHtml(sampleModel({ findings: [], proposals: [] }), { mode: 'served' }));
    expect(await violations(bare)).toEqual([]);
    await bare.close();
  });

  it.each([320, 360, 768, 1100])('never scrolls sideways at %i px', async (width) => {
    const page = await report.open({ width });
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    for (let index = 0; index < 10; index++) {
      expect(await wide()).toBeLessThanOrEqual(0);
      await page.keyboard.press('n');
    }
    await page.keyboard.press('l');
    expect(await wide()).toBeLessThanOrEqual(0);
    await page.close();
  });
});

describe('without script', () => {
  it('everything stands on the page and no dead control does', async () => {
    const page = await report.open({ script: 'off' });
    const seen = (selector: string) => page.$$eval(selector, (list) => list.filter((node) => node.checkVisibility()).length);
    expect([await seen('#deck > article'), await seen('#overview'), await seen('#rest'), await seen('button, textarea')]).toEqual(
      [9, 1, 1, 0],
    );
    await page.close();
  });
});

describe('printed', () => {
  it('shows every decision and no control', async () => {
    const page = await report.open();
    await page.emulateMediaType('print');
    const seen = (selector: string) => page.$$eval(selector, (list) => list.filter((node) => node.checkVisibility()).length);
    expect([
      await seen('#deck > article'),
      await seen('#overview'),
      await seen('#rest'),
      await seen('button, textarea, .bar'),
    ]).toEqual([9, 1, 1, 0]);
    await page.close();
  });
});
