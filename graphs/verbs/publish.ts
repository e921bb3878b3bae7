/** `perennial publish` and `perennial undo`. */
import { resolve } from 'node:path';
import type { PublishTarget } from '../../tools/publish/publisher.ts';
import { recoverPublications } from '../../tools/publish/recover.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import { whoIs } from '../../tools/terminal/who.ts';
import { publishAlone } from '../nightly/run-lock.ts';
import { publishApproved } from '../publish.ts';
import { undo } from '../publishing/undo.ts';
import type { Workspace } from '../workspace.ts';
import { type CommonOptions, startVerb, type Verb, withWorkspace } from './verb.ts';

export interface PublishFlags extends CommonOptions {
  dryRun?: boolean;
  branch?: string;
  patch?: string;
}

const conflicts = new Set(['stale', 'conflict', 'changed', 'missing', 'changed-since', 'published-over']);

function targetOf(flags: PublishFlags, workspace: Workspace): PublishTarget {
  if (flags.branch !== undefined && flags.patch !== undefined)
    throw new CommandFault(1, 'Give either --branch or --patch, not both.');
  if (flags.patch !== undefined) return { kind: 'patch', file: resolve(flags.patch) };
  const branch = flags.branch ?? workspace.config.publish.branch;
  return branch === undefined ? { kind: 'auto' } : { kind: 'branch', name: branch };
}

async function recover(verb: Verb, workspace: Workspace, by: string): Promise<void> {
  for (const one of await recoverPublications(workspace.ledger, workspace.root, by)) verb.terminal.say(printable(one.message));
}

export async function publishVerb(ids: string[], flags: PublishFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  await withWorkspace(verb, async (workspace) => {
    const by = whoIs(flags.by, workspace.root);
    const to = targetOf(flags, workspace);
    const result = await publishAlone(workspace.root, process.env, async () => {
      if (!flags.dryRun) await recover(verb, workspace, by);
      return publishApproved({ workspace, to, by }, { ids, mode: flags.dryRun ? 'dry-run' : 'publish', signal: verb.signal });
    });
    for (const one of result.published) {
      terminal.say(
        `${terminal.green('Published')} ${one.changeSet} as ${one.publication}${one.commit ? ` (commit ${one.commit.slice(0, 10)})` : ''}: ${one.paths.join(', ')}`,
      );
    }
    for (const one of result.would) terminal.say(`Would publish ${one}`);
    for (const one of result.refused) terminal.say(terminal.yellow(`${one.changeSet}: ${printable(one.message)}`));
    if (result.published.length + result.would.length + result.refused.length === 0)
      terminal.say('Nothing is approved, so nothing was published. `perennial list` shows what waits.');
    else if (!flags.dryRun) terminal.say(`${count(result.published.length, 'change')} published, ${result.refused.length} not.`);
    if (result.published.length > 0)
      terminal.say(`Take one back with: npm run -s perennial -- undo ${result.published[0]?.publication}`);
    if (verb.json === 'json') {
      terminal.document({
        published: result.published.flatMap((one) => {
          const record = workspace.ledger.publication(one.publication);
          return record ? [documentOf(record)] : [];
        }),
        refused: result.refused.map((one) => ({ changeSet: one.changeSet, reason: one.reason, message: one.message })),
        would: result.would,
        dryRun: flags.dryRun === true,
        patch: to.kind === 'patch' ? to.file : null,
        branch: to.kind === 'branch' ? to.name : null,
      });
    }
    const first = result.refused[0];
    if (first)
      throw new CommandFault(
        result.refused.some((one) => conflicts.has(one.reason)) ? 3 : 1,
        `${count(result.refused.length, 'change')} not published; see above.`,
      );
  });
}

function documentOf(record: NonNullable<ReturnType<Workspace['ledger']['publication']>>) {
  const { id, proposal, revision, state, to, target, commit, files, at, by } = record;
  return { id, proposal, revision, state, to, target, commit, files, at, by };
}

export async function undoVerb(id: string, flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags);
  await withWorkspace(verb, async (workspace) => {
    const by = whoIs(flags.by, workspace.root);
    const outcome = await publishAlone(workspace.root, process.env, async () => {
      await recover(verb, workspace, by);
      return undo(workspace, publicationNamed(workspace, id), by);
    });
    if (outcome.state === 'refused') throw new CommandFault(conflicts.has(outcome.reason) ? 3 : 1, outcome.message);
    verb.terminal.say(
      `Taken back: ${outcome.publication}${outcome.commit ? ` (commit ${outcome.commit.slice(0, 10)})` : ''}: ${outcome.paths.join(', ')}`,
    );
    if (verb.json === 'json') verb.terminal.document({ undone: outcome });
  });
}

/** A publication by its own id, or by its proposal's. */
function publicationNamed(workspace: Workspace, id: string): string {
  if (!id.startsWith('p-')) return id;
  const [proposal, revision] = id.split('@');
  const record = workspace.ledger
    .publications({ states: ['done'] })
    .findLast((one) => one.proposal === proposal && (revision === undefined || one.revision === Number(revision)));
  return record?.id ?? id;
}
