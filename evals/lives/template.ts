/** A library of the lives that was looked at once: worlds begin with a copy of it. */
import { join } from 'node:path';
import { openLedger } from '../../tools/ledger/sqlite.ts';
import type { Kind } from '../crash/library.ts';
import type { Crew } from './crew.ts';
import type { World } from './ground.ts';
import { deedAt, itemsPerFile, writeLives } from './library.ts';

export interface Template {
  root: string;
  faults: World['faults'];
}

/** @throws Error where not every fault that was planted became one change set */
export async function makeTemplate(folder: string, kind: Kind, files: number, crew: Crew): Promise<Template> {
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
