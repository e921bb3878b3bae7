/** A worker of another machine, in a process of its own: `node --import tsx machine.fixture.ts STATE REMOTE`. Works once. */
import { work } from './work.ts';

const [state = '', remote = ''] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort(new Error('Stopped.')));
const worked = await work({
  state,
  libraries: [],
  remotes: [remote],
  mode: 'once',
  concurrency: 1,
  signal: stop.signal,
  say: (line) => process.stderr.write(`${line}\n`),
  lockMilliseconds: 5_000,
  backoff: 50,
  later: 300,
});
process.stdout.write(`${JSON.stringify(worked)}\n`);
