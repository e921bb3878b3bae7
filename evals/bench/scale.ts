/**
 * How a refresh grows with its library: a first look, a night with nothing changed (the same day and the next), 1 % of the lessons changed.
 * `npx tsx evals/bench/scale.ts [real|stand-ins|no-rules] [LESSONS 250 500 1000]`
 * Libraries are generated; each look is a process of its own, so that peaks do not mix. `stand-ins` (default): browser and embedding
 * answer at once. `no-rules`: reading, graphs, ledger and report alone. `real`: everything, about a second of processor a lesson.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateLesson, generateLibrary } from './generate-library.ts';
import type { Measured } from './scale-child.ts';

const modes = ['real', 'stand-ins', 'no-rules'];
const given = process.argv.slice(2);
const mode = modes.find((one) => one === given[0]) ?? 'stand-ins';
const sizes = given.filter((one) => !modes.includes(one)).map(Number);
if (sizes.some((size) => !Number.isInteger(size) || size < 25)) throw new Error('Give numbers of lessons, at least 25.');

/** Runs one of this folder's programs; milliseconds from its start to its end. */
function processOf(name: string, args: string[]): { stdout: string; milliseconds: number } {
  const start = performance.now();
  const run = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(new URL(name, import.meta.url)), ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (run.status !== 0) throw new Error(`${name} ${args.join(' ')} ended with ${run.status ?? run.signal}.`);
  return { stdout: run.stdout, milliseconds: performance.now() - start };
}

function look(root: string, today: string): Measured & { process: number } {
  const { stdout, milliseconds } = processOf('./scale-child.ts', [root, mode, today]);
  const measured = JSON.parse(stdout) as Measured;
  // The walk in the same process is measured before the look begins.
  return { ...measured, process: milliseconds - 2 * measured.bareWalk };
}

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
const whole = (one: Measured) => one.open + one.refresh + one.report + one.close;

function told(name: string, lessons: number, one: Measured & { process: number }): void {
  const parts = Object.entries(one.seconds)
    .filter(([part]) => part !== 'total')
    .map(([part, time]) => `${part} ${time.toFixed(2)}`);
  console.log(
    [
      `${name}: ${seconds(whole(one))} (open ${seconds(one.open)}, refresh ${seconds(one.refresh)}, report ${seconds(one.report)})`,
      `${(lessons / (whole(one) / 1000)).toFixed(1)} lessons a second`,
      `${(whole(one) / one.bareWalk).toFixed(1)} × the bare walk and SHA-256 of its ${one.files} files (${seconds(one.bareWalk)})`,
      `the whole process ${seconds(one.process)}`,
      `${one.look === 'quiet' ? 'over before anything was looked at' : 'a whole run'}, report ${one.reportFile}`,
      `${JSON.stringify(one.lessons)}, ${one.admitted} came before a person, ${one.pagesOpened} pages, ${one.modelCalls} model calls`,
      `peak ${one.peakMegabytes.toFixed(0)} MB`,
      `parts (summed over lessons in hand at once): ${parts.join(', ')}`,
      `load ${loadavg()[0]?.toFixed(1)}`,
    ].join('; '),
  );
  if (one.reason !== null) throw new Error(`Not scanned: ${one.reason}`);
}

console.log(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}, ${mode}`);
for (const lessons of sizes.length > 0 ? sizes : [250, 500, 1000]) {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-bench-scale-'));
  try {
    const root = join(folder, 'library');
    generateLibrary(root, lessons);
    told(`${lessons} lessons, first`, lessons, look(root, '2026-11-21'));
    // As long as the limits let something more come before a person every night, nights are not quiet.
    for (let day = 22, left = 3; left > 0; day += 1) {
      const one = look(root, `2026-11-${day}`);
      if (one.look === 'quiet') left -= 1;
      if (day < 24 || one.look === 'quiet') told(`${lessons} lessons, unchanged, night of the ${day}th`, lessons, one);
      if (one.pagesOpened + one.modelCalls > 0) throw new Error('Nothing changed, and yet a page or a model was asked.');
      if (day === 30) break;
    }
    const bare = processOf('./bare-walk.ts', [root]);
    console.log(`${lessons} lessons, bare walk and SHA-256 as a process of its own: ${seconds(bare.milliseconds)}`);
    // One in a hundred, wherever they lie: their courses are looked at again as far as that matters.
    for (let at = 0; at < lessons; at += 100) {
      const course = 1 + Math.floor(at / 25);
      appendFileSync(join(root, generateLesson(1, course, 1, 25).path), '\nA closing remark that was added today.\n');
    }
    told(`${lessons} lessons, 1 % changed`, lessons, look(root, '2026-11-30'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
