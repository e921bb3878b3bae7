/** `perennial refresh --dry-run`: look, record nothing, ask no model, and say what a full run would cost. */
import type { Severity } from '../../agents/contract.ts';
import type { Estimate } from '../../tools/models/estimate.ts';
import type { WouldCost } from '../../tools/report/documents.ts';
import { refreshDocument, refreshFigures } from '../../tools/report/json.ts';
import { count, printable, type Terminal } from '../../tools/terminal/terminal.ts';
import { type RefreshResult, refresh } from '../refresh.ts';
import { reportModel } from '../report.ts';
import { endOf, type RefreshFlags, refreshOptions } from './refresh.ts';
import { startVerb, type Verb, withWorkspace } from './verb.ts';

export async function dryRunVerb(dir: string | undefined, flags: RefreshFlags, failOn: Severity | null): Promise<void> {
  const verb = startVerb(flags, dir);
  const { terminal } = verb;
  const endpoint = Boolean(process.env.OPENAI_API_KEY || process.env.OPENAI_BASE_URL);
  const use = flags.model === false ? 'leave-out' : endpoint ? 'estimate' : 'use';
  const { result, model, estimates } = await withWorkspace(
    verb,
    async (workspace) => {
      const looked = await refresh(workspace, refreshOptions(workspace, flags, verb, 'look-only'));
      return {
        result: looked,
        model: await reportModel(workspace, await looked.library(), looked.run),
        estimates: (await workspace.models()).estimates(),
      };
    },
    { models: use, ...(flags.runCode ? { code: 'run' as const } : {}) },
  );
  const wouldCost = flags.model === false ? null : sumOf(use === 'estimate' ? estimates : await estimatesOf(verb, flags));
  tell(terminal, result);
  if (wouldCost) tellCost(terminal, wouldCost, endpoint ? 'set' : 'not set');
  if (verb.json === 'json')
    terminal.document(
      refreshDocument(refreshFigures(model), {
        ...{ run: result.run, findings: result.findings, reports: null, mode: 'dry-run' },
        ...(wouldCost ? { wouldCost } : {}),
      }),
    );
  endOf(result, failOn);
}

/** What would be asked if there were an endpoint: the same look once more, as far as its questions. */
function estimatesOf(verb: Verb, flags: RefreshFlags): Promise<Estimate[]> {
  return withWorkspace(
    verb,
    async (workspace) => {
      await refresh(workspace, refreshOptions(workspace, flags, verb, 'ask-only'));
      return (await workspace.models()).estimates();
    },
    { models: 'estimate' },
  );
}

function sumOf(tasks: Estimate[]): WouldCost {
  const sum = (pick: (one: Estimate) => number) => tasks.reduce((total, one) => total + pick(one), 0);
  return { calls: sum((one) => one.calls), dollars: sum((one) => one.dollars), atMost: sum((one) => one.atMost), tasks };
}

function tell(terminal: Terminal, result: RefreshResult): void {
  const proposals = result.wouldRecord.filter((event) => event.type === 'proposal-recorded').length;
  terminal.say(
    `Dry run: ${count(result.findings.length, 'finding')}, ${count(proposals, 'new proposal')}; nothing was recorded.`,
  );
  for (const finding of result.findings)
    terminal.say(`  ${finding.severity.padEnd(8)} ${finding.range.path} ${finding.rule}: ${printable(finding.message)}`);
}

function tellCost(terminal: Terminal, { calls, dollars, atMost, tasks }: WouldCost, endpoint: 'set' | 'not set'): void {
  if (calls === 0) {
    terminal.say('Models: a full run would ask nothing that is not kept already.');
    return;
  }
  const where = endpoint === 'set' ? 'A full run' : 'With a model endpoint set (none is), a full run';
  terminal.say(
    `Models: nothing was asked. ${where} would make ${count(calls, 'call')}, about $${dollars.toFixed(4)}, at most $${atMost.toFixed(4)} if no call is tried again and no answer is asked of the large model as well:`,
  );
  const width = Math.max(...tasks.map((one) => one.task.length));
  for (const one of tasks)
    terminal.say(
      `  ${one.task.padEnd(width)} ${one.model.padEnd(14)} ${String(one.calls).padStart(5)} calls  ${one.tokensIn} tokens in, ${one.tokensOut} out  $${one.dollars.toFixed(4)}`,
    );
  if (tasks.some((one) => one.answers === 'assumed'))
    terminal.say('  Answers never measured here are taken to be a quarter of their longest allowed length.');
}
