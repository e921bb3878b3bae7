/** `perennial campaign`: one thing to replace over the whole library, gathered into one reviewed set. */
import { changeSetOf } from '../../agents/contract.ts';
import { groupOfSet } from '../../agents/proposal.ts';
import type { Campaign } from '../../tools/config/schema.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import { whoIs } from '../../tools/terminal/who.ts';
import { addCampaign, kindOf, type Member, membersOf, nameFor, sidesOf } from '../campaign.ts';
import { decide } from '../deciding/decide.ts';
import { refresh } from '../refresh.ts';
import { reportModel, writeReport } from '../report.ts';
import type { Workspace } from '../workspace.ts';
import { progressLine } from './refresh.ts';
import { type CommonOptions, startVerb, type Verb, withWorkspace } from './verb.ts';

export interface StartFlags extends CommonOptions {
  name?: string;
  kind?: string;
  owner?: string;
  alias?: string[];
  except?: string[];
}

const kinds = ['service', 'product', 'host'] as const;

export async function startCampaignVerb(text: string, flags: StartFlags): Promise<void> {
  const verb = startVerb(flags);
  const sides = sidesOf(text);
  if (!sides) throw new CommandFault(1, `"${text}" is no campaign; write what is to go and what takes its place: "LUIS → CLU".`);
  const kind = kinds.find((one) => one === flags.kind);
  if (flags.kind !== undefined && !kind) throw new CommandFault(1, `--kind takes ${kinds.join(', ')}, not "${flags.kind}".`);
  let name = '';
  await withWorkspace(verb, async (workspace) => {
    const { campaigns } = workspace.config;
    const twin = campaigns.find((one) => one.from === sides.from);
    if (twin) throw new CommandFault(1, `The campaign ${twin.name} replaces ${twin.from} already.`);
    const known = (await workspace.facts())
      .retirements()
      .find((one) => one.name === sides.from || one.aliases.includes(sides.from));
    name = nameFor(
      flags.name ?? sides.from,
      campaigns.map((one) => one.name),
    );
    const aliases = [...new Set([...(flags.alias ?? []), ...(known ? [known.name, ...known.aliases] : [])])].filter(
      (one) => one !== sides.from,
    );
    const file = addCampaign(workspace.root, {
      name,
      ...sides,
      kind: kind ?? kindOf(sides, known),
      ...(aliases.length > 0 ? { aliases } : {}),
      ...(flags.except ? { except: flags.except } : {}),
      owner: flags.owner ?? whoIs(flags.by, workspace.root),
      started: workspace.today,
    });
    verb.terminal.say(`The campaign ${name} stands in ${file}.`);
  });
  // The configuration was read before it changed: the look is a run of its own.
  await withWorkspace(verb, async (workspace) => {
    const result = await refresh(workspace, {
      agents: ['assessment'],
      write: 'record',
      known: 'new',
      limits: 'keep',
      signal: verb.signal,
      onProgress: (progress) =>
        verb.terminal.progress(progressLine(progress), progress.total ? progress.done / progress.total : 0),
    });
    writeReport(workspace, await reportModel(workspace, await result.library(), result.run));
    tell(verb, workspace, campaignNamed(workspace, name));
  });
}

function campaignNamed(workspace: Workspace, name: string): Campaign {
  const found = workspace.config.campaigns.find((one) => one.name === name);
  if (!found) {
    const names = workspace.config.campaigns.map((one) => one.name).join(', ');
    throw new CommandFault(1, `There is no campaign "${name}"; there is ${names === '' ? 'none yet' : names}.`);
  }
  return found;
}

function countsOf(members: Member[]): string {
  const questions = members.filter((one) => one.state === 'open').length;
  const changes = members.filter(
    (one) => one.proposal && ['pending', 'edited', 'held-limit', 'approved'].includes(one.state),
  ).length;
  const done = members.filter((one) => one.state === 'done' || one.state === 'resolved').length;
  const left = members.filter((one) => one.state === 'left out').length;
  return `${count(changes, 'change')} and ${count(questions, 'question')} open, ${done} done, ${left} left out`;
}

function tell(verb: Verb, workspace: Workspace, campaign: Campaign): void {
  const { terminal } = verb;
  const members = membersOf(workspace, campaign.name);
  terminal.say(
    `${terminal.bold(campaign.name)}: ${printable(campaign.from)} → ${printable(campaign.to)} (${campaign.kind}${campaign.owner ? `, ${printable(campaign.owner)}` : ''})`,
  );
  for (const { finding, proposal, state } of members)
    terminal.say(
      `  ${(proposal ? changeSetOf(proposal) : finding.id).padEnd(12)} ${state.padEnd(10)} ${printable(finding.range.path)}  ${printable((proposal?.edits[0] ? finding.quote : finding.message).slice(0, 100))}`,
    );
  const group = groupOfSet(campaign.name);
  terminal.say(`${countsOf(members)}.`);
  if (members.some((one) => one.state === 'pending'))
    terminal.say(`Next: npm run -s perennial -- approve ${group}    all of them; campaign opt-out ID leaves one out first`);
  if (verb.json === 'json') terminal.document({ campaign, group, members });
}

export async function listCampaignsVerb(flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags);
  await withWorkspace(verb, async (workspace) => {
    const { campaigns } = workspace.config;
    for (const one of campaigns)
      verb.terminal.say(
        `${one.name.padEnd(20)} ${printable(one.from)} → ${printable(one.to)}: ${countsOf(membersOf(workspace, one.name))}`,
      );
    if (campaigns.length === 0) verb.terminal.say('No campaigns. perennial campaign start "LUIS → CLU" begins one.');
    if (verb.json === 'json')
      verb.terminal.document({ campaigns: campaigns.map((one) => ({ ...one, members: membersOf(workspace, one.name).length })) });
  });
}

export async function showCampaignVerb(name: string, flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags);
  await withWorkspace(verb, async (workspace) => tell(verb, workspace, campaignNamed(workspace, name)));
}

/** Leaves members out: an ordinary rejection of each, remembered like any other, and taken back with `reopen`. */
export async function optOutVerb(ids: string[], flags: CommonOptions & { note?: string }): Promise<void> {
  const verb = startVerb(flags);
  await withWorkspace(verb, async (workspace) => {
    const by = whoIs(flags.by, workspace.root);
    const at = new Date().toISOString();
    for (const id of ids) {
      const record = workspace.ledger.proposal(id.replace(/@\d+$/u, ''));
      if (record?.proposal.rule !== 'campaign')
        throw new CommandFault(
          1,
          `${id} is no change of a campaign; campaign show NAME lists them. For a question use answer ${id} --not-a-fault.`,
        );
    }
    const outcome = await decide(
      workspace,
      ids.map((changeSet) => ({
        changeSet,
        verdict: 'reject' as const,
        by,
        at,
        reason: 'intended' as const,
        note: flags.note ?? 'left out of the campaign',
      })),
    );
    for (const refusal of outcome.refused) verb.terminal.say(`${refusal.changeSet}: ${printable(refusal.message)}`);
    verb.terminal.say(`Left out: ${outcome.decided.join(', ') || 'nothing'}. perennial reopen ID takes it in again.`);
    if (verb.json === 'json') verb.terminal.document(outcome);
    if (outcome.refused.length > 0) throw new CommandFault(3, 'Not all were taken; see above.');
  });
}
