/** Where each lesson was last seen, and with which bytes: a lesson that was only moved keeps its id. */
import type { Ledger } from '../../tools/ledger/ledger.ts';
import type { KnownLesson } from '../../tools/library/identity.ts';

/** @returns by id; hashes are asked for only where a lesson is not where it was */
export function knownLessons(ledger: Ledger): Map<string, KnownLesson> {
  return new Map(
    [...ledger.lessonPaths()].map(([id, path]): [string, KnownLesson] => [
      id,
      {
        path,
        get sha256() {
          return hashLastSeen(ledger, id, path);
        },
      },
    ]),
  );
}

function hashLastSeen(ledger: Ledger, lesson: string, path: string): string | undefined {
  for (const states of [['open', 'known', 'answered'], ['rejected']] as const) {
    const last = ledger.findings({ lesson, states: [...states] }).findLast(({ finding }) => finding.range.path === path);
    if (last) return last.finding.contentHash;
  }
  return undefined;
}
