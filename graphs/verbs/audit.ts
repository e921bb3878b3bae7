/** `perennial audit`: accessibility findings of any Markdown or HTML file, with no library around it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { auditAcross, auditFile, type FileAudit } from '../../agents/accessibility/audit-file.ts';
import { severities } from '../../agents/contract.ts';
import { identify } from '../../agents/fingerprint.ts';
import { openBrowser } from '../../tools/browser/launch.ts';
import type { Browser } from '../../tools/browser/page.ts';
import { lineAt } from '../../tools/library/errors.ts';
import { libraryFiles } from '../../tools/library/files.ts';
import type { AuditDocument } from '../../tools/report/documents.ts';
import { CommandFault, sentenceOf } from '../../tools/terminal/faults.ts';
import { count, printable } from '../../tools/terminal/terminal.ts';
import { programVersion } from '../program-version.ts';
import { reaches } from '../refresh.ts';
import { type CommonOptions, startVerb } from './verb.ts';

export interface AuditFlags extends CommonOptions {
  language?: string;
  failOn?: string;
}

const formats: Record<string, 'markdown' | 'html'> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.html': 'html',
  '.htm': 'html',
};
const largest = 20_000_000;
const atOnce = 3;

interface Target {
  root: string;
  /** Whether it was named itself or found in a folder that was. */
  named: 'file' | 'folder';
  path: string;
  shown: string;
}

/** Files as named; folders with everything in them that can be audited. */
function targetsOf(names: string[]): Target[] {
  return names.flatMap((name): Target[] => {
    const path = resolve(name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) throw new CommandFault(1, `There is no file or folder ${name}.`);
    const shown = (file: string) => relative(process.cwd(), file).split(sep).join('/') || file;
    if (!stats.isDirectory())
      return [{ named: 'file', root: dirname(path), path: relative(dirname(path), path), shown: shown(path) }];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && formats[extname(entry.name).toLowerCase()])
      .map((entry) => join(entry.parentPath, entry.name))
      .filter(
        (file) =>
          !relative(path, file)
            .split(sep)
            .some((part) => part.startsWith('.') || part === 'node_modules'),
      )
      .sort()
      .map((file) => ({ named: 'folder', root: path, path: relative(path, file).split(sep).join('/'), shown: shown(file) }));
  });
}

type FileResult = AuditDocument['files'][number];

interface Looked {
  target: Target;
  text: string;
  audit: FileAudit | null;
  /** Why it was not looked at. */
  reason?: string;
}

async function auditOne(target: Target, browser: Browser, language: string, signal: AbortSignal): Promise<Looked> {
  const file = join(target.root, target.path);
  try {
    const format = formats[extname(target.path).toLowerCase()];
    if (!format) return { target, text: '', audit: null, reason: 'It is neither Markdown nor HTML.' };
    if (statSync(file).size > largest) return { target, text: '', audit: null, reason: `It is larger than ${largest / 1e6} MB.` };
    const bytes = readFileSync(file);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const looked = target.named === 'file' ? 'alone' : 'several';
    const request = { root: target.root, path: target.path, text, format, language, looked } as const;
    return { target, text, audit: await auditFile(request, browser, libraryFiles(target.root), signal) };
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof TypeError ? 'It is not valid UTF-8; save it as UTF-8.' : sentenceOf(error);
    return { target, text: '', audit: null, reason };
  }
}

/** What is only to be told of all files of a folder goes to the file it speaks of. */
async function lookAcross(looked: Looked[], language: string, signal: AbortSignal): Promise<void> {
  const found = looked.filter(({ target, audit }) => target.named === 'folder' && audit !== null);
  for (const root of new Set(found.map(({ target }) => target.root))) {
    const audits = found.filter(({ target }) => target.root === root).map(({ audit }) => audit!);
    const lessons = audits.map(({ lesson }) => lesson);
    const { findings, failed } = await auditAcross(lessons, language, libraryFiles(root), signal);
    for (const audit of audits) {
      audit.findings.push(...findings.filter(({ range }) => range.path === audit.file.path));
      audit.findings.sort((a, b) => a.range.start - b.range.start);
      audit.failed.push(...failed);
    }
  }
}

function resultOf({ target, text, audit, reason }: Looked): { result: FileResult; text: string } {
  if (!audit) {
    return { result: { path: target.shown, status: 'not-scanned', ...(reason ? { reason } : {}), findings: [] }, text };
  }
  const findings = identify(audit.findings, {
    agent: 'accessibility',
    lesson: target.path,
    source: (path) => (path === target.path ? { text, sha256: audit.file.sha256 } : null),
  });
  const unchecked = audit.failed.map((one) => ({ ...one, kind: 'failed' as const }));
  const status = unchecked.length > 0 ? 'failed' : 'checked';
  return { result: { path: target.shown, status, findings, ...(unchecked.length > 0 ? { unchecked } : {}) }, text };
}

export async function auditVerb(names: string[], flags: AuditFlags): Promise<void> {
  const verb = startVerb(flags);
  const { terminal } = verb;
  const failOn = flags.failOn === undefined ? null : severities.find((one) => one === flags.failOn);
  if (failOn === undefined) throw new CommandFault(1, `--fail-on takes ${severities.join(', ')}, not "${flags.failOn}".`);
  const targets = targetsOf(names);
  if (targets.length === 0) throw new CommandFault(1, `There is no Markdown or HTML file in ${names.join(', ')}.`);
  const browser = await openBrowser({ pages: atOnce });
  try {
    const looked: Looked[] = new Array(targets.length);
    let next = 0;
    let done = 0;
    const worker = async () => {
      for (let index = next++; index < targets.length; index = next++) {
        const target = targets[index];
        if (!target) return;
        verb.signal.throwIfAborted();
        looked[index] = await auditOne(target, browser, flags.language ?? 'en', verb.signal);
        done += 1;
        terminal.progress(`File ${done} of ${targets.length}: ${printable(target.shown)}`, done / targets.length);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    await lookAcross(looked, flags.language ?? 'en', verb.signal);
    const results = looked.map(resultOf);
    for (const { result, text } of results) {
      if (result.status === 'not-scanned')
        terminal.say(terminal.yellow(`${printable(result.path)}: not scanned: ${printable(result.reason ?? '')}`));
      for (const finding of result.findings) {
        const mark = finding.certainty === 'fails' ? terminal.red(finding.severity) : terminal.yellow('look');
        terminal.say(
          `${printable(result.path)}:${lineAt(text, finding.range.start)}  ${mark}  ${finding.rule}${finding.wcag?.length ? ` (${finding.wcag.join(', ')})` : ''}: ${printable(finding.message)}`,
        );
      }
      for (const one of result.unchecked ?? [])
        terminal.say(terminal.yellow(`${printable(result.path)}: ${one.rule} could not look: ${printable(one.why)}`));
    }
    const findings = results.flatMap(({ result }) => result.findings);
    const unscanned = results.filter(({ result }) => result.status !== 'checked').length;
    terminal.say(`${count(targets.length, 'file')}, ${count(findings.length, 'finding')}, ${unscanned} not scanned whole.`);
    if (verb.json === 'json') {
      const document: AuditDocument = {
        files: results.map(({ result }) => result),
        tool: { perennial: programVersion(), browser: await browser.version(), node: process.version },
      };
      terminal.document(document);
    }
    if (failOn && reaches(findings, failOn)) throw new CommandFault(2, `There are findings at or above "${failOn}".`);
  } finally {
    await browser.close();
  }
}
