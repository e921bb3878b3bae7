/**
 * Parsed structures kept from run to run, one row a file. A key holds the bytes of the lesson, its path, the prefix of
 * its ids and the parser itself, so that what comes out is what parsing would give. What a run with news did not ask for is dropped.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { SourceFile } from './lesson.ts';
import { sha256 } from './source.ts';
import type { FileStructure } from './structure.ts';

/** What a structure is kept by. */
export type FileKey = Pick<SourceFile, 'path' | 'format' | 'sha256'>;
export type FileHeading = Pick<FileStructure, 'title' | 'language'>;

export interface StructureCache {
  /** Null where it is not kept, or was closed. */
  get(file: FileKey, owner: string): FileStructure | null;
  /** What a file calls itself, without the rest of its structure. */
  heading(file: FileKey, owner: string): FileHeading | null;
  put(file: FileKey, owner: string, structure: FileStructure): void;
  /** Anything else that was parsed, by what it was made of. */
  other<T>(parts: readonly unknown[], make: () => T): T;
  /** Ends one reading of the library. */
  save(): void;
  close(): void;
}

/** Structures written at once. */
const batch = 100;

/** Hash over this folder's sources and the versions of the packages it parses with. */
function parserVersion(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const sources = readdirSync(here)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .sort();
  const packages = path.join(here, '../../package-lock.json');
  return sha256([...sources.map((name) => readFileSync(path.join(here, name), 'utf8')), readOr(packages, '')].join('\0'));
}

let version: string | null = null;

/** @param file SQLite file the structures are kept in; a missing or damaged one counts as empty, and costs time only. */
export function openStructureCache(file: string): StructureCache {
  version ??= parserVersion();
  let db = openOrNull(file, version);
  const waiting = new Map<string, FileHeading>();
  let headings: Map<string, FileHeading> | null = null;
  const asked = new Set<string>();
  let news = false;
  const keyOf = (source: FileKey, owner: string): string => sha256([source.path, owner, source.format, source.sha256].join('\0'));
  /** A full, read-only or damaged disk costs the next run some time and nothing else. */
  const tried = <T>(work: (open: Database.Database) => T, otherwise: T): T => {
    try {
      return db ? work(db) : otherwise;
    } catch {
      db = null;
      return otherwise;
    }
  };
  const flush = (): void => {
    if (waiting.size === 0) return;
    tried((open) => {
      const insert = open.prepare('INSERT OR REPLACE INTO structure (key, title, language, body) VALUES (?, ?, ?, ?)');
      open.exec('BEGIN IMMEDIATE');
      for (const [key, one] of waiting) insert.run(key, one.title ?? null, one.language ?? null, JSON.stringify(one));
      open.exec('COMMIT');
    }, undefined);
    waiting.clear();
  };
  const known = (): Map<string, FileHeading> => {
    headings ??= tried((open) => {
      const rows = open.prepare('SELECT key, title, language FROM structure INDEXED BY structure_title').all() as ({
        key: string;
      } & FileHeading)[];
      return new Map(rows.map(({ key, title, language }) => [key, { title, language }]));
    }, new Map<string, FileHeading>());
    return headings;
  };
  return {
    get(source, owner) {
      const key = keyOf(source, owner);
      asked.add(key);
      const fresh = waiting.get(key);
      if (fresh) return fresh as FileStructure;
      const row = tried((open) => open.prepare('SELECT body FROM structure WHERE key = ?').get(key), undefined);
      return row ? (JSON.parse((row as { body: string }).body) as FileStructure) : null;
    },
    heading(source, owner) {
      const key = keyOf(source, owner);
      const found = known().get(key) ?? null;
      if (found) asked.add(key);
      return found;
    },
    put(source, owner, structure) {
      const key = keyOf(source, owner);
      asked.add(key);
      waiting.set(key, structure);
      known().set(key, { title: structure.title, language: structure.language });
      news = true;
      if (waiting.size >= batch) flush();
    },
    other<T>(parts: readonly unknown[], make: () => T): T {
      const key = sha256(JSON.stringify(parts));
      asked.add(key);
      const row = tried((open) => open.prepare('SELECT body FROM structure WHERE key = ?').get(key), undefined);
      if (row) return JSON.parse((row as { body: string }).body) as T;
      const made = make();
      waiting.set(key, made as FileHeading);
      known().set(key, { title: null, language: null });
      news = true;
      if (waiting.size >= batch) flush();
      return made;
    },
    save() {
      flush();
      const unasked = [...known().keys()].filter((key) => !asked.has(key));
      if (news && unasked.length > 0) {
        tried((open) => {
          const drop = open.prepare('DELETE FROM structure WHERE key = ?');
          open.exec('BEGIN IMMEDIATE');
          for (const key of unasked) drop.run(key);
          open.exec('COMMIT');
        }, undefined);
      }
      headings = null;
      asked.clear();
      news = false;
    },
    close() {
      db?.close();
      db = null;
    },
  };
}

/** Null where it can neither be read nor made anew. */
function openOrNull(file: string, wanted: string): Database.Database | null {
  try {
    return openMade(file, wanted);
  } catch (error) {
    if (!/not a database|malformed/iu.test(String(error))) return null;
  }
  try {
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    return openMade(file, wanted);
  } catch {
    return null;
  }
}

function openMade(file: string, wanted: string): Database.Database {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('busy_timeout = 5000');
    db.exec('CREATE TABLE IF NOT EXISTS parser (version TEXT NOT NULL)');
    const made = db.prepare('SELECT version FROM parser').get() as { version: string } | undefined;
    if (made?.version !== wanted) {
      db.exec('BEGIN IMMEDIATE');
      db.exec('DROP TABLE IF EXISTS structure');
      db.exec('DELETE FROM parser');
      db.prepare('INSERT INTO parser (version) VALUES (?)').run(wanted);
      db.exec('CREATE TABLE structure (key TEXT PRIMARY KEY, title TEXT, language TEXT, body TEXT NOT NULL)');
      // Titles of a large library are read without its texts.
      db.exec('CREATE INDEX structure_title ON structure (key, title, language)');
      db.exec('COMMIT');
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
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
