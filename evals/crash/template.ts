/** A library at each stage of its life, made once: rounds begin with a copy of one. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Proposal } from '../../agents/contract.ts';
import { openLedger } from '../../tools/ledger/sqlite.ts';
import { type Fault, type Kind, type SmallLibrary, smallLibrary, type Variant, writeLibrary } from './library.ts';
import type { Wish } from './orders.ts';
import type { Round, Victim } from './plan.ts';
import type { Worker } from './processes.ts';

export interface Template {
  library: SmallLibrary;
  /** Fault by proposal id. */
  faults: Map<string, Fault>;
  /** Usual milliseconds of each verb. */
  takes: Record<Victim, number>;
  /**
   * The folder a round of this verb and choice begins with; made where no round asked for it before.
   * @param worker idle until this is done
   */
  start(round: Pick<Round, 'verb' | 'choice' | 'cache'>, worker: Worker): Promise<string>;
  wishes(choice: number): Wish[];
}

/** @param from nobody works on it any more; a database may still be about to put its log away */
export function copyLibrary(from: string, to: string): void {
  for (let tries = 1; ; tries += 1) {
    rmSync(to, { recursive: true, force: true });
    try {
      cpSync(from, to, { recursive: true, preserveTimestamps: true });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 5) throw error;
    }
  }
}

/** Which fault a proposal repairs. @throws where it repairs none or another one too */
function faultOf(proposal: Proposal, library: SmallLibrary): Fault {
  const edit = proposal.edits[0];
  const text = library.files[edit?.path ?? ''] ?? '';
  const fault = library.faults.find((one) => {
    const at = text.indexOf(one.wrong);
    return one.path === edit?.path && at <= edit.start && edit.end <= at + one.wrong.length;
  });
  if (!fault || proposal.edits.length !== 1)
    throw new Error(`The crash test does not know the proposal ${proposal.id} (${proposal.rule}).`);
  return fault;
}

export async function makeTemplate(folder: string, kind: Kind, variant: Variant, worker: Worker): Promise<Template> {
  const library = smallLibrary(variant);
  const stage = (name: string) => join(folder, `${variant}-${kind}`, name);
  mkdirSync(stage('looked'), { recursive: true });
  writeLibrary(stage('looked'), library, kind);
  copyLibrary(stage('looked'), stage('fresh'));
  const refresh = await worker.run({ verb: 'refresh', root: stage('looked') });
  const ledger = openLedger(join(stage('looked'), '.perennial', 'ledger.db'));
  const proposals = ledger.proposals({ statuses: ['pending'] }).map((record) => record.proposal);
  ledger.close();
  const faults = new Map(proposals.map((proposal) => [proposal.id, faultOf(proposal, library)]));
  if (new Set(faults.values()).size !== library.faults.length)
    throw new Error(
      `The crash test planted ${library.faults.length} faults in ${variant}, ${new Set(faults.values()).size} were found.`,
    );
  const ids = [...faults].sort(([, a], [, b]) => library.faults.indexOf(a) - library.faults.indexOf(b)).map(([id]) => id);
  const wishes = (choice: number): Wish[] =>
    ids.map((id, index) => ({ id, verdict: (choice >> index) & 1 ? 'approve' : 'reject' }));
  // Until it is known better, by how long the first look took.
  const takes: Record<Victim, number> = {
    refresh,
    decide: refresh,
    'decide-file': refresh / 4,
    publish: refresh,
    undo: refresh / 2,
  };
  const decided = once(async (choice, by) => {
    copyLibrary(stage('looked'), stage(`decided-${choice}`));
    takes.decide = await by.run({ verb: 'decide', root: stage(`decided-${choice}`), decisions: wishes(choice) });
    takes['decide-file'] = takes.decide / 4;
    // What is approved is verified together once here, so that a round's time goes into publishing.
    const dry = await by.run({ verb: 'publish', mode: 'dry-run', root: stage(`decided-${choice}`) });
    takes.publish = Math.min(takes.publish, dry);
    return stage(`decided-${choice}`);
  });
  const published = once(async (choice, by) => {
    copyLibrary(await decided(choice, by), stage(`published-${choice}`));
    takes.publish = await by.run({ verb: 'publish', mode: 'publish', root: stage(`published-${choice}`) });
    takes.undo = takes.publish / 2;
    return stage(`published-${choice}`);
  });
  copyLibrary(stage('looked'), stage('known'));
  for (const name of ['ledger.db', 'ledger.db-wal', 'ledger.db-shm', 'checkpoints.db', 'reports'])
    rmSync(join(stage('known'), '.perennial', name), { recursive: true, force: true });
  return {
    library,
    faults,
    takes,
    wishes,
    async start({ verb, choice, cache }, by) {
      switch (verb) {
        case 'refresh':
          return stage(cache === 'cold' ? 'fresh' : 'known');
        case 'decide':
        case 'decide-file':
          return stage('looked');
        case 'publish':
          return decided(choice, by);
        case 'undo':
          return published(choice, by);
      }
    },
  };
}

/** Makes a stage once for each choice; rounds that ask meanwhile wait for it. */
function once(make: (choice: number, by: Worker) => Promise<string>): (choice: number, by: Worker) => Promise<string> {
  const made = new Map<number, Promise<string>>();
  return (choice, by) => {
    const known = made.get(choice) ?? make(choice, by);
    made.set(choice, known);
    return known;
  };
}
