/** The libraries this machine's worker looks after: those that ever had a schedule set here. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { alone } from './sole.ts';

const Known = z.object({ version: z.literal(1), libraries: z.array(z.string()) });

/** Names a library in the queue: two of its runs never overlap. */
export function libraryKey(root: string): string {
  return createHash('sha256').update(root).digest('hex').slice(0, 12);
}

/** @returns absolute paths */
export function knownLibraries(state: string): string[] {
  const file = join(state, 'libraries.json');
  if (!existsSync(file)) return [];
  try {
    return Known.parse(JSON.parse(readFileSync(file, 'utf8'))).libraries;
  } catch (error) {
    throw new Error(`${file} is not a list of libraries any more: delete it, and set the schedules again.`, { cause: error });
  }
}

export async function rememberLibrary(state: string, root: string): Promise<void> {
  await alone(
    join(state, 'libraries.lock'),
    'Another Perennial is changing the list of libraries: run the command again.',
    async () => {
      const before = knownLibraries(state);
      if (before.includes(root)) return;
      mkdirSync(state, { recursive: true });
      const file = join(state, 'libraries.json');
      writeFileSync(`${file}.${process.pid}`, `${JSON.stringify({ version: 1, libraries: [...before, root] }, null, 2)}\n`);
      renameSync(`${file}.${process.pid}`, file);
    },
    5_000,
  );
}
