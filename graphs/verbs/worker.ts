/** `perennial worker`: runs what the schedules ask for. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { stateFolder } from '../../tools/queue/place.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { work } from '../nightly/work.ts';
import { type CommonOptions, startVerb } from './verb.ts';

export interface WorkerFlags extends CommonOptions {
  concurrency?: number;
  once?: boolean;
  metricsPort?: number;
}

export async function workerVerb(flags: WorkerFlags): Promise<void> {
  const verb = startVerb(flags);
  const concurrency = flags.concurrency ?? 1;
  if (concurrency < 1) throw new CommandFault(1, '--concurrency takes a number of libraries, at least 1.');
  if (flags.library !== undefined && !existsSync(flags.library))
    throw new CommandFault(1, `There is no folder ${flags.library}.`);
  const say = (line: string) => verb.terminal.say(printable(line));
  const worked = await work({
    state: stateFolder(),
    libraries: flags.library === undefined ? [] : [resolve(flags.library)],
    mode: flags.once ? 'once' : 'until-stopped',
    concurrency,
    signal: verb.signal,
    say,
    ...(flags.metricsPort === undefined ? {} : { metricsPort: flags.metricsPort }),
    ...(verb.verbose ? { log: say } : {}),
  });
  if (flags.once && worked.lived.length + worked.leftToOthers.length === 0 && !verb.signal.aborted) say('Nothing is due.');
  if (verb.json === 'json') verb.terminal.document(worked);
  const failed = worked.lived.filter((one) => one.result === 'failed');
  if (flags.once && failed.length > 0)
    throw new CommandFault(1, `Failed: ${failed.map((one) => one.library).join(', ')}; see above.`);
}
