/**
 * DuckDB in a private folder that is deleted at the end: opened when a response file is read, and only then loaded. It may read the one
 * file it is given, loads no extension and reaches no network.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

export type Row = Record<string, unknown>;

export interface Database {
  run(sql: string, values?: DuckDBValue[]): Promise<void>;
  /** All rows; for results that are known to be small. Counts come as numbers. */
  rows(sql: string, values?: DuckDBValue[]): Promise<Row[]>;
  /** Rows as they are worked out, some thousands at a time. */
  stream(sql: string): AsyncGenerator<Row[]>;
  /** Fills a table with rows of text, whole numbers and nulls in the order of its columns. */
  fill(table: string, rows: Iterable<(string | number | null)[]>): Promise<void>;
  close(): void;
}

export interface DatabaseOptions {
  /** Absolute paths it may read. */
  files: string[];
  /** Megabytes before it goes to disk. */
  memory?: number;
}

/** Tables of smaller files are kept in memory altogether. */
const smallFile = 64_000_000;

/** @throws where the platform has no build of DuckDB, in one sentence */
export async function openDatabase({ files, memory = 768 }: DatabaseOptions): Promise<Database> {
  const { DuckDBInstance } = await loaded();
  // Only its owner may enter a folder made by mkdtemp; what lies in it holds pseudonyms, never ids.
  const folder = mkdtempSync(join(tmpdir(), 'perennial-responses-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // A stop by signal or a fault elsewhere must not leave the folder behind.
  process.once('exit', remove);
  try {
    const small = files.every((file) => statSync(file).size < smallFile);
    const instance = await DuckDBInstance.create(small ? ':memory:' : join(folder, 'answers.duckdb'), {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      memory_limit: `${memory}MB`,
      temp_directory: join(folder, 'temp'),
      allow_community_extensions: 'false',
    });
    const connection = await instance.connect();
    const allowed = files
      .flatMap((file) => [file, literalPath(file)])
      .map((file) => `'${file.replaceAll("'", "''")}'`)
      .join(', ');
    await connection.run(`SET allowed_paths = [${allowed}]`);
    await connection.run(`SET allowed_directories = ['${folder.replaceAll("'", "''")}']`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    return database(connection, () => {
      connection.closeSync();
      instance.closeSync();
      process.off('exit', remove);
      remove();
    });
  } catch (error) {
    process.off('exit', remove);
    remove();
    throw error;
  }
}

/** A path that DuckDB takes as it stands: one with * or [ would be a pattern of several files. */
export function literalPath(path: string): string {
  return path.replace(/[*?[\]]/gu, (mark) => `[${mark}]`);
}

async function loaded(): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    throw new Error(
      `DuckDB, which reads response files, cannot be loaded on ${process.platform} ${process.arch} (${error instanceof Error ? error.message.split('\n')[0] : error}); run npm ci again, with optional packages.`,
    );
  }
}

function database(connection: DuckDBConnection, close: () => void): Database {
  return {
    async run(sql, values) {
      await connection.run(sql, values);
    },
    async rows(sql, values) {
      return (await connection.runAndReadAll(sql, values)).getRowObjectsJS().map(plain);
    },
    async *stream(sql) {
      const result = await connection.stream(sql);
      for await (const rows of result.yieldRowObjectJs()) yield rows.map(plain);
    },
    async fill(table, rows) {
      const appender = await connection.createAppender(table);
      for (const row of rows) {
        for (const value of row) {
          if (value === null) appender.appendNull();
          else if (typeof value === 'number') appender.appendInteger(value);
          else appender.appendVarchar(value);
        }
        appender.endRow();
      }
      appender.closeSync();
    },
    close,
  };
}

/** Counts come as BigInt; none here is beyond 2^53. */
function plain(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  );
}
