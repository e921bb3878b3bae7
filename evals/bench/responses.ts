/**
 * Time and peak memory of `items analyse` over made-up answers: `npx tsx evals/bench/responses.ts [rows …]` (default 1000000 10000000), as CSV and as
 * Parquet. The files are made by DuckDB in a temporary folder and deleted. Linux (/proc).
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ItemsDocument } from '../../tools/report/items-document.ts';
import { measure } from './measure.ts';

const home = fileURLToPath(new URL('../..', import.meta.url));
const items = 50;

/** Learners of equal spread answer 50 items of four options; B is right, the more often the abler they are. */
async function make(rows: number, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT 'S' || (1000000 + l) AS learner, 'q' || i AS item,
      ['A', 'B', 'C', 'D'][CASE WHEN (hash(l * 31 + i * 17) % 1000000) / 1e6 < 1 / (1 + exp((i % 20) / 10.0 - 1 - ((hash(l) % 1000) / 1000.0 - 0.5) * 4))
        THEN 2 ELSE [1, 3, 4][1 + CAST(hash(l * 7 + i) % 3 AS INTEGER)] END] AS option,
      's' || (1 + (i - 1) // 10) AS outcome
    FROM range(${Math.ceil(rows / items)}) AS learners(l), range(1, ${items + 1}) AS items(i))
    TO '${file}' (FORMAT ${file.endsWith('.parquet') ? 'parquet' : 'csv'})`);
  connection.closeSync();
  instance.closeSync();
}

async function analysed(folder: string, rows: number, format: 'csv' | 'parquet'): Promise<void> {
  const file = join(folder, `answers.${format}`);
  await make(rows, file);
  const key = join(folder, 'key.csv');
  writeFileSync(key, ['item,key', ...Array.from({ length: items }, (_, index) => `q${index + 1},B`)].join('\n'));
  const size = statSync(file).size;
  const measured = await measure('/bin/sh', [
    // The table for people is not what is measured.
    '-c',
    'exec "$@" 2>/dev/null',
    'sh',
    process.execPath,
    '--import',
    'tsx',
    join(home, 'cli.ts'),
    'items',
    'analyse',
    '--responses',
    file,
    '--key',
    key,
    '--json',
  ]);
  rmSync(file);
  if (measured.exitCode !== 0) throw new Error(`items analyse ended with ${measured.exitCode}.`);
  const document = JSON.parse(measured.stdout) as ItemsDocument;
  if (document.test.answers !== Math.ceil(rows / items) * items)
    throw new Error(`${document.test.answers} of ${rows} answers were read.`);
  console.log(
    `${rows} answers, ${format}, ${Math.round(size / 1e6)} MB: ${measured.seconds.toFixed(1)} s, ${Math.round(rows / measured.seconds)} answers/s, peak ${Math.round(measured.peakMegabytes)} MB; ${document.test.learners} learners, ${document.items.length} items, ${document.outcomes.length} outcomes traced`,
  );
}

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}`);
const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
try {
  const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1_000_000, 10_000_000];
  for (const rows of sizes) for (const format of ['csv', 'parquet'] as const) await analysed(folder, rows, format);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
