/** `perennial items analyse`: item statistics from a response file. Learners appear as counts only. */
import { randomBytes } from 'node:crypto';
import { analyseItems } from '../../agents/assessment/item-analysis.ts';
import { readKeyFile, readResponses } from '../../tools/learners/read-responses.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { type CommonOptions, startVerb } from './verb.ts';

const figure = (value: number | null) => (value === null ? '–' : value.toFixed(3));

export async function analyseVerb(flags: CommonOptions & { responses: string; key?: string }): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  // Nothing is kept of this reading, so its pseudonyms need not outlive it.
  const responses = await readResponses(flags.responses, { key: randomBytes(32) });
  const analysis = analyseItems(responses.rows, flags.key === undefined ? undefined : await readKeyFile(flags.key));
  for (const note of responses.notes) terminal.say(terminal.yellow(printable(note)));
  terminal.say('item                      N      p      point-biserial (corrected)');
  for (const item of analysis.items)
    terminal.say(
      `${printable(item.item).padEnd(24)} ${String(item.n).padStart(6)}  ${figure(item.p)}  ${figure(item.pointBiserial)}`,
    );
  terminal.say(`${analysis.test.learners} learners, ${analysis.test.items} items, alpha ${figure(analysis.test.alpha)}`);
  if (verb.json === 'json') terminal.document({ ...analysis, notes: responses.notes });
}
