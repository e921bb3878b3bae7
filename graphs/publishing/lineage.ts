/** What happened to a file since a proposal was made: was it only our own publications, and where do its edits stand now? */
import type { Edit } from '../../agents/contract.ts';
import type { LedgerView, PublicationRecord } from '../../tools/ledger/ledger.ts';

/**
 * The publications (and undos) that led from one content of a file to another, oldest first.
 * @returns null where anything else changed the file on the way
 */
export function ownChanges(
  view: Pick<LedgerView, 'publications'>,
  path: string,
  from: string,
  to: string,
): { publication: PublicationRecord; kind: 'publish' | 'undo' }[] | null {
  const steps: { publication: PublicationRecord; kind: 'publish' | 'undo'; before: string; after: string }[] = [];
  for (const publication of view.publications()) {
    const change = publication.files.find((file) => file.path === path);
    if (change && (publication.state === 'done' || publication.state === 'undone' || publication.state === 'undo-intended')) {
      steps.push({ publication, kind: 'publish', before: change.before, after: change.after });
    }
    const back = publication.undo?.files.find((file) => file.path === path);
    if (back && publication.state === 'undone') steps.push({ publication, kind: 'undo', before: back.before, after: back.after });
  }
  const path_: { publication: PublicationRecord; kind: 'publish' | 'undo' }[] = [];
  const used = new Set<number>();
  let hash = from;
  while (hash !== to) {
    const index = steps.findIndex((step, i) => !used.has(i) && step.before === hash);
    const step = steps[index];
    if (!step) return null;
    used.add(index);
    path_.push({ publication: step.publication, kind: step.kind });
    hash = step.after;
  }
  return path_;
}

/**
 * Edits of one file where its text moved: each is looked for by its quote near where its finding stands now.
 * @param shift how far the place moved, per edit
 * @returns null where a quote does not stand there word for word
 */
export function shiftEdits(edits: Edit[], text: string, shift: (edit: Edit) => number | null): Edit[] | null {
  const moved: Edit[] = [];
  for (const edit of edits) {
    const by = shift(edit);
    if (by === null) return null;
    const start = edit.start + by;
    const end = edit.end + by;
    if (start < 0 || end > text.length || text.slice(start, end) !== edit.quote) return null;
    moved.push({ ...edit, start, end });
  }
  return moved;
}
