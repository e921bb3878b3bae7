/**
 * The queue's own Postgres on this machine: made, started, found again, stopped by whoever leaves last.
 *
 * It runs apart from the worker that started it (its own session), because other workers use it too and because `kill -9` of a
 * worker must not take the queue along. A worker finds a server that runs through its `postmaster.pid`.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, assertReachable, serverAccount } from './account.ts';
import { alive } from './alive.ts';
import { type Binaries, majorOf, packageFolder, readyBinaries } from './binaries.ts';
import { freePort } from './port.ts';
import { answers, others } from './server-answers.ts';
import { alone } from './sole.ts';

export interface Server {
  /** Connection string, with its password: never shown. */
  url: string;
  /**
   * Starts it again where it is gone. Whoever is connected finds it at its old address.
   * @throws Error in one sentence where it does not start, or where another program took its port meanwhile
   */
  revive(): Promise<void>;
  /** Stops the server where no other program is connected any more; who found it running and only looks leaves it so. */
  leave(): Promise<'stopped' | 'left-running'>;
}

const user = 'perennial';
const lockWait = 60_000;
/** How often a server that was cut off is started before it is given up. */
const starts = 6;
const underWay = 'Another worker has been starting the queue’s Postgres for a minute.';
const logLimit = 5_000_000;

interface Home {
  folder: string;
  data: string;
  lock: string;
  password: string;
  log: string;
  account: Account | null;
}

/** The queue's folder holds a password: entered by everyone (the server's account too), listed by its owner. */
function homeOf(state: string, major: string): Home {
  const folder = join(state, 'queue');
  return {
    folder,
    data: join(folder, `data-${major}`),
    lock: join(folder, 'server.lock'),
    password: join(folder, 'password'),
    log: join(folder, 'server.log'),
    account: serverAccount(),
  };
}

function passwordOf(home: Home): string {
  if (!existsSync(home.password)) {
    const half = `${home.password}.${process.pid}`;
    writeFileSync(half, randomBytes(24).toString('base64url'), { mode: 0o600 });
    renameSync(half, home.password);
  }
  return readFileSync(home.password, 'utf8');
}

const asAccount = (account: Account | null) => (account ? { uid: account.uid, gid: account.gid } : {});
const environment = () => ({
  PATH: process.env.PATH,
  TZ: 'UTC',
  LC_ALL: 'C',
  ...(process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {}),
});

