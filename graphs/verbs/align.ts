/** `perennial align judge`: alignment of single pairs, without a library. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { judgePairs, type Pair } from '../../agents/alignment/judge.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { openVectors } from '../../tools/vectors/open.ts';
import { type CommonOptions, startVerb } from './verb.ts';

const said = 'must be text';
const Line = z.looseObject({
  id: z.union([z.string(), z.number()], { error: 'must be text or a number' }).transform(String).optional(),
  outcome: z.string({ error: said }).refine((outcome) => outcome.trim() !== '', { error: 'must not be empty' }),
  text: z.string({ error: said }),
});

const form = 'each line is {"outcome": …, "text": …}, and "id" if you like';

/** A pair as it stands in the file, with whatever else its line holds. */
export interface PairLine extends Pair {
  others: Record<string, unknown>;
}

/**
 * Reads JSON lines; blank ones are passed over. A pair without an id is named by its line.
 * @throws CommandFault naming the line that is not a pair
 */
export function parsePairs(file: string, text: string): PairLine[] {
  return text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .flatMap((line, index): PairLine[] => {
      if (line.trim() === '') return [];
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        throw new CommandFault(1, `${file}:${index + 1}: this is not JSON; ${form}.`);
      }
      const parsed = Line.safeParse(value);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        const what = issue && issue.path.length > 0 ? `"${issue.path.join('.')}" ${issue.message}` : 'this is not an object';
        throw new CommandFault(1, `${file}:${index + 1}: ${what}; ${form}.`);
      }
      const { id = String(index + 1), outcome, text, ...others } = parsed.data;
      return [{ id, outcome, text, others }];
    });
}

/** What else a line holds is carried into `--json`; `verdict`, `score` and `quote` are then the program's own. */
export async function judgeVerb(flags: CommonOptions & { pairs: string }): Promise<void> {
  const verb = startVerb(flags);
  const pairs = parsePairs(flags.pairs, readFileSync(flags.pairs, 'utf8'));
  if (pairs.length === 0) throw new CommandFault(1, `${flags.pairs} holds no pair.`);
  const vectors = await openVectors({
    dir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'perennial', 'vectors'),
  });
  try {
    const judged = await judgePairs(pairs, vectors);
    if (verb.json === 'json') verb.terminal.document({ pairs: judged.map((one, at) => ({ ...pairs[at]!.others, ...one })) });
    else
      for (const one of judged)
        verb.terminal.say(`${printable(one.id)}  ${one.verdict.padEnd(7)} ${one.score.toFixed(2)}  ${printable(one.quote)}`);
  } finally {
    await vectors.close();
  }
}
