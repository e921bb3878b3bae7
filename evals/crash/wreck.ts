/** Where a kill landed, as the wreck tells it, and whether anything in it is broken already. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from '../../tools/ledger/ledger.ts';
import { openLedger } from '../../tools/ledger/sqlite.ts';
import { git, type Kind, possibleTexts } from './library.ts';
import type { Wish } from './orders.ts';
import type { Victim } from './plan.ts';
import type { Template } from './template.ts';

export function ledgerOf(root: string): Ledger {
  return openLedger(join(root, '.perennial', 'ledger.db'));
}

/** In words, for the table of what was hit. */
export function phaseOf(root: string, verb: Victim, kind: Kind, wishes: Wish[]): string {
  if (!existsSync(join(root, '.perennial', 'ledger.db'))) return 'before the ledger';
  const ledger = ledgerOf(root);
  try {
    switch (verb) {
      case 'refresh': {
        const types = new Set(ledger.events().map(({ event }) => event.type));
        if (types.size === 0) return 'looking, nothing recorded';
        if (types.has('run-finished')) return 'recorded, writing the report';
        return types.has('proposal-status') ? 'admitted, opening threads' : 'between lessons';
      }
      case 'decide':
      case 'decide-file': {
        const made = ledger.decisions().length;
        return made === 0
          ? 'before the first decision'
          : made < wishes.length
            ? 'between two decisions'
            : 'after the last decision';
      }
      case 'publish': {
        const done = ledger.publications({ states: ['done'] }).length;
        const [intended] = ledger.publications({ states: ['intended'] });
        if (intended) return `inside a publication, ${traceOf(root, kind, intended.id)}`;
        const wanted = wishes.filter((wish) => wish.verdict === 'approve').length;
        return done === 0
          ? 'before the first publication'
          : done < wanted
            ? 'between two publications'
            : 'after the last publication';
      }
      case 'undo': {
        const [open] = ledger.publications({ states: ['undo-intended'] });
        if (open) return `inside an undo, ${traceOf(root, kind, open.id)}`;
        return ledger.publications({ states: ['undone'] }).length > 0 ? 'after the undo' : 'before the undo';
      }
    }
  } finally {
    ledger.close();
  }
}

function traceOf(root: string, kind: Kind, publication: string): string {
  if (kind === 'git') {
    if (existsSync(join(root, '.git', 'index.lock'))) return 'index locked';
    const marks = git(root, 'log', '--format=%H', '--all', `--grep=${publication}`).trim().split('\n').filter(Boolean);
    const dirty = git(root, 'status', '--porcelain').trim() !== '';
    if (marks.length === 0) return 'no commit yet';
    return dirty ? 'committed, files or index behind' : 'committed';
  }
  return 'replacing files';
}

/** What may never be, not even for a moment: a half-written file, a text nobody approved, a lost decision, a broken chain. */
export function faultsOfWreck(
  root: string,
  template: Pick<Template, 'library' | 'faults'>,
  wishes: Wish[],
  told: Wish[],
): string[] {
  const faults: string[] = [];
  const approved = wishes
    .flatMap((wish) => (wish.verdict === 'approve' ? [template.faults.get(wish.id)] : []))
    .filter((one) => one !== undefined);
  for (const path of Object.keys(template.library.files)) {
    const text = readFileSync(join(root, path)).toString('utf8');
    if (!possibleTexts(template.library, path, approved).has(text))
      faults.push(`${path} holds a text nobody approved, or half of one`);
  }
  if (!existsSync(join(root, '.perennial', 'ledger.db'))) return told.length > 0 ? [...faults, 'the ledger is gone'] : faults;
  const ledger = ledgerOf(root);
  try {
    for (const { id, verdict } of told)
      if (!ledger.decisions(id).some((decision) => decision.verdict === verdict))
        faults.push(`the decision ${verdict} ${id} was lost`);
    const broken = ledger.verify().brokenAt;
    if (broken) faults.push(`the chain is broken at ${broken.seq}: ${broken.why}`);
  } finally {
    ledger.close();
  }
  return faults;
}
