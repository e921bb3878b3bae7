/**
 * Where the queue of one machine lives.
 *
 * Not in a library: one worker serves several libraries, and a database server for each would cost a port and a few processes
 * each, with no way to wait for all of them at once. What a person set (schedules) and what came of it (reports, the index of
 * runs) lies in each library's own `.perennial`; the queue's folder can be lost without losing either.
 */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * `PERENNIAL_STATE_DIR`; else `/var/lib/perennial` for root, whose server runs under another account that may not enter root's
 * home; else `$XDG_STATE_HOME/perennial` or `~/.local/state/perennial` (XDG base directory specification 0.8).
 */
export function stateFolder(env: NodeJS.ProcessEnv = process.env, uid: number | undefined = process.getuid?.()): string {
  const named = env.PERENNIAL_STATE_DIR;
  if (named !== undefined && named !== '') return resolve(named);
  if (uid === 0) return '/var/lib/perennial';
  const base = env.XDG_STATE_HOME;
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.local', 'state'), 'perennial');
}
