/** `perennial eval lives`: change sets by the thousand through kills, races, wrong clocks and full disks; afterwards exactly one effect each. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestServer, type TestServer, whyNoServer } from '../../tools/database/server.fixture.ts';
import { openLedger } from '../../tools/ledger/sqlite.ts';
import type { Kind } from '../crash/library.ts';
import { copyLibrary } from '../crash/template.ts';
import { seeded } from '../random.ts';
import type { Suite, SuiteOptions } from '../suite.ts';
import { type Actor, startActor } from './actors.ts';
import type { Database, World } from './ground.ts';
import { deedAt, itemsPerFile, writeLives } from './library.ts';
import { type Nights, openNights } from './night.ts';
import { emptyTally, type Tally } from './tally.ts';
import { type Crew, live } from './world.ts';

export interface LivesResult {
  seed: number;
  tally: Tally;
  /** By world; each names the seed and the number, so that it can be lived again. */
  faults: string[];
  seconds: number;
  ended: 'all' | 'time' | 'stopped';
}

export interface LivesOptions extends Pick<SuiteOptions, 'log' | 'signal' | 'minutes'> {
  /** At least so many change sets. */
  lives: number;
  seed: number;
  /** Quizzes in a library, `itemsPerFile` change sets each; at most `mostFiles`. */
  files?: number;
  rounds?: number;
  /** Queue servers over which nights are lived at most. */
  queues?: number;
}

