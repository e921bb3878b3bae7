/** `perennial eval canaries`: planted personal data, looked for in every byte a refresh sends, says and leaves. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Suite } from '../suite.ts';
import { canariesIn, soughtOf } from './find.ts';
import { type Canary, plantLibrary } from './plant.ts';
import { refreshWatched, writeLibrary } from './run.ts';

/**
 * What an author wrote into a lesson is part of the lesson: the editor's own report and ledger quote it, and what is derived from the
 * lessons on the editor's own disk holds their text. Nothing else may, and the data of learners may be in none of these either.
 */
const holdsLessonText: { path: RegExp; why: string }[] = [
  { path: /^\.perennial\/(ledger|cache)\.db(-wal)?$/u, why: 'findings quote the lesson' },
  { path: /^\.perennial\/structures\.(json|db(-wal)?)$/u, why: 'the lessons as they were read' },
  { path: /^\.perennial\/reports\//u, why: 'the report shows the lesson to its editor' },
  { path: /^standard output$/u, why: 'the JSON document of the report, which the editor asked for' },
];

export interface CanaryPlace {
  place: string;
  bytes: number;
  /** Distinct canaries that may not be there. */
  leaked: Record<string, number>;
  /** Distinct canaries of lessons where the lesson's own text may stand. */
  quoted: number;
  why: string | null;
}

export function judgePlaces(places: ReadonlyMap<string, Uint8Array>, canaries: readonly Canary[]): CanaryPlace[] {
  const sought = soughtOf(canaries);
  return [...places].map(([place, bytes]) => {
    const own = holdsLessonText.find(({ path }) => path.test(place));
    const found = [...canariesIn(bytes, sought)];
    const leaked = found.filter((canary) => canary.from === 'responses' || !own);
    const counts: Record<string, number> = {};
    for (const { kind, from } of leaked) counts[`${kind} (${from})`] = (counts[`${kind} (${from})`] ?? 0) + 1;
    return { place, bytes: bytes.length, leaked: counts, quoted: found.length - leaked.length, why: own?.why ?? null };
  });
}

export const canariesSuite: Suite = {
  name: 'canaries',
  describe: 'planted personal data (default 10,000 pieces), looked for in prompts, logs, spans, caches, checkpoints and reports',
  async run({ n = 10_000, seed = 1, json, log }) {
    const folder = mkdtempSync(join(tmpdir(), 'perennial-canaries-'));
    try {
      const { files, canaries } = plantLibrary(n, seed);
      const root = join(folder, 'library');
      writeLibrary(root, files);
      const left = await refreshWatched(root);
      if (left.exitCode !== 0)
        throw new Error(
          `The refresh ended with ${left.exitCode}: ${Buffer.from(left.places.get('standard error') ?? [])
            .toString('utf8')
            .slice(-600)}`,
        );
      const places = judgePlaces(left.places, canaries);
      const leaks = places.filter((place) => Object.keys(place.leaked).length > 0);
      // A suite that sends nothing finds nothing.
      const exposed = Object.values(left.requests).every((count) => count > 0);
      if (!json) {
        log(
          `${canaries.length} canaries (${canaries.filter(({ from }) => from === 'responses').length} in the response file), ${left.requests.chat} questions (${left.requests.reading} with whole lessons) and ${left.requests.embeddings} batches of texts sent.`,
        );
        for (const { place, bytes, leaked, quoted, why } of places) {
          const found = Object.entries(leaked).map(([kind, count]) => `${count} ${kind}`);
          log(
            `  ${found.length > 0 ? 'LEAK' : 'none'}  ${place} (${bytes} bytes)${found.length > 0 ? `: ${found.join(', ')}` : ''}${why ? `; ${quoted} in the lessons' own words: ${why}` : ''}`,
          );
        }
        log(
          leaks.length === 0 && exposed
            ? 'None found.'
            : exposed
              ? 'Personal data got out.'
              : 'Nothing was sent: this measured nothing.',
        );
      }
      return {
        verdict: leaks.length === 0 && exposed ? 'measured' : 'failed',
        document: { suite: 'canaries', seed, canaries: canaries.length, requests: left.requests, places },
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
