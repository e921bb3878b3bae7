#!/usr/bin/env -S npx tsx
/** The program: verbs, options, exit codes. What a verb does lives in `graphs/verbs`. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { CommandFault, sentenceOf } from './tools/terminal/faults.ts';
import { documentPrinted, printable } from './tools/terminal/terminal.ts';

// `npm run perennial` starts in the project's folder; paths are meant from where the person stands.
if (process.env.npm_lifecycle_event === 'perennial' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);

const program = new Command();

function dollars(value: string): number {
  const number = Number(value);
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError('It takes an amount in US dollars, such as 0.50.');
  return number;
}

function whole(value: string): number {
  if (!/^\d+$/u.test(value)) throw new InvalidArgumentError('It takes a whole number.');
  return Number(value);
}

function several(value: string, before: string[] = []): string[] {
  return [...before, ...value.split(',').map((part) => part.trim())];
}

program
  .name('perennial')
  .description(
    'Keeps an online-education library fresh: finds faults, proposes verified changes, publishes what a person approved.',
  )
  .configureHelp({ sortSubcommands: false })
  .showHelpAfterError('(perennial help VERB shows how it is used)')
  .addHelpText(
    'after',
    `
A first round:
  perennial refresh content          look at the library in content/, write the review report
  perennial review --library content decide in the browser
  perennial publish --library content

Exit codes: 0 done · 1 fault or misuse · 2 findings at or above --fail-on
            3 stale or conflicting approval · 4 a budget or limit was reached, partial results kept`,
  );

/** Words of one level of the command line, each with the options every verb takes. */
function verbsOf(level: Command, library = 'the library (default: the folder you stand in)') {
  return (usage: string, description: string, examples: string[] = []): Command => {
    const command = level
      .command(usage)
      .description(description)
      .option('--library <dir>', library)
      .option('--json', 'one JSON document on standard output, everything else on standard error')
      .option('--verbose', 'say more, with stack traces of faults');
    if (examples.length > 0) command.addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`);
    return command;
  };
}

const verb = verbsOf(program);

const by = () => new Option('--by <name>', 'who decides: "Name <mail>" (default: git\'s user)');

verb('init [dir]', 'write perennial.config.yaml and say what was found', [
  'perennial init courses',
  'perennial init courses --baseline',
])
  .option('--baseline', 'record what is there today as known: later runs show what is new')
  .action(async (dir, flags) => (await import('./graphs/verbs/init.ts')).initVerb(dir, flags));

verb('refresh [dir]', 'look at the library, verify what could be better, write the review report', [
  'perennial refresh content',
  'perennial refresh --agent accessibility --lesson "episodes/0*"',
  'perennial refresh --no-model --fail-on critical --json',
])
  .option('--agent <name>', 'only this agent (alignment, accessibility, assessment); may be given more than once', several)
  .option('--lesson <glob>', 'only lessons whose id or path matches')
  .option('--dry-run', 'look, and record nothing')
  .option('--max-cost <usd>', 'spend at most this on models in this run', dollars)
  .option('--no-model', 'use no model, even where one is set')
  .option('--no-limits', 'hold nothing back')
  .option('--run-code', 'run code samples in a sandbox and hold them against the output printed beside them')
  .option('--links', 'ask the addresses on the web that are due (default: as the config says)')
  .option('--fail-on <severity>', 'end with code 2 where a finding is at least this severe')
  .action(async (dir, flags) => (await import('./graphs/verbs/refresh.ts')).refreshVerb(dir, flags));

verb('audit <files...>', 'accessibility findings of any Markdown or HTML file; needs no library', [
  'perennial audit page.html',
  'perennial audit docs --json',
])
  .option('--language <tag>', 'language of Markdown files (BCP 47)', 'en')
  .option('--fail-on <severity>', 'end with code 2 where a finding is at least this severe')
  .action(async (files, flags) => (await import('./graphs/verbs/audit.ts')).auditVerb(files, flags));

verb('report', 'write the report again, or in another format', [
  'perennial report',
  'perennial report --format sarif --out findings.sarif',
])
  .option('--format <name>', 'html, md, json, sarif or earl')
  .option('--out <path>', 'write there instead of standard output')
  .action(async (flags) => (await import('./graphs/verbs/report.ts')).reportVerb(flags));

verb('review', 'serve the report on this machine and take decisions in the browser', [
  'perennial review',
  'perennial review --port 4100',
])
  .option('--port <n>', 'default: a free one', whole)
  .addOption(by())
  .action(async (flags) => (await import('./graphs/verbs/report.ts')).reviewVerb(flags));

verb('decide <file>', 'read decisions out of a filled-in review.md or decisions.json', [
  'perennial decide .perennial/reports/review.md --by "Ada Example <ada@example.org>"',
])
  .addOption(by())
  .action(async (file, flags) => (await import('./graphs/verbs/decide.ts')).decideVerb(file, flags));

const verdicts = [
  ['approve', 'approve change sets (p-…, p-…@2, or a whole group g-…)', 'perennial approve p-4kd92ma'],
  ['reject', 'reject change sets; they stay away', 'perennial reject p-4kd92ma --reason not-a-fault --scope course'],
  ['snooze', 'put change sets off until a day', 'perennial snooze p-4kd92ma --until 2027-01-15'],
  ['reopen', 'take a decision back', 'perennial reopen p-4kd92ma'],
  ['release', 'let held-back proposals come before you (all, where none is named)', 'perennial release p-4kd92ma'],
] as const;
for (const [name, description, example] of verdicts) {
  const command = verb(name === 'release' ? 'release [ids...]' : `${name} <ids...>`, description, [example])
    .addOption(by())
    .option('--note <text>', 'a word for later readers');
  if (name === 'reject') {
    command
      .option('--reason <why>', 'not-a-fault, wrong-fix, intended or other')
      .option('--scope <reach>', 'this, item, course or library');
  }
  if (name === 'snooze') command.requiredOption('--until <date>', 'the day it comes back, YYYY-MM-DD');
  command.action(async (ids, flags) => (await import('./graphs/verbs/decide.ts')).verdictVerb(name, ids, flags));
}

verb('edit <id>', 'put your own words in place of a proposed text; verified again', [
  'perennial edit p-4kd92ma --text "Bar chart of rainfall by month"',
])
  .addOption(by())
  .option('--replacement-file <file>', 'the new text (its last line end is not part of it)')
  .option('--text <text>', 'the new text')
  .option('--edit <n>', 'which edit of the proposal, from 0 (default 0)', whole)
  .action(async (id, flags) => (await import('./graphs/verbs/decide.ts')).editVerb(id, flags));

verb('answer <finding>', "answer a finding's question; the answer becomes a verified proposal", [
  'perennial answer f-9m2kq4a --text "Solid bar of medium pink"',
  'perennial answer f-9m2kq4a --decorative',
  'perennial answer f-9m2kq4a --not-a-fault',
])
  .addOption(by())
  .option('--text <text>', 'the text asked for, or the number of the right option')
  .option('--decorative', 'the picture says nothing')
  .option('--not-a-fault', 'it is right as it is')
  .action(async (id, flags) => (await import('./graphs/verbs/decide.ts')).answerVerb(id, flags));

verb('publish [ids...]', 'bring approved changes into the library, and nothing else', [
  'perennial publish',
  'perennial publish p-4kd92ma --dry-run',
  'perennial publish --branch freshen',
  'perennial publish --patch freshen.patch',
])
  .addOption(by())
  .option('--dry-run', 'say what would be published')
  .option('--branch <name>', 'commit to this branch; your work tree stays as it is')
  .option('--patch <file>', 'write a patch file; the library stays as it is')
  .action(async (ids, flags) => (await import('./graphs/verbs/publish.ts')).publishVerb(ids, flags));

verb('undo <publication>', 'take a publication back', ['perennial undo pub-1f0c2a9b3d4e'])
  .addOption(by())
  .action(async (id, flags) => (await import('./graphs/verbs/publish.ts')).undoVerb(id, flags));

verb('list', 'proposals that wait, or questions', [
  'perennial list',
  'perennial list --questions',
  'perennial list --status published',
])
  .option('--status <name>', 'only with this status; may be given more than once', several)
  .option('--questions', 'the questions that wait for an answer')
  .option('--all', 'proposals of every status')
  .action(async (flags) => (await import('./graphs/verbs/look.ts')).listVerb(flags));

verb('show <id>', 'all about a proposal, a finding or a publication', ['perennial show p-4kd92ma']).action(async (id, flags) =>
  (await import('./graphs/verbs/look.ts')).showVerb(id, flags),
);

verb('status', 'what waits, what was published, and what it is worth').action(async (flags) =>
  (await import('./graphs/verbs/look.ts')).statusVerb(flags),
);

verb('doctor', 'check the ledger, the browser, the vector store, git and the disk').action(async (flags) =>
  (await import('./graphs/verbs/doctor.ts')).doctorVerb(flags),
);

const items = verbsOf(
  program.command('items').description('item statistics from response data'),
  'take key and outcomes from the items of this library',
);
items('analyse', 'difficulty, corrected point-biserial, distractors, alpha, DIF and mastery, from a response file', [
  'perennial items analyse --responses autumn.csv --key key.csv',
  'perennial items analyse --responses autumn.parquet --library courses --html items.html',
])
  .requiredOption('--responses <file>', 'CSV, Parquet or JSON, long (learner, item, option or score) or wide (an item a column)')
  .option('--key <file>', 'table of item and key')
  .addOption(
    new Option('--attempts <which>', 'attempts at an item that count').choices(['first', 'last', 'all']).default('first'),
  )
  .option('--group <column>', 'column with the group of a learner, for DIF')
  .option('--focal <value>', 'the group that might be at a disadvantage')
  .option('--reference <value>', 'the group it is compared with (default: everybody else)')
  .option('--outcomes <file>', 'table of item and outcome, for mastery')
  .option(
    '--prerequisites <file>',
    'table of outcome and needs: which outcome needs which one first (with --library and without this: read off the order of its concepts)',
  )
  .option('--html <file>', 'write a page with plots')
  .action(async (flags) => (await import('./graphs/verbs/items.ts')).analyseVerb(flags));

const align = verbsOf(program.command('align').description('alignment of single pairs, and the concepts of a course in order'));
align('judge', 'does the text teach, practise or assess the outcome?', [
  'perennial align judge --pairs pairs.jsonl',
  'perennial align judge --pairs pairs.jsonl --no-model --json',
])
  .requiredOption(
    '--pairs <file>',
    'JSON lines of {outcome, text}, with an id if you like; what else they hold is carried into --json',
  )
  .option('--max-cost <usd>', 'spend at most this on models, which read what is unsure', dollars)
  .option('--no-model', 'use no model, even where one is set')
  .action(async (flags) => (await import('./graphs/verbs/align.ts')).judgeVerb(flags));
align('graph', 'the concepts of each course in their order, which needs which, and what is used before it is taught', [
  'perennial align graph --library courses',
  'perennial align graph --html concepts.html',
])
  .option('--course <id>', 'this course alone')
  .option('--prerequisites <file>', 'write which outcome needs which, as `items analyse --prerequisites` reads it')
  .option('--html <file>', 'write a page with the graph drawn')
  .action(async (flags) => (await import('./graphs/verbs/align-graph.ts')).graphVerb(flags));

verb('links [lesson]', 'ask the addresses that lessons link to; what is dead or moved comes with the next refresh', [
  'perennial links',
  'perennial links "episodes/0*" --all',
])
  .option('--all', 'also those that were asked lately')
  .action(async (lesson, flags) => (await import('./graphs/verbs/links.ts')).linksVerb(lesson, flags));

const campaign = verbsOf(
  program.command('campaign').description('replace one thing over the whole library, as one reviewed set'),
);
campaign('start <from-to>', 'gather every lesson, item and alternative that names it', [
  'perennial campaign start "LUIS → conversational language understanding" --owner "Ada Example"',
  'perennial campaign start "old.example → new.example"',
])
  .addOption(by())
  .option('--name <name>', 'short name (default: made from what is to go)')
  .option('--kind <kind>', 'service (work for a person), product (a new name) or host; default: by what is known')
  .option('--owner <name>', 'who sees to it (default: you)')
  .option('--alias <spelling>', 'a further spelling; may be given more than once', several)
  .option('--except <glob>', 'files that stay as they are; may be given more than once', several)
  .action(async (text, flags) => (await import('./graphs/verbs/campaign.ts')).startCampaignVerb(text, flags));
campaign('list', 'campaigns and how far they are').action(async (flags) =>
  (await import('./graphs/verbs/campaign.ts')).listCampaignsVerb(flags),
);
campaign('show <name>', 'every place of a campaign').action(async (name, flags) =>
  (await import('./graphs/verbs/campaign.ts')).showCampaignVerb(name, flags),
);
campaign('opt-out <ids...>', 'leave places out')
  .addOption(by())
  .option('--note <text>', 'a word for later readers')
  .action(async (ids, flags) => (await import('./graphs/verbs/campaign.ts')).optOutVerb(ids, flags));

const schedule = verbsOf(program.command('schedule').description('when a library is refreshed by itself'));
schedule('set <name> <cron>', 'set or replace a schedule: five cron fields, read in a time zone', [
  'perennial schedule set nightly "0 2 * * *" --tz Europe/Berlin --library courses',
])
  .option('--tz <zone>', "such as Europe/Berlin (default: this machine's)")
  .action(async (name, cron, flags) => (await import('./graphs/verbs/schedule.ts')).setVerb(name, cron, flags));
schedule('list', 'next runs in local time, and what came of the last').action(async (flags) =>
  (await import('./graphs/verbs/schedule.ts')).listVerb(flags),
);
schedule('remove <name>', 'take a schedule away; reports and history stay').action(async (name, flags) =>
  (await import('./graphs/verbs/schedule.ts')).removeVerb(name, flags),
);

verb('worker', "run what the schedules of this machine's libraries ask for", [
  'perennial worker',
  'perennial worker --once        (from cron: what is due, then end)',
  'perennial worker --remote git@example.org:team/courses.git --webhook 4200',
])
  .option('--once', 'run what is due, then end')
  .option('--concurrency <n>', 'libraries in hand at once (default 1)', whole)
  .option('--metrics-port <n>', 'serve /healthz and /metrics on loopback', whole)
  .option('--webhook <port>', 'take signed words that something changed, on loopback (PERENNIAL_WEBHOOK_SECRET)', whole)
  .option(
    '--remote <url>',
    "serve a library that lies in a git remote, from a clone of the worker's own; may be given more than once",
    (url: string, before: string[] = []) => [...before, url],
  )
  .action(async (flags) => (await import('./graphs/verbs/worker.ts')).workerVerb(flags));

verb('watch [dir]', 'refresh what changed whenever a file changes', ['perennial watch courses']).action(async (dir, flags) =>
  (await import('./graphs/verbs/watch.ts')).watchVerb(dir, flags),
);

const access = verbsOf(program.command('access').description('who may do what in a review that several people share'));
access('add <person>', 'a token for "Name <mail>"; shown once', [
  'perennial access add "Ada Example <ada@example.org>" --role approver',
])
  .requiredOption('--role <name>', 'viewer, editor, approver or administrator')
  .option('--expires <days>', 'days it is good for (default 90)', whole)
  .addOption(by())
  .action(async (name, flags) => (await import('./graphs/verbs/access.ts')).addAccessVerb(name, flags));
access('list', 'who has a token, with which role, until when').action(async (flags) =>
  (await import('./graphs/verbs/access.ts')).listAccessVerb(flags),
);
access('rotate <person>', 'a new token in place of the old one')
  .option('--role <name>', 'another role from now on')
  .option('--expires <days>', 'days it is good for (default 90)', whole)
  .option('--overlap <hours>', 'the old one is good for so long yet (default 0)', whole)
  .addOption(by())
  .action(async (name, flags) => (await import('./graphs/verbs/access.ts')).rotateAccessVerb(name, flags));
access('revoke <person>', 'shut somebody out at once')
  .addOption(by())
  .action(async (name, flags) => (await import('./graphs/verbs/access.ts')).revokeAccessVerb(name, flags));

verb('forget', "erase a learner's data, and prove it", [
  'perennial forget --learner 10442',
  'perennial forget --learner 10442 --write',
])
  .requiredOption('--learner <id>', 'as the response files call the learner')
  .option('--write', "rewrite the response files without the learner's rows, and empty what was kept of them")
  .action(async (flags) => (await import('./graphs/verbs/forget.ts')).forgetVerb(flags));

verb('eval [suite]', 'measure Perennial against planted faults (without a suite: list them)', [
  'perennial eval',
  'perennial eval sample',
  'perennial eval crash --n 200',
])
  .option('--data <dir>', 'folder of test material')
  .option('--n <count>', 'how many rounds', whole)
  .option('--seed <number>', 'seed of the random choices', whole)
  .option('--minutes <m>', 'end after so long', whole)
  .action(async (suite, flags) => (await import('./graphs/verbs/eval.ts')).evalVerb(suite, flags));

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  const verbose = process.argv.includes('--verbose');
  const interrupted = error instanceof Error && (error.name === 'Interrupted' || error.name === 'AbortError');
  const message = verbose && error instanceof Error ? (error.stack ?? error.message) : printable(sentenceOf(error));
  process.stderr.write(
    `${process.stderr.isTTY ? '\r\u001b[2K' : ''}${interrupted && error.name === 'AbortError' ? 'Stopped.' : message}\n`,
  );
  process.exitCode = interrupted ? 130 : error instanceof CommandFault ? error.exitCode : 1;
  if (process.argv.includes('--json') && !documentPrinted()) {
    process.stdout.write(`${JSON.stringify({ error: { message, exitCode: process.exitCode } }, null, 2)}\n`);
  }
}
