/** Looking ahead, part after part: what one part opened (files that were read, a browser, the embedding) serves the next of the same run. */
import { refresh } from '../refresh.ts';
import { openWorkspace, type Workspace } from '../workspace.ts';
import type { Look } from './night.ts';

export interface Ahead {
  /**
   * Looks at some lessons and keeps what was found out, for whoever runs the library.
   * @param of the run they belong to: the next part of the same one goes on with what is open
   * @param run as of `runOf`: whose budget is spent
   * @throws Error with the first lesson that could not be looked at
   */
  look(root: string, of: string, ids: readonly string[], run: string): Promise<void>;
  close(): Promise<void>;
}

export interface AheadParts {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  look?: Look;
  log?: (line: string) => void;
  /** How long what is open waits for the next part, in milliseconds. */
  linger?: number;
}

export function openAhead({ env, signal, look = refresh, log, linger = 10_000 }: AheadParts): Ahead {
  let resting: { of: string; workspace: Workspace; timer: NodeJS.Timeout } | null = null;
  /** The one that rests, if any; from now on it is the caller's. */
  const wake = () => {
    const one = resting;
    resting = null;
    if (one) clearTimeout(one.timer);
    return one;
  };
  const close = async () => wake()?.workspace.close();
  return {
    async look(root, of, ids, run) {
      const rested = wake();
      // Of another run: the files may be others by now.
      if (rested && rested.of !== of) await rested.workspace.close();
      const workspace = rested?.of === of ? rested.workspace : await openWorkspace(root, { env, run, ...(log ? { log } : {}) });
      try {
        const looked = await look(workspace, {
          agents: workspace.config.defaults.agents,
          lesson: globOf(ids),
          write: 'look-ahead',
          known: 'new',
          limits: 'keep',
          signal,
        });
        const failed = looked.run.lessons.find((one) => one.status === 'not-scanned' && one.lesson !== one.path);
        if (failed) throw new Error(`${failed.path}: ${failed.reason ?? 'not scanned'}`);
        // The run is lived by whoever is free, and looks for it there.
        workspace.results.flush();
      } catch (error) {
        await workspace.close();
        throw error;
      }
      // Of two parts in hand at once the last to end stays open.
      const other = wake();
      const timer = setTimeout(() => void close().catch((error: unknown) => log?.(String(error))), linger);
      resting = { of, workspace, timer };
      await other?.workspace.close();
    },
    close,
  };
}

/** A glob that matches exactly these ids; braces take two or more. */
export function globOf(ids: readonly string[]): string {
  const exact = ids.map((id) => id.replace(/[\\*?[\]{}()!@+|,]/gu, '\\$&'));
  return `{${[...exact, ...exact.slice(0, 1)].join(',')}}`;
}
