/** `perennial items analyse`: item statistics from a response file. Learners appear as counts only. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { distinctItems } from '../../agents/assessment/item-pattern.ts';
import { courseMarking, keyMarking } from '../../agents/assessment/response-key.ts';
import { loadConfig } from '../../tools/config/load.ts';
import type { Groups } from '../../tools/learners/ingest.ts';
import { readKeyFile, readOutcomesFile, readPrerequisitesFile } from '../../tools/learners/read-table.ts';
import type { Attempts, Marking } from '../../tools/learners/responses.ts';
import { readLibrary } from '../../tools/library/read.ts';
import { itemsPage } from '../../tools/report/items-page.ts';
import { itemsText } from '../../tools/report/items-text.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { analyseResponses } from './items-analysis.ts';
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

/** Key and outcomes as the library's items state them. */
async function fromLibrary(folder: string): Promise<{ marking: Marking; outcomes: (item: string) => readonly string[] }> {
  const root = resolve(folder);
  const { courses } = await readLibrary(root, loadConfig(root).config);
  const lessons = courses.flatMap((course) => course.lessons);
  const outcomes = new Map(distinctItems(lessons).map(({ item }) => [item.id, item.outcomes]));
  return { marking: courseMarking(lessons), outcomes: (item) => outcomes.get(item) ?? [] };
}

export async function analyseVerb(flags: AnalyseFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  const groups = groupsOf(flags);
  const library = flags.library === undefined ? null : await fromLibrary(flags.library);
  const stated = flags.outcomes === undefined ? null : await readOutcomesFile(flags.outcomes);
  const outcomes = stated ? (item: string) => stated.get(item) ?? [] : library?.outcomes;
  const marking = flags.key === undefined ? library?.marking : keyMarking(await readKeyFile(flags.key));
  const document = await analyseResponses({
    responses: flags.responses,
    // Nothing is kept of this reading, so its pseudonyms need not outlive it.
    key: randomBytes(32),
    ...(flags.attempts === undefined ? {} : { attempts: flags.attempts }),
    ...(groups ? { groups } : {}),
    ...(marking ? { marking } : {}),
    ...(outcomes ? { outcomes } : {}),
    ...(flags.prerequisites === undefined ? {} : { prerequisites: await readPrerequisitesFile(flags.prerequisites) }),
  });
  for (const note of document.notes) terminal.say(terminal.yellow(printable(note)));
  for (const line of itemsText(document)) terminal.say(printable(line));
  if (flags.html !== undefined) {
    writeFileSync(flags.html, itemsPage(document));
    terminal.say(`Plots written to ${printable(flags.html)}.`);
  }
  if (verb.json === 'json') terminal.document(document);
}
