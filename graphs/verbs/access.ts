/** `perennial access add | list | rotate | revoke`: who may do what in a review that several share. */
import { join } from 'node:path';
import { accessRoles } from '../../tools/access/roles.ts';
import { addToken, ended, type KeptToken, readTokens, revokeTokens, rotateToken } from '../../tools/access/tokens.ts';
import type { AccessRole, LedgerEvent } from '../../tools/ledger/events.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import { whoIs } from '../../tools/terminal/who.ts';
import type { Workspace } from '../workspace.ts';
import { type CommonOptions, startVerb, type Verb, withWorkspace } from './verb.ts';

export interface AccessFlags extends CommonOptions {
  role?: string;
  expires?: number;
  overlap?: number;
}

/** Days a token is good for, where nothing else is said. */
const usualDays = 90;

export function accessFile(workspace: Pick<Workspace, 'own'>): string {
  return join(workspace.own, 'access.json');
}

function roleOf(text: string): AccessRole {
  const role = accessRoles.find((one) => one === text);
  if (role) return role;
  throw new CommandFault(1, `--role takes ${accessRoles.join(', ')}, not "${printable(text)}".`);
}

function daysOf(flags: AccessFlags): number {
  const days = flags.expires ?? usualDays;
  if (days >= 1 && days <= 3650) return days;
  throw new CommandFault(1, `--expires takes days from 1 to 3650, not ${days}.`);
}

/** Whoever may write to the library's folder gives access; the ledger remembers who did. */
function note(workspace: Workspace, flags: AccessFlags, change: 'added' | 'rotated' | 'revoked', kept: KeptToken): void {
  const { person, role, until } = kept;
  const event: LedgerEvent = { type: 'access-changed', change, person, role, until };
  workspace.ledger.transact(whoIs(flags.by, workspace.root), () => [event]);
}

function tell(verb: Verb, token: string, kept: KeptToken): void {
  const { terminal } = verb;
  const end = kept.until === null ? '' : `, until ${kept.until.slice(0, 10)}`;
  terminal.say(`${printable(kept.person)}, ${kept.role}${end}. The token is shown this once:`);
  terminal.say(`  ${token}`);
  if (verb.json === 'json') terminal.document({ token, person: kept.person, role: kept.role, until: kept.until });
}

export async function addAccessVerb(name: string, flags: AccessFlags): Promise<void> {
  const verb = startVerb(flags);
  if (flags.role === undefined) throw new CommandFault(1, `--role is needed: ${accessRoles.join(', ')}.`);
  const role = roleOf(flags.role);
  const days = daysOf(flags);
  if (!/^\s*[^<>\s][^<>\r\n]*<[^<>\s]+>\s*$/u.test(name))
    throw new CommandFault(1, `A person is "Name <mail>", as in "Ada Example <ada@example.org>", not "${printable(name)}".`);
  await withWorkspace(verb, async (workspace) => {
    whoIs(flags.by, workspace.root);
    const { token, kept } = await addToken({ file: accessFile(workspace), now: new Date() }, { person: name, role }, days);
    note(workspace, flags, 'added', kept);
    tell(verb, token, kept);
    if (!workspace.config.access)
      verb.terminal.say('The review asks for it once perennial.config.yaml has an `access:` section (docs/config.md).');
  });
}

export async function rotateAccessVerb(name: string, flags: AccessFlags): Promise<void> {
  const verb = startVerb(flags);
  const wish = {
    days: daysOf(flags),
    overlapHours: flags.overlap ?? 0,
    ...(flags.role === undefined ? {} : { role: roleOf(flags.role) }),
  };
  await withWorkspace(verb, async (workspace) => {
    whoIs(flags.by, workspace.root);
    const { token, kept } = await rotateToken({ file: accessFile(workspace), now: new Date() }, name, wish);
    note(workspace, flags, 'rotated', kept);
    tell(verb, token, kept);
  });
}

export async function revokeAccessVerb(name: string, flags: AccessFlags): Promise<void> {
  const verb = startVerb(flags);
  await withWorkspace(verb, async (workspace) => {
    whoIs(flags.by, workspace.root);
    const gone = await revokeTokens({ file: accessFile(workspace), now: new Date() }, name);
    note(workspace, flags, 'revoked', gone);
    verb.terminal.say(`${printable(gone.person)} is shut out; open browsers too.`);
    if (verb.json === 'json') verb.terminal.document({ revoked: gone.person });
  });
}

export async function listAccessVerb(flags: AccessFlags): Promise<void> {
  const verb = startVerb(flags);
  await withWorkspace(verb, async (workspace) => {
    const now = new Date();
    const list = readTokens(accessFile(workspace)).map((one) => ({
      person: one.person,
      role: one.role,
      made: one.made,
      until: one.until,
      state: ended(one, now) ? ('ended' as const) : ('good' as const),
    }));
    if (list.length === 0) verb.terminal.say('Nobody has a token.');
    for (const one of list)
      verb.terminal.say(
        `${printable(one.person)}  ${one.role}  ${one.state === 'ended' ? 'ended' : 'until'} ${one.until?.slice(0, 10) ?? 'withdrawn'}`,
      );
    const named = Object.keys(workspace.config.access?.trustedHeader?.people ?? {}).length;
    if (named > 0) verb.terminal.say(`${count(named, 'further person', 'further people')} by the proxy's header.`);
    if (verb.json === 'json') verb.terminal.document({ tokens: list });
  });
}
