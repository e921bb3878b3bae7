/** Where a test's ledger lies, on either back end; for processes of their own too. */
import type { Ledger } from './ledger.ts';
import { openSharedLedger } from './postgres.ts';
import { openLedger } from './sqlite.ts';

/** Where a ledger lies; all a process of its own needs to open it. */
export interface Place {
  file: string;
  url: string | null;
  library: string;
}

export function openAt(place: Place, busyMilliseconds?: number): Ledger {
  const options = busyMilliseconds === undefined ? {} : { busyMilliseconds };
  return place.url === null
    ? openLedger(place.file, options)
    : openSharedLedger(place.file, { ...options, url: place.url, library: place.library });
}
