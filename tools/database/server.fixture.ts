/** For tests: the Postgres that comes with the packages, started once a test file, with as many databases as are asked for. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { serverAccount } from '../queue/account.ts';
import { binariesName, packageFolder, readyBinaries } from '../queue/binaries.ts';
import { layOut, openServer, type Server } from '../queue/server.ts';

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
  try {
    serverAccount();
    packageFolder();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Where what servers begin with lies for all tests of a run; see `server.setup.ts`. */
export const patternVariable = 'PERENNIAL_TEST_SERVERS';
let own: string | null = null;

/** What a server begins with: to lay it out takes longer than most tests. */
async function pattern(): Promise<string> {
  let folder = process.env[patternVariable] ?? own;
  if (folder === null) {
    own = openFolder();
    folder = own;
    process.once('exit', () => rmSync(own ?? '', { recursive: true, force: true }));
  }
  await layOut(folder);
  return join(folder, 'queue');
}

/** A folder every account may enter: the server's may be another than this program's. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-postgres-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Makes `state`, where absent, a server's folder that is laid out already. */
export async function openStateAt(state: string): Promise<void> {
  const home = join(state, 'queue');
  if (whyNoServer() !== null || existsSync(home)) return;
  const from = await pattern();
  const binaries = binariesName(packageFolder());
  mkdirSync(home, { recursive: true, mode: 0o711 });
  // With their owners, which Postgres asks for.
  const parts = [`data-${readyBinaries(from).major}`, 'password'];
  execFileSync('cp', ['-a', ...parts.map((part) => join(from, part)), home]);
  symlinkSync(join(from, binaries), join(home, binaries));
}

/** A server's folder that is laid out already. */
export async function openState(): Promise<string> {
  const state = openFolder();
  await openStateAt(state);
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

const pidFile = (state: string) => join(state, 'queue', `data-${readyBinaries(join(state, 'queue')).major}`, 'postmaster.pid');

/** Process of the server that lies in `state`. */
const pidOf = (state: string) => Number(readFileSync(pidFile(state), 'utf8').split('\n')[0]);

/** Kills the server that lies in `state` as a power cut would. Its sessions outlive it for a moment, and would still answer. */
export function killServer(state: string): void {
  const pid = pidOf(state);
  for (const one of [pid, ...childrenOf(pid)]) end(one, 'SIGKILL');
}

/** What ended already is no matter: a session goes by itself once its server is gone. */
function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

export async function startTestServer(): Promise<TestServer> {
  const state = await openState();
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
      if (existsSync(pidFile(state))) end(pidOf(state), 'SIGQUIT');
      rmSync(state, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
