/** What is known already, in one small SQLite file: vectors by text, what each collection holds, answers to queries. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { latest } from '../cache/latest.ts';
import type { VectorHit } from './vectors.ts';

export function sha256(...parts: string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

export interface Manifest {
  /** Hash over all documents; null while a change is under way, so that a crash half-way shows. */
  hash: string | null;
  /** Document id to hash of its text and metadata. */
  members: Map<string, string>;
}

export interface VectorStore {
  vectors(embedding: string, texts: string[]): Map<string, number[]>;
  keepVectors(embedding: string, vectors: Map<string, number[]>): void;
  manifest(collection: string): Manifest | null;
  keepManifest(collection: string, manifest: Manifest): void;
  answer(collection: string, manifest: string, query: string): VectorHit[] | null;
  keepAnswer(collection: string, manifest: string, query: string, hits: VectorHit[]): void;
  close(): void;
}

const mostManifests = 16;

const schema = `
  CREATE TABLE IF NOT EXISTS vector (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS manifest (collection TEXT PRIMARY KEY, hash TEXT, members TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS answer (collection TEXT NOT NULL, manifest TEXT NOT NULL, query TEXT NOT NULL, hits TEXT NOT NULL,
    PRIMARY KEY (collection, manifest, query));
`;

/**
 * Opens (and makes) the file `embeddings.sqlite` under `dir`; several processes may have it open at once.
 * Throws where the folder cannot be written.
 */
export function openVectorStore(dir: string): VectorStore {
  mkdirSync(dir, { recursive: true });
  const db = new Database(join(dir, 'embeddings.sqlite'));
  db.pragma('busy_timeout = 10000');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(schema);
  const readVector = db.prepare('SELECT value FROM vector WHERE key = ?');
  const writeVector = db.prepare('INSERT OR IGNORE INTO vector (key, value) VALUES (?, ?)');
  const readHash = db.prepare('SELECT hash FROM manifest WHERE collection = ?');
  const readMembers = db.prepare('SELECT members FROM manifest WHERE collection = ?');
  /** As read before; good while the hash in the file is the same. The members of a large collection take long to read. */
  const manifests = latest<string, Manifest>(mostManifests);

  return {
    vectors(embedding, texts) {
      const found = new Map<string, number[]>();
      for (const text of texts) {
        const row = readVector.get(sha256(embedding, text)) as { value: Buffer } | undefined;
        if (row) found.set(text, fromBytes(row.value));
      }
      return found;
    },
    keepVectors(embedding, vectors) {
      db.transaction(() => {
        for (const [text, vector] of vectors) writeVector.run(sha256(embedding, text), toBytes(vector));
      })();
    },
    manifest(collection) {
      const row = readHash.get(collection) as { hash: string | null } | undefined;
      if (!row) return null;
      const known = manifests.get(collection);
      if (known && known.hash !== null && known.hash === row.hash) return known;
      const members = (readMembers.get(collection) as { members: string }).members;
      const manifest = { hash: row.hash, members: new Map(JSON.parse(members) as [string, string][]) };
      manifests.set(collection, manifest);
      return manifest;
    },
    keepManifest(collection, manifest) {
      const members = JSON.stringify([...manifest.members]);
      db.transaction(() => {
        db.prepare('INSERT OR REPLACE INTO manifest (collection, hash, members) VALUES (?, ?, ?)').run(
          collection,
          manifest.hash,
          members,
        );
        db.prepare('DELETE FROM answer WHERE collection = ? AND manifest IS NOT ?').run(collection, manifest.hash);
      })();
    },
    answer(collection, manifest, query) {
      const row = db
        .prepare('SELECT hits FROM answer WHERE collection = ? AND manifest = ? AND query = ?')
        .get(collection, manifest, query) as { hits: string } | undefined;
      return row ? (JSON.parse(row.hits) as VectorHit[]) : null;
    },
    keepAnswer(collection, manifest, query, hits) {
      db.prepare('INSERT OR REPLACE INTO answer (collection, manifest, query, hits) VALUES (?, ?, ?, ?)').run(
        collection,
        manifest,
        query,
        JSON.stringify(hits),
      );
    },
    close() {
      db.close();
    },
  };
}

export function toBytes(vector: number[]): Buffer {
  return Buffer.from(Float32Array.from(vector).buffer);
}

/** Rounds as the embedders do, so that a vector read back equals the one first computed. */
export function fromBytes(bytes: Buffer): number[] {
  const copy = new Uint8Array(bytes);
  return Array.from(new Float32Array(copy.buffer), (value) => Math.round(value * 1e5) / 1e5);
}
