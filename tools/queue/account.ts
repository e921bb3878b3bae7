/** Under which account the embedded server runs: Postgres refuses to be root. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Account {
  uid: number;
  gid: number;
  name: string;
}

/** Accounts tried in this order; none is created, so that a machine's users stay as its administrator made them. */
const candidates = ['postgres', 'nobody'];

function idOf(flag: '-u' | '-g', name: string): number | null {
  try {
    const id = Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return Number.isInteger(id) ? id : null;
  } catch {
    // No such account: the next one is tried.
    return null;
  }
}

/**
 * @returns null where the program's own account will do
 * @throws Error naming the remedy where this is root and there is no account to step down to
 */
export function serverAccount(uid: number | undefined = process.getuid?.()): Account | null {
  if (uid !== 0) return null;
  for (const name of candidates) {
    const ids = { uid: idOf('-u', name), gid: idOf('-g', name) };
    if (ids.uid !== null && ids.gid !== null && ids.uid !== 0) return { uid: ids.uid, gid: ids.gid, name };
  }
  throw new Error(
    'The queue’s Postgres does not run as root, and this machine has neither an account "postgres" nor "nobody": run the worker as an ordinary user, or set PERENNIAL_DATABASE_URL.',
  );
}

/**
 * Every folder above must let the account through.
 * @throws Error naming the first folder that does not
 */
export function assertReachable(folder: string, account: Account): void {
  accessSync(folder, constants.R_OK);
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const stats = statSync(at);
    const bits = stats.uid === account.uid ? 0o100 : stats.gid === account.gid ? 0o010 : 0o001;
    if ((stats.mode & bits) === 0)
      throw new Error(
        `The queue’s Postgres runs as "${account.name}", who may not enter ${at}: set PERENNIAL_STATE_DIR to a folder that everyone may enter, or run the worker as an ordinary user.`,
      );
  }
}
