/** `perennial worker`: runs what the schedules ask for. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { stateFolder } from '../../tools/queue/place.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { tellMorning } from '../nightly/morning.ts';
import { work } from '../nightly/work.ts';
import { type CommonOptions, startVerb } from './verb.ts';

export interface WorkerFlags extends CommonOptions {
  concurrency?: number;
  once?: boolean;
  metricsPort?: number;
  webhook?: number;
  remote?: string[];
}

export async function workerVerb(flags: WorkerFlags): Promise<void> {
  const verb = startVerb(flags);
  const concurrency = flags.concurrency ?? 1;
  if (concurrency < 1) throw new CommandFault(1, '--concurrency takes a number of libraries, at least 1.');
  if (flags.library !== undefined && !existsSync(flags.library))
    throw new CommandFault(1, `There is no folder ${flags.library}.`);
  const secret = process.env.PERENNIAL_WEBHOOK_SECRET;
  if (flags.webhook !== undefined && !secret)
    throw new CommandFault(
      1,
      '--webhook needs the secret both sides sign with: set PERENNIAL_WEBHOOK_SECRET (openssl rand -hex 32 makes one).',
    );
  const say = (line: string) => verb.terminal.say(printable(line));
  const worked = await work({
    state: stateFolder(),
    libraries: flags.library === undefined ? [] : [resolve(flags.library)],
    mode: flags.once ? 'once' : 'until-stopped',
    concurrency,
    signal: verb.signal,
    say,
    onLived: (rota, record, report) => tellMorning(rota, record, report, process.env),
    ...(flags.remote === undefined ? {} : { remotes: flags.remote }),
    ...(flags.webhook === undefined || !secret ? {} : { webhook: { port: flags.webhook, secret } }),
    ...(flags.metricsPort === undefined ? {} : { metricsPort: flags.metricsPort }),
    ...(verb.verbose ? { log: say } : {}),
  });
  if (flags.once && worked.lived.length + worked.leftToOthers.length === 0 && !verb.signal.aborted) say('Nothing is due.');
  if (verb.json === 'json') verb.terminal.document(worked);
  const failed = worked.lived.filter((one) => one.result === 'failed');
  if (flags.once && failed.length > 0)
    throw new CommandFault(1, `Failed: ${failed.map((one) => one.library).join(', ')}; see above.`);
}
