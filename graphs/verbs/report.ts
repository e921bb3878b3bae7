/** The verbs around the report: write it, serve it. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { mostOf } from '../../tools/access/roles.ts';
import { earlDocument } from '../../tools/report/earl.ts';
import { renderHtml } from '../../tools/report/html.ts';
import { openFindings, reportDocument } from '../../tools/report/json.ts';
import { renderMarkdown } from '../../tools/report/markdown.ts';
import { sarifDocument } from '../../tools/report/sarif.ts';
import { serveReview } from '../../tools/report/server.ts';
import { CommandFault } from '../../tools/terminal/faults.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import { whoIs } from '../../tools/terminal/who.ts';
import { ruleSources } from '../about.ts';
import { reviewActions } from '../deciding/review.ts';
import { serveTeam } from '../deciding/review-team.ts';
import { programVersion } from '../program-version.ts';
import { reportModel, writeReport } from '../report.ts';
import { type CommonOptions, startVerb, withWorkspace } from './verb.ts';

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
    const model = await reportModel(workspace, await workspace.read());
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
    if (workspace.config.access && flags.by !== undefined)
      throw new CommandFault(1, 'With an `access` section in the config everybody decides under their own name; leave --by out.');
    const by = workspace.config.access ? null : whoIs(flags.by, workspace.root);
    if (workspace.ledger.runs(1).length === 0)
      throw new CommandFault(1, 'There is nothing to review yet. Run `perennial refresh` first.');
    const parts = {
      ...(flags.port === undefined ? {} : { port: flags.port }),
      html: async (may: ReturnType<typeof mostOf> = 'decide') =>
        renderHtml(await reportModel(workspace, await workspace.read()), { mode: 'served', may }),
      log: (line: string) => terminal.say(printable(line)),
    };
    const server =
      by === null
        ? await serveTeam(workspace, verb.signal, parts)
        : await serveReview({ ...parts, actions: reviewActions(workspace, by, verb.signal) });
    terminal.say(
      by === null
        ? 'Open for everybody who has a token (perennial access list):'
        : `Deciding as ${printable(by)}. Open this address; it works once:`,
    );
    terminal.say(`  ${terminal.bold(server.url)}`);
    terminal.say('Ctrl-C ends it; every decision is kept as you make it.');
    if (verb.json === 'json') terminal.document({ url: server.url });
    await new Promise<void>((resolve) => {
      if (verb.signal.aborted) resolve();
      verb.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
    const model = await reportModel(workspace, await workspace.read());
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
