/**
 * Chroma as Perennial uses it, filled with many passages: insert rate, query latency, recall against looking at every vector, memory.
 * npx tsx evals/bench/vectors.ts [PASSAGES 100000] [QUERIES 500]
 * The vectors are drawn by lot (512 dimensions, in clusters, as passages of lessons come): what is measured is the store, not an embedding.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { normal, seeded } from '../../agents/assessment/psychometrics/random.ts';
import { type Embedder, unit } from '../../tools/vectors/embedder.ts';
import { openVectors } from '../../tools/vectors/open.ts';
import type { VectorDocument } from '../../tools/vectors/vectors.ts';

const [passages = 100_000, queries = 500] = process.argv.slice(2).map(Number);
const dimensions = 512;
const clusters = 400;
const k = 10;

const random = seeded(1);
const centres = Array.from({ length: clusters }, () => Float32Array.from({ length: dimensions }, () => normal(random)));

/** The number a text ends with names its cluster and draws the rest. */
function vectorOf(text: string): number[] {
  const number = Number(/\d+$/u.exec(text)?.[0] ?? 0);
  const own = seeded(number + 7);
  const centre = centres[number % clusters]!;
  return unit(Array.from(centre, (value) => value + 1.2 * normal(own)));
}

const drawn: Embedder = {
  id: 'drawn-by-lot',
  embed: async (texts) => texts.map(vectorOf),
  close: async () => {},
};

/** Resident megabytes of Chroma's server and of this process. */
function memory(): { server: number; own: number } {
  const resident = (pid: string | number): number => {
    try {
      return Number(/^VmRSS:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
    } catch {
      return 0;
    }
  };
  const children = readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/u.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) . /su, '')
        .startsWith(`${process.pid} `);
    } catch {
      return false;
    }
  });
  return { server: children.reduce((sum, pid) => sum + resident(pid), 0), own: process.memoryUsage().rss / 1024 / 1024 };
}

function bytesUnder(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    return sum + (entry.isDirectory() ? bytesUnder(path) : statSync(path).size);
  }, 0);
}

const at = (sorted: number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

/** Nearest passages by looking at each. */
function nearest(all: Float32Array[], wanted: number[]): Set<number> {
  const scored = all.map((vector, place): [number, number] => {
    let sum = 0;
    for (let i = 0; i < dimensions; i += 1) sum += vector[i]! * wanted[i]!;
    return [sum, place];
  });
  return new Set(
    scored
      .sort((a, b) => b[0] - a[0])
      .slice(0, k)
      .map(([, place]) => place),
  );
}

const dir = mkdtempSync(join(tmpdir(), 'perennial-bench-vectors-'));
const vectors = openVectors({ dir, env: {}, embedder: drawn });
try {
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node.js ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const documents: VectorDocument[] = Array.from({ length: passages }, (_, n) => ({
    id: `passage-${n}`,
    text: `A passage of a lesson about water, sand and loam, number ${n}`,
    metadata: { course: `course-${n % 20}`, lesson: `lesson-${n % 1000}` },
  }));
  let began = performance.now();
  const computed = documents.map(({ text }) => Float32Array.from(vectorOf(text)));
  console.log(`drawing the vectors alone: ${((performance.now() - began) / 1000).toFixed(1)} s (part of the filling below)`);
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, memory().server);
  }, 500);
  began = performance.now();
  await vectors.sync('passages', documents);
  const filled = (performance.now() - began) / 1000;
  console.log(
    `filled with ${passages} passages in ${filled.toFixed(1)} s: ${Math.round(passages / filled)} a second; load ${loadavg()[0]?.toFixed(1)}`,
  );
  began = performance.now();
  await vectors.sync('passages', documents);
  console.log(`synchronised again, unchanged: ${((performance.now() - began) / 1000).toFixed(2)} s`);
  for (const where of [undefined, { course: 'course-3' }]) {
    const times: number[] = [];
    let found = 0;
    let checked = 0;
    for (let n = 0; n < queries; n += 1) {
      const text = `What is asked, ${where ? 'within a course' : 'of all'}, number ${passages + n * 13 + (where ? 1 : 0)}`;
      const start = performance.now();
      const hits = await vectors.query('passages', text, k, where);
      times.push(performance.now() - start);
      if (where || n >= 50) continue;
      const best = nearest(computed, vectorOf(text));
      checked += best.size;
      found += hits.filter((hit) => best.has(Number(/\d+$/u.exec(hit.id)?.[0]))).length;
    }
    times.sort((a, b) => a - b);
    console.log(
      `${queries} queries${where ? ' within one of 20 courses' : ''}, ${k} nearest each: median ${at(times, 0.5).toFixed(1)} ms, 95th percentile ${at(times, 0.95).toFixed(1)} ms, 99th ${at(times, 0.99).toFixed(1)} ms${checked > 0 ? `; ${((100 * found) / checked).toFixed(1)} % of the true nearest found` : ''}`,
    );
  }
  clearInterval(timer);
  const now = memory();
  console.log(
    `memory: Chroma ${now.server.toFixed(0)} MB resident (peak ${Math.max(peak, now.server).toFixed(0)} MB), this process ${now.own.toFixed(0)} MB with the vectors twice; on disk ${(bytesUnder(dir) / 1e6).toFixed(0)} MB; load ${loadavg()[0]?.toFixed(1)}`,
  );
} finally {
  await vectors.close();
  rmSync(dir, { recursive: true, force: true });
}
