/** `perennial schedule set | list | remove`: when a library is refreshed by itself. */
import { existsSync } from 'node:fs';
import { loadConfig } from '../../tools/config/load.ts';
import { excludeFromGit } from '../../tools/publish/exclude.ts';
import { assertWhen, localTime } from '../../tools/queue/cron.ts';
import { knownLibraries, rememberLibrary } from '../../tools/queue/libraries.ts';
import { stateFolder } from '../../tools/queue/place.ts';
import { assertName, type Schedule } from '../../tools/queue/schedules.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { type Listed, listed } from '../nightly/listed.ts';
import { lineOf } from '../nightly/record.ts';
import { openRotas, type Rota } from '../nightly/rota.ts';
import { type CommonOptions, startVerb, type Verb } from './verb.ts';

function tell(verb: Verb, one: Listed): void {
  const { terminal } = verb;
  terminal.say(`${terminal.bold(one.name)}  ${one.cron}  ${one.tz}`);
  if (one.fault !== null) terminal.say(terminal.yellow(`  never runs: ${printable(one.fault)}`));
  else terminal.say(`  next: ${one.next.map((at) => localTime(new Date(at), one.tz)).join('; ')}`);
  if (one.missed !== null)
    terminal.say(terminal.yellow(`  missed: ${localTime(new Date(one.missed), one.tz)}; a worker catches it up once it runs`));
  terminal.say(`  last: ${one.last === null ? 'not run yet' : printable(lineOf(one.last))}`);
}

async function withRota<T>(folder: string, work: (rota: Rota) => Promise<T>): Promise<T> {
  const rotas = openRotas();
  try {
    return await work(await rotas.of(folder));
  } finally {
    rotas.close();
  }
}

const zoneHere = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @throws CommandFault where the folder is no library */
function assertLibrary(folder: string): void {
  if (!existsSync(folder)) throw new CommandFault(1, `There is no folder ${folder}.`);
  // A config that cannot be read is told now, not in the middle of the night.
  loadConfig(folder);
}

export async function setVerb(name: string, cron: string, flags: CommonOptions & { tz?: string }): Promise<void> {
  const verb = startVerb(flags);
  const schedule: Schedule = { name, cron: cron.trim(), tz: flags.tz ?? zoneHere(), setAt: new Date().toISOString() };
  assertName(name);
  assertWhen(schedule);
  assertLibrary(verb.folder);
  await excludeFromGit(verb.folder);
  const one = await withRota(verb.folder, async (rota) => {
    await rota.set(schedule);
    await rememberLibrary(stateFolder(), verb.folder);
    return listed(rota, new Date()).find((each) => each.name === name);
  });
  if (one) tell(verb, one);
  verb.terminal.say('A worker runs it: npm run -s perennial -- worker (or worker --once, from cron).');
  if (verb.json === 'json') verb.terminal.document({ schedule: one });
}

export async function listVerb(flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags);
  const schedules = await withRota(verb.folder, async (rota) => listed(rota, new Date()));
  if (schedules.length === 0) {
    const elsewhere = knownLibraries(stateFolder()).filter((one) => one !== verb.folder);
    verb.terminal.say('No schedule is set for this library. Set one with: perennial schedule set nightly "0 2 * * *"');
    for (const library of elsewhere) verb.terminal.say(`Others on this machine: --library ${library}`);
  }
  for (const one of schedules) tell(verb, one);
  if (verb.json === 'json') verb.terminal.document({ schedules });
}

export async function removeVerb(name: string, flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags);
  await withRota(verb.folder, (rota) => rota.remove(name));
  verb.terminal.say(`Removed: ${printable(name)}. Its reports and the history of its runs stay.`);
  if (verb.json === 'json') verb.terminal.document({ removed: name });
}
