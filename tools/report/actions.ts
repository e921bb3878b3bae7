/** What a served report may ask for. Implemented in `graphs/`; spoken over HTTP by `server.ts`. */
import { z } from 'zod';
import { type ProposalStatus, RejectReason, Reply, Scope } from '../../agents/contract.ts';

const ChangeSetRef = z.strictObject({
  proposal: z.string().regex(/^p-[a-z0-9]+$/u),
  revision: z.int().min(1),
  digest: z.string().regex(/^[0-9a-f]{64}$/u),
});
export type ChangeSetRef = z.infer<typeof ChangeSetRef>;

/** One verdict on one change set, or on the listed members of a group. */
export const DecideRequest = z
  .strictObject({
    changes: z.array(ChangeSetRef).min(1).max(500),
    verdict: z.enum(['approve', 'reject', 'snooze']),
    reason: RejectReason.optional(),
    note: z.string().max(4000).optional(),
    scope: Scope.default('this'),
    until: z.iso.date().optional(),
  })
  .refine((request) => request.verdict !== 'snooze' || request.until !== undefined, { error: 'a snooze needs "until"' });
export type DecideRequest = z.infer<typeof DecideRequest>;

export const EditRequest = z.strictObject({
  ...ChangeSetRef.shape,
  /** New text by the edit's index; edits not named keep theirs. */
  replacements: z.record(z.string().regex(/^\d+$/u), z.string().max(400_000)),
});
export const AnswerRequest = z.strictObject({
  finding: z.string().regex(/^f-[a-z0-9]+$/u),
  asked: z.string().regex(/^[0-9a-f]{16}$/u),
  reply: Reply,
});
/** `changeSet` is `p-…@n`, or the id of a question's finding. */
export const TimeRequest = z.strictObject({
  changeSet: z.string().regex(/^(p-[a-z0-9]+@[1-9]\d*|f-[a-z0-9]+)$/u),
  seconds: z.number().min(0).max(3600),
});
export const UndoRequest = z.strictObject({ changeSet: z.string().regex(/^p-[a-z0-9]+@[1-9]\d*$/u) });

/** A proposal as it is after the action. */
export interface FreshState {
  proposal: string;
  revision: number;
  digest: string;
  status: ProposalStatus;
}

export type ActionResult =
  /** `proposals`: those touched, as they are now. After an answer: the verified proposal it became; none where it was remembered only. */
  | { ok: true; proposals: FreshState[]; message?: string }
  /** `stale`: a newer revision exists. `conflict`: somebody else decided, or it overlaps. `invalid`: cannot be done as asked. */
  | { ok: false; status: 'stale' | 'conflict' | 'invalid'; message: string };

export interface ReviewActions {
  decide(request: DecideRequest): Promise<ActionResult>;
  /** Replaces the text of edits and verifies again; the proposal comes back with a new revision, still to be approved. */
  edit(proposal: string, revision: number, digest: string, replacements: ReadonlyMap<number, string>): Promise<ActionResult>;
  /** `asked` is compared with `askedDigest(finding)`. */
  answer(finding: string, asked: string, reply: Reply): Promise<ActionResult>;
  /** Active review seconds, kept locally. */
  time(changeSet: string, seconds: number): Promise<ActionResult>;
  /** Takes the decision on a change set back, before it is published. */
  undo(changeSet: string): Promise<ActionResult>;
}
