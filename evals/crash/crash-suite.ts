/** `kill -9` at random moments of refresh, decide, publish and undo; afterwards nothing may be lost, doubled, half-done or unapproved. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeded } from '../../agents/assessment/psychometrics/random.ts';
import type { Suite } from '../suite.ts';
import type { Order, Wish } from './orders.ts';
import { faultsOfOutcome } from './outcome.ts';
import { drawRounds, type Round } from './plan.ts';
import { startWorker, type Worker } from './processes.ts';
import { copyLibrary, makeTemplate, type Template } from './template.ts';
import { openVictims, type Victims } from './victims.ts';
import { faultsOfWreck, ledgerOf, phaseOf } from './wreck.ts';

export interface RoundResult {
  round: Round;
  /** `late`: the verb was faster than the kill each time it was tried. */
  outcome: 'killed' | 'late';
  /** Where the kill landed. */
  phase: string;
  faults: string[];
}

export interface CrashResult {
  rounds: RoundResult[];
  /** Kills that landed inside the work; a killed recovery counts as well. */
  kills: number;
  /** Count by verb and phase. */
  moments: Record<string, number>;
}

/**
 * Kills at least `count` times.
 * @param abreast rounds at once
 */
export async function crash(count: number, seed: number, log: (line: string) => void, abreast = 2): Promise<CrashResult> {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-crash-'));
  const templates = new Map<string, Promise<Template>>();
  const victims = openVictims();
  const templateOf = ({ kind, variant }: Round, finisher: Worker): Promise<Template> => {
    const known = templates.get(kind + variant) ?? makeTemplate(join(folder, 'templates'), kind, variant, finisher);
    templates.set(kind + variant, known);
    return known;
  };
  const result: CrashResult = { rounds: [], kills: 0, moments: {} };
  const hit = (phase: string) => {
    result.kills += 1;
    result.moments[phase] = (result.moments[phase] ?? 0) + 1;
  };
  const waiting = drawRounds(count, seeded(seed));
  const lane = async () => {
    const finisher = await startWorker();
    try {
      for (let round = waiting.shift(); round; round = waiting.shift()) {
        const root = join(folder, `round-${round.number}`);
        const done = await oneRound(root, round, await templateOf(round, finisher), victims, finisher, hit);
        result.rounds.push(done);
        if (done.faults.length === 0) rmSync(root, { recursive: true, force: true });
        if (done.faults.length > 0 || round.number % 10 === 0)
          log(`Round ${round.number} of ${count} (${round.kind}, ${round.verb}): ${done.faults.join('; ') || 'whole'}`);
      }
    } finally {
      // The other lane ends with the round it is at.
      waiting.length = 0;
      await finisher.end();
    }
  };
  try {
    const ends = await Promise.allSettled(Array.from({ length: abreast }, lane));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return result;
  } finally {
    await victims.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneRound(
  root: string,
  round: Round,
  template: Template,
  victims: Victims,
  finisher: Worker,
  hit: (phase: string) => void,
): Promise<RoundResult> {
  const wishes = template.wishes(round.choice);
  let outcome: RoundResult['outcome'] = 'late';
  let phase = 'done before the kill';
  let undone: string[] = [];
  const told: Wish[] = [];
  const faults: string[] = [];
  for (let tried = 0; tried < 4 && outcome === 'late'; tried += 1) {
    copyLibrary(await template.start(round, finisher), root);
    const order = orderOf(root, round, wishes, template);
    undone = order.undone;
    const cut = await victims.cut(order.order, {
      from: round.from,
      milliseconds: round.moment * template.takes[round.verb],
      whom: round.whom,
    });
    outcome = cut.outcome;
    if (cut.fault !== null) faults.push(`${round.verb} ended with: ${cut.fault}`);
    // The clock of this machine, this minute: what came too late comes sooner next time.
    template.takes[round.verb] *= outcome === 'late' ? 0.7 : 1.04;
    if (outcome === 'killed') told.push(...cut.told);
  }
  if (outcome === 'killed') {
    phase = phaseOf(root, round.verb, round.kind, wishes);
    hit(`${round.verb}: ${phase}`);
    faults.push(...faultsOfWreck(root, template, wishes, told));
  }
  if (round.again !== null && outcome === 'killed') {
    const order: Order = { verb: 'publish', mode: 'publish', root };
    const cut = await victims.cut(order, {
      from: 'order',
      milliseconds: round.again * template.takes.publish,
      whom: round.whom,
    });
    if (cut.outcome === 'killed') hit('recovery');
    if (cut.fault !== null) faults.push(`the recovery ended with: ${cut.fault}`);
    faults.push(...faultsOfWreck(root, template, wishes, told));
  }
  try {
    await finish(root, round, wishes, undone, finisher);
    faults.push(...(await faultsOfOutcome(root, template, round.kind, wishes, undone)));
  } catch (error) {
    faults.push(`it could not go on: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { round, outcome, phase, faults };
}

function orderOf(root: string, round: Round, wishes: Wish[], template: Template): { order: Order; undone: string[] } {
  switch (round.verb) {
    case 'refresh':
      return { order: { verb: 'refresh', root }, undone: [] };
    case 'decide':
      return { order: { verb: 'decide', root, decisions: wishes }, undone: [] };
    case 'decide-file': {
      const file = `${root}-decisions.json`;
      writeFileSync(file, decisionsFile(root, wishes));
      return { order: { verb: 'decide-file', root, file, decisions: wishes }, undone: [] };
    }
    case 'publish':
      return { order: { verb: 'publish', mode: 'publish', root }, undone: [] };
    case 'undo': {
      const ledger = ledgerOf(root);
      const all = ledger.publications({ states: ['done'] });
      ledger.close();
      const one = all[Math.floor(round.moment * 997) % all.length];
      if (!one || !template.faults.has(one.proposal)) throw new Error('The crash test has no publication to take back.');
      return { order: { verb: 'undo', root, publication: one.id }, undone: [one.proposal] };
    }
  }
}

/** What the report would save: every decision in one file, one transaction. */
function decisionsFile(root: string, wishes: Wish[]): string {
  const ledger = ledgerOf(root);
  try {
    const decisions = wishes.flatMap(({ id, verdict }) => {
      const proposal = ledger.proposal(id)?.proposal;
      if (!proposal) return [];
      const reason = verdict === 'reject' ? { reason: 'intended' } : {};
      return [{ proposal: id, revision: proposal.revision, digest: proposal.digest, verdict, ...reason }];
    });
    return JSON.stringify({ format: 'perennial-decisions', version: 1, savedAt: new Date().toISOString(), decisions });
  } finally {
    ledger.close();
  }
}

/** The person runs the same command again, then the rest of the library's life. */
async function finish(root: string, round: Round, wishes: Wish[], undone: string[], worker: Worker): Promise<void> {
  if (round.verb === 'refresh') await worker.run({ verb: 'refresh', root });
  if (round.verb === 'refresh' || round.verb === 'decide' || round.verb === 'decide-file') {
    const ledger = ledgerOf(root);
    const left = wishes.filter((wish) => ledger.decisions(wish.id).length === 0);
    ledger.close();
    if (left.length > 0) await worker.run({ verb: 'decide', root, decisions: left });
  }
  await worker.run({ verb: 'publish', mode: 'publish', root });
  for (const id of undone) {
    const ledger = ledgerOf(root);
    const standing = ledger.publications({ states: ['done'] }).find((one) => one.proposal === id);
    ledger.close();
    if (standing) await worker.run({ verb: 'undo', root, publication: standing.id });
  }
}

/** Lines for people. */
export function crashTable(result: CrashResult): string[] {
  const width = Math.max(...Object.keys(result.moments).map((name) => name.length), 10);
  const faulty = result.rounds.filter((one) => one.faults.length > 0);
  return [
    ...Object.entries(result.moments)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `  ${name.padEnd(width)}  ${count}`),
    `${result.kills} kills in ${result.rounds.length} rounds; ${result.rounds.filter((one) => one.outcome === 'late').length} rounds ended before their kill.`,
    faulty.length === 0
      ? 'No decision lost, nothing published twice, nothing unapproved, no half-written file, every chain whole, no lock left.'
      : `${faulty.length} rounds were not whole: ${faulty.map((one) => `round ${one.round.number}: ${one.faults.join('; ')}`).join('\n')}`,
  ];
}

export const crashSuite: Suite = {
  name: 'crash',
  describe: 'kill -9 at seeded random moments: nothing lost, doubled, half-written or unapproved (--n rounds, --seed)',
  async run(options) {
    const seed = options.seed ?? 20260101;
    const result = await crash(options.n ?? 20, seed, options.log);
    for (const line of crashTable(result)) options.log(line);
    const whole = result.rounds.every((one) => one.faults.length === 0) && result.kills > 0;
    return { verdict: whole ? 'measured' : 'failed', document: { suite: 'crash', seed, ...result } };
  },
};
