/** Where worlds are lived one after the other: servers and a disk that no other lane's worlds touch, so that a kill there hurts nobody here. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServer, type TestServer, whyNoServer } from '../../tools/database/server.fixture.ts';
import type { QueueServerKind } from '../../tools/queue/servers.fixture.ts';
import type { Database } from './ground.ts';
import { type Nights, nightsOver } from './night.ts';

export interface Lane {
  /** For worlds with room. */
  folder: string;
  /** A disk that can be filled up; null where this user may not make one. */
  small: string | null;
  /** Started when the first world asks for it; null where Postgres cannot run here. */
  database(): Promise<Database | null>;
  nights: Nights[];
  close(): Promise<void>;
}

/** @param queues over which its nights are lived */
export async function openLane(folder: string, queues: readonly QueueServerKind[]): Promise<Lane> {
  mkdirSync(folder);
  // The servers run under accounts of their own.
  chmodSync(folder, 0o755);
  const small = mountSmall(join(folder, 'small'));
  let server: TestServer | null = null;
  let shared: Database | null = null;
  const database = async () => {
    if (server === null && whyNoServer() === null) {
      server = await startTestServer();
      shared = { url: await server.database(), kill: server.kill, start: server.start };
    }
    return shared;
  };
  const nights: Nights[] = [];
  const close = async () => {
    for (const one of nights) await one.end();
    await server?.close();
    if (small !== null) execFileSync('umount', ['-l', small]);
  };
  try {
    for (const [at, kind] of queues.entries()) nights.push(await nightsOver(kind, join(folder, `queue-${at}`)));
    return { folder, small, database, nights, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function mountSmall(folder: string): string | null {
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'none', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    return null;
  }
}
