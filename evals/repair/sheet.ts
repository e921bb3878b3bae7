/** The pages of the repair suite, as they lie in `pages/*.yaml`: what stands wrong in each, and what its source makes of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const RepairPage = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  format: z.enum(['md', 'html']),
  /** BCP 47: the language of its course. */
  language: z.string().default('en'),
  lineEnds: z.enum(['unix', 'windows']).default('unix'),
  /**
   * `known`: source or context decide the repair of every fault.
   * `left-alone`: nothing is wrong, or only a person can know: not one byte may change.
   */
  kind: z.enum(['known', 'left-alone']).default('known'),
  /** What the page is for, in a few words. */
  about: z.string().optional(),
  /** Files beside it, by path. */
  beside: z.record(z.string(), z.string()).default({}),
  source: z.string(),
  /** Must stand in the page afterwards, word for word. */
  repaired: z.array(z.string()).default([]),
  /** Must stand in it no more. */
  gone: z.array(z.string()).default([]),
  /** Must stand in it still. */
  kept: z.array(z.string()).default([]),
  /** Words a learner reads afterwards and did not before, or the other way round, because the repair is to do so. */
  words: z.strictObject({ new: z.array(z.string()).default([]), gone: z.array(z.string()).default([]) }).prefault({}),
});
export type RepairPage = z.infer<typeof RepairPage>;

/** @throws where a file does not fit the schema, or two pages share a name. */
export function readPages(folder: string): RepairPage[] {
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => z.array(RepairPage).parse(parse(readFileSync(join(folder, name), 'utf8'))));
  const seen = new Set<string>();
  for (const page of pages) {
    if (seen.has(page.id)) throw new Error(`Two pages of the repair suite are called “${page.id}”.`);
    seen.add(page.id);
  }
  return pages;
}

export function pathOf(page: RepairPage): string {
  return `${page.language.toLowerCase()}/${page.id}/${page.id}.${page.format}`;
}

export function textOf(page: RepairPage): string {
  const text = page.source.replace(/\r\n/g, '\n');
  return page.lineEnds === 'windows' ? text.replaceAll('\n', '\r\n') : text;
}
