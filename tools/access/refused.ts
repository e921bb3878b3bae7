/** Refusals on their way into the ledger: those of known people one by one, those of strangers gathered. */
import type { LedgerEvent } from '../ledger/events.ts';
import type { Person } from './roles.ts';

export type RefusedEvent = Extract<LedgerEvent, { type: 'access-refused' }>;

export interface RefusedBook {
  refused(who: Person | null, wanted: string, why: string): void;
  /** Writes down what is gathered. */
  flush(): void;
}

/** A person may be turned away this often a minute, each in a line of its own; more than that are gathered too. */
const linesPerMinute = 30;

/**
 * @param write into the ledger; where it throws, what was gathered is kept for the next time
 * @param complain told why what was gathered could not be written in between
 * @param seconds between two writes of what is gathered
 */
export function openRefused(
  write: (events: RefusedEvent[]) => void,
  complain: (line: string) => void,
  seconds = 60,
): RefusedBook & { close(): void } {
  const gathered = new Map<string, RefusedEvent>();
  let lines = 0;
  const flush = () => {
    lines = 0;
    if (gathered.size === 0) return;
    write([...gathered.values()]);
    gathered.clear();
  };
  // Nobody is there to catch what a timer throws: a ledger that is busy or away for a moment would end the whole server.
  const timer = setInterval(() => {
    try {
      flush();
    } catch (error) {
      complain(`Refusals could not be written into the ledger yet: ${error instanceof Error ? error.message : String(error)}`);
    }
  }, seconds * 1000);
  timer.unref();
  return {
    refused(who, wanted, why) {
      const event: RefusedEvent = {
        type: 'access-refused',
        person: who?.person ?? null,
        role: who?.role ?? null,
        wanted: who ? wanted.slice(0, 200) : 'the review',
        why,
        times: 1,
      };
      if (who && lines < linesPerMinute) {
        lines += 1;
        return write([event]);
      }
      const key = JSON.stringify([event.person, event.why]);
      const known = gathered.get(key);
      if (known) known.times += 1;
      // Reasons are ours, people are known: there cannot be many.
      else if (gathered.size < 200) gathered.set(key, event);
    },
    flush,
    close() {
      clearInterval(timer);
      flush();
    },
  };
}
