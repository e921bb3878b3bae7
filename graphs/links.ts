/** Asks the addresses a library's lessons link to, as far as they are due, and keeps what was learnt. */
import { join } from 'node:path';
import picomatch from 'picomatch';
import { openedLesson } from '../tools/library/lazy-lesson.ts';
import { bodyOf, type Library } from '../tools/library/lesson.ts';
import { askable } from '../tools/links/askable.ts';
import { checkLinks } from '../tools/links/check.ts';
import { dueOn, isDue, learnt, readKept, writeKept } from '../tools/links/kept.ts';
import { openRequester } from '../tools/links/request.ts';
import type { LinkState } from '../tools/links/state.ts';
import { linksName } from './opening/own-folder.ts';
import type { Workspace } from './workspace.ts';

export interface AskOptions {
  signal: AbortSignal;
  /** Glob on lesson ids or paths; default: all. */
  lesson?: string;
  /** `all`: also what was asked lately. */
  which?: 'due' | 'all';
  onProgress?: (done: number, total: number) => void;
}

export interface AskedLinks {
  /** Addresses the lessons link to, with what is known of each and the files that name it. */
  links: { address: string; state: LinkState | null; files: string[] }[];
  asked: number;
  /** Due and not asked: their host wants rest, or the time was up. */
  left: number;
  /** First day on which some address is to be asked again; null where the lessons link to none. */
  nextDue: string | null;
}

/** Addresses of the lessons, each with the files it stands in. */
function addressesIn(workspace: Workspace, library: Library, glob: string | undefined): Map<string, Set<string>> {
  const { allowHosts, skip } = workspace.config.links;
  const skipped = skip.map((one) => picomatch(one, { dot: true }));
  const wanted = glob === undefined ? () => true : picomatch(glob, { contains: !/[*?[{]/u.test(glob) });
  const found = new Map<string, Set<string>>();
  for (const course of library.courses) {
    for (const lesson of course.lessons) {
      if (!wanted(lesson.id) && !wanted(bodyOf(lesson).path)) continue;
      for (const link of openedLesson(lesson).links) {
        const address = askable(link.href, allowHosts);
        if (address === null || skipped.some((matches) => matches(address))) continue;
        found.set(address, (found.get(address) ?? new Set()).add(link.span.path));
      }
    }
  }
  return found;
}

/**
 * @returns every address of the lessons with what is known of it now
 * @throws the abort reason where the signal was raised; what a server or the network does is a verdict, never an error
 */
export async function askLinks(workspace: Workspace, library: Library, options: AskOptions): Promise<AskedLinks> {
  const file = join(workspace.own, linksName);
  const states = readKept(file);
  const addresses = addressesIn(workspace, library, options.lesson);
  const { everyDays, allowHosts, pauseSeconds, timeoutSeconds, limitMinutes } = workspace.config.links;
  const now = new Date();
  const due = [...addresses.keys()].filter((address) =>
    isDue(states.get(address), workspace.today, options.which === 'all' ? 0 : everyDays, now),
  );
  const requester = openRequester({ allowHosts, timeoutMs: timeoutSeconds * 1000 });
  let left = 0;
  try {
    const checked = await checkLinks(due, {
      requester,
      hostsAtOnce: 8,
      pauseMs: pauseSeconds * 1000,
      laterMs: 3000,
      limitMs: limitMinutes * 60_000,
      signal: options.signal,
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    });
    for (const [address, verdict] of checked.verdicts) states.set(address, learnt(states.get(address), verdict, workspace.today));
    left = checked.left.length;
  } finally {
    requester.close();
  }
  if (due.length > 0) writeKept(file, states, workspace.today);
  return {
    links: [...addresses].map(([address, files]) => ({ address, state: states.get(address) ?? null, files: [...files].sort() })),
    asked: due.length - left,
    left,
    nextDue: [...addresses.keys()].map((address) => dueOn(states.get(address), workspace.today, everyDays)).sort()[0] ?? null,
  };
}
