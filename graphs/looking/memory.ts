/** What the ledger remembers: which findings these are again, and what keeps findings away from people who have judged them. */
import type { Finding } from '../../agents/contract.ts';
import { carryOver } from '../../agents/fingerprint.ts';
import type { Memory } from '../../agents/reconcile.ts';
import type { Ledger, LedgerView } from '../../tools/ledger/ledger.ts';

const openFirst = { open: 0, known: 1, answered: 2, rejected: 3, closed: 4 } as const;

/** Findings of an owner as they are now, under the identities the ledger knows. */
export function knownAgain(view: Pick<LedgerView, 'findings'>, owner: string, fresh: Finding[]): Finding[] {
  const earlier = view.findings({ lesson: owner }).sort((a, b) => openFirst[a.state] - openFirst[b.state]);
  const live = earlier.filter((record) => record.state !== 'closed').map((record) => record.finding);
  const ended = earlier.filter((record) => record.state === 'closed').map((record) => record.finding);
  return carryOver(live, fresh, ended);
}

/** @returns what was settled, for one owner's findings and for wider scopes. */
export function memoryOf(ledger: Ledger, owner: string): Memory {
  const settled = new Map<string, string | null>();
  for (const record of ledger.findings({ lesson: owner })) {
    if (record.state === 'rejected') settled.set(record.finding.fingerprint, record.rejectedUnder);
    if (record.reply?.kind === 'not-a-fault') settled.set(record.finding.fingerprint, record.rejectedUnder);
  }
  for (const { decision, proposal } of ledger.proposals({ lesson: owner, statuses: ['rejected'] })) {
    if (decision?.verdict !== 'reject' || decision.reason === 'wrong-fix') continue;
    for (const fingerprint of proposal.findings)
      if (!settled.has(fingerprint)) settled.set(fingerprint, proposal.provenance.rule);
  }
  return { settled, rejections: wideRejections(ledger) };
}

interface Wide {
  seq: number;
  rejections: Memory['rejections'];
}

const wide = new WeakMap<Ledger, Wide>();

/** Rejections that reach beyond their own finding; read anew only when the ledger has heard of something that touches them. */
function wideRejections(ledger: Ledger): Memory['rejections'] {
  const { seq } = ledger.head();
  const known = wide.get(ledger);
  if (known && !touches(ledger, known)) {
    wide.set(ledger, { ...known, seq });
    return known.rejections;
  }
  const rejections = ledger.proposals({ statuses: ['rejected'] }).flatMap(({ decision, proposal }) => {
    const reaches = decision?.verdict === 'reject' && decision.reason !== 'wrong-fix' && decision.scope !== 'this';
    return reaches ? [{ decision, proposal }] : [];
  });
  wide.set(ledger, { seq, rejections });
  return rejections;
}

function touches(ledger: Ledger, known: Wide): boolean {
  const ids = new Set(known.rejections.map(({ proposal }) => proposal.id));
  return ledger.events(known.seq + 1).some(({ event }) => {
    if (event.type === 'decision-made') return true;
    if (event.type === 'proposal-status') return ids.has(event.proposal);
    return event.type === 'proposal-recorded' && ids.has(event.proposal.id);
  });
}
