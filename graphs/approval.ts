/**
 * One change set through the gate: it waits for a person, then it is published or closed.
 * The ledger is the truth: a decision is committed there first, and resuming the thread is its consequence. A thread that is
 * missing or outdated is made anew from the ledger.
 */
import { join } from 'node:path';
import { Annotation, Command, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import { SqliteSaver } from '@langchain/langgraph-checkpoint-sqlite';
import { changeSetOf, type Proposal } from '../agents/contract.ts';
import { type Publishing, type PublishOutcome, publishChangeSet } from './publish-one.ts';
import type { Workspace } from './workspace.ts';

/** What the gate lets through: an approval that is being published, or the end of the matter. */
export type Passage = { go: 'publish' } | { go: 'close'; why: string };

const State = Annotation.Root({
  /** `p-…@2` */
  changeSet: Annotation<string>(),
  passage: Annotation<Passage | null>({ reducer: (_, b) => b, default: () => null }),
  outcome: Annotation<PublishOutcome | null>({ reducer: (_, b) => b, default: () => null }),
});
type State = typeof State.State;

type Configured = { configurable?: { publishing?: Publishing } };

/** The one place that waits. It does nothing else: a node runs again from its start on resume. */
function waitForDecision(state: State): Partial<State> {
  return { passage: interrupt<{ changeSet: string }, Passage>({ changeSet: state.changeSet }) };
}

async function publishNode(state: State, config: Configured): Promise<Partial<State>> {
  const publishing = config.configurable?.publishing;
  if (!publishing) throw new Error('The approval graph was resumed for publishing without a publisher.');
  return { outcome: await publishChangeSet(publishing, state.changeSet) };
}

const builder = new StateGraph(State)
  .addNode('decision', waitForDecision)
  .addNode('publish', publishNode)
  .addEdge(START, 'decision')
  .addConditionalEdges('decision', (state) => (state.passage?.go === 'publish' ? 'publish' : END), ['publish', END])
  .addEdge('publish', END);

const savers = new WeakMap<Workspace, SqliteSaver>();

function saverOf(workspace: Workspace): SqliteSaver {
  const known = savers.get(workspace);
  if (known) return known;
  const saver = SqliteSaver.fromConnString(join(workspace.own, 'checkpoints.db'));
  savers.set(workspace, saver);
  return saver;
}

function threadOf(changeSet: string): { thread_id: string } {
  return { thread_id: changeSet };
}

/** Brings a change set's thread to its interrupt; does nothing where it waits there already. */
export async function openThread(workspace: Workspace, proposal: Pick<Proposal, 'id' | 'revision'>): Promise<void> {
  const changeSet = changeSetOf(proposal);
  const graph = builder.compile({ checkpointer: saverOf(workspace) });
  const config = { configurable: threadOf(changeSet) };
  const state = await graph.getState(config);
  if (state.next.includes('decision')) return;
  if (state.values && (state.values as Partial<State>).passage) return;
  await graph.invoke({ changeSet }, config);
}

/**
 * Lets a change set through the gate.
 * @returns what publishing did; null where the matter was closed without it
 */
export async function resumeThread(
  publishing: Publishing,
  proposal: Pick<Proposal, 'id' | 'revision'>,
  passage: Passage,
): Promise<PublishOutcome | null> {
  const { workspace } = publishing;
  const changeSet = changeSetOf(proposal);
  const saver = saverOf(workspace);
  const graph = builder.compile({ checkpointer: saver });
  const config = { configurable: { ...threadOf(changeSet), publishing } };
  const state = await graph.getState(config);
  if (!state.next.includes('decision')) {
    // Missing, outdated or run to its end (an undone publication that was approved again): the ledger has decided, start anew.
    await saver.deleteThread(changeSet);
    await graph.invoke({ changeSet }, config);
  }
  const result = await graph.invoke(new Command({ resume: passage }), config);
  await saver.deleteThread(changeSet);
  return (result as State).outcome;
}

/** Ends threads whose change set will never be published (rejected, superseded, resolved …). */
export async function closeThreads(workspace: Workspace, changeSets: string[]): Promise<void> {
  const saver = saverOf(workspace);
  for (const changeSet of changeSets) {
    // Asking first makes the saver lay out its tables: deleting does not, and a run killed while it made them leaves only some.
    const waiting = await saver.getTuple({ configurable: threadOf(changeSet) });
    if (waiting) await saver.deleteThread(changeSet);
  }
}
