/** The ledger of a library: in its own file, or in the database that several machines share. */
import { libraryName } from '../database/library-name.ts';
import { databaseUrl } from '../database/place.ts';
import type { Ledger } from './ledger.ts';
import { openLedger } from './sqlite.ts';

/**
 * @param file the ledger of one machine; with `PERENNIAL_DATABASE_URL` this machine's copy
 * @throws LedgerError in one sentence
 */
export async function openLedgerOf(root: string, file: string, env: NodeJS.ProcessEnv = process.env): Promise<Ledger> {
  const url = databaseUrl(env);
  if (url === null) return openLedger(file);
  const { openSharedLedger } = await import('./postgres.ts');
  return openSharedLedger(file, { url, library: await libraryName(root, env) });
}
