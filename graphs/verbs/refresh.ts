/** `perennial refresh`: look at the library, verify what could be better, write the report. */
import { relative, sep } from 'node:path';
import { type AgentName, agentNames, type Severity, severities } from '../../agents/contract.ts';
import type { RunRecord } from '../../tools/ledger/events.ts';
import { type RefreshFigures, refreshDocument } from '../../tools/report/json.ts';
import { byReason, firstOf } from '../../tools/report/words.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { count, duration, printable, type Terminal } from '../../tools/terminal/terminal.ts';
import { runAlone } from '../nightly/run-lock.ts';
import { type Progress, type RefreshOptions, type RefreshResult, reaches, refresh } from '../refresh.ts';
import { type RunReport, reportOnRun } from '../run-report.ts';
import type { Workspace } from '../workspace.ts';
import { type CommonOptions, startVerb, type Verb, withWorkspace } from './verb.ts';

export interface RefreshFlags extends CommonOptions {
  agent?: string[];
  lesson?: string;
  dryRun?: boolean;
  maxCost?: number;
  model?: boolean;
  limits?: boolean;
  runCode?: boolean;
  failOn?: string;
  links?: boolean;
}

function agentsOf(names: string[] | undefined, fallback: AgentName[]): AgentName[] {
  if (!names || names.length === 0) return fallback;
  return names.map((name) => {
    const agent = agentNames.find((known) => known === name);
    if (!agent) throw new CommandFault(1, `There is no agent "${name}"; there are ${agentNames.join(', ')}.`);
    return agent;
  });
}

function severityOf(name: string | undefined): Severity | null {
  if (name === undefined) return null;
  const severity = severities.find((known) => known === name);
  if (!severity) throw new CommandFault(1, `--fail-on takes ${severities.join(', ')}, not "${name}".`);
  return severity;
}

export function progressLine(progress: Progress): string {
  const left = progress.secondsLeft === null ? '' : `, about ${duration(progress.secondsLeft)} left`;
  if (progress.stage === 'reading') return 'Reading the library …';
  if (progress.stage === 'courses') return `Looking at each course as a whole … ${count(progress.findings, 'finding')} so far`;
  return `Lesson ${progress.done} of ${progress.total}: ${printable(progress.title)} (${count(progress.findings, 'finding')} so far${left})`;
}

export async function refreshVerb(dir: string | undefined, flags: RefreshFlags): Promise<void> {
  const failOn = severityOf(flags.failOn);
  if (flags.dryRun) return (await import('./dry-run.ts')).dryRunVerb(dir, flags, failOn);
  const verb = startVerb(flags, dir);
  const { terminal } = verb;
  await withWorkspace(
    verb,
    async (workspace) => {
      const result = await runAlone(workspace.root, process.env, () =>
        refresh(workspace, refreshOptions(workspace, flags, verb, 'record')),
      );
      const told = await reportOnRun(workspace, result);
      tell(terminal, workspace.root, result, told);
      if (verb.json === 'json')
        terminal.document(
          refreshDocument(told.figures, {
            ...{ run: result.run, findings: result.findings, reports: told.files, mode: 'recorded' },
          }),
        );
      endOf(result, failOn);
    },
    {
      ...(flags.maxCost === undefined ? {} : { maxCost: flags.maxCost }),
      ...(flags.runCode ? { code: 'run' as const } : {}),
      models: flags.model === false ? 'leave-out' : 'use',
    },
  );
}

/** What the flags of the command line ask of a refresh. */
export function refreshOptions(
  workspace: Workspace,
  flags: RefreshFlags,
  verb: Verb,
  write: RefreshOptions['write'],
): RefreshOptions {
  return {
    agents: agentsOf(flags.agent, workspace.config.defaults.agents),
    ...(flags.lesson === undefined ? {} : { lesson: flags.lesson }),
    write,
    known: 'new',
    limits: flags.limits === false ? 'lift' : 'keep',
    ...(flags.links ? { links: 'check' as const } : {}),
    signal: verb.signal,
    onProgress: (progress) => verb.terminal.progress(progressLine(progress), progress.total ? progress.done / progress.total : 0),
  };
}

/** @throws CommandFault where the run was cut short, or found what the caller wants to fail on */
export function endOf(result: RefreshResult, failOn: Severity | null): void {
  if (result.run.partial !== null)
    throw new CommandFault(4, `A limit was reached: ${result.run.partial}. What was done until then is kept.`);
  if (failOn && reaches(result.findings, failOn)) throw new CommandFault(2, `There are findings at or above "${failOn}".`);
}

