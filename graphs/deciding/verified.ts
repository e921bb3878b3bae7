/** What a person wrote is verified like anything a rule or model wrote. */
import type { Check, Proposal } from '../../agents/contract.ts';
import { keysFor } from '../looking/keys.ts';
import { verify } from '../looking/verify.ts';
import type { Place } from '../place.ts';
import type { Workspace } from '../workspace.ts';

/** @returns the proposal with what its checks showed, or the first check that failed */
export async function verified(
  workspace: Workspace,
  place: Place,
  candidate: Proposal,
  signal: AbortSignal,
): Promise<{ proposal: Proposal } | { failed: Check }> {
  const result = await verify(workspace, place.subject, candidate, place.findings, await keysFor(workspace), signal);
  const failed = result.checks.find((check) => !check.passed);
  if (failed) return { failed };
  // Pictures of what it was before are not of this.
  const { pictures: _, ...rest } = candidate;
  return { proposal: { ...rest, checks: result.checks, ...(result.pictures ? { pictures: result.pictures } : {}) } };
}
