/** What repairing did to one page, and to all. Pure. */
import type { Severity } from '../../agents/contract.ts';
import type { RepairPage } from './sheet.ts';
import { textOf } from './sheet.ts';

/** axe-core's four impacts as numbers, one apart, as studies of automatic repair weigh them. */
export const weights: Record<Severity, number> = { critical: 4, serious: 3, moderate: 2, minor: 1 };

export interface Violation {
  engine: string;
  rule: string;
  impact: Severity;
}

/** How a page looks to the engines, to our own rules and to a learner. */
export interface Sight {
  text: string;
  /** What axe-core and the other engines fail, an entry a node. */
  engines: Violation[];
  /** Failures of engines that are no finding (`unspoken`), as `engine rule`. */
  objections: string[];
  /** Findings of our own that fail (those of engines included). */
  findings: { rule: string; severity: Severity; message: string }[];
  words: string[];
  links: string[];
}

export interface PageResult {
  id: string;
  format: 'md' | 'html';
  kind: RepairPage['kind'];
  /** Impact-weighted: axe-core alone, and all findings that fail. */
  axe: { before: number; after: number };
  all: { before: number; after: number };
  clean: 'clean' | 'not-clean';
  harm: string[];
  /** Why it is not clean: what is left, and what did not come out as the sheet says. */
  left: string[];
  wrong: string[];
  rounds: number;
  rules: { rule: string; by: 'axe-core' | 'perennial'; before: number; after: number }[];
}

export function scoreOf(list: { impact?: Severity; severity?: Severity }[]): number {
  return list.reduce((sum, one) => sum + weights[one.impact ?? one.severity ?? 'minor'], 0);
}

function countBy(list: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

/** What is more often in the second list than in the first. */
export function more(before: string[], after: string[]): string[] {
  const known = countBy(before);
  return [...countBy(after)].filter(([one, count]) => count > (known.get(one) ?? 0)).map(([one]) => one);
}

export function judge(page: RepairPage, before: Sight, after: Sight, rounds: number): PageResult {
  const axe = (sight: Sight) => sight.engines.filter(({ engine }) => engine === 'axe-core');
  const named = (sight: Sight) => [...axe(sight).map(({ engine, rule }) => `${engine} ${rule}`), ...sight.objections];
  const lower = (words: string[]) => words.map((word) => word.toLowerCase());
  const harm = [
    ...more(named(before), named(after)).map((rule) => `new violation: ${rule}`),
    ...more(
      before.findings.map(({ rule }) => rule),
      after.findings.map(({ rule }) => rule),
    ).map((rule) => `new finding: ${rule}`),
    ...more(lower(before.words), lower(after.words))
      .filter((word) => !lower(page.words.new).includes(word))
      .map((word) => `new word: ${word}`),
    ...more(lower(after.words), lower(before.words))
      .filter((word) => !lower(page.words.gone).includes(word))
      .map((word) => `lost word: ${word}`),
    ...more(before.links, after.links).map((link) => `new link: ${link}`),
    ...more(after.links, before.links).map((link) => `lost link: ${link}`),
  ];
  if (page.kind === 'left-alone' && after.text !== textOf(page))
    harm.push(`changed, and was to be left alone: ${firstChange(textOf(page), after.text)}`);
  const text = after.text.replaceAll('\r\n', '\n');
  if (page.lineEnds === 'windows' && /(?<!\r)\n/.test(after.text)) harm.push('line ends of another system');
  for (const kept of page.kept) if (!text.includes(kept)) harm.push(`gone, and was to stay: ${kept}`);
  const wrong = [
    ...page.repaired.filter((fragment) => !text.includes(fragment)).map((fragment) => `not there: ${fragment}`),
    ...page.gone.filter((fragment) => text.includes(fragment)).map((fragment) => `still there: ${fragment}`),
  ];
  const left = [
    ...[...countBy(axe(after).map(({ rule }) => rule))].map(([rule, count]) => `axe-core ${rule} ×${count}`),
    ...after.findings.map(({ rule, message }) => `${rule}: ${message}`),
  ];
  return {
    id: page.id,
    format: page.format,
    kind: page.kind,
    axe: { before: scoreOf(axe(before)), after: scoreOf(axe(after)) },
    all: { before: scoreOf(before.findings), after: scoreOf(after.findings) },
    clean: left.length === 0 ? 'clean' : 'not-clean',
    harm,
    left,
    wrong,
    rounds,
    rules: [...byRule('axe-core', axe(before), axe(after)), ...byRule('perennial', before.findings, after.findings)],
  };
}

function byRule(by: 'axe-core' | 'perennial', before: { rule: string }[], after: { rule: string }[]): PageResult['rules'] {
  const first = countBy(before.map(({ rule }) => rule));
  const second = countBy(after.map(({ rule }) => rule));
  return [...new Set([...first.keys(), ...second.keys()])].map((rule) => ({
    rule,
    by,
    before: first.get(rule) ?? 0,
    after: second.get(rule) ?? 0,
  }));
}

function firstChange(was: string, is: string): string {
  let at = 0;
  while (at < was.length && was[at] === is[at]) at += 1;
  return `“${was.slice(Math.max(0, at - 20), at + 40)}” → “${is.slice(Math.max(0, at - 20), at + 60)}”`.replace(/\s+/g, ' ');
}

export interface RepairScore {
  pages: number;
  /** Shares, 0 to 1. */
  gone: { axe: number; all: number };
  clean: number;
  /** Pages that came out word for word as the sheet says. */
  asWanted: number;
  harmed: number;
  leftAlone: { pages: number; touched: number };
  axe: { before: number; after: number };
  all: { before: number; after: number };
}

export function total(results: PageResult[]): RepairScore {
  const known = results.filter(({ kind }) => kind === 'known');
  const alone = results.filter(({ kind }) => kind === 'left-alone');
  const sum = (pick: (result: PageResult) => number) => known.reduce((all, result) => all + pick(result), 0);
  const share = (before: number, after: number) => (before === 0 ? 0 : (before - after) / before);
  const axe = { before: sum((one) => one.axe.before), after: sum((one) => one.axe.after) };
  const all = { before: sum((one) => one.all.before), after: sum((one) => one.all.after) };
  const part = (count: number) => (known.length === 0 ? 0 : count / known.length);
  return {
    pages: known.length,
    gone: { axe: share(axe.before, axe.after), all: share(all.before, all.after) },
    clean: part(known.filter((one) => one.clean === 'clean').length),
    asWanted: part(known.filter((one) => one.wrong.length === 0).length),
    harmed: results.filter((one) => one.harm.length > 0).length,
    leftAlone: { pages: alone.length, touched: alone.filter((one) => one.harm.length > 0).length },
    axe,
    all,
  };
}
