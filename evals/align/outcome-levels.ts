/** Levels of outcomes, read from verb and object together, beside the verb list alone. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { readOutcome, verbLevel } from '../../agents/alignment/levels/bloom.ts';
import { levels } from '../../agents/alignment/levels/levels.ts';
import { hashOf } from './labels.ts';

const LevelName = z.enum(levels);
const Row = z.strictObject({ outcome: z.string(), level: LevelName });
export type LabelledOutcome = z.infer<typeof Row>;

export interface ReadingFigures {
  set: string;
  outcomes: number;
  /** Right by the verb list alone, and with the words after the verb. */
  verbAlone: number;
  inContext: number;
}

const beside = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8');

/** Outcomes of our own, labelled before scoring. */
export function ownLevels(): LabelledOutcome[] {
  return beside('outcome-levels.jsonl')
    .trim()
    .split('\n')
    .map((line) => Row.parse(JSON.parse(line)));
}

/** Outcomes of the measured courses that were labelled, found by the hash of their words. */
export function courseLevels(outcomes: string[]): LabelledOutcome[] {
  const known = z.record(z.string(), LevelName).parse(JSON.parse(beside('course-levels.json')));
  return outcomes.flatMap((outcome) => {
    const level = known[hashOf(outcome)];
    return level ? [{ outcome, level }] : [];
  });
}

export function readingFigures(set: string, rows: LabelledOutcome[]): ReadingFigures {
  const verbOf = (text: string) => /^[\p{L}-]+/u.exec(readOutcome(text).body)?.[0] ?? '';
  return {
    set,
    outcomes: rows.length,
    verbAlone: rows.filter(({ outcome, level }) => verbLevel(verbOf(outcome)) === level).length,
    inContext: rows.filter(({ outcome, level }) => readOutcome(outcome).level === level).length,
  };
}

export function readingTable(figures: ReadingFigures[]): string {
  return [
    'levels of outcomes, right by the verb alone and in context:',
    ...figures.map(
      ({ set, outcomes, verbAlone, inContext }) => `  ${set}: ${verbAlone}/${outcomes} and ${inContext}/${outcomes}`,
    ),
  ].join('\n');
}
