/** For tests that look at many libraries: one Chroma server for all of a file, with collections of its own for each library. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type ChromaChild, startChroma } from '../tools/vectors/chroma-child.ts';

/** Call at the top of a file of tests. */
export function shareChroma(): void {
  let child: ChromaChild;
  let folder: string;
  const before = process.env.CHROMA_URL;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'perennial-chroma-'));
    child = await startChroma(folder);
    process.env.CHROMA_URL = child.url;
  });
  afterAll(async () => {
    if (before === undefined) delete process.env.CHROMA_URL;
    else process.env.CHROMA_URL = before;
    await child.close();
    rmSync(folder, { recursive: true, force: true });
  });
}
