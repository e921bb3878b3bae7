import { describe, expect, it } from 'vitest';
import type { Decision, Proposal } from '../../agents/contract.ts';
import type { PublicationRecord } from '../ledger/ledger.ts';
import { StatusDocument } from './documents.ts';
import { viewOf } from './fixtures/ledger.ts';
import { editOf, hex, proposalOf } from './fixtures/library.ts';
import { sampleContent } from './fixtures/sample.ts';
import { renderStatus, statusReport } from './status.ts';

const about = { libraryTitle: 'Loops', today: '2026-03-02' };
const proposal = (rule: string, status: Proposal['status']) =>
  proposalOf({ rule, agent: 'accessibility', title: rule, status, edits: [editOf('loops/04-plots.md', 'A plot', 'One plot')] });
const decision = (of: Proposal, verdict: Decision['verdict'], reason?: Decision['reason']): Decision => ({
  proposal: `${of.id}@1`,
  digest: of.digest,
  verdict,
  by: 'A <a@b>',
  at: '2026-03-02T08:00:00Z',
  scope: 'this',
  ...(reason ? { reason } : {}),
});
const publication = (of: Proposal, state: PublicationRecord['state']): PublicationRecord => ({
  order: 1,
  id: `u-${of.id}`,
  proposal: of.id,
  revision: 1,
  files: [],
  to: 'git',
  target: null,
  state,
  commit: hex('f'),
  at: '',
  by: '',
  inverse: [],
  undo: null,
});

describe('status', () => {
  const taken = [proposal('link-vague', 'published'), proposal('link-vague', 'published'), proposal('link-vague', 'approved')];
  const edited = proposal('link-vague', 'published');
  const wrong = proposal('link-vague', 'rejected');
  const joke = proposal('link-vague', 'rejected');
  const unclear = proposal('link-vague', 'rejected');
  const later = proposal('heading-skipped', 'snoozed');
  const content = {
    findings: [],
    proposals: [...taken, edited, wrong, joke, unclear, later],
    decisions: [
      ...taken.map((one) => decision(one, 'approve')),
      decision(edited, 'edit'),
      decision(edited, 'approve'),
      decision(wrong, 'reject', 'wrong-fix'),
      decision(joke, 'reject', 'not-a-fault'),
      decision(unclear, 'reject'),
      { ...decision(later, 'snooze'), until: '2026-04-01' },
    ],
    publications: [publication(taken[0]!, 'done'), publication(taken[1]!, 'undone'), publication(edited, 'done')],
    seconds: [
      { changeSet: `${taken[0]!.id}@1`, activeSeconds: 60 },
      { changeSet: `${wrong.id}@1`, activeSeconds: 120 },
    ],
  };
  const status = statusReport(viewOf(content), about);

  it('counts reviewer minutes over what was published and stands, rejected ones included in the time', () => {
    expect(status.review).toMatchObject({ timedSeconds: 180, publishedFixes: 2, minutesPerPublishedFix: 1.5 });
  });

  it('tells an administrator when the last run ended, how fast it was, and how long the oldest proposal waits', () => {
    const lastRun = { run: 'r-1', finishedAt: '2026-03-01T02:12:30.000Z', lessons: 90, notScanned: 2, seconds: 60, cost: 0.5 };
    const said = renderStatus({ ...status, today: '2026-03-04', lastRun, oldestWaiting: '2026-02-28T23:00:00.000Z' });
    expect(said).toContain('Last run: ended 2026-03-01 02:12 UTC, 90 lessons (90 a minute), 2 not scanned, $0.5000');
    expect(said).toContain('Oldest that waits: since 2026-02-28 (4 days)');
    expect(said).not.toContain('Nightly runs');
    // A night that failed is in no ledger, and must not be told by silence.
    const nights = { runs: 9, failed: 1, last: '2026-03-04 nightly, Birds: failed: the disk was full' };
    const failed = statusReport(viewOf(content), { ...about, nights });
    expect(StatusDocument.safeParse(failed).error).toBeUndefined();
    expect(renderStatus(failed)).toContain(
      'Nightly runs: 9 kept, 1 of them failed; the last: 2026-03-04 nightly, Birds: failed:',
    );
  });

  it('tells unedited from edited approvals', () => {
    expect(status.acceptedUnedited).toEqual({ share: 3 / 7, count: 3, of: 7 });
  });

  it('takes a wrong fix for a right finding, and a rejection without a reason for no judgement of the rule', () => {
    expect(status.rules).toHaveLength(1);
    expect(status.rules[0]).toMatchObject({
      rule: 'link-vague',
      decided: 7,
      approvedUnedited: 3,
      approvedEdited: 1,
      rejected: { 'wrong-fix': 1, 'not-a-fault': 1, intended: 0, other: 1 },
      precision: { share: 5 / 6, count: 5, of: 6 },
    });
  });

  it('says "not known yet" before anything was decided, never zero or a hundred per cent', () => {
    const fresh = statusReport(viewOf(sampleContent()), about);
    expect([fresh.review.minutesPerPublishedFix, fresh.acceptedUnedited.share, fresh.rules]).toEqual([null, null, []]);
    expect(renderStatus(fresh)).toContain('Reviewer minutes per published fix: not known yet');
  });

  it('names the next step', () => {
    expect(status.next).toBe('Publish 1 approved change: perennial publish');
    expect(statusReport(viewOf({ findings: [], proposals: [] }), about).next).toMatch(/^Nothing waits/u);
  });

  it('fits its schema', () => {
    expect(StatusDocument.safeParse(status).error).toBeUndefined();
    expect(status.snoozed).toEqual([{ proposal: `${later.id}@1`, until: '2026-04-01' }]);
  });
});
