/** `perennial doctor`: is everything there that a run needs, and is the ledger whole? */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { openBrowser } from '../../tools/browser/launch.ts';
import { schemaVersion } from '../../tools/ledger/migrate.ts';
import { ledgerHeads } from '../../tools/publish/heads.ts';
import { stateFolder } from '../../tools/queue/place.ts';
import { CommandFault, sentenceOf } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { databaseCheckup, queueCheckup, scheduleCheckup } from '../nightly/checkups.ts';
import type { Workspace } from '../workspace.ts';
import { type CommonOptions, startVerb, withWorkspace } from './verb.ts';

interface Checkup {
  name: string;
  state: 'good' | 'note' | 'bad';
  says: string;
}

const lowDisk = 500_000_000;

async function attempt(name: string, look: () => Promise<Omit<Checkup, 'name'>>): Promise<Checkup> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return { name, state: 'bad', says: sentenceOf(error) };
  }
}

function checkups(workspace: Workspace): Promise<Checkup>[] {
  return [
    attempt('Node.js', async () => ({ state: 'good', says: process.version })),
    attempt('ledger', async () => {
      const anchors = await ledgerHeads(workspace.root, workspace.ledger.id);
      const report = workspace.ledger.verify(anchors);
      if (report.brokenAt)
        return {
          state: 'bad',
          says: `the chain is broken at event ${report.brokenAt.seq}: ${report.brokenAt.why}. Restore .perennial/ledger.db from a backup.`,
        };
      const says = `${report.events} events, chain whole, ${anchors.length} commit heads on it, schema ${schemaVersion}`;
      return { state: 'good', says };
    }),
    attempt('unfinished publications', async () => {
      const open = workspace.ledger.publications({ states: ['intended', 'undo-intended'] });
      return open.length === 0
        ? { state: 'good', says: 'none' }
        : { state: 'note', says: `${open.map((one) => one.id).join(', ')}: \`perennial publish\` finishes them` };
    }),
    attempt('browser', async () => {
      const browser = await openBrowser({});
      try {
        return { state: 'good', says: `${await browser.version()} (${browser.facts.origin}, sandbox ${browser.facts.sandbox})` };
      } finally {
        await browser.close();
      }
    }),
    attempt('vectors', async () => {
      const vectors = await workspace.vectors();
      const [vector = []] = await vectors.embed(['A short text to see that embedding works.']);
      return { state: 'good', says: `${vectors.embedding}, ${vector.length} dimensions` };
    }),
    attempt('models', async () => {
      const models = await workspace.models();
      return models.available
        ? { state: 'good', says: `${workspace.config.models.small}, ${workspace.config.models.large}` }
        : {
            state: 'note',
            says: 'none set; rules, retrieval and statistics do the work (OPENAI_API_KEY or OPENAI_BASE_URL sets one)',
          };
    }),
    attempt('facts', async () => {
      const facts = await workspace.facts();
      return { state: 'good', says: `${facts.products().length} products, ${facts.retirements().length} closed services` };
    }),
    attempt('database', () => databaseCheckup(workspace.root, process.env)),
    attempt('queue', () => queueCheckup(process.env)),
    attempt('schedules', () => scheduleCheckup(workspace.root, process.env)),
    attempt('git', async () => ({ state: 'good', says: execFileSync('git', ['--version'], { encoding: 'utf8' }).trim() })),
    attempt('disk', async () => diskOf(workspace.own)),
    ...(isElsewhere(stateFolder(), workspace.own) ? [attempt('disk of the queue', async () => diskOf(stateFolder()))] : []),
  ];
}

function diskOf(folder: string): Omit<Checkup, 'name'> {
  accessSync(folder, constants.W_OK);
  const stats = statfsSync(folder);
  const free = stats.bavail * stats.bsize;
  const says = `${(free / 1e9).toFixed(1)} GB free`;
  return free < lowDisk ? { state: 'bad', says: `${says}: make room before the next run` } : { state: 'good', says };
}

/** There, and on another disk. */
const isElsewhere = (folder: string, than: string) => existsSync(folder) && statSync(folder).dev !== statSync(than).dev;

export async function doctorVerb(flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  await withWorkspace(verb, async (workspace) => {
    const results = await Promise.all(checkups(workspace));
    const marks = { good: terminal.green('✓'), note: terminal.yellow('·'), bad: terminal.red('✗') };
    for (const one of results) terminal.say(`${marks[one.state]} ${one.name}: ${printable(one.says)}`);
    if (verb.json === 'json') terminal.document({ checks: results });
    const bad = results.filter((one) => one.state === 'bad');
    if (bad.length > 0) throw new CommandFault(1, `Not well: ${bad.map((one) => one.name).join(', ')}.`);
  });
}
