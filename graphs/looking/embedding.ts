/** Whether all that needs vectors is to be looked at once more, with the built-in embedding. */
import type { Workspace } from '../workspace.ts';

/** Workspaces that went over to the built-in embedding. */
const embeddedHere = new WeakSet<Workspace>();

/** The endpoint gave no vectors, and all that needs any is still to be looked at with the built-in embedding. */
export async function looksAgain(workspace: Workspace): Promise<boolean> {
  return (await workspace.models()).embeddingFault() !== null && !embeddedHere.has(workspace);
}

/** From now on this workspace uses the built-in embedding, and is not asked again. */
export async function goBuiltIn(workspace: Workspace): Promise<void> {
  embeddedHere.add(workspace);
  await workspace.useBuiltInEmbedding();
}
