/** What takes a publication back: its inverse edits where they stand now, or a refusal. Never applied blindly. */
import type { Edit } from '../../agents/contract.ts';
import { sha256 } from '../ledger/chain.ts';
import type { FileChange } from '../ledger/events.ts';
import { inverse } from '../ledger/invert.ts';
import type { LedgerView, PublicationRecord } from '../ledger/ledger.ts';
import { absent, applyEdits, reanchorEdits, rebaseEdits } from '../library/edits.ts';
import type { ChangedFile, Publisher } from './publisher.ts';

export type UndoRefusal = 'unknown-id' | 'not-published' | 'missing' | 'changed-since' | 'published-over';
export type UndoPlan =
  | { ok: true; files: ChangedFile[]; edits: Edit[]; changes: FileChange[] }
  | { ok: false; reason: UndoRefusal; message: string };

interface Step {
  id: string;
  order: number;
  before: string;
  after: string;
  edits: Edit[];
}

/**
 * Plans the undo of a publication. `files` go to `publisher.publish` (kind `undo`), `edits` and `changes` into `undo-intended`.
 * Where only our own later publications changed the file, places are computed; where hands did too, each place is looked for by
 * its text and neighbours and must be found exactly once.
 */
export async function planUndo(
  view: LedgerView,
  id: string,
  publisher: Pick<Publisher, 'read' | 'published'>,
): Promise<UndoPlan> {
  const publication = view.publication(id);
  if (!publication) return refuse('unknown-id', `There is no publication ${id}. \`perennial list\` shows those there are.`);
  if (publication.state !== 'done') return refuse('not-published', `${id} cannot be taken back: it is ${publication.state}.`);
  const plan = { ok: true as const, files: [] as ChangedFile[], edits: [] as Edit[], changes: [] as FileChange[] };
  for (const { path, before: was } of publication.files) {
    const before = await publisher.read(path);
    if (before === null) return refuse('missing', `${path} is not there any more, so ${id} cannot be taken back.`);
    const placed = await placeInverse(view, publication, path, before, publisher);
    if (!Array.isArray(placed)) return placed;
    const text = applyEdits(before, placed);
    if (was === absent && text !== '')
      return refuse('published-over', `${path}, which ${id} made, was changed later. Take that back first, then ${id}.`);
    const after = was === absent ? null : text;
    plan.files.push({ path, before, after });
    plan.edits.push(...placed);
    plan.changes.push({ path, before: sha256(before), after: after === null ? absent : sha256(after) });
  }
  return plan;
}

async function placeInverse(
  view: LedgerView,
  publication: PublicationRecord,
  path: string,
  text: string,
  publisher: Pick<Publisher, 'published'>,
): Promise<Edit[] | Extract<UndoPlan, { ok: false }>> {
  const edits = publication.inverse.filter((edit) => edit.path === path);
  const left = publication.files.find((file) => file.path === path)?.after ?? '';
  const later = stepsBetween(view, publication, path, left, sha256(text));
  if (later) return throughSteps(edits, later, publication.id, path);
  const published = await publisher.published(publication.id, path);
  const found = published === null ? null : reanchorEdits(published, text, edits);
  const message = `${path} was changed by hand since ${publication.id}, and the published text no longer stands there as it was. Change it back by hand.`;
  return found ?? refuse('changed-since', message);
}

function throughSteps(edits: Edit[], later: Step[], id: string, path: string): Edit[] | Extract<UndoPlan, { ok: false }> {
  let placed = edits;
  for (const step of later) {
    const moved = rebaseEdits(placed, step.edits);
    if (!moved)
      return refuse('published-over', `${step.id} changed the same text of ${path} later. Take that back first, then ${id}.`);
    placed = moved;
  }
  return placed;
}

/** Our own changes of a file after `publication` that lead, without a gap, from one content to the other; null where there is a gap. */
function stepsBetween(view: LedgerView, publication: PublicationRecord, path: string, from: string, to: string): Step[] | null {
  const steps = ownSteps(view, path).filter((step) => step.order > publication.order);
  const taken: Step[] = [];
  let hash = from;
  for (const step of steps) {
    if (step.before !== hash) return hash === to ? taken : null;
    taken.push(step);
    hash = step.after;
  }
  return hash === to ? taken : null;
}

function ownSteps(view: LedgerView, path: string): Step[] {
  const steps = view.publications({ states: ['done', 'undo-intended', 'undone'] }).flatMap((record): Step[] => {
    const published = record.files.find((file) => file.path === path);
    const back = record.state === 'undone' ? record.undo : null;
    const undone = back?.files.find((file) => file.path === path);
    return [
      ...(published ? [{ ...published, id: record.id, order: record.order, edits: inverse(record.inverse) }] : []),
      ...(back && undone ? [{ ...undone, id: record.id, order: back.order, edits: back.edits }] : []),
    ];
  });
  return steps
    .map((step) => ({ ...step, edits: step.edits.filter((edit) => edit.path === path) }))
    .sort((a, b) => a.order - b.order);
}

function refuse(reason: UndoRefusal, message: string): Extract<UndoPlan, { ok: false }> {
  return { ok: false, reason, message };
}
