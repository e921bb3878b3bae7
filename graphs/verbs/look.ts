/** The verbs that only look: list, show, status, report, review. */

import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { changeSetOf, type ProposalStatus, proposalStatuses } from '../../agents/contract.ts';
import { byUrgency } from '../../agents/reconcile.ts';
import { earlDocument } from '../../tools/report/earl.ts';
import { renderHtml } from '../../tools/report/html.ts';
import { listDocument, openFindings, reportDocument, showDocument } from '../../tools/report/json.ts';
import { renderMarkdown } from '../../tools/report/markdown.ts';
import { sarifDocument } from '../../tools/report/sarif.ts';
import { serveReview } from '../../tools/report/server.ts';
import { renderStatus, statusReport } from '../../tools/report/status.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import { whoIs } from '../../tools/terminal/who.ts';
import { programVersion, ruleSources } from '../about.ts';
import { libraryTitle, reportModel, writeReport } from '../report.ts';
import { reviewActions } from '../review.ts';
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

export async function statusVerb(flags: CommonOptions): Promise<void> {
  const verb = startVerb(flags);
  await withWorkspace(verb, async (workspace) => {
    const status = statusReport(workspace.ledger, { libraryTitle: libraryTitle(workspace), today: workspace.today });
    verb.terminal.say(renderStatus(status));
    if (verb.json === 'json') verb.terminal.document(status);
  });
}

export interface ReportFlags extends CommonOptions {
  format?: string;
  out?: string;
}

const formats = ['html', 'md', 'json', 'sarif', 'earl'] as const;

export async function reportVerb(flags: ReportFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  const format = formats.find((one) => one === (flags.format ?? 'html'));
  if (flags.format !== undefined && !format)
    throw new CommandFault(1, `--format takes ${formats.join(', ')}, not "${flags.format}".`);
  await withWorkspace(verb, async (workspace) => {
    const model = reportModel(workspace, await workspace.read());
    if (!flags.out && flags.format === undefined) {
      const files = writeReport(workspace, model);
      terminal.say(`Report: ${relative(process.cwd(), files.html)}\n        ${relative(process.cwd(), files.markdown)}`);
      if (verb.json === 'json') terminal.document(files);
      return;
    }
    const run = workspace.ledger.runs(1)[0];
    const exported = {
      findings: openFindings(workspace.ledger),
      sources: (path: string) => workspace.files.read(path),
      toolVersion: programVersion(),
      rules: ruleSources(),
      notScanned: (run?.lessons ?? [])
        .filter((one) => one.status === 'not-scanned')
        .map((one) => ({ path: one.path, reason: one.reason ?? '' })),
    };
    const content =
      format === 'md'
        ? renderMarkdown(model)
        : format === 'json'
          ? `${JSON.stringify(reportDocument(model, workspace.ledger), null, 2)}\n`
          : format === 'sarif'
            ? `${JSON.stringify(sarifDocument(exported), null, 2)}\n`
            : format === 'earl'
              ? `${JSON.stringify(earlDocument({ ...exported, date: run?.finishedAt ?? new Date().toISOString() }), null, 2)}\n`
              : renderHtml(model, { mode: 'file' });
    if (flags.out) {
      writeFileSync(flags.out, content);
      terminal.say(`Written: ${flags.out}`);
      if (verb.json === 'json') terminal.document({ out: flags.out, format });
    } else process.stdout.write(content);
  });
}

export interface ReviewFlags extends CommonOptions {
  port?: number;
}

/** Serves the report until Ctrl-C. */
export async function reviewVerb(flags: ReviewFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  await withWorkspace(verb, async (workspace) => {
    const by = whoIs(flags.by, workspace.root);
    if (workspace.ledger.runs(1).length === 0)
      throw new CommandFault(1, 'There is nothing to review yet. Run `perennial refresh` first.');
    const server = await serveReview({
      ...(flags.port === undefined ? {} : { port: flags.port }),
      html: async () => renderHtml(reportModel(workspace, await workspace.read()), { mode: 'served' }),
      actions: reviewActions(workspace, by, verb.signal),
      log: (line) => terminal.say(printable(line)),
    });
    terminal.say(`Deciding as ${printable(by)}. Open this address; it works once:`);
    terminal.say(`  ${terminal.bold(server.url)}`);
    terminal.say('Ctrl-C ends it; every decision is kept as you make it.');
    if (verb.json === 'json') terminal.document({ url: server.url });
    await new Promise<void>((resolve) => {
      if (verb.signal.aborted) resolve();
      verb.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
    const model = reportModel(workspace, await workspace.read());
    writeReport(workspace, model);
    terminal.say();
    const approved = workspace.ledger.proposals({ statuses: ['approved'] }).length;
    terminal.say(
      approved > 0
        ? `${count(approved, 'approved change')} to publish: npm run -s perennial -- publish`
        : 'Nothing is approved yet.',
    );
  });
}
