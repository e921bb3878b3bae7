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

const PairLine = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  outcome: z.string().min(1),
  text: z.string(),
});

/** @throws CommandFault naming the line that is not a pair */
export function parsePairs(file: string, text: string): Pair[] {
  return text
    .replace(/^\uFEFF/u, '')
    .split(/\r?\n/u)
    .flatMap((line, index): Pair[] => {
      if (line.trim() === '') return [];
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch {
        throw new CommandFault(1, `${file}:${index + 1}: this is not JSON; each line is {"id": …, "outcome": …, "text": …}.`);
      }
      const parsed = PairLine.safeParse(value);
      if (!parsed.success)
        throw new CommandFault(
          1,
          `${file}:${index + 1}: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}; each line is {"id": …, "outcome": …, "text": …}.`,
        );
      return [parsed.data];
    });
}

export async function judgeVerb(flags: CommonOptions & { pairs: string }): Promise<void> {
  const verb = startVerb(flags);
  const pairs = parsePairs(flags.pairs, readFileSync(flags.pairs, 'utf8'));
  if (pairs.length === 0) throw new CommandFault(1, `${flags.pairs} holds no pair.`);
  const vectors = await openVectors({
    dir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'perennial', 'vectors'),
  });
  try {
    const judged = await judgePairs(pairs, vectors);
    if (verb.json === 'json') verb.terminal.document({ pairs: judged });
    else
      for (const one of judged)
        verb.terminal.say(`${printable(one.id)}  ${one.verdict.padEnd(7)} ${one.score.toFixed(2)}  ${printable(one.quote)}`);
  } finally {
    await vectors.close();
  }
}
