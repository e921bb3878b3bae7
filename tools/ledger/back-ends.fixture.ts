/** The ledger's back ends, for tests that each of them must pass. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { TestServer } from '../database/server.fixture.ts';
import { temporary } from './fixture.ts';
import type { Place } from './place.fixture.ts';

export const tampering = {
  'another author': "UPDATE event SET by = 'someone' WHERE seq = 2",
  'other words': "UPDATE event SET body = replace(body, '1.5', '9') WHERE seq = 2",
  'an event taken out': 'DELETE FROM event WHERE seq = 2',
  'the tail cut off': 'DELETE FROM event WHERE seq = 3',
} as const;
export type Tampering = keyof typeof tampering;

export interface BackEnd {
  place(): Promise<Place>;
  /** The same ledger as another machine sees it; the same place where there is only one machine. */
  elsewhere(place: Place): Place;
  /** Forges the chain past its guards, and covers the traces that lie beside it. */
  tamper(place: Place, how: Tampering): Promise<void>;
  /** A statement past the program, guards in place. */
  statement(place: Place, text: string): Promise<void>;
}

function onFile(file: string, ...texts: string[]): void {
  const raw = new Database(file);
  try {
    for (const text of texts) raw.exec(text);
  } finally {
    raw.close();
  }
}

export const sqlite: BackEnd = {
  place: async () => ({ file: join(temporary(), 'ledger.db'), url: null, library: 'lib' }),
  elsewhere: (place) => place,
  async tamper({ file }, how) {
    onFile(
      file,
      'DROP TRIGGER event_kept',
      'DROP TRIGGER event_unchanged',
      tampering[how],
      'DELETE FROM review WHERE seq > (SELECT max(seq) FROM event)',
    );
  },
  statement: async ({ file }, text) => onFile(file, text),
};

let libraries = 0;

/** All in one database, as several libraries of one team: what one does must not reach the other. */
export function postgres(server: () => { test: TestServer; url: string }): BackEnd {
  const only = (library: string, text: string) =>
    text.replace(/\b(UPDATE|FROM) event\b/u, '$1 perennial.event').replace('WHERE ', `WHERE library = '${library}' AND `);
  return {
    place: async () => ({ file: join(temporary(), 'ledger.db'), url: server().url, library: `lib-${++libraries}` }),
    elsewhere: (place) => ({ ...place, file: join(temporary(), 'ledger.db') }),
    tamper: ({ url, library }, how) =>
      server().test.run(
        url ?? '',
        'ALTER TABLE perennial.event DISABLE TRIGGER ALL',
        only(library, tampering[how]),
        'ALTER TABLE perennial.event ENABLE TRIGGER ALL',
        `UPDATE perennial.chain SET (seq, hash) = (SELECT seq, hash FROM perennial.event WHERE library = '${library}' ORDER BY seq DESC LIMIT 1) WHERE library = '${library}'`,
      ),
    statement: ({ url, library }, text) => server().test.run(url ?? '', only(library, text)),
  };
}
