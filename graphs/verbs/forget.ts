/** `perennial forget --learner ID`: a learner's rows out of the response files, kept results emptied, and every byte searched after. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Database from 'better-sqlite3';
import { responsesOf } from '../../tools/config/schema.ts';
import { libraryName } from '../../tools/database/library-name.ts';
import { databaseUrl } from '../../tools/database/place.ts';
import { withoutLearner } from '../../tools/learners/forget-rows.ts';
import { learnerKey } from '../../tools/learners/pseudonym.ts';
import { needlesOf, type Searched, searchFolder } from '../../tools/learners/trace.ts';
import { type SearchedRows, searchShared } from '../../tools/learners/trace-database.ts';
import { replaceFile } from '../../tools/publish/atomic.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import type { Workspace } from '../workspace.ts';
import { type CommonOptions, startVerb, withWorkspace } from './verb.ts';

export interface ForgetFlags extends CommonOptions {
  learner: string;
  write?: boolean;
}

interface Held {
  file: string;
  /** Rows of the learner; null where the file could not be looked into. */
  rows: number | null;
  state: 'rewritten' | 'to-rewrite' | 'clean' | 'not-readable';
  why?: string;
}

/** Ids as short as these stand in files by chance: three signs, or a number of six digits. */
const shortId = /^(?:.{1,3}|\d{1,6})$/u;

/** The one place where a learner's id is a secret and also what is looked for. */
const ownSecrets = new Set(['learner.key']);

export async function forgetVerb(flags: ForgetFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  const id = flags.learner.normalize('NFC').trim();
  if (id === '') throw new CommandFault(1, '--learner needs the id as the response files have it.');
  await withWorkspace(verb, async (workspace) => {
    const mode = flags.write ? 'write' : 'look';
    const files = responseFiles(workspace).map((file) => rowsOf(workspace, file, id, mode));
    if (mode === 'write') emptyKept(workspace);
    const keyFile = join(workspace.own, 'learner.key');
    const needles = needlesOf(id, existsSync(keyFile) ? learnerKey(keyFile) : null);
    const searched = searchFolder(workspace.own, needles, ownSecrets);
    const url = databaseUrl(process.env);
    const whose = { name: await libraryName(workspace.root), id: workspace.ledger.id };
    const shared = url === null ? null : searchShared(url, needles, whose);
    for (const line of linesOf(files, searched, shared, id)) terminal.say(printable(line));
    const unread = files.some((one) => one.state === 'not-readable');
    if (verb.json === 'json') terminal.document({ mode, files, searched, shared });
    if (files.some((one) => one.state === 'to-rewrite'))
      terminal.say('Nothing was changed. With --write the rows are taken out.');
    if (mode === 'write' && (unread || searched.traces.length > 0 || (shared?.traces.length ?? 0) > 0))
      throw new CommandFault(1, 'The learner is not forgotten everywhere; see above.');
  });
}

/** For people, a line each. */
export function linesOf(files: Held[], searched: Searched, shared: SearchedRows | null, id: string): string[] {
  const lines = files.map(({ file, rows, state, why }) => {
    if (state === 'not-readable') return `${file}: ${why}`;
    if (state === 'clean') return `${file}: no row of the learner.`;
    return `${file}: ${count(rows ?? 0, 'row')} of the learner${state === 'rewritten' ? ' taken out' : ''}.`;
  });
  if (files.length === 0) lines.push('The config names no response file.');
  if (files.some((one) => one.state === 'rewritten'))
    lines.push('Copies elsewhere (the history in git, backups, the system they were exported from) are not reached from here.');
  const { traces } = searched;
  const all = [...traces, ...(shared?.traces ?? [])];
  lines.push(
    `.perennial: ${count(searched.files, 'file')}, ${searched.bytes} bytes searched for the id and its pseudonyms: ${traces.length === 0 ? 'none found' : 'found'}.`,
    ...traces.map(({ file, what, count: times }) => `  .perennial/${file}: the ${what}, ${count(times, 'time')}`),
  );
  if (shared) {
    lines.push(
      `The database: ${count(shared.tables, 'table')}, ${count(shared.rows, 'row')} searched, other libraries' left out: ${shared.traces.length === 0 ? 'none found' : 'found'}.`,
      ...shared.traces.map(({ file, what, count: rows }) => `  ${file}: the ${what}, in ${count(rows, 'row')}`),
      'Rows that were deleted stay in the files of its server until those are written over, and in its log and backups.',
      'What other machines keep beside it is not reached from here: run the command there as well.',
    );
  }
  if (shortId.test(id) && all.some(({ what }) => what === 'id'))
    lines.push('  So short an id stands in texts by chance; what counts then is the pseudonym.');
  if (all.some(({ file }) => /^ledger\.db|perennial\.event$/u.test(file)))
    lines.push(
      '  The ledger is never rewritten: its chain would prove nothing. It should hold no learner; please look at that event.',
    );
  return lines;
}

function responseFiles(workspace: Workspace): string[] {
  const { courses } = workspace.config;
  return [...new Set(courses.flatMap((course) => responsesOf(course)?.file ?? []))];
}

function rowsOf(workspace: Workspace, file: string, id: string, mode: 'look' | 'write'): Held {
  try {
    const path = realpathSync(join(workspace.root, file));
    if (mode === 'write' && relative(realpathSync(workspace.root), path).startsWith(`..${sep}`))
      throw new Error('it lies outside the library and is not rewritten from here.');
    const { rows, bytes } = withoutLearner(readFileSync(path), id, file);
    if (!bytes) return { file, rows, state: 'clean' };
    if (mode === 'look') return { file, rows, state: 'to-rewrite' };
    replaceFile(path, bytes);
    return { file, rows, state: 'rewritten' };
  } catch (error) {
    return { file, rows: null, state: 'not-readable', why: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Kept results were made from the file as it was. They hold counts only; without them not even those of this learner stay. Those of
 * other libraries in the same database are not this learner's, and answers of models among them were paid for.
 */
function emptyKept(workspace: Workspace): void {
  workspace.results.empty();
  const file = join(workspace.own, 'cache.db');
  if (existsSync(file)) {
    const db = new Database(file, { timeout: 10_000 });
    try {
      // Freed pages keep their bytes until the file is written anew.
      db.exec('VACUUM');
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      db.close();
    }
  }
}
