/**
 * A large configuration, as it was read the last time: YAML of a thousand courses takes longer to parse than its library takes to walk.
 * It is kept by its bytes and by the program that read it, so that what comes out is what reading would give.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { configFile, type LoadedConfig, loadConfig } from './load.ts';
import type { Config } from './schema.ts';

interface Kept {
  key: string;
  config: Config;
}

let reader: string | null = null;

/** Hash over this folder's sources and the versions of the packages it parses with. */
function readerVersion(): string {
  if (reader !== null) return reader;
  const here = path.dirname(fileURLToPath(import.meta.url));
  const hash = createHash('sha256').update(readFileSync(path.join(here, '../../package.json')));
  for (const name of readdirSync(here).sort())
    if (/(?<!\.test)\.ts$/u.test(name)) hash.update(readFileSync(path.join(here, name)));
  reader = hash.digest('hex');
  return reader;
}

/**
 * @param kept file of an earlier reading; an absent or damaged one costs time only
 * @returns as `loadConfig`; `keep` is the text to keep in that file, null where it holds it already or there is no configuration
 * @throws ConfigError as `loadConfig`
 */
export function loadKeptConfig(root: string, kept: string): LoadedConfig & { keep: string | null } {
  const file = path.join(root, configFile);
  const bytes = bytesOf(file);
  if (bytes === null) return { ...loadConfig(root), keep: null };
  const key = createHash('sha256').update(readerVersion()).update(bytes).digest('hex');
  const before = keptIn(kept);
  if (before?.key === key) return { config: before.config, path: file, keep: null };
  const { config } = loadConfig(root);
  return { config, path: file, keep: JSON.stringify({ key, config } satisfies Kept) };
}

/** Whatever is wrong with it, `loadConfig` says it. */
function bytesOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

function keptIn(file: string): Kept | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return null;
  }
}
