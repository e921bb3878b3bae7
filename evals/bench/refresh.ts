/**
 * Time and peak memory of a first and an unchanged second refresh.
 * `npx tsx evals/bench/refresh.ts [DIR …]` — every folder is a library; default: content. Copies are used.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RefreshDocument } from '../../tools/report/documents.ts';
import { measure } from './measure.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));

async function refreshOnce(root: string, name: string): Promise<void> {
  const measured = await measure(process.execPath, [
    '--import',
    'tsx',
    join(home, 'cli.ts'),
    'refresh',
    root,
    '--no-model',
    '--json',
  ]);
  if (measured.exitCode !== 0) throw new Error(`refresh ended with ${measured.exitCode}.`);
  const document = JSON.parse(measured.stdout) as RefreshDocument;
  const parts = Object.entries(document.seconds)
    .filter(([part]) => part !== 'total')
    .map(([part, seconds]) => `${part} ${seconds.toFixed(1)}`)
    .join(', ');
  console.log(
    [
      `${name}: ${measured.seconds.toFixed(1)} s`,
      `${(document.lessons.total / measured.seconds).toFixed(1)} files a second`,
      `${document.pagesOpened} pages`,
      `peak ${measured.peakMegabytes.toFixed(0)} MB in all processes (${measured.ownMegabytes.toFixed(0)} MB its own)`,
      `seconds by part, summed over lessons in hand at once: ${parts}`,
    ].join('; '),
  );
}

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}`);
for (const source of process.argv.length > 2 ? process.argv.slice(2) : [join(home, 'content')]) {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
  try {
    const root = join(folder, basename(source));
    cpSync(source, root, { recursive: true, filter: (path) => basename(path) !== '.perennial' });
    await refreshOnce(root, `${basename(source)}, first`);
    await refreshOnce(root, `${basename(source)}, second, unchanged`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
