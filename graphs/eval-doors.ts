/** What the suites of `perennial eval` may do with a library: a copy of theirs, never an editor's own. */
import { changeSetOf } from '../agents/contract.ts';
import type { SuiteDoors } from '../evals/suite.ts';
import { inverse } from '../tools/ledger/invert.ts';
import { withPublishLock } from '../tools/publish/lock.ts';
import { decide } from './deciding/decide.ts';
import { publishApproved } from './publish.ts';
import { undo } from './publishing/undo.ts';
import { type Progress, refresh } from './refresh.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const evaluator = 'Perennial Evaluation <evaluation@perennial.invalid>';

async function opened<T>(root: string, work: (workspace: Workspace) => Promise<T>): Promise<T> {
  const workspace = await openWorkspace(root, { models: 'leave-out' });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

export function evalDoors(signal: AbortSignal, onProgress: (progress: Progress) => void): SuiteDoors {
  const look = (root: string) =>
    opened(root, async (workspace) => {
      const result = await refresh(workspace, {
        agents: ['alignment', 'accessibility', 'assessment'],
        write: 'record',
        known: 'new',
        limits: 'lift',
        signal,
        onProgress,
      });
      return {
        findings: result.findings,
        proposals: workspace.ledger.proposals({ statuses: ['pending'] }).map((record) => record.proposal),
        pages: result.run.pagesOpened,
        notScanned: result.run.lessons.filter((lesson) => lesson.status === 'not-scanned').map((lesson) => lesson.path),
      };
    });
  return {
    refresh: look,
    round: {
      refresh: look,
      publishAll: (root) =>
        opened(root, async (workspace) => {
          const waiting = workspace.ledger.proposals({ statuses: ['pending', 'edited'] }).map(({ proposal }) => proposal);
          const at = new Date().toISOString();
          await decide(
            workspace,
            waiting.map((proposal) => ({
              changeSet: changeSetOf(proposal),
              digest: proposal.digest,
              verdict: 'approve' as const,
              by: evaluator,
              at,
            })),
          );
          const result = await withPublishLock(workspace.own, () =>
            publishApproved({ workspace, to: { kind: 'auto' }, by: evaluator }, { ids: [], mode: 'publish', signal }),
          );
          return {
            published: result.published.map(({ publication, commit }) => ({
              publication,
              commit,
              edits: inverse(workspace.ledger.publication(publication)?.inverse ?? []),
            })),
            refused: result.refused.map((one) => one.message),
          };
        }),
      undoAll: (root) =>
        opened(root, async (workspace) => {
          const refused: string[] = [];
          let undone = 0;
          for (const { id } of workspace.ledger.publications({ states: ['done'] }).reverse()) {
            const outcome = await withPublishLock(workspace.own, () => undo(workspace, id, evaluator));
            if (outcome.state === 'undone') undone += 1;
            else refused.push(outcome.message);
          }
          return { undone, refused };
        }),
    },
  };
}
