/** For tests: a Redis of their own, with its append-only file in a temporary folder; it may be killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './port.ts';

export interface TestRedis {
  url: string;
  /** As on a power cut; resolves once it is gone. */
  kill(): Promise<void>;
  /** Starts again what was killed, at the same address, with what it had written down. */
  start(): Promise<void>;
  close(): Promise<void>;
}

function binary(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((one) => one !== '');
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path)) ?? null;
}

/** Why there is none here; null where there is. */
export function whyNoRedis(): string | null {
  if (binary() !== null) return null;
  return 'no redis-server on the PATH (Debian and Ubuntu: apt-get install redis-server).';
}

/** @param settings further ones, as on Redis's command line */
export async function startTestRedis(settings: readonly string[] = []): Promise<TestRedis> {
  const program = binary();
  if (program === null) throw new Error(`There is ${whyNoRedis()}`);
  const folder = mkdtempSync(join(tmpdir(), 'perennial-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  const kill = async () => {
    const victim = child;
    child = null;
    if (victim === null || victim.exitCode !== null || victim.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => victim.once('exit', () => resolve()));
    victim.kill('SIGKILL');
    await gone;
  };
  const start = async () => {
    const durable = ['--appendonly', 'yes', '--save', '', '--maxmemory-policy', 'noeviction'];
    child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...durable, ...settings], {
      stdio: 'ignore',
    });
    const probe = new Redis(url, { retryStrategy: () => 30, maxRetriesPerRequest: 300 });
    probe.on('error', () => {});
    try {
      await probe.ping();
    } finally {
      probe.disconnect();
    }
  };
  await start();
  return {
    url,
    kill,
    start,
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
