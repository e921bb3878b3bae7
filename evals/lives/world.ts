/** One library's troubled days: actors decide, publish and take back at once, are killed, have wrong clocks and full disks; a person edits meanwhile. */
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { git } from '../crash/library.ts';
import type { Told } from './actors.ts';
import { type Checked, check, type Known } from './check.ts';
import type { Crew } from './crew.ts';
import { ledgerOf, placeOf, type World } from './ground.ts';
import type { Victim } from './night.ts';
import type { Order, Verb, Wish } from './orders.ts';
import { edit, findOverwritten } from './person.ts';
import type { Tally } from './tally.ts';

const people = ['Rosa Reviewer <rosa@example.org>', 'Omar Other <omar@example.org>', 'Ines Third <ines@example.org>'];
const clocks = [0, 0, 0, -400, 400, 1];
/** Usual milliseconds of each verb, learnt on the way: kills fall inside of it. */
const usual: Record<Verb, number> = { refresh: 1500, decide: 120, publish: 900, undo: 250 };

/** @returns what was wrong in the end; an empty list is what is hoped for */
export async function live(world: World, crew: Crew, random: () => number, tally: Tally): Promise<string[]> {
  const known: Known = {
    faults: world.faults,
    decided: new Set(),
    published: new Set(),
    undone: new Set(),
    markers: [],
    overwritten: new Set(),
    refused: new Map(),
    nights: new Set(),
  };
  const faults: string[] = [];
  const writes: { path: string; before: string }[] = [];
  // One night is sure, where there is somebody to live it; the full disk comes in another round.
  const sure = Math.floor(random() * world.rounds);
  const later = 1 + Math.floor(random() * Math.max(1, world.rounds - 1));
  const full = world.disk === 'small' ? (sure + later) % world.rounds : -1;
  for (let round = 0; round < world.rounds; round++) {
    const orders = await draw(world, random, `${round}`, tally);
    const filler = round === full ? fill(world.root, random) : null;
    if (filler) tally.fullDisks += 1;
    const victim = filler === null && random() < 0.45 ? Math.floor(random() * orders.length) : -1;
    const whom = random() < 0.5 ? 'process' : 'group';
    const at = random();
    const servers = filler === null ? [aNight(world, round === sure, random, known, tally), aPowerCut(world, random, tally)] : [];
    const person = filler === null && random() < 0.35 ? edit(world, random, known, writes, tally) : Promise.resolve();
    const obeyed = Promise.all(
      orders.map(async (order, index) => {
        tally.orders[order.verb] += 1;
        const actor = await crew.take();
        const ends = await actor.obey(order, index === victim ? at * 1.1 * usual[order.verb] : null, whom);
        crew.give(actor);
        if (ends.end === 'killed') tally.kills += 1;
        else usual[order.verb] = 0.9 * usual[order.verb] + 0.1 * ends.milliseconds;
        return ends;
      }),
    );
    const ended = await Promise.allSettled([obeyed, person, ...servers]);
    if (filler) rmSync(filler, { force: true });
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    for (const one of await obeyed) faults.push(...hear(one, known, tally));
    if (world.kind === 'git' && random() < 0.5) commit(world.root);
  }
  // The last day is a quiet one: what was cut off is finished, what is approved is published, and there is nobody else.
  for (let last = 0; last < 2; last++) {
    const actor = await crew.take();
    const told = await actor.obey({ verb: 'publish', ...placeOf(world), clock: 0 }, null, 'process');
    crew.give(actor);
    if (last === 0 && world.kind === 'git') commit(world.root);
    if (told.end !== 'done') faults.push(`the last publishing ended with: ${told.fault}`);
    known.refused.clear();
    faults.push(...hear(told, known, tally));
  }
  await findOverwritten(world, writes, known);
  const checked: Checked = await check(world, known, random);
  tally.lives += world.faults.size;
  tally.worlds += 1;
  if (world.database) tally.shared += 1;
  tally.publications += checked.publications;
  tally.undone += checked.undone;
  tally.forgeries += checked.forgeries;
  tally.overwritten += known.overwritten.size;
  return [...faults, ...checked.faults];
}

