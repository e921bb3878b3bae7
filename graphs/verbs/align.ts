/** `perennial align judge`: alignment of single pairs, without a library. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type JudgedPair, judgePairs, type Pair } from '../../agents/alignment/judge.ts';
import { readUnsurePairs } from '../../agents/alignment/reading/read-pairs.ts';
import { loadConfig } from '../../tools/config/load.ts';
import type { Models } from '../../tools/models/models.ts';
import { type OpenedModels, openModels } from '../../tools/models/open.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { printable } from '../../tools/terminal/terminal.ts';
import { openVectors } from '../../tools/vectors/open.ts';
import { openWorkspace } from '../workspace.ts';
import { type CommonOptions, startVerb, type Verb } from './verb.ts';

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
      // An earlier verdict's reader is not this one's.
      const { id = String(index + 1), outcome, text, read: _, ...others } = parsed.data;
      return [{ id, outcome, text, others }];
    });
}

export interface JudgeFlags extends CommonOptions {
  pairs: string;
  model?: boolean;
  maxCost?: number;
}

const ownCache = () => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'perennial');

interface Reader {
  models: OpenedModels;
  close(): Promise<void>;
}

/**
 * Where the library's config holds, so do its endpoints, its rules on where text may go, its budgets, and what it knows of people; else
 * answers and spending are the user's own.
 */
async function openReader(flags: JudgeFlags, verb: Verb): Promise<Reader> {
  const { config, path } = loadConfig(verb.folder);
  const maxCost = flags.maxCost === undefined ? {} : { maxCost: flags.maxCost };
  const endpoint = process.env.OPENAI_API_KEY || process.env.OPENAI_BASE_URL;
  // Without one, nothing is asked of the library, which may be one that cannot be written to.
  if (path !== null && endpoint && flags.model !== false) {
    const workspace = await openWorkspace(verb.folder, { ...maxCost, ...verboseLog(verb) });
    try {
      await workspace.read();
      return { models: await workspace.models(), close: () => workspace.close() };
    } catch (error) {
      await workspace.close();
      throw error;
    }
  }
  const models = openModels({
    config: config.models,
    env: process.env,
    cacheFile: join(ownCache(), 'models.db'),
    disabled: flags.model === false ? 'It was switched off.' : null,
    ...maxCost,
    ...verboseLog(verb),
  });
  return { models, close: async () => models.close() };
}

const verboseLog = (verb: Verb) => (verb.verbose ? { log: (line: string) => verb.terminal.say(line) } : {});

/** What else a line holds is carried into `--json`; `verdict`, `score`, `quote` and `read` are then the program's own. */
export async function judgeVerb(flags: JudgeFlags): Promise<void> {
  const verb = startVerb(flags);
  const pairs = parsePairs(flags.pairs, readFileSync(flags.pairs, 'utf8'));
  if (pairs.length === 0) throw new CommandFault(1, `${flags.pairs} holds no pair.`);
  const reader = await openReader(flags, verb);
  const { models } = reader;
  try {
    const judged = await judgedPairs(pairs, models, verb);
    await models.settled();
    const { calls, dollars } = models.spent();
    if (verb.json === 'json')
      verb.terminal.document({
        pairs: judged.map((one, at) => ({ ...pairs[at]!.others, ...one })),
        ...(calls > 0 ? { models: { calls, dollars } } : {}),
      });
    else for (const one of judged) verb.terminal.say(lineOf(one));
    const unsure = judged.filter(({ verdict }) => verdict === 'unsure').length;
    const why = flags.model === false || unsure === 0 ? null : models.degraded();
    if (why) verb.terminal.say(verb.terminal.yellow(`${unsure} left unsure that a model might have told. ${why}`));
  } finally {
    await reader.close();
  }
}

async function judgedPairs(pairs: Pair[], models: Models, verb: Verb): Promise<JudgedPair[]> {
  const vectors = await openVectors({ dir: join(ownCache(), 'vectors') });
  try {
    const judged = await readUnsurePairs({ models, signal: verb.signal }, pairs, await judgePairs(pairs, vectors));
    verb.signal.throwIfAborted();
    return judged;
  } finally {
    await vectors.close();
  }
}

function lineOf({ id, verdict, score, quote, read }: JudgedPair): string {
  const reason = read ? ` (read by ${printable(read.model)}: ${printable(read.why)})` : '';
  return `${printable(id)}  ${verdict.padEnd(7)} ${score.toFixed(2)}  ${printable(quote)}${reason}`;
}
