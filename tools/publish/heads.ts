/** What commits remember of the ledger: its head at each publication, so that cutting off the ledger's tail shows. */
import { gitOrNull } from './git.ts';
import { workTreeOf } from './worktree.ts';

/**
 * Ledger heads that commits of this library name, oldest first: each must be on the ledger's chain.
 * @param ledger id of the ledger; commits of other ledgers (a colleague's clone) are left out
 */
export async function ledgerHeads(root: string, ledger?: string): Promise<string[]> {
  if (!(await workTreeOf(root))) return [];
  const log = await gitOrNull(root, [
    'log',
    '--branches',
    'HEAD',
    '--reverse',
    '--full-history',
    '--grep=^Ledger-Head: ',
    '--format=%(trailers:key=Ledger-Head,valueonly,unfold)%x00%(trailers:key=Ledger,valueonly,unfold)%x01',
    '--',
    '.',
  ]);
  const heads = (log ?? '').split('\x01').flatMap((record) => {
    const [head = '', owner = ''] = record.split('\0').map((part) => part.trim());
    return head === '' || (ledger !== undefined && owner !== '' && owner !== ledger) ? [] : [head];
  });
  return [...new Set(heads)];
}
