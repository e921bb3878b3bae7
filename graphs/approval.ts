/**
 * One change set through the gate: it waits for a person, then it is published or closed.
 * The ledger is the truth: a decision is committed there first, and resuming the thread is its consequence. A thread that is
 * missing or outdated is made anew from the ledger.
 */
import { Annotation, Command, END, interrupt, START, StateGraph } from '@langchain/langgraph';
import { changeSetOf, type Proposal } from '../agents/contract.ts';
import { type Publishing, type PublishOutcome, publishChangeSet } from './publishing/publish-one.ts';
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

/** Kept only where the thread comes to rest: between that, the ledger has all there is to know. */
const durability = 'exit' as const;

type Standing = 'none' | 'waits' | 'passed' | 'outdated';

/** Where a thread stands. What another version of the graph left, or nobody can read any more, is outdated: it is made anew. */
async function standingOf(graph: ReturnType<typeof builder.compile>, thread: string, changeSet: string): Promise<Standing> {
  try {
    const state = await graph.getState({ configurable: { thread_id: thread } });
    const values: Partial<State> = state.values ?? {};
    if (Object.keys(values).length === 0 && state.next.length === 0) return 'none';
    if (values.changeSet !== changeSet || Object.keys(values).some((key) => !(key in State.spec))) return 'outdated';
    if (values.passage) return 'passed';
    const asks = state.tasks.flatMap((task) => task.interrupts);
    return state.next.length === 1 && state.next[0] === 'decision' && asks.length === 1 ? 'waits' : 'outdated';
  } catch {
    return 'outdated';
  }
}

/** Brings a change set's thread to its interrupt; does nothing where it waits there already. */
export async function openThread(workspace: Workspace, proposal: Pick<Proposal, 'id' | 'revision'>): Promise<void> {
  const changeSet = changeSetOf(proposal);
  const { saver, threadOf } = await workspace.checkpoints();
  const graph = builder.compile({ checkpointer: saver });
  const thread = threadOf(changeSet);
  const standing = await standingOf(graph, thread, changeSet);
  if (standing === 'waits' || standing === 'passed') return;
  if (standing === 'outdated') await saver.deleteThread(thread);
  await graph.invoke({ changeSet }, { configurable: { thread_id: thread }, durability });
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
  const { saver, threadOf } = await workspace.checkpoints();
  const graph = builder.compile({ checkpointer: saver });
  const thread = threadOf(changeSet);
  const config = { configurable: { thread_id: thread, publishing }, durability } as const;
  if ((await standingOf(graph, thread, changeSet)) !== 'waits') {
    // Missing, outdated or run to its end (an undone publication that was approved again): the ledger has decided, start anew.
    await saver.deleteThread(thread);
    await graph.invoke({ changeSet }, config);
  }
  const result = await graph.invoke(new Command({ resume: passage }), config);
  await saver.deleteThread(thread);
  return (result as State).outcome;
}

/** Ends threads whose change set will never be published (rejected, superseded, resolved …). */
export async function closeThreads(workspace: Workspace, changeSets: string[]): Promise<void> {
  if (changeSets.length === 0) return;
  const { saver, threadOf } = await workspace.checkpoints();
  for (const changeSet of changeSets) await saver.deleteThread(threadOf(changeSet));
}
