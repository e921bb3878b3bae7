/** Reads a folder of endoflife.date product files: Markdown whose front matter lists `releases:`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Product } from './model.ts';

/** ISO day of a value that may be a day, a flag, or something else. */
function dayOf(value: string | undefined): string | null {
  return value !== undefined && /^\d{4}-\d{2}-\d{2}/u.test(value) ? value.slice(0, 10) : null;
}

/** Value of a `key: value` line, quotes and trailing comment taken off. */
function scalar(text: string): string {
  const quoted = /^(["'])(.*?)\1\s*(?:#.*)?$/u.exec(text)?.[2];
  return quoted ?? text.replace(/\s+#.*$/u, '').trim();
}

/**
 * The `releases:` list of a front matter, entry by entry. Read line by line: the files hold plain `key: value` pairs there, and a full
 * YAML parse of some hundred of them takes seconds of every run.
 */
function releasesOf(front: string): Map<string, string>[] | null {
  const lines = front.split(/\r?\n/u);
  const start = lines.findIndex((line) => /^releases:\s*(?:#.*)?$/u.test(line));
  if (start < 0) return null;
  const entries: Map<string, string>[] = [];
  for (const line of lines.slice(start + 1)) {
    if (/^[^\s#-]/u.test(line)) break;
    const match = /^(\s*-\s+|\s+)([A-Za-z]\w*):\s*(.*)$/u.exec(line);
    if (!match) continue;
    if (match[1]?.includes('-')) entries.push(new Map());
    const entry = entries.at(-1);
    if (entry && !entry.has(match[2] ?? '')) entry.set(match[2] ?? '', scalar(match[3] ?? ''));
  }
  return entries;
}

/**
 * One product file.
 * @param known the built-in entry of the same product: its names and page stay
 * @throws where the file has no front matter with a title and releases
 */
export function productFromMarkdown(id: string, text: string, asOf: string, known?: Product): Product {
  const front = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---/u.exec(text)?.[1];
  if (front === undefined) throw new Error('it has no front matter.');
  const title = scalar(/^title:\s*(.*)$/mu.exec(front)?.[1] ?? '');
  const releases = releasesOf(front)?.filter((release) => release.get('releaseCycle'));
  if (title === '' || !releases || releases.length === 0) throw new Error('its front matter has no title or no releases.');
  return {
    id,
    label: known?.label ?? title,
    names: known?.names ?? [title],
    url: known?.url ?? `https://endoflife.date/${id}`,
    asOf,
    cycles: releases.map((release) => ({
      cycle: release.get('releaseCycle') ?? '',
      released: dayOf(release.get('releaseDate')),
      // `eol: true` says "over" without a day: the day it was read stands in for it.
      ends: release.get('eol') === 'true' ? asOf : dayOf(release.get('eol')),
      latest: release.get('latest') || null,
      lts: release.get('lts') === 'true' || dayOf(release.get('lts')) !== null,
    })),
  };
}

/**
 * @returns the products of the folder, and one note for each file that could not be read
 * @throws where the folder does not exist
 */
export function readEndOfLifeFolder(
  folder: string,
  asOf: string,
  known: Map<string, Product>,
): { products: Product[]; notes: string[] } {
  const products: Product[] = [];
  const notes: string[] = [];
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.md')) continue;
    const id = name.slice(0, -'.md'.length);
    try {
      const found = productFromMarkdown(id, readFileSync(join(folder, name), 'utf8'), asOf, known.get(id));
      products.push(known.has(id) ? withVariants(found, known.get(id)) : found);
    } catch (error) {
      notes.push(`${join(folder, name)} was left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { products, notes };
}

/** Keeps cycles that only our own list has (a product split into editions there, such as Windows). */
function withVariants(found: Product, known: Product | undefined): Product {
  const extra = (known?.cycles ?? []).filter((own) => !found.cycles.some((cycle) => cycle.cycle === own.cycle));
  return { ...found, cycles: [...found.cycles, ...extra] };
}
