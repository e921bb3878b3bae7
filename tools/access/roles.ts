/** What a person may do in a review that several share. Pure. */
import type { AccessRole } from '../ledger/events.ts';

export const accessRoles = ['viewer', 'editor', 'approver', 'administrator'] as const satisfies readonly AccessRole[];

/** Who a request comes from. */
export interface Person {
  /** `Name <mail>`, as decisions are signed. */
  person: string;
  role: AccessRole;
}

/** `look`: the report; `word`: edits and answers; `decide`: verdicts, and answers that are verdicts; `keep`: who has access. */
export type Deed = 'look' | 'word' | 'decide' | 'keep';

const needs: Record<Deed, AccessRole> = { look: 'viewer', word: 'editor', decide: 'approver', keep: 'administrator' };

export function mayDo(role: AccessRole, deed: Deed): 'yes' | 'no' {
  return accessRoles.indexOf(role) >= accessRoles.indexOf(needs[deed]) ? 'yes' : 'no';
}

/** What somebody may do at most with what a report shows. */
export function mostOf(role: AccessRole): 'look' | 'word' | 'decide' {
  return mayDo(role, 'decide') === 'yes' ? 'decide' : mayDo(role, 'word') === 'yes' ? 'word' : 'look';
}

export function roleFor(deed: Deed): AccessRole {
  return needs[deed];
}
