/** What actors are told, and what they say. */
import type { WantedVerdict } from '../../tools/ledger/decide.ts';

export interface Wish {
  proposal: string;
  verdict: WantedVerdict;
  /** Names the decision in the ledger. */
  note: string;
}

export interface Place {
  root: string;
  /** Address of the database its ledger lies in; null: in files. */
  database: string | null;
}

export type Order = Place & {
  /** Days by which this actor's clock is wrong. */
  clock: number;
} & (
    | { verb: 'refresh' }
    | { verb: 'decide'; wishes: Wish[]; by: string }
    | { verb: 'publish' }
    | { verb: 'undo'; publication: string }
  );
export type Verb = Order['verb'];

export type Answer =
  | { ready: true }
  | { decided: string }
  | { published: string }
  | { undone: string }
  | { refused: { changeSet: string; reason: string } }
  | { done: number }
  | { fault: string };
