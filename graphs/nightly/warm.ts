/** A worker that waits loads what a run will need: the program's parts take longer to load than a small run takes. */
import { loadClient } from '../../tools/models/chat.ts';
import { loadChroma } from '../../tools/vectors/collections.ts';
import { loadParts } from '../workspace.ts';

/** Modules only: nothing is opened, no thread or server starts. What cannot be loaded is the run's to complain of. */
export async function warmUp(): Promise<void> {
  const loading = [loadParts(), loadChroma(), loadClient(), import('../report.ts')];
  await Promise.allSettled([...loading, import('../looking/library-run.ts')]);
}
