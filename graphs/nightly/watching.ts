/** Watches a library and refreshes it when files change. */
import { type FSWatcher, watch } from 'node:fs';
import { Busy } from '../../tools/queue/sole.ts';
import { sentenceOf } from '../../tools/terminal/faults.ts';
import { openBurst } from './burst.ts';
import { difference, type Snapshot, snapshot } from './changes.ts';
import { type Look, night } from './night.ts';
import { lineOf } from './record.ts';

export interface WatchOptions {
  /** Absolute path of the library. */
  root: string;
  tz: string;
  signal: AbortSignal;
  say: (line: string) => void;
  look?: Look;
  log?: (line: string) => void;
  /** Milliseconds of peace before a run. */
  settle?: number;
  /** Milliseconds between looks where the system tells nothing (network folders, new folders). */
  every?: number;
  /** Called once changes will be seen. */
  onReady?: () => void;
}

const named = 3;

/** The first few of them, and how many more. */
export function listOf(paths: readonly string[]): string {
  const more = paths.length - named;
  return `${paths.slice(0, named).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The system's word that something happened: a hint only, the snapshot decides. Null where it cannot be had. */
function hints(root: string, touch: () => void, lost: () => void): FSWatcher | null {
  try {
    const watcher = watch(root, { recursive: true, persistent: false }, (_event, name) => {
      if (name === null || !/(?:^|[\\/])(?:\.|node_modules(?:[\\/]|$))/u.test(String(name))) touch();
    });
    watcher.once('error', lost);
    return watcher;
  } catch {
    // Too many files for the system's watch list, or a file system without one: looking every few seconds remains.
    return null;
  }
}

/** Resolves when the signal is raised; a run in hand is ended first, with what it finished kept. */
export async function watchLibrary(options: WatchOptions): Promise<{ runs: number }> {
  const { root, signal, say } = options;
  let seen: Snapshot = snapshot(root);
  // What is still changing between two looks puts the run off; what has changed and rests does not.
  let polled = seen;
  let runs = 0;
  const burst = openBurst({ settle: options.settle ?? 1_000, longest: 30_000, run: refreshChanged });

  async function refreshChanged(): Promise<void> {
    try {
      const now = snapshot(root);
      const changed = difference(seen, now);
      if (changed.length === 0 || signal.aborted) return;
      say(`Changed: ${listOf(changed)}`);
      const { record, report } = await night(
        root,
        { schedule: null, due: new Date().toISOString(), why: 'change', tz: options.tz },
        { signal, ...(options.look ? { look: options.look } : {}), ...(options.log ? { log: options.log } : {}) },
      );
      seen = now;
      runs++;
      say(lineOf(record, report ?? undefined));
    } catch (error) {
      if (signal.aborted) return;
      say(error instanceof Busy ? `${error.message} The change is looked at after it.` : `Not refreshed: ${sentenceOf(error)}`);
      // A run looks at everything that changed, so a fault waits for the next change instead of filling the screen.
      if (error instanceof Busy) setTimeout(() => burst.touch(), 5_000).unref();
      else seen = snapshot(root);
    }
  }

  let watcher = hints(root, burst.touch, () => {
    watcher = null;
  });
  const looking = setInterval(() => {
    try {
      const now = snapshot(root);
      if (difference(polled, now).length > 0) burst.touch();
      polled = now;
    } catch (error) {
      say(`Not looked at: ${sentenceOf(error)}`);
    }
  }, options.every ?? 10_000);
  try {
    options.onReady?.();
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    clearInterval(looking);
    watcher?.close();
    await burst.close();
  }
  return { runs };
}
