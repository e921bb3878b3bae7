/**
 * Parsed structures kept from run to run, in one JSON file. A key holds the bytes of the lesson, its path, the prefix of
 * its ids and the parser itself, so that what comes out is what parsing would give. What a run did not ask for is dropped.
 */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceFile } from './lesson.ts';
import { sha256 } from './source.ts';
import type { FileStructure } from './structure.ts';

export interface StructureCache {
  get(file: SourceFile, owner: string): FileStructure | null;
  put(file: SourceFile, owner: string, structure: FileStructure): void;
  save(): void;
}

/** Hash over this folder's sources and the versions of the packages it parses with. */
function parserVersion(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const sources = readdirSync(here)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort();
  const packages = path.join(here, '../../package-lock.json');
  return sha256([...sources.map((name) => readFileSync(path.join(here, name), 'utf8')), readOr(packages, '')].join('\0'));
}

/** @param file where the structures are kept; a missing or damaged file counts as empty. */
export function openStructureCache(file: string): StructureCache {
  const version = parserVersion();
  const before = load(file, version);
  const now: Record<string, FileStructure> = {};
  let news = false;
  const keyOf = (source: SourceFile, owner: string): string =>
    sha256([source.path, owner, source.format, source.sha256].join('\0'));
  return {
    get(source, owner) {
      const key = keyOf(source, owner);
      const found = before[key] ?? null;
      if (found) now[key] = found;
      return found;
    },
    put(source, owner, structure) {
      now[keyOf(source, owner)] = structure;
      news = true;
    },
    save() {
      if (!news && Object.keys(now).length === Object.keys(before).length) return;
      try {
        writeFileSync(`${file}.${process.pid}.tmp`, JSON.stringify({ version, structures: now }));
        renameSync(`${file}.${process.pid}.tmp`, file);
      } catch {
        // A full or read-only disk costs the next run some time and nothing else.
      }
    },
  };
}

function load(file: string, version: string): Record<string, FileStructure> {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { version: string; structures: Record<string, FileStructure> };
    return kept.version === version ? kept.structures : {};
  } catch {
    // Absent or damaged: everything is parsed anew.
    return {};
  }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A copy without a lock file still has the sources to go by.
    return otherwise;
  }
}
