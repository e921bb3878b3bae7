/** What happens in each round, drawn by lot from a seed. Pure. */
import type { Kind, Variant } from './library.ts';

export const victims = ['refresh', 'decide', 'decide-file', 'publish', 'undo'] as const;
export type Victim = (typeof victims)[number];

/** Which faults a person approves, as bits by their order; the others are rejected. Few, so that their verifications are known. */
export const choices = [0b00101, 0b11011, 0b11110] as const;

export interface Round {
  number: number;
  kind: Kind;
  variant: Variant;
  verb: Victim;
  choice: (typeof choices)[number];
  whom: 'process' | 'group';
  /** The clock starts with the order, or with the verb's first word to the ledger: there the delicate part begins. */
  from: 'order' | 'first-write';
  /** Share of the verb's usual time after which it is killed. */
  moment: number;
  /** The recovery is killed as well, after this share of its time. */
  again: number | null;
  /** Whether what earlier looks found is at hand. */
  cache: 'warm' | 'cold';
}

const order: Victim[] = [
  'publish',
  'refresh',
  'undo',
  'publish',
  'decide',
  'publish',
  'refresh',
  'decide-file',
  'publish',
  'undo',
];

/** @param random numbers of 0..1 */
export function drawRounds(count: number, random: () => number): Round[] {
  return Array.from({ length: count }, (_, number): Round => {
    const verb = order[number % order.length] ?? 'publish';
    return {
      number: number + 1,
      kind: (number + Math.floor(number / order.length)) % 2 === 0 ? 'git' : 'folder',
      variant: number % 10 === 8 ? 'pages' : 'items',
      verb,
      choice: choices[Math.floor(random() * choices.length)] ?? choices[0],
      whom: random() < 0.5 ? 'process' : 'group',
      from: random() < 0.7 ? 'first-write' : 'order',
      moment: random(),
      again: (verb === 'publish' || verb === 'undo') && random() < 0.4 ? random() : null,
      cache: verb === 'refresh' && random() < 0.5 ? 'cold' : 'warm',
    };
  });
}
