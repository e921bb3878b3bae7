/** `perennial items analyse`: item statistics from a response file. Learners appear as counts only. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { keyDoubts, keyMarking } from '../../agents/assessment/responses/response-key.ts';
import { loadConfig } from '../../tools/config/load.ts';
import type { Groups } from '../../tools/learners/ingest.ts';
import { readKeyFile, readOutcomesFile, readPrerequisitesFile } from '../../tools/learners/read-table.ts';
import type { Attempts } from '../../tools/learners/responses.ts';
import { readLibrary } from '../../tools/library/read.ts';
import { itemsPage } from '../../tools/report/items-page.ts';
import { itemsText } from '../../tools/report/items-text.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { analyseResponses } from '../looking/answer-analysis.ts';
import { knownItems } from '../looking/course-answers.ts';
import { type CommonOptions, startVerb } from './verb.ts';

export interface AnalyseFlags extends CommonOptions {
  responses: string;
  key?: string;
  attempts?: Attempts;
  group?: string;
  focal?: string;
  reference?: string;
  outcomes?: string;
  prerequisites?: string;
  html?: string;
}

function groupsOf({ group, focal, reference }: AnalyseFlags): Groups | undefined {
  if (group === undefined && focal === undefined && reference === undefined) return undefined;
  if (group === undefined || focal === undefined)
    throw new CommandFault(
      1,
      'To compare groups, name the column with --group and the group that might be at a disadvantage with --focal.',
    );
  return { column: group, focal, ...(reference === undefined ? {} : { reference }) };
}

/** Key, outcomes and what needs what, as the library's items and lessons say. */
async function fromLibrary(folder: string): Promise<ReturnType<typeof knownItems>> {
  const root = resolve(folder);
  return knownItems((await readLibrary(root, loadConfig(root).config)).courses);
}

export async function analyseVerb(flags: AnalyseFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  const groups = groupsOf(flags);
  const library = flags.library === undefined ? null : await fromLibrary(flags.library);
  const stated = flags.outcomes === undefined ? null : await readOutcomesFile(flags.outcomes);
  const { marking, known, ...said } = library ?? {};
  // A key of its own spells options its own way.
  const key = flags.key === undefined ? null : await readKeyFile(flags.key);
  const keyed = key ? { marking: keyMarking(key) } : { ...(marking && known ? { marking, known } : {}) };
  const document = await analyseResponses({
    responses: flags.responses,
    // Nothing is kept of this reading, so its pseudonyms need not outlive it.
    key: randomBytes(32),
    ...(flags.attempts === undefined ? {} : { attempts: flags.attempts }),
    ...(groups ? { groups } : {}),
    ...keyed,
    ...said,
    ...(stated ? { outcomes: (item: string) => stated.get(item) ?? [] } : {}),
    ...(flags.prerequisites === undefined
      ? {}
      : { prerequisites: { from: 'file' as const, pairs: await readPrerequisitesFile(flags.prerequisites) } }),
  });
  if (key) document.notes.push(...keyDoubts(key, document.items));
  for (const note of document.notes) terminal.say(terminal.yellow(printable(note)));
  for (const line of itemsText(document)) terminal.say(printable(line));
  if (flags.html !== undefined) {
    writeFileSync(flags.html, itemsPage(document));
    terminal.say(`Plots written to ${printable(flags.html)}.`);
  }
  if (verb.json === 'json') terminal.document(document);
}
