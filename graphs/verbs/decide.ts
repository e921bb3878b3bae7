/** The verbs by which a person decides on the command line or through a report that was filled in. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { RejectReason, type Reply, Scope } from '../../agents/contract.ts';
import { changeSetsOfGroup, type WantedVerdict } from '../../tools/ledger/decide.ts';
import { parseDecisionsJson } from '../../tools/report/decisions-json.ts';
import { parseReview } from '../../tools/report/parse-markdown.ts';
import { askedDigest } from '../../tools/report/views.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import { whoIs } from '../../tools/terminal/who.ts';
import { type Decided, decide, type Refusal, timeSpent } from '../deciding/decide.ts';
import type { Workspace } from '../workspace.ts';
import { type CommonOptions, startVerb, type Verb, withWorkspace } from './verb.ts';

export interface DecideFlags extends CommonOptions {
  reason?: string;
  note?: string;
  scope?: string;
  until?: string;
}

const conflicting = new Set([
  'stale-revision',
  'digest-mismatch',
  'stale',
  'already-decided',
  'already-published',
  'publication-under-way',
  'contradictory',
]);

function oneOf<T extends string>(option: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (!found) throw new CommandFault(1, `${option} takes ${allowed.join(', ')}, not "${value}".`);
  return found;
}

function endWith(verb: Verb, outcome: Decided, done: string): void {
  const { terminal } = verb;
  if (outcome.decided.length > 0) terminal.say(`${done}: ${outcome.decided.join(', ')}`);
  if (outcome.setAside > 0)
    terminal.say(
      `${count(outcome.setAside, 'other finding')} of the kind went with it; reopen brings ${outcome.setAside === 1 ? 'it' : 'them'} back.`,
    );
  for (const sentence of outcome.overruled) terminal.say(terminal.yellow(printable(sentence)));
  for (const refusal of outcome.refused) terminal.say(terminal.yellow(`${refusal.changeSet}: ${printable(refusal.message)}`));
  if (verb.json === 'json') terminal.document(outcome);
  if (outcome.refused.length > 0)
    throw new CommandFault(outcome.refused.some((one) => conflicting.has(one.reason)) ? 3 : 1, summaryOf(outcome.refused));
}

function summaryOf(refused: Refusal[]): string {
  return refused.length === 1 ? 'One was not taken; see above.' : `${refused.length} were not taken; see above.`;
}

const past: Record<WantedVerdict, string> = {
  approve: 'Approved',
  reject: 'Rejected',
  snooze: 'Snoozed',
  reopen: 'Reopened',
  release: 'Released',
};

/** Verifying needs the agents and a browser's client: loaded only for verbs that verify. */
const parts = { edit: () => import('../deciding/edit.ts'), answer: () => import('../deciding/answer.ts') };

/** `approve`, `reject`, `snooze`, `reopen`, `release`; ids are `p-…`, `p-…@2` or, for a group, `g-…`. */
export async function verdictVerb(verdict: WantedVerdict, ids: string[], flags: DecideFlags): Promise<void> {
  const verb = startVerb(flags);
  const reason = oneOf('--reason', flags.reason, RejectReason.options);
  const scope = oneOf('--scope', flags.scope, Scope.options);
  await withWorkspace(verb, async (workspace) => {
    const by = whoIs(flags.by, workspace.root);
    const changeSets = ids.flatMap((id) => (id.startsWith('g-') ? groupMembers(workspace, id) : [{ changeSet: id }]));
    const wanted = verdict === 'release' && changeSets.length === 0 ? allHeld(workspace) : changeSets;
    if (wanted.length === 0) throw new CommandFault(1, `Nothing to ${verdict}. \`perennial list\` shows what there is.`);
    const at = new Date().toISOString();
    const outcome = await decide(
      workspace,
      wanted.map((one) => ({
        ...one,
        verdict,
        by,
        at,
        ...(reason === undefined ? {} : { reason }),
        ...(flags.note === undefined ? {} : { note: flags.note }),
        ...(scope === undefined ? {} : { scope }),
        ...(flags.until === undefined ? {} : { until: flags.until }),
      })),
    );
    endWith(verb, outcome, past[verdict]);
    if (verdict === 'approve') verb.terminal.say('Next: npm run -s perennial -- publish');
  });
}

function groupMembers(workspace: Workspace, group: string): { changeSet: string; digest: string }[] {
  const members = changeSetsOfGroup(workspace.ledger, group);
  if (members.length === 0)
    throw new CommandFault(1, `No open proposal belongs to the group ${group}. \`perennial list\` shows the groups.`);
  return members;
}

