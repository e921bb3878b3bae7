/** A run as its caller is told of it: what it says of lessons is read out of the ledger only where somebody asks. */
import type { RunRecord } from '../../tools/ledger/events.ts';
import { saidIn, withHeld } from '../../tools/ledger/held.ts';
import type { Ledger } from '../../tools/ledger/ledger.ts';

/** @param record as it was written; `ledger` must be open for as long as the run is looked at */
export function toldOf(record: RunRecord, ledger: Pick<Ledger, 'events'>): RunRecord {
  let whole: RunRecord | null = null;
  const inFull = (): RunRecord => {
    whole ??= withHeld(record, (seq) => saidIn(ledger.events(seq, 1)[0]?.event));
    return whole;
  };
  const { held: _, ...told } = record;
  return {
    ...told,
    get lessons() {
      return inFull().lessons;
    },
    get alignment() {
      return inFull().alignment;
    },
  };
}
