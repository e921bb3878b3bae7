/** A worker in a process of its own, to be killed: `node worker.fixture.js`, loaded ahead of the line on its standard input that says where.
 * Works once, over the Redis it is told of or this machine's own queue. */
import { createInterface } from 'node:readline';
import { heldLook } from './night.fixture.ts';
import { work } from './work.ts';

/** The line, as JSON. */
export interface Where {
  state: string;
  library: string;
  redis: string | null;
  /** Milliseconds after which its run is another's, once it is gone. */
  lock: number;
}

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort(new Error('Stopped.')));
const lines = createInterface({ input: process.stdin });
const line = await new Promise<string>((resolve) => {
  lines.once('line', resolve);
  lines.once('close', () => resolve(''));
});
lines.close();
process.stdin.destroy();
// Nobody is left to say where.
if (line === '') process.exit(0);
const { state, library, redis, lock } = JSON.parse(line) as Where;
await work({
  state,
  libraries: [library],
  mode: 'once',
  concurrency: 1,
  signal: stop.signal,
  say: (words) => process.stdout.write(`${words}\n`),
  env: redis === null ? {} : { PERENNIAL_REDIS_URL: redis },
  look: heldLook,
  lockMilliseconds: lock,
  backoff: 50,
  later: 300,
});