function lessonCounts(run: RunRecord): { looked: number; unchanged: number; notScanned: RunRecord['lessons'] } {
  const lessons = run.lessons.filter((one) => !one.lesson.startsWith('course:'));
  return {
    looked: lessons.filter((one) => one.status === 'scanned').length,
    unchanged: lessons.filter((one) => one.status === 'unchanged').length,
    notScanned: run.lessons.filter((one) => one.status === 'not-scanned'),
  };
}

/** `Agent: 12 findings (1 critical, 4 serious), 7 proposals, 3 questions` */
function agentLine(agent: AgentName, result: RefreshResult, figures: RefreshFigures): string {
  const findings = result.findings.filter((finding) => finding.agent === agent);
  const bySeverity = severities
    .map((severity) => [findings.filter((finding) => finding.severity === severity).length, severity] as const)
    .filter(([number]) => number > 0)
    .map(([number, severity]) => `${number} ${severity}`)
    .join(', ');
  const counted = figures.agents.find((one) => one.agent === agent);
  const what = findings.length === 0 ? 'nothing found' : `${count(findings.length, 'finding')} (${bySeverity})`;
  return `  ${agent.padEnd(13)} ${what}; waiting for you: ${count(counted?.proposals ?? 0, 'proposal')}, ${count(counted?.questions ?? 0, 'question')}`;
}

function tell(terminal: Terminal, root: string, result: RefreshResult, { figures, files, state }: RunReport): void {
  if (result.quiet) tellQuiet(terminal, result, result.quiet, figures);
  else tellLook(terminal, result, figures);
  const held = figures.proposals.held + figures.heldQuestions;
  if (held > 0)
    terminal.say(`  Held back by the limits, so that today stays short: ${held} (perennial release, or refresh --no-limits).`);
  terminal.say();
  terminal.say(`Today: ${count(figures.decisions, 'decision')}, about ${count(figures.minutes, 'minute')}.`);
  terminal.say(`Report${state === 'as-it-was' ? ', as it was' : ''}: ${shown(files.html)}`);
  terminal.say(`        ${shown(files.markdown)}`);
  const at = here(root);
  terminal.say('Next:');
  terminal.say(`  npm run -s perennial -- review${at}     decide in the browser`);
  terminal.say(`  npm run -s perennial -- decide ${shown(files.markdown)}${at}     or tick review.md and read it back`);
  terminal.say(`  npm run -s perennial -- publish${at}    publish what you approved, and nothing else`);
}

/** A night on which nothing changed says so in one line. */
function tellQuiet(
  terminal: Terminal,
  result: RefreshResult,
  since: NonNullable<RefreshResult['quiet']>,
  figures: RefreshFigures,
): void {
  terminal.say(
    `${terminal.bold(printable(figures.library))}: nothing has changed since the run of ${since.at.slice(0, 10)}; no page was opened and no model asked (${duration(result.run.seconds.total ?? 0)}).`,
  );
}

function tellLook(terminal: Terminal, result: RefreshResult, figures: RefreshFigures): void {
  const { looked, unchanged, notScanned } = lessonCounts(result.run);
  terminal.say(
    `${terminal.bold(printable(figures.library))}: ${count(looked, 'lesson')} looked at, ${unchanged} unchanged, ${notScanned.length} not scanned (${duration(result.run.seconds.total ?? 0)}, ${count(result.run.pagesOpened, 'browser page')}).`,
  );
  for (const agent of agentNames) if (result.run.agents.includes(agent)) terminal.say(agentLine(agent, result, figures));
  for (const { reason, paths } of byReason(notScanned))
    terminal.say(terminal.yellow(`  not scanned: ${printable(firstOf(paths))}: ${printable(reason)}`));
  terminal.say(
    result.run.withoutModel === null || result.run.modelCalls > 0
      ? `  Models: ${count(result.run.modelCalls, 'call')}, $${result.run.cost.toFixed(4)}.${result.run.withoutModel === null ? '' : ` In part without a model: ${result.run.withoutModel}`}`
      : terminal.dim(`  Without a model: ${result.run.withoutModel} Rules, retrieval and statistics did the work.`),
  );
  for (const note of result.run.modelNotes ?? []) terminal.say(terminal.yellow(`  ${printable(note)}`));
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short.split(sep).join('/');
}

function here(root: string): string {
  const short = relative(process.cwd(), root);
  return short === '' ? '' : ` --library ${short.startsWith('..') ? root : short}`;
}
