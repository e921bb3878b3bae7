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
  /** Starts again what was killed, on another port; `at` gives an address of before anew. */
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
  const pidOf = () => {
    const data = join(state, 'queue', `data-${readyBinaries(join(state, 'queue')).major}`);
    return Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  };
  return {
    run,
    async database() {
      const name = `test_${++made}`;
      await run(server.url, `CREATE DATABASE ${name}`);
      return server.url.replace(/\/postgres$/u, `/${name}`);
    },
    kill() {
      const pid = pidOf();
      // Its sessions outlive it for a moment, and would still answer.
      const sessions = childrenOf(pid);
      for (const one of [pid, ...sessions]) process.kill(one, 'SIGKILL');
    },
    async start() {
      server = await openServer(state);
      const port = new URL(server.url).port;
      return (at) => Object.assign(new URL(at), { port }).href;
    },
    async close() {
      try {
        process.kill(pidOf(), 'SIGQUIT');
      } catch (error) {
        // Ended already.
        if (!(error instanceof Error && 'code' in error && ['ESRCH', 'ENOENT'].includes(String(error.code)))) throw error;
      }
      rmSync(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
