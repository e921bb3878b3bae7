/** Files of ours beside git's own, named after the process that makes them: what a killed one left can be told from what one is at. */
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import { alive } from '../queue/alive.ts';

const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
/** Of other machines nobody can tell whether a process still runs; none holds a file of these for so many milliseconds. */
const longest = 3_600_000;
/** Names this process has given: another of our number, in a container that was started again, is not ours. */
const given = new Set<string>();

/** @param kind `index`: an index to take the editor's place; `tree`: one a commit is made from */
export function newOwnName(kind: 'index' | 'tree'): string {
  const name = `perennial-${kind}-${process.pid}-${here}-${startOf(process.pid)}-${randomBytes(6).toString('hex')}`;
  given.add(name);
  return name;
}

/** Whether a file was left by a process that is gone; `other`: it is none of ours. */
export function makerOf(path: string): 'gone' | 'at-work' | 'other' {
  const found =
    /^(perennial-(?:index|tree)-(?<pid>\d+)-(?:(?<host>[0-9a-f]{8})-(?<start>\d+)-)?[0-9a-f]{12})(?:\.[a-z]+)*$/u.exec(
      basename(path),
    );
  if (!found?.groups) return 'other';
  const { pid, host = here, start = '0' } = found.groups;
  if (host !== here) return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > longest ? 'gone' : 'at-work';
  if (Number(pid) === process.pid) return given.has(found[1] ?? '') ? 'at-work' : 'gone';
  return alive(Number(pid)) && (start === '0' || startOf(Number(pid)) === start) ? 'at-work' : 'gone';
}

/** When a process began, as Linux counts it: a number that another process of the same id does not have. 0 where that is not told. */
function startOf(pid: number): string {
  try {
    // The name before the fields may hold spaces and brackets of its own.
    return /\) \S(?: \S+){18} (\d+) /u.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '0';
  } catch {
    return '0';
  }
}
