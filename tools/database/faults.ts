/** What goes wrong with a database, each as one clear sentence with its remedy. */

/** `gone`: no connection, or it was lost; `crowded`: it takes no more; `refused`: what the statement asked for is not allowed. */
export type DatabaseFaultKind = 'gone' | 'busy' | 'full' | 'crowded' | 'no-entry' | 'refused' | 'closed' | 'other';

const sentences: Record<DatabaseFaultKind, (place: string, said: string) => string> = {
  gone: (place, said) =>
    `The database ${place} cannot be reached (${said}). Start it, or look at the network; then run the same command again.`,
  busy: (place) =>
    `The database ${place}: another program has held this library for too long; nothing was written. Run the command again.`,
  full: (place) => `The database ${place}: its disk is full; nothing was written. Make room there and run the command again.`,
  crowded: (place, said) =>
    `The database ${place} has no room for another connection or its work (${said}). Raise its limits, or run fewer workers; then run the same command again.`,
  'no-entry': (place, said) =>
    `The database ${place} does not let Perennial in (${said}): check user, password and database in PERENNIAL_DATABASE_URL.`,
  refused: (place, said) => `The database ${place} refused this (${said}); nothing was written.`,
  closed: (place) => `The database ${place} was closed before this use of it.`,
  other: (place, said) => `The database ${place} could not be used (${said}).`,
};

export class DatabaseFault extends Error {
  readonly kind: DatabaseFaultKind;

  constructor(kind: DatabaseFaultKind, place: string, said: string) {
    super(sentences[kind](place, said.replace(/\s+/gu, ' ').trim()));
    this.name = 'DatabaseFault';
    this.kind = kind;
  }
}

const lost = /^(?:ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/u;
const lostSaid =
  /connection terminated|timeout expired|timeout exceeded when trying to connect|not queryable|client was closed/iu;

/** What the client `pg` throws, as a fault that can be said; anything else as it is. */
export function faultOf(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseFault) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (lost.test(code) || (code === '' && lostSaid.test(error.message)))
    return new DatabaseFault('gone', place, error.message || code);
  return /^[0-9A-Z]{5}$/u.test(code) ? new DatabaseFault(kindOfCode(code), place, error.message) : error;
}

/** By SQLSTATE. https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function kindOfCode(code: string): DatabaseFaultKind {
  if (code.startsWith('08') || code.startsWith('57P') || code === '25P03') return 'gone';
  if (code === '55P03' || code.startsWith('40')) return 'busy';
  if (code === '53100') return 'full';
  if (code.startsWith('53')) return 'crowded';
  if (code.startsWith('28') || code === '3D000' || code === '42501') return 'no-entry';
  if (code.startsWith('23') || code === 'P0001') return 'refused';
  return 'other';
}