/** @throws Error with the program's last words where it does not end well */
async function runInitdb(home: Home, binaries: Binaries): Promise<void> {
  const half = mkdtempSync(join(home.folder, 'half-data-'));
  const secret = join(half, 'password');
  const data = join(half, 'data');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(secret, passwordOf(home), { mode: 0o600 });
  if (home.account) for (const path of [half, secret, data]) chownSync(path, home.account.uid, home.account.gid);
  try {
    const args = [`--pgdata=${data}`, '--auth=scram-sha-256', `--username=${user}`, `--pwfile=${secret}`];
    const child = spawn(binaries.initdb, [...args, '--encoding=UTF8', '--locale=C', '--no-instructions'], {
      ...asAccount(home.account),
      cwd: half,
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (chunk) => {
      words += String(chunk);
    });
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0)
      throw new Error(
        `The queue’s Postgres could not be set up in ${home.folder}: ${words.trim() || `initdb ended with ${code}`}`,
      );
    renameSync(data, home.data);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

/** Process and port out of `postmaster.pid` (lines 1 and 4); null where the server ended well or never ran. */
function lastKnown(home: Home): { pid: number; port: number } | null {
  const file = join(home.data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : null;
}

/** Null where no server is up. */
function standing(home: Home): { pid: number; port: number } | null {
  const known = lastKnown(home);
  return known && alive(known.pid) ? known : null;
}

const urlOf = (home: Home, port: number) => `postgres://${user}:${passwordOf(home)}@127.0.0.1:${port}/postgres`;

/** Sessions of a server that was killed hold its memory for a moment longer, and no other may begin until they have ended. */
async function start(home: Home, binaries: Binaries): Promise<string> {
  for (let left = starts; ; left--) {
    try {
      return await startOnce(home, binaries);
    } catch (error) {
      if (left <= 1 || !existsSync(join(home.data, 'postmaster.pid'))) throw error;
    }
    await sleep(500);
  }
}

async function startOnce(home: Home, binaries: Binaries): Promise<string> {
  if (existsSync(home.log) && statSync(home.log).size > logLimit) rmSync(home.log);
  const log = openSync(home.log, 'a', 0o600);
  // After a crash those who were connected look for it where it was.
  const port = await freePort(lastKnown(home)?.port);
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'shared_buffers=16MB',
    'jit=off',
    'log_timezone=UTC',
    'timezone=UTC',
  ];
  const child = spawn(binaries.postgres, ['-D', home.data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])], {
    ...asAccount(home.account),
    cwd: home.data,
    env: environment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${code ?? signal}`;
  });
  child.unref();
  const url = urlOf(home, port);
  const patience = Date.now() + lockWait;
  while (Date.now() < patience) {
    if (ended !== null) throw new Error(`The queue’s Postgres did not start (${ended}); its log is ${home.log}.`);
    if (standing(home) && (await answers(url)) === 'ready') return url;
    await sleep(50);
  }
  child.kill('SIGQUIT');
  throw new Error(`The queue’s Postgres was not ready within ${lockWait / 1000} seconds; its log is ${home.log}.`);
}

/** A server that was caught while it starts or recovers gets its time. */
async function adopt(home: Home): Promise<string | null> {
  for (let patience = Date.now() + lockWait; Date.now() < patience; await sleep(100)) {
    const running = standing(home);
    if (!running) return null;
    const url = urlOf(home, running.port);
    const answer = await answers(url);
    if (answer === 'ready') return url;
    if (answer === 'stranger') return null;
  }
  return null;
}

/** Fast shutdown (SIGINT); waits for its end, so that whoever starts next finds a clean folder. */
async function stop(home: Home, pid: number): Promise<void> {
  process.kill(pid, 'SIGINT');
  for (let patience = Date.now() + 20_000; Date.now() < patience; await sleep(50)) {
    if (!alive(pid) || !existsSync(join(home.data, 'postmaster.pid'))) return;
  }
}

async function leave(home: Home, url: string): Promise<'stopped' | 'left-running'> {
  return alone(
    home.lock,
    'Another worker is starting or stopping the queue’s Postgres.',
    async () => {
      const running = standing(home);
      if (!running) return 'stopped';
      // Connections just closed take a moment to vanish from the server's list.
      for (let tries = 0; tries < 10; tries++) {
        if ((await others(url)) === 0) {
          await stop(home, running.pid);
          return 'stopped';
        }
        await sleep(100);
      }
      return 'left-running';
    },
    lockWait,
  );
}

/**
 * The queue's server, started where it does not run.
 * @param state folder of the queue, as of `stateFolder`; made where absent
 * @throws Error in one sentence where Postgres cannot run here
 */
export async function openServer(state: string): Promise<Server> {
  makeFolder(state);
  const { home, url } = await running(state);
  return {
    url,
    async revive() {
      if ((await running(state)).url === url) return;
      throw new Error('The queue’s Postgres had to move to another port, as a program took its own: start the worker again.');
    },
    leave: () => leave(home, url),
  };
}

/**
 * This machine's server where it runs; nothing is made, started or stopped.
 * @returns null where it rests: what was in its queue is still there
 */
export async function runningServer(state: string): Promise<Server | null> {
  if (!existsSync(join(state, 'queue', 'password'))) return null;
  const home = homeOf(state, majorOf(packageFolder()));
  const known = standing(home);
  const url = known && urlOf(home, known.port);
  if (url === null || (await answers(url)) !== 'ready') return null;
  // A worker that has just started it is not connected yet: whoever only looked would stop it under that one.
  return { url, revive: async () => {}, leave: async () => 'left-running' };
}

function makeFolder(state: string): void {
  const account = serverAccount();
  const fresh = mkdirSync(join(state, 'queue'), { recursive: true, mode: 0o711 });
  if (account) {
    // Whatever mask root works under: folders made here let the server's account through.
    for (let at = join(state, 'queue'); fresh !== undefined && at.length >= fresh.length; at = dirname(at)) chmodSync(at, 0o711);
    assertReachable(join(state, 'queue'), account);
  }
}

/** Makes what a server begins with, where it is absent; nothing is started. @throws as `openServer` */
export function layOut(state: string): Promise<void> {
  makeFolder(state);
  return alone(join(state, 'queue', 'server.lock'), underWay, async () => void (await laidOut(state)), lockWait);
}

async function laidOut(state: string): Promise<{ home: Home; binaries: Binaries }> {
  const binaries = readyBinaries(join(state, 'queue'));
  const home = homeOf(state, binaries.major);
  if (!existsSync(home.data)) await runInitdb(home, binaries);
  return { home, binaries };
}

/** Found or started. */
function running(state: string): Promise<{ home: Home; url: string }> {
  return alone(
    join(state, 'queue', 'server.lock'),
    underWay,
    async () => {
      const { home, binaries } = await laidOut(state);
      return { home, url: (await adopt(home)) ?? (await start(home, binaries)) };
    },
    lockWait,
  );
}
