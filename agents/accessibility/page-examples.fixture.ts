/** For tests of rules that see the page in the browser: what they must flag, and what looks like it and must not be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedBrowser, openBrowser } from '../../tools/browser/launch.ts';
import { libraryFiles } from '../../tools/library/files.ts';
import { auditFile, type FileAudit } from './audit-file.ts';

/** By rule, bodies of pages, each by what it shows. */
export type PageExamples = Record<string, { flagged: Record<string, string>; fine: Record<string, string> }>;

export interface PagesBeside {
  /** What is found on a page of this body beside the files. */
  audit(text: string): Promise<FileAudit>;
  /** Rules that say that the page fails. */
  rulesOf(body: string, head?: string): Promise<string[]>;
}

/** An English page about baking. */
export const frame = (body: string, head = '') =>
  `<!doctype html>\n<html lang="en"><head><title>Baking</title>${head}</head><body><main><h1>Baking</h1>\n${body}\n</main></body></html>\n`;

/** Called at the top of a test file. @param files by name, in the folder that pages of the tests lie in */
export function pagesBeside(files: Record<string, string | Uint8Array>): PagesBeside {
  let browser: OpenedBrowser;
  let root: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'perennial-pages-'));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(root, { recursive: true, force: true });
  });
  const audit = async (text: string) => {
    const seen = await auditFile({ root, path: 'page.html', text, format: 'html' }, browser, libraryFiles(root));
    expect(seen.failed).toEqual([]);
    return seen;
  };
  return {
    audit,
    async rulesOf(body, head = '') {
      const { findings } = await audit(frame(body, head));
      return findings.filter(({ certainty }) => certainty === 'fails').map(({ rule }) => rule);
    },
  };
}

export function holdExamples(examples: PageExamples, { rulesOf }: PagesBeside): void {
  for (const [rule, { flagged, fine }] of Object.entries(examples)) {
    describe(rule, () => {
      for (const [name, body] of Object.entries(flagged))
        it(`flags ${name}`, async () => {
          expect(await rulesOf(body)).toContain(rule);
        });
      for (const [name, body] of Object.entries(fine))
        it(`is quiet about ${name}`, async () => {
          expect(await rulesOf(body)).not.toContain(rule);
        });
    });
  }
}
