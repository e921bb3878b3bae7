/** What a look at a library that did not change cannot do without, and nothing else. `npx tsx evals/bench/bare-walk.ts DIR` */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The same files as Perennial sees, read and hashed, and nothing else. @returns how many */
export function walkAndHash(folder: string): number {
  let files = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files += walkAndHash(path);
    else {
      createHash('sha256').update(readFileSync(path)).digest('hex');
      files += 1;
    }
  }
  return files;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [root] = process.argv.slice(2);
  if (!root) throw new Error('Give a library: npx tsx evals/bench/bare-walk.ts DIR');
  console.log(walkAndHash(root));
}
