import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { auditFile } from '../agents/accessibility/audit-file.ts';
import { library, refreshed, sharedBrowser } from './library.fixture.ts';
import { reportModel, writeReport } from './report.ts';

const lesson = `# Birds of the pond

By the end of this lesson you will be able to:

- Understand ducks.

## Ducks

![](duck.png)

See [here](https://example.org/a) for **teal **.

## Quiz

Which bird dives?

- [ ] Mallard
- [ ] Tufted duck
`;

it('the report passes the project’s own accessibility audit with no finding', async () => {
  const root = library({ 'ducks.md': lesson });
  const workspace = await refreshed(root);
  const model = await reportModel(workspace, await workspace.read());
  expect(model.cards.length).toBeGreaterThan(1);
  const { html } = writeReport(workspace, model);
  const browser = await sharedBrowser();
  const request = { root: dirname(html), path: 'review.html', text: readFileSync(html, 'utf8'), format: 'html' as const };
  const audit = await auditFile(request, browser);
  expect(audit.failed).toEqual([]);
  expect(audit.findings.map((finding) => `${finding.rule}: ${finding.message}`)).toEqual([]);
  const harmed = { ...request, text: request.text.replace('<html lang="en"', '<html') };
  expect((await auditFile(harmed, browser)).findings.map((finding) => finding.rule)).toContain('html-language');
});