/** Now and then a night is lived meanwhile, and its worker or its queue dies in the middle. */
async function aNight(world: World, sure: boolean, random: () => number, known: Known, tally: Tally): Promise<void> {
  const [asked, lot, at] = [random(), random(), random()];
  if (world.nights === null || !(sure || asked < 0.35)) return;
  const victim: Victim = lot < 0.4 ? 'worker' : lot < 0.8 ? 'queue' : 'nobody';
  tally.nights += 1;
  if (victim === 'worker') tally.workerKills += 1;
  if (victim === 'queue') tally.queueKills += 1;
  const due = await world.nights.live(world.root, victim, at * 1.1 * usual.refresh);
  if (due !== null) known.nights.add(due);
}

/** Now and then the database dies in the middle, and comes back. */
async function aPowerCut(world: World, random: () => number, tally: Tally): Promise<void> {
  const [lot, at] = [random(), random()];
  if (world.database === null || lot >= 0.4) return;
  await sleep(at * usual.publish);
  world.database.kill();
  tally.databaseKills += 1;
  await world.database.start();
}

function hear(told: Told, known: Known, tally: Tally): string[] {
  for (const note of told.decided) known.decided.add(note);
  for (const id of told.published) known.published.add(id);
  for (const id of told.undone) known.undone.add(id);
  for (const { changeSet, reason } of told.refused) known.refused.set(changeSet, reason);
  if (told.fault === null) return [];
  const words = told.fault.replace(/\/\S+/gu, '…').split(/\s+/u).slice(0, 9).join(' ');
  tally.ends[words] = (tally.ends[words] ?? 0) + 1;
  // A sentence for people is an end; a fault of the program's own is not.
  return /^(?:TypeError|ReferenceError|RangeError|SyntaxError)|no such table|malformed/u.test(told.fault)
    ? [`an order ended with ${told.fault}`]
    : [];
}

/** One to three orders that are obeyed at once. */
async function draw(world: World, random: () => number, name: string, tally: Tally): Promise<Order[]> {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const base = () => {
    const clock = one(clocks);
    if (clock !== 0) tally.wrongClocks += 1;
    return { ...placeOf(world), clock };
  };
  const wishes = (tag: string): Wish[] =>
    [...world.faults.keys()]
      .filter(() => random() < 0.3)
      .map((proposal) => {
        const lot = random();
        const verdict = lot < 0.65 ? 'approve' : lot < 0.78 ? 'reject' : lot < 0.86 ? 'snooze' : 'reopen';
        return { proposal, verdict, note: `${name}-${tag}-${proposal}` };
      });
  const orders: Order[] = [];
  const count = 1 + Math.floor(random() * 3);
  while (orders.length < count) {
    const lot = random();
    if (lot < 0.45) {
      const first = wishes(`${orders.length}`);
      orders.push({ verb: 'decide', wishes: first, by: one(people), ...base() });
      if (random() < 0.4) {
        tally.doubleDecisions += first.length;
        orders.push({
          verb: 'decide',
          wishes: first.map((wish) => ({ ...wish, note: `${wish.note}-too` })),
          by: one(people),
          ...base(),
        });
      }
    } else if (lot < 0.8) orders.push({ verb: 'publish', ...base() });
    else if (lot < 0.95) {
      const ledger = await ledgerOf(world);
      const done = ledger.publications({ states: ['done'] });
      ledger.close();
      const publication = done.length > 0 ? one(done).id : null;
      orders.push(publication === null ? { verb: 'publish', ...base() } : { verb: 'undo', publication, ...base() });
    } else orders.push({ verb: 'refresh', ...base() });
  }
  if (orders.filter((order) => order.verb === 'publish').length > 1) tally.parallelPublishers += 1;
  return orders;
}

function commit(root: string): void {
  try {
    git(root, 'commit', '-qam', 'mine');
  } catch {
    // Nothing to commit, or a lock that a killed git left.
  }
}

/** @returns the file that leaves almost nothing free */
function fill(root: string, random: () => number): string {
  const file = join(root, '.filler');
  const { bavail, bsize } = statfsSync(root);
  writeFileSync(file, Buffer.alloc(Math.max(0, Number(bavail) * Number(bsize) - Math.floor(random() * 150_000))));
  return file;
}
