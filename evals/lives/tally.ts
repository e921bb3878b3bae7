/** What happened in the lives, in numbers. */
import type { Verb } from './orders.ts';

export interface Tally {
  lives: number;
  worlds: number;
  /** Of them over Postgres. */
  shared: number;
  orders: Record<Verb, number>;
  /** Programs killed in the middle of an order. */
  kills: number;
  nights: number;
  /** Killed while a night was lived. */
  workerKills: number;
  queueKills: number;
  databaseKills: number;
  doubleDecisions: number;
  parallelPublishers: number;
  personEdits: number;
  wrongClocks: number;
  fullDisks: number;
  publications: number;
  undone: number;
  forgeries: number;
  /** Files in which a person wrote over a publication: the person's doing, not looked at further. */
  overwritten: number;
  /** Sentences with which orders ended, by their first words. */
  ends: Record<string, number>;
}

export function emptyTally(): Tally {
  return {
    lives: 0,
    worlds: 0,
    shared: 0,
    orders: { refresh: 0, decide: 0, publish: 0, undo: 0 },
    kills: 0,
    nights: 0,
    workerKills: 0,
    queueKills: 0,
    databaseKills: 0,
    doubleDecisions: 0,
    parallelPublishers: 0,
    personEdits: 0,
    wrongClocks: 0,
    fullDisks: 0,
    publications: 0,
    undone: 0,
    forgeries: 0,
    overwritten: 0,
    ends: {},
  };
}
