/** For tests: processes that write into a ledger and may be killed. */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './place.fixture.ts';

const writer = join(dirname(fileURLToPath(import.meta.url)), 'writer.fixture.ts');

export interface Writer {
  output: () => string;
  ended: Promise<void>;
  until: (word: string) => Promise<void>;
  kill: () => void;
}

export function startWriter(place: Place, ...args: string[]): Writer {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, JSON.stringify(place), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const waiting = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    for (const look of waiting) look();
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const until = (word: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (output.includes(word)) resolve();
      };
      waiting.add(look);
      look();
    });
  return { output: () => output, ended, until, kill: () => child.kill('SIGKILL') };
}
