/** `perennial watch`: a changed file starts a refresh of what changed. */
import { existsSync } from 'node:fs';
import { loadConfig } from '../../tools/config/load.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { watchLibrary } from '../nightly/watching.ts';
import { type CommonOptions, startVerb } from './verb.ts';

export async function watchVerb(dir: string | undefined, flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags, dir);
  if (!existsSync(verb.folder)) throw new CommandFault(1, `There is no folder ${verb.folder}.`);
  loadConfig(verb.folder);
  const say = (line: string) => verb.terminal.say(printable(line));
  const { runs } = await watchLibrary({
    root: verb.folder,
    tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
    signal: verb.signal,
    say,
    onReady: () => say(`Watching ${verb.folder}: a changed file starts a refresh of what changed. Ctrl-C ends it.`),
    ...(verb.verbose ? { log: say } : {}),
  });
  say(`Stopped watching after ${runs === 1 ? '1 run' : `${runs} runs`}.`);
  if (verb.json === 'json') verb.terminal.document({ runs });
}