/** Lives at least `lives` change sets, unless time or the signal ends it before. */
export async function lives(options: LivesOptions): Promise<LivesResult> {
  const { seed, files = 24, rounds = 6, queues = 2, log } = options;
  const start = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'perennial-lives-'));
  // The servers run under accounts of their own.
  chmodSync(folder, 0o755);
  const crew = makeCrew();
  const result: LivesResult = { seed, tally: emptyTally(), faults: [], seconds: 0, ended: 'all' };
  const small = mountSmall(join(folder, 'small'));
  let server: TestServer | null = null;
  let nights: Nights[] = [];
  try {
    server = whyNoServer() === null ? await startTestServer() : null;
    const database = server && (await databaseOf(server));
    nights = await openNights(folder, queues);
    const templates = new Map<Kind, { root: string; faults: World['faults'] }>();
    for (const kind of ['folder', 'git'] as const) templates.set(kind, await template(folder, kind, files, crew));
    for (let number = 0; result.tally.lives < options.lives; number++) {
      if (options.signal?.aborted) result.ended = 'stopped';
      if (options.minutes !== undefined && performance.now() - start > options.minutes * 60_000) result.ended = 'time';
      if (result.ended !== 'all') break;
      // Each world draws from a seed of its own: one can be lived again without those before it.
      const random = seeded(seed + number * 7919);
      const kind: Kind = number % 2 === 0 ? 'folder' : 'git';
      // Every third lies in the database that machines share; of the others every second on a disk that fills up.
      const shared = number % 3 === 1 ? database : null;
      const disk = small !== null && shared === null && number % 4 === 0 ? 'small' : 'ample';
      const root = join(disk === 'small' && small !== null ? small : folder, `world-${number}`);
      const from = templates.get(kind);
      if (!from) throw new Error('The library of this kind was not made.');
      copyLibrary(from.root, root);
      const world = { root, kind, disk, database: shared, faults: from.faults, rounds } as const;
      // The night's worker keeps its libraries on this machine alone.
      const worker = shared === null ? (nights[number % Math.max(1, nights.length)] ?? null) : null;
      const faults = await live({ ...world, nights: worker }, crew, random, result.tally);
      for (const fault of faults) result.faults.push(`seed ${seed}, world ${number} (${kind}): ${fault}`);
      for (const fault of faults) log(`World ${number} (${kind}): ${fault}`);
      rmSync(root, { recursive: true, force: true });
      if (number % 10 === 9)
        log(`${result.tally.lives} of ${options.lives} lives, ${result.tally.kills} kills, ${result.faults.length} faults`);
    }
    result.seconds = (performance.now() - start) / 1000;
    return result;
  } finally {
    await crew.end();
    for (const one of nights) await one.end();
    await server?.close();
    if (small !== null) execFileSync('umount', ['-l', small]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function databaseOf(server: TestServer): Promise<Database> {
  return { url: await server.database(), kill: server.kill, start: server.start };
}

async function template(
  folder: string,
  kind: Kind,
  files: number,
  crew: Crew,
): Promise<{ root: string; faults: World['faults'] }> {
  const root = join(folder, `template-${kind}`);
  writeLives(root, files, kind);
  const actor = await crew.take();
  const told = await actor.obey({ verb: 'refresh', root, database: null, clock: 0 }, null, 'process');
  crew.give(actor);
  if (told.end !== 'done') throw new Error(`The library of the lives could not be looked at: ${told.fault}`);
  const ledger = openLedger(join(root, '.perennial', 'ledger.db'));
  const waiting = ledger.proposals({ statuses: ['pending'] }).map((record) => record.proposal);
  ledger.close();
  const faults: World['faults'] = new Map();
  for (const { id, edits } of waiting) {
    const [edit] = edits;
    if (!edit || edits.length !== 1) throw new Error(`The lives know no change set like ${id}.`);
    faults.set(id, { path: edit.path, deed: deedAt(edit.path, edit.start) });
  }
  if (faults.size !== files * itemsPerFile)
    throw new Error(`${files * itemsPerFile} faults were planted for the lives, ${faults.size} were found.`);
  return { root, faults };
}

function makeCrew(): Crew & { end(): Promise<void> } {
  const idle: Actor[] = [];
  const all = new Set<Actor>();
  const start = async () => {
    const actor = await startActor();
    all.add(actor);
    return actor;
  };
  return {
    take: async () => idle.pop() ?? start(),
    give(actor) {
      if (actor.alive() === 'alive') idle.push(actor);
      else all.delete(actor);
    },
    async end() {
      for (const actor of all) await actor.end();
    },
  };
}

/** A disk that can be filled; null where this user may not make one. */
function mountSmall(folder: string): string | null {
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'none', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    return null;
  }
}

/** Lines for people. */
export function livesTable({ seed, tally, faults, seconds, ended }: LivesResult): string[] {
  const { orders } = tally;
  return [
    `Seed ${seed}: ${tally.lives} lives of change sets in ${tally.worlds} libraries, ${Math.round(seconds)} s${ended === 'all' ? '' : ` (ended early: ${ended})`}.`,
    `  ${tally.shared} of the libraries over Postgres, which was killed ${tally.databaseKills} times; ${tally.nights} nights by a worker over a queue, the worker killed in ${tally.workerKills}, the queue's server in ${tally.queueKills}.`,
    `  ${orders.decide} times decided, ${orders.publish} published, ${orders.undo} taken back, ${orders.refresh} refreshed; ${tally.kills} killed in the middle.`,
    `  ${tally.doubleDecisions} decisions made by two at once, ${tally.parallelPublishers} times several publishers at once, ${tally.personEdits} edits by a person meanwhile, ${tally.wrongClocks} wrong clocks, ${tally.fullDisks} full disks.`,
    `  ${tally.publications} publications, ${tally.undone} undone, ${tally.forgeries} forgeries of a ledger, all looked for; ${tally.overwritten} files left out because a person saved over a publication.`,
    ...Object.entries(tally.ends).map(([words, times]) => `  ${times} × “${words} …”`),
    faults.length === 0
      ? 'None published twice, none lost, none unapproved, no file half-written or written over, every chain whole, every forgery found.'
      : `${faults.length} faults:\n${faults.join('\n')}`,
  ];
}

export const livesSuite: Suite = {
  name: 'lives',
  describe:
    'change sets through kills of programs, workers and servers, races, wrong clocks and full disks: exactly one effect each (--n lives, --seed, --minutes)',
  async run(options) {
    const result = await lives({
      lives: options.n ?? 10_000,
      seed: options.seed ?? 20260101,
      log: options.log,
      ...(options.minutes === undefined ? {} : { minutes: options.minutes }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    for (const line of livesTable(result)) options.log(line);
    const whole = result.faults.length === 0 && result.tally.lives > 0;
    return { verdict: whole ? 'measured' : 'failed', document: { suite: 'lives', ...result } };
  },
};
