/** `perennial eval lives`: change sets by the thousand through kills, races, wrong clocks and full disks; afterwards exactly one effect each. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import type { Kind } from '../crash/library.ts';
import { copyLibrary } from '../crash/template.ts';
import type { Suite, SuiteOptions } from '../suite.ts';
import { type Crew, openCrew } from './crew.ts';
import { type Lane, openLane } from './lane.ts';
import { itemsPerFile } from './library.ts';
import { queuesOfNights } from './night.ts';
import { emptyTally, type Tally } from './tally.ts';
import { makeTemplate, type Template } from './template.ts';
import { live } from './world.ts';

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
  /** Worlds at once. */
  lanes?: number;
}

/** Lives at least `lives` change sets, unless time or the signal ends it before. */
export async function lives(options: LivesOptions): Promise<LivesResult> {
  const { seed, files = 48, rounds = 6, queues = 2, lanes: abreast = 2 } = options;
  const start = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'perennial-lives-'));
  chmodSync(folder, 0o755);
  const crew = openCrew();
  const result: LivesResult = { seed, tally: emptyTally(), faults: [], seconds: 0, ended: 'all' };
  const lanes: Lane[] = [];
  try {
    const kinds = queuesOfNights(queues);
    const opening = Array.from({ length: abreast }, async (_, at) => {
      lanes[at] = await openLane(
        join(folder, `lane-${at}`),
        kinds.filter((_, index) => index % abreast === at),
      );
    });
    const making = [makeTemplate(folder, 'folder', files, crew), makeTemplate(folder, 'git', files, crew)] as const;
    // What still starts where another part failed is closed all the same.
    await Promise.allSettled([...opening, ...making]);
    await Promise.all(opening);
    const templates: Record<Kind, Template> = { folder: await making[0], git: await making[1] };
    const worlds = Math.ceil(options.lives / (files * itemsPerFile));
    const late = () => options.minutes !== undefined && performance.now() - start > options.minutes * 60_000;
    // Which lane a world is lived in is part of its number: lived again, it meets the same servers.
    const liveIn = async (lane: Lane, at: number) => {
      for (let number = at; number < worlds && result.ended === 'all'; number += lanes.length) {
        if (options.signal?.aborted) result.ended = 'stopped';
        else if (late()) result.ended = 'time';
        else await oneWorld(number, lane, templates, crew, rounds, result, options);
      }
    };
    await Promise.all(lanes.map(liveIn));
    result.seconds = (performance.now() - start) / 1000;
    return result;
  } finally {
    await crew.end();
    for (const lane of lanes) await lane?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneWorld(
  number: number,
  lane: Lane,
  templates: Record<Kind, Template>,
  crew: Crew,
  rounds: number,
  { seed, tally, faults }: LivesResult,
  { lives: wanted, log }: LivesOptions,
): Promise<void> {
  // Each world draws from a seed of its own: one can be lived again without those before it.
  const random = seeded(seed + number * 7919);
  const kind: Kind = number % 4 === 0 || number % 4 === 3 ? 'folder' : 'git';
  // Every third lies in the database that machines share; of the others every second on a disk that fills up.
  const database = number % 3 === 1 ? await lane.database() : null;
  const small = database === null && number % 4 < 2 ? lane.small : null;
  const root = join(small ?? lane.folder, `world-${number}`);
  // The night's worker keeps its libraries on this machine alone.
  const nights = database === null ? (lane.nights[Math.floor(number / 2) % Math.max(1, lane.nights.length)] ?? null) : null;
  const tell = (fault: string) => {
    faults.push(`seed ${seed}, world ${number} (${kind}): ${fault}`);
    log(`World ${number} (${kind}): ${fault}`);
  };
  try {
    copyLibrary(templates[kind].root, root);
    const disk = small === null ? 'ample' : 'small';
    const world = { root, kind, disk, database, nights, faults: templates[kind].faults, rounds } as const;
    for (const fault of await live(world, crew, random, tally)) tell(fault);
  } catch (error) {
    tell(`it could not be lived to its end: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  log(`${tally.lives} of ${wanted} lives, ${tally.kills} kills, ${faults.length} faults`);
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
