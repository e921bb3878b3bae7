/** A worker of the lives, until it is killed: `worker.ts STATE`, over the queue of the environment or this machine's own. */
import { work } from '../../graphs/nightly/work.ts';

// Nobody is left to kill it.
process.once('disconnect', () => process.exit(1));
const [state = ''] = process.argv.slice(2);
await work({
  state,
  libraries: [],
  mode: 'until-stopped',
  concurrency: 1,
  signal: new AbortController().signal,
  say(line) {
    process.stdout.write(`${line}\n`);
    if (line.startsWith('Working on')) process.send?.({ ready: true });
  },
  env: process.env.PERENNIAL_REDIS_URL === undefined ? {} : { PERENNIAL_REDIS_URL: process.env.PERENNIAL_REDIS_URL },
  // A worker that was killed is missed soon; one that is only slow, on a machine with much to do, is not.
  lockMilliseconds: 5_000,
  backoff: 100,
  later: 200,
  lookEvery: 500,
});
