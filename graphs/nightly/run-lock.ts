/** One run of a library at a time: of workers, watches, webhooks and persons, on one machine or many. */
import { join } from 'node:path';
import { aloneInDatabase } from '../../tools/database/lease.ts';
import { libraryName } from '../../tools/database/library-name.ts';
import { databaseUrl } from '../../tools/database/place.ts';
import { withPublishLock } from '../../tools/publish/lock.ts';
import { alone } from '../../tools/queue/sole.ts';
import { ownFolder } from '../opening/own-folder.ts';

/** One publishing program at a time: recovery must not look at a publication that another machine is in the middle of. */
export async function publishAlone<T>(root: string, env: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  const url = databaseUrl(env);
  const here = () => withPublishLock(join(root, ownFolder), work);
  if (url === null) return here();
  const name = await libraryName(root, env);
  const busy = `Another machine is publishing in ${name}. Wait for it to end, then run the command again.`;
  return aloneInDatabase(url, `publish/${name}`, busy, here);
}

/** @throws Busy in one sentence where a run of this library is under way elsewhere */
export async function runAlone<T>(root: string, env: NodeJS.ProcessEnv, work: () => Promise<T>): Promise<T> {
  const url = databaseUrl(env);
  const here = (inner: () => Promise<T>) =>
    alone(join(root, ownFolder, 'run.lock'), `Another run is at ${root}: wait for its end, then run the command again.`, inner);
  if (url === null) return here(work);
  const name = await libraryName(root, env);
  return here(() =>
    aloneInDatabase(
      url,
      `run/${name}`,
      `Another machine is at ${name}: wait for the end of its run, then run the command again.`,
      work,
    ),
  );
}
