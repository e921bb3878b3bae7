/**
 * What a graph works with goes to its nodes as configuration. LangGraph's account of a node holds its configuration, and Node keeps
 * that account with whatever the node made that lives on: a socket kept open for the next question, a promise that is kept for the
 * next who asks. So the configuration holds this hand, which is empty when the graph is done, and a course is let go of with its pass.
 */
export interface InHand<T> {
  it: T | null;
}

/** Runs a graph with `it` in hand. */
export async function inHand<T, R>(it: T, graph: (hand: InHand<T>) => Promise<R>): Promise<R> {
  const hand: InHand<T> = { it };
  try {
    return await graph(hand);
  } finally {
    hand.it = null;
  }
}
