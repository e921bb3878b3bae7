/** For a file of tests: one Postgres, started before them and stopped after them, where this machine can run one. */
import { afterAll, beforeAll } from 'vitest';
import { startTestServer, type TestServer, whyNoServer } from './server.fixture.ts';

export interface TestDatabase {
  /** Why there is none here; null where there is. */
  readonly cannot: string | null;
  /** Address of an empty database that the file's tests share. @throws Error before the tests, or where there is none */
  url(): string;
  /** @throws Error before the tests, or where there is none */
  server(): TestServer;
}

/** Called at the top of a test file. */
export function testDatabase(): TestDatabase {
  const cannot = whyNoServer();
  if (cannot !== null) process.stderr.write(`Skipped, what lies in Postgres: ${cannot}\n`);
  let server: TestServer | null = null;
  let url = '';
  const there = (): TestServer => {
    if (server === null) throw new Error(cannot ?? 'The database is started before the tests.');
    return server;
  };
  beforeAll(async () => {
    if (cannot !== null) return;
    server = await startTestServer();
    url = await server.database();
  });
  afterAll(() => server?.close());
  return {
    cannot,
    server: there,
    url() {
      there();
      return url;
    },
  };
}