function allHeld(workspace: Workspace): { changeSet: string }[] {
  return workspace.ledger.proposals({ statuses: ['held-limit'] }).map(({ proposal }) => ({ changeSet: proposal.id }));
}

export interface EditFlags extends DecideFlags {
  replacementFile?: string;
  text?: string;
  edit?: number;
}

export async function editVerb(id: string, flags: EditFlags): Promise<void> {
  const verb = startVerb(flags);
  if ((flags.replacementFile === undefined) === (flags.text === undefined)) {
    throw new CommandFault(1, 'Give the new text either as --text "…" or in a file with --replacement-file FILE.');
  }
  const replacement =
    flags.text ??
    readFileSync(flags.replacementFile ?? '', 'utf8')
      .replace(/^\uFEFF/u, '')
      .replace(/\r?\n$/u, '');
  await withWorkspace(verb, async (workspace) => {
    const made = await (await parts.edit()).edit(
      workspace,
      {
        changeSet: id,
        replacements: { [flags.edit ?? 0]: replacement },
        by: whoIs(flags.by, workspace.root),
        at: new Date().toISOString(),
      },
      verb.signal,
    );
    if (!made.ok) throw new CommandFault(conflicting.has(made.reason) ? 3 : 1, made.message);
    const changeSet = `${made.proposal.id}@${made.proposal.revision}`;
    verb.terminal.say(`Taken and verified as ${changeSet}; it waits for approval.`);
    verb.terminal.say(`Next: npm run -s perennial -- approve ${changeSet}`);
    if (verb.json === 'json') verb.terminal.document({ proposal: made.proposal });
  });
}

export interface AnswerFlags extends DecideFlags {
  text?: string;
  decorative?: boolean;
  notAFault?: boolean;
}

function replyOf(flags: AnswerFlags, kind: string | undefined): Reply {
  const given = [flags.text !== undefined, flags.decorative === true, flags.notAFault === true].filter(Boolean).length;
  if (given !== 1) throw new CommandFault(1, 'Give one answer: --text "…", --decorative or --not-a-fault.');
  if (flags.decorative) return { kind: 'decorative' };
  if (flags.notAFault) return { kind: 'not-a-fault' };
  const text = (flags.text ?? '').trim();
  if (text === '') throw new CommandFault(1, 'The answer is empty; for a picture that says nothing use --decorative.');
  if (kind === 'key') {
    if (!/^[1-9]\d*$/u.test(text))
      throw new CommandFault(1, `The answer to this question is the number of the right option (1, 2, …), not "${text}".`);
    return { kind: 'key', option: Number(text) - 1 };
  }
  return { kind: 'text', text };
}

export async function answerVerb(id: string, flags: AnswerFlags): Promise<void> {
  const verb = startVerb(flags);
  await withWorkspace(verb, async (workspace) => {
    const record = workspace.ledger.finding(id);
    if (!record) throw new CommandFault(1, `There is no finding ${id}. \`perennial list --questions\` shows those there are.`);
    const reply = replyOf(flags, record.finding.answerKind);
    const made = await (await parts.answer()).answer(
      workspace,
      { finding: id, reply, by: whoIs(flags.by, workspace.root), at: new Date().toISOString() },
      verb.signal,
    );
    if (!made.ok) throw new CommandFault(conflicting.has(made.reason) ? 3 : 1, made.message);
    if (made.proposal) {
      const changeSet = `${made.proposal.id}@${made.proposal.revision}`;
      verb.terminal.say(`Your answer became the verified proposal ${changeSet}.`);
      verb.terminal.say(`Next: npm run -s perennial -- approve ${changeSet}`);
    } else verb.terminal.say(`Remembered: ${id} is not a fault. It will not be asked again.`);
    if (verb.json === 'json') verb.terminal.document({ finding: id, proposal: made.proposal });
  });
}

