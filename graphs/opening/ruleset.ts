/** Which program looks: part of every kept result's key. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folders whose source decides what is found, proposed or verified. */
const judging = [
  'agents',
  'graphs',
  'tools/library',
  'tools/browser',
  'tools/facts',
  'tools/learners',
  'tools/links',
  'tools/news',
  'tools/sandbox',
  'tools/web-platform',
  'tools/vectors',
  'tools/models',
];

let ruleset: string | null = null;

/**
 * Hash over the source of agents, graphs and the readers: a change of the program makes old results stale. Prompts are not among it:
 * a result names the prompts that were asked for it (`looking/asked.ts`), so a changed prompt makes only those stale.
 * @returns 64 hexadecimal digits
 */
export function rulesetHash(): string {
  if (ruleset) return ruleset;
  const home = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const hash = createHash('sha256');
  const walk = (folder: string) => {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (!entry.name.includes('.test.') && entry.name !== 'README.md') hash.update(entry.name).update(readFileSync(path));
    }
  };
  for (const folder of judging) walk(join(home, folder));
  // Engines and parsers come with their versions.
  hash.update(readFileSync(join(home, 'package.json')));
  ruleset = hash.digest('hex');
  return ruleset;
}
