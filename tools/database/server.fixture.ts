/** For tests: the Postgres that comes with the packages, started once a test file, with as many databases as are asked for. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { serverAccount } from '../queue/account.ts';
import { readyBinaries } from '../queue/binaries.ts';
import { openServer, type Server } from '../queue/server.ts';

export interface TestServer {
  /** Address of an empty database. */
  database(): Promise<string>;
  /** Runs statements as the administrator of a database. */
  run(url: string, ...texts: string[]): Promise<void>;
  /** As on a power cut. */
  kill(): void;
  /** Starts again what was killed, at its port where nobody took it; `at` gives an address of before anew. */
  start(): Promise<(at: string) => string>;
  close(): Promise<void>;
}

/** Why there is none here; null where there is. Folder names hold no secrets, so that the message may be shown. */
export function whyNoServer(): string | null {
  const probe = mkdtempSync(join(tmpdir(), 'perennial-probe-'));
  try {
    serverAccount();
    readyBinaries(probe);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

/** A folder every account may enter: the server's may be another than this program's. */
export function openState(): string {
  const state = mkdtempSync(join(tmpdir(), 'perennial-postgres-'));
  chmodSync(state, 0o755);
  return state;
}

/** Linux; elsewhere none. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/u).filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Process of the server that lies in `state`. */
function pidOf(state: string): number {
  const data = join(state, 'queue', `data-${readyBinaries(join(state, 'queue')).major}`);
  return Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Kills the server that lies in `state` as a power cut would. Its sessions outlive it for a moment, and would still answer. */
export function killServer(state: string): void {
  const pid = pidOf(state);
  for (const one of [pid, ...childrenOf(pid)]) process.kill(one, 'SIGKILL');
}

export async function startTestServer(): Promise<TestServer> {
  const state = openState();
  let server: Server = await openServer(state);
  let made = 0;
  const run = async (url: string, ...texts: string[]) => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    try {
      for (const text of texts) await client.query(text);
    } finally {
      await client.end();
    }
  };
  return {
    run,
    async database() {
      const name = `test_${++made}`;
      await run(server.url, `CREATE DATABASE ${name}`);
      return server.url.replace(/\/postgres$/u, `/${name}`);
    },
    kill: () => killServer(state),
    async start() {
      server = await openServer(state);
      const port = new URL(server.url).port;
      return (at) => Object.assign(new URL(at), { port }).href;
    },
    async close() {
      try {
        process.kill(pidOf(state), 'SIGQUIT');
      } catch (error) {
        // Ended already.
        if (!(error instanceof Error && 'code' in error && ['ESRCH', 'ENOENT'].includes(String(error.code)))) throw error;
      }
      rmSync(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
