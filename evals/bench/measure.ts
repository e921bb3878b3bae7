/** Runs a command and watches the whole tree of its processes: wall time, processor time, peak memory. Linux (/proc). */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface Measured {
  exitCode: number;
  stdout: string;
  seconds: number;
  /** Peak of the sum of proportional memory (PSS) over the process and all it started, in megabytes, sampled; NaN where unwatched. */
  peakMegabytes: number;
  /** The same, of the command's own process only. */
  ownMegabytes: number;
}

function children(): Map<number, number[]> {
  const tree = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const stat = orEmpty(`/proc/${name}/stat`);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (Number.isInteger(parent)) tree.set(parent, [...(tree.get(parent) ?? []), Number(name)]);
  }
  return tree;
}

/** A process that ended meanwhile has no memory. */
function orEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function megabytesOf(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+)/mu.exec(orEmpty(`/proc/${pid}/smaps_rollup`))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

/** Megabytes of a process and all it started, its own first. */
function sizesOf(pid: number): number[] {
  const tree = children();
  const all = [pid];
  for (let index = 0; index < all.length; index++) all.push(...(tree.get(all[index] ?? 0) ?? []));
  return all.map(megabytesOf);
}

const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);

/** Proportional memory of a process and all it started, now, in megabytes. */
export function treeMegabytes(pid: number): number {
  return sum(sizesOf(pid));
}

/**
 * @param every milliseconds between samples of memory; `unwatched` where the time counts: to add up a browser's memory holds it up,
 * by half of its time at four samples a second.
 */
export async function measure(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
  every: number | 'unwatched' = 250,
): Promise<Measured> {
  const started = performance.now();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  let peakMegabytes = every === 'unwatched' ? Number.NaN : 0;
  let ownMegabytes = peakMegabytes;
  const sample = () => {
    const sizes = sizesOf(child.pid ?? 0);
    peakMegabytes = Math.max(peakMegabytes, sum(sizes));
    ownMegabytes = Math.max(ownMegabytes, sizes[0] ?? 0);
  };
  const timer = every === 'unwatched' ? undefined : setInterval(sample, every);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  clearInterval(timer);
  return { exitCode, stdout, seconds: (performance.now() - started) / 1000, peakMegabytes, ownMegabytes };
}