/** `perennial decide`: reads a filled-in `review.md` or `decisions.json`. A damaged file is refused whole. */
export async function decideVerb(file: string, flags: DecideFlags): Promise<void> {
  const verb = startVerb(flags);
  const text = readFileSync(file, 'utf8');
  await withWorkspace(verb, async (workspace) => {
    const by = whoIs(flags.by, workspace.root);
    const filled = /\.json$/iu.test(file) || /^\s*\{/u.test(text) ? fromJson(file, text) : fromMarkdown(file, text);
    const outcome = await takeAll(workspace, filled, by, verb.signal);
    if (outcome.decided.length === 0 && outcome.refused.length === 0)
      verb.terminal.say(
        filled.decisions.length + filled.answers.length > 0
          ? `What is ticked in ${basename(file)} stands already; nothing new was decided.`
          : `Nothing is ticked in ${basename(file)}; nothing was decided.`,
      );
    endWith(verb, outcome, `Taken from ${basename(file)}, ${count(outcome.decided.length, 'decision')}`);
    if (outcome.decided.length > 0) verb.terminal.say('Next: npm run -s perennial -- publish');
  });
}

interface Filled {
  decisions: {
    proposal: string;
    revision: number;
    digest: string;
    verdict: 'approve' | 'reject' | 'snooze' | 'edit';
    reason?: (typeof RejectReason.options)[number];
    note?: string;
    scope?: (typeof Scope.options)[number];
    until?: string;
    replacements?: { edit: number; text: string }[];
    activeSeconds?: number;
  }[];
  answers: { finding: string; asked: string; reply: Reply; activeSeconds?: number }[];
}

function refuseFile(file: string, problems: { line: number | null; message: string }[]): never {
  const lines = problems.map(({ line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`);
  throw new CommandFault(1, `${lines.join('\n')}\nNothing was decided.`);
}

function fromJson(file: string, text: string): Filled {
  const parsed = parseDecisionsJson(text);
  return parsed.ok ? { decisions: parsed.file.decisions, answers: parsed.file.answers } : refuseFile(file, parsed.problems);
}

function fromMarkdown(file: string, text: string): Filled {
  const parsed = parseReview(text);
  return parsed.ok ? parsed : refuseFile(file, parsed.problems);
}

async function takeAll(workspace: Workspace, filled: Filled, by: string, signal: AbortSignal): Promise<Decided> {
  const at = new Date().toISOString();
  const plain = filled.decisions.filter((one) => one.verdict !== 'edit');
  const outcome = await decide(
    workspace,
    plain.map((one) => ({
      changeSet: `${one.proposal}@${one.revision}`,
      digest: one.digest,
      verdict: one.verdict as WantedVerdict,
      by,
      at,
      ...(one.reason === undefined ? {} : { reason: one.reason }),
      ...(one.note === undefined ? {} : { note: one.note }),
      ...(one.scope === undefined ? {} : { scope: one.scope }),
      ...(one.until === undefined ? {} : { until: one.until }),
    })),
  );
  // Read again (ticked twice, or by a colleague): what already stands is no conflict.
  const approved = new Set(plain.filter((one) => one.verdict === 'approve').map((one) => `${one.proposal}@${one.revision}`));
  const refused = outcome.refused.filter(
    (one) => one.reason !== 'already-decided' && !(one.reason === 'already-published' && approved.has(one.changeSet)),
  );
  const decided = [...outcome.decided];
  const overruled = [...outcome.overruled];
  let { setAside } = outcome;
  for (const one of filled.decisions) {
    const changeSet = `${one.proposal}@${one.revision}`;
    if (one.activeSeconds) timeSpent(workspace, by, changeSet, one.activeSeconds);
    if (one.verdict !== 'edit') continue;
    const replacements = Object.fromEntries((one.replacements ?? []).map((replacement) => [replacement.edit, replacement.text]));
    const made = await (await parts.edit()).edit(workspace, { changeSet, digest: one.digest, replacements, by, at }, signal);
    if (!made.ok) refused.push({ changeSet, reason: made.reason, message: made.message });
    else {
      const fresh = { changeSet: `${made.proposal.id}@${made.proposal.revision}`, digest: made.proposal.digest };
      const approved = await decide(workspace, [{ ...fresh, verdict: 'approve', by, at }]);
      decided.push(...approved.decided);
      overruled.push(...approved.overruled);
      setAside += approved.setAside;
      refused.push(...approved.refused);
    }
  }
  for (const one of filled.answers) {
    if (one.activeSeconds) timeSpent(workspace, by, one.finding, one.activeSeconds);
    const record = workspace.ledger.finding(one.finding);
    if (record?.reply && record.state !== 'open' && isDeepStrictEqual(record.reply, one.reply)) continue;
    if (record && askedDigest(record.finding) !== one.asked) {
      refused.push({
        changeSet: one.finding,
        reason: 'stale',
        message: `The question of ${one.finding} has changed since the report was made. Write it again with perennial report.`,
      });
      continue;
    }
    const made = await (await parts.answer()).answer(workspace, { finding: one.finding, reply: one.reply, by, at }, signal);
    if (!made.ok) refused.push({ changeSet: one.finding, reason: made.reason, message: made.message });
    else
      decided.push(
        made.proposal ? `${one.finding} → ${made.proposal.id}@${made.proposal.revision} (waits for approval)` : one.finding,
      );
  }
  return { decided, refused, overruled, setAside };
}
