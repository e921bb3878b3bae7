/** A worker in a process of its own, to be killed: `node --import tsx worker.fixture.ts STATE LIBRARY`. Works once, over the queue of
 * `PERENNIAL_REDIS_URL` or this machine's own. */
import { heldLook } from './night.fixture.ts';
import { work } from './work.ts';

const [state = '', library = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort(new Error('Stopped.')));
await work({
  state,
  libraries: [library],
  mode: 'once',
  concurrency: 1,
  signal: stop.signal,
  say: (line) => process.stdout.write(`${line}\n`),
  env: process.env.PERENNIAL_REDIS_URL === undefined ? {} : { PERENNIAL_REDIS_URL: process.env.PERENNIAL_REDIS_URL },
  look: heldLook,
  lockMilliseconds: 2_000,
  backoff: 50,
});
