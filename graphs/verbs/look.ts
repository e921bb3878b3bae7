/** The verbs that only look at the ledger: list, show, status. */
import { changeSetOf, type Proposal, type ProposalStatus, proposalStatuses } from '../../agents/contract.ts';
import { byUrgency } from '../../agents/reconcile.ts';
import { listDocument, showDocument } from '../../tools/report/json.ts';
import { type NightsReport, renderStatus, statusReport } from '../../tools/report/status.ts';
import { CommandFault, sentenceOf } from '../../tools/terminal/faults.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import { libraryTitle } from '../workspace.ts';
import { type CommonOptions, startVerb, withWorkspace } from './verb.ts';

export interface ListFlags extends CommonOptions {
  status?: string[];
  questions?: boolean;
  all?: boolean;
}

export async function listVerb(flags: ListFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  const statuses = (flags.status ?? []).map((name): ProposalStatus => {
    const status = proposalStatuses.find((known) => known === name);
    if (!status) throw new CommandFault(1, `--status takes ${proposalStatuses.join(', ')}, not "${name}".`);
    return status;
  });
  await withWorkspace(verb, async (workspace) => {
    if (flags.questions) {
      const questions = workspace.ledger
        .findings({ states: ['open'] })
        .filter((record) => record.finding.certainty === 'needs-review');
      for (const { finding } of questions)
        terminal.say(
          `${finding.id}  ${finding.severity.padEnd(8)}  ${finding.range.path}  ${printable(finding.question ?? finding.message)}`,
        );
      terminal.say(
        `${count(questions.length, 'question')}. Answer with: npm run -s perennial -- answer ID --text "…" (or --decorative, --not-a-fault)`,
      );
      if (verb.json === 'json') terminal.document(listDocument(workspace.ledger, libraryTitle(workspace), []));
      return;
    }
    const wanted: ProposalStatus[] =
      statuses.length > 0 ? statuses : flags.all ? [...proposalStatuses] : ['pending', 'edited', 'approved', 'publish-failed'];
    const records = workspace.ledger.proposals({ statuses: wanted }).sort((a, b) => byUrgency(a.proposal, b.proposal));
    for (const { proposal } of records) {
      terminal.say(
        `${changeSetOf(proposal).padEnd(12)}  ${proposal.status.padEnd(12)} ${proposal.severity.padEnd(8)} ${proposal.edits[0]?.path ?? ''}  ${printable(proposal.title)}${proposal.group ? `  [${proposal.group}]` : ''}`,
      );
    }
    const held = workspace.ledger.proposals({ statuses: ['held-limit'] }).length;
    terminal.say(
      `${count(records.length, 'proposal')}.${held > 0 && !wanted.includes('held-limit') ? ` ${held} more held back by the limits (perennial release).` : ''}`,
    );
    if (verb.json === 'json') terminal.document(listDocument(workspace.ledger, libraryTitle(workspace), wanted));
  });
}

export async function showVerb(id: string, flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  await withWorkspace(verb, async (workspace) => {
    const bare = id.replace(/@\d+$/u, '');
    const record = workspace.ledger.proposal(bare);
    const finding = record ? null : workspace.ledger.finding(id);
    const publication = record || finding ? null : workspace.ledger.publication(id);
    if (!record && !finding && !publication)
      throw new CommandFault(
        1,
        `There is nothing called ${id}. \`perennial list --all\` shows proposals, \`list --questions\` questions.`,
      );
    if (verb.json === 'json') return terminal.document(showDocument(workspace.ledger, id) ?? { publication });
    if (finding) {
      terminal.say(
        `${finding.finding.id}  ${finding.finding.severity}  ${finding.finding.agent}/${finding.finding.rule}  (${finding.state})`,
      );
      terminal.say(`${finding.finding.range.path}: ${printable(finding.finding.message)}`);
      terminal.say(printable(finding.finding.quote));
      if (finding.finding.question) terminal.say(`Question: ${printable(finding.finding.question)}`);
      return;
    }
    if (publication) return terminal.say(JSON.stringify(publication, null, 2));
    if (!record) return;
    const { proposal } = record;
    terminal.say(`${terminal.bold(changeSetOf(proposal))}  ${proposal.status} (${printable(record.why)})`);
    terminal.say(`${proposal.severity}, ${proposal.risk} risk, by ${proposal.origin} ${proposal.provenance.rule}`);
    const cost = costLine(proposal.provenance);
    if (cost) terminal.say(printable(cost));
    terminal.say(printable(proposal.title));
    for (const edit of proposal.edits) {
      terminal.say(terminal.dim(`${edit.path} ${edit.start}–${edit.end}`));
      for (const line of edit.quote.split('\n')) terminal.say(terminal.red(`- ${printable(line)}`));
      for (const line of edit.replacement.split('\n')) terminal.say(terminal.green(`+ ${printable(line)}`));
    }
    terminal.say(`Why: ${printable(proposal.rationale)}`);
    if (proposal.forYou) terminal.say(`For you: ${printable(proposal.forYou)}`);
    for (const check of proposal.checks)
      terminal.say(
        `  ${check.passed ? terminal.green('✓') : terminal.red('✗')} ${check.name}: ${printable(check.before)} → ${printable(check.after)}`,
      );
    for (const decision of workspace.ledger.decisions(bare))
      terminal.say(`  ${decision.at.slice(0, 16)} ${decision.verdict} by ${printable(decision.by)} (${decision.proposal})`);
  });
}

/** What a proposal cost; null where no model had a part in it. */
function costLine({ model, prompt, cost, tokens }: Proposal['provenance']): string | null {
  if (model === undefined) return null;
  const counted = tokens === undefined ? '' : ` (${tokens.input} tokens in, ${tokens.output} out)`;
  return `Written by ${model}${prompt ? `, prompt ${prompt}` : ''}: $${(cost ?? 0).toFixed(4)}${counted}`;
}

/** What is in the queue. One that cannot be reached is said so, and the rest is shown. */
async function queueNow(env: NodeJS.ProcessEnv): Promise<string> {
  const { queueCheckup } = await import('../nightly/checkups.ts');
  try {
    return (await queueCheckup(env)).says;
  } catch (error) {
    return sentenceOf(error);
  }
}

/** Runs that no person started: a night that failed stands in no ledger. */
async function nightsOf(root: string, env: NodeJS.ProcessEnv): Promise<NightsReport | null> {
  const { openRotas } = await import('../nightly/rota.ts');
  const { lineOf } = await import('../nightly/record.ts');
  const rotas = openRotas(env);
  try {
    const nights = (await rotas.of(root)).nights();
    const last = nights.at(-1);
    return last
      ? { runs: nights.length, failed: nights.filter((one) => one.result === 'failed').length, last: lineOf(last) }
      : null;
  } finally {
    rotas.close();
  }
}

export async function statusVerb(flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags);
  await withWorkspace(verb, async (workspace) => {
    const queue = await queueNow(process.env);
    const nights = await nightsOf(workspace.root, process.env);
    const about = { libraryTitle: libraryTitle(workspace), today: workspace.today, queue, nights };
    const status = statusReport(workspace.ledger, about);
    verb.terminal.say(printable(renderStatus(status)));
    if (verb.json === 'json') verb.terminal.document(status);
  });
}
