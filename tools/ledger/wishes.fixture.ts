/** For tests: events as somebody might want them, fit for what the ledger holds or not. */
import type { LedgerEvent } from './events.ts';
import { decision, finding, proposal } from './fixture.ts';
import type { Ledger } from './ledger.ts';

export function eventsOf(ledger: Ledger, wish: Record<string, string | undefined> & { what: string }): LedgerEvent[] {
  const id = wish.id ?? 'p-a';
  const now = ledger.proposal(id)?.proposal ?? proposal(id, 0);
  switch (wish.what) {
    case 'find':
      return [{ type: 'finding-recorded', finding: finding(`fp-${id}`), known: wish.known as 'new' }];
    case 'propose':
      return [{ type: 'proposal-recorded', proposal: proposal(id, now.revision + 1) }];
    case 'approve':
    case 'reject':
    case 'snooze':
      return [{ type: 'decision-made', decision: decision(now, wish.what, { reason: wish.reason as 'other' }) }];
    case 'status':
      return [{ type: 'proposal-status', proposal: id, revision: now.revision, status: wish.status as 'stale', why: 'so' }];
    case 'intend':
      return [
        {
          type: 'publication-intended',
          publication: wish.publication ?? '',
          proposal: id,
          revision: now.revision,
          files: [],
          to: 'folder',
          target: null,
        },
      ];
    case 'undo-intended':
      return [{ type: wish.what, publication: wish.publication ?? '', files: [] }];
    case 'publication-failed':
    case 'undo-failed':
      return [{ type: wish.what, publication: wish.publication ?? '', why: 'so' }];
    case 'publication-done':
    case 'undo-done':
      return [{ type: wish.what, publication: wish.publication ?? '', commit: null }];
    case 'finding-closed':
      return [{ type: wish.what, fingerprint: `fp-${id}`, why: 'rejected', under: 'some-rule@1.0' }];
    case 'finding-answered':
      return [{ type: wish.what, fingerprint: `fp-${id}`, reply: { kind: 'decorative' }, proposal: null }];
    default:
      return [{ type: 'finding-reopened', fingerprint: `fp-${id}` }];
  }
}
