/** What must be true of a library after a kill, recovery, and the rest of its life. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerHeads } from '../../tools/publish/heads.ts';
import { type Fault, git, type Kind, textsWith } from './library.ts';
import type { Wish } from './orders.ts';
import type { Template } from './template.ts';
import { ledgerOf } from './wreck.ts';

/**
 * @param undone proposals whose publication was taken back
 * @returns one sentence a fault; empty is how it must be
 */
export async function faultsOfOutcome(
  root: string,
  template: Template,
  kind: Kind,
  wishes: Wish[],
  undone: string[],
): Promise<string[]> {
  const faults: string[] = [];
  const standing = wishes
    .filter((wish) => wish.verdict === 'approve' && !undone.includes(wish.id))
    .map((wish) => template.faults.get(wish.id))
    .filter((fault): fault is Fault => fault !== undefined);
  for (const [path, text] of Object.entries(textsWith(template.library, standing)))
    if (readFileSync(join(root, path)).toString('utf8') !== text) faults.push(`${path} is not what was approved`);
  const ledger = ledgerOf(root);
  try {
    for (const { id, verdict } of wishes) {
      const made = ledger.decisions(id);
      if (made.length !== 1 || made[0]?.verdict !== verdict)
        faults.push(`${id} has ${made.length} decisions, not one ${verdict}`);
      const wanted = verdict === 'reject' ? 'rejected' : undone.includes(id) ? 'undone' : 'published';
      const status = ledger.proposal(id)?.proposal.status;
      if (status !== wanted) faults.push(`${id} is ${status}, not ${wanted}`);
      const effects = ledger.publications({ states: ['done', 'undone'] }).filter((one) => one.proposal === id).length;
      if (effects !== (verdict === 'approve' ? 1 : 0)) faults.push(`${id} was published ${effects} times`);
    }
    const open = ledger.publications({ states: ['intended', 'undo-intended'] });
    if (open.length > 0) faults.push(`${open.length} publications were never finished`);
    const broken = ledger.verify(kind === 'git' ? await ledgerHeads(root, ledger.id) : []).brokenAt;
    if (broken) faults.push(`the chain is broken at ${broken.seq}: ${broken.why}`);
  } finally {
    ledger.close();
  }
  const left = (readdirSync(root, { recursive: true }) as string[]).filter((name) =>
    /perennial-(?:new|index|tree)-|index\.lock$/u.test(name),
  );
  if (left.length > 0) faults.push(`left behind: ${left.join(', ')}`);
  const strangers = readdirSync(root).filter(
    (name) => !['.git', '.perennial', 'notes'].includes(name) && !(name in template.library.files),
  );
  if (strangers.length > 0) faults.push(`files nobody wrote: ${strangers.join(', ')}`);
  if (kind === 'git') faults.push(...faultsOfGit(root, standing.length + 2 * undone.length));
  return faults;
}

function faultsOfGit(root: string, commits: number): string[] {
  const faults: string[] = [];
  const status = git(root, 'status', '--porcelain').trim();
  if (status !== '') faults.push(`the work tree is not clean: ${status}`);
  const made = Number(git(root, 'rev-list', '--count', 'HEAD')) - 1;
  if (made !== commits) faults.push(`there are ${made} commits of ours, not ${commits}`);
  try {
    git(root, 'fsck', '--strict', '--no-dangling');
  } catch (error) {
    faults.push(`git fsck: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  return faults;
}
