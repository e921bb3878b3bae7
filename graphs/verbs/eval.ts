/** `perennial eval`: Perennial measured against what is known. */
import { resolve } from 'node:path';
import { runSuite, suites } from '../../evals/suites.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { evalDoors } from '../eval-doors.ts';
import { progressLine } from './refresh.ts';
import { type CommonOptions, startVerb } from './verb.ts';

export interface EvalFlags extends CommonOptions {
  data?: string;
  n?: number;
  seed?: number;
  minutes?: number;
}

export async function evalVerb(name: string | undefined, flags: EvalFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  if (name === undefined) {
    for (const suite of suites) terminal.say(`${suite.name.padEnd(10)} ${suite.describe}`);
    if (verb.json === 'json') terminal.document({ suites: suites.map(({ name: one, describe }) => ({ name: one, describe })) });
    return;
  }
  const doors = evalDoors(verb.signal, (progress) =>
    terminal.progress(progressLine(progress), progress.total ? progress.done / progress.total : 0),
  );
  const result = await runSuite(
    name,
    {
      ...(flags.data === undefined ? {} : { dataDir: resolve(flags.data) }),
      ...(flags.n === undefined ? {} : { n: flags.n }),
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      ...(flags.minutes === undefined ? {} : { minutes: flags.minutes }),
      signal: verb.signal,
      json: verb.json === 'json',
      log: (line) => terminal.say(line),
    },
    doors,
  );
  if (verb.json === 'json') terminal.document(result.document);
  if (result.verdict === 'failed') throw new CommandFault(1, `The suite "${name}" did not reach its bar; see above.`);
}
