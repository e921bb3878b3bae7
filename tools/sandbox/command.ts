/** The command line of a sandbox process: what it may read, how much memory it gets, and whether there is a network around it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SampleLanguage } from './sandbox.ts';

export const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const parts = ['child.mjs', 'lockdown.mjs', 'python.mjs', 'session.py', 'javascript.mjs'];

/** Folders of the packages that the process may read, and nothing else. */
function readable(): string[] {
  const packages = ['pyodide', 'quickjs-emscripten-core', '@jitl/quickjs-wasmfile-release-sync', '@jitl/quickjs-ffi-types'];
  const folderOf = (name: string) => {
    const found = (require.resolve.paths(name) ?? []).map((folder) => join(folder, name, 'package.json'));
    for (const manifest of found) {
      try {
        readFileSync(manifest);
        return dirname(manifest);
      } catch {
        // Looked for in the next folder up.
      }
    }
    throw new Error(`The package ${name}, which runs code samples, is not installed; run npm ci.`);
  };
  return [here, ...packages.map(folderOf)];
}

/** @throws where a package the sandbox needs is not installed. */
export function versionOf(): string {
  const hash = createHash('sha256');
  for (const name of parts) hash.update(readFileSync(join(here, name)));
  for (const folder of readable().slice(1)) hash.update(readFileSync(join(folder, 'package.json')));
  return hash.digest('hex').slice(0, 16);
}

let namespaces: boolean | null = null;

/** Can this system give a process a network namespace of its own, with nothing in it? Linux, where users may make namespaces. */
function canLeaveNetwork(): boolean {
  namespaces ??= process.platform === 'linux' && spawnSync('unshare', ['-r', '-n', 'true'], { stdio: 'ignore' }).status === 0;
  return namespaces;
}

/** @param megabytes of WebAssembly memory an interpreter may have */
export function commandOf(language: SampleLanguage, megabytes: number): { file: string; args: string[] } {
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const args = [
    '--no-warnings',
    permission,
    ...readable().map((folder) => `--allow-fs-read=${folder}/*`),
    '--disallow-code-generation-from-strings',
    `--wasm-max-mem-pages=${megabytes * 16}`,
    // Most of an interpreter is never used: compiling what is called halves the start.
    '--wasm-lazy-compilation',
    '--max-old-space-size=256',
    join(here, 'child.mjs'),
    language,
  ];
  return canLeaveNetwork()
    ? { file: 'unshare', args: ['-r', '-n', '--', process.execPath, ...args] }
    : { file: process.execPath, args };
}
