/** What engines object to and no finding says: it makes no finding, and no repair may bring it in. */
import type { EngineResult } from '../../../tools/browser/page.ts';
import type { FileFormat } from '../../../tools/library/lesson.ts';
import type { Finding } from '../../contract.ts';
import { oursInMarkdown } from './axe.ts';

/** Landmarks belong to the site a lesson is shown on. */
const ofTheSite = /^(?:landmarks\/|region$|landmark-)/;

/** Whether the words of a recording are on the page no program can tell: `recording-words` looks for them, and asks. */
const ofRecordings = /^time-based-media\//;

/**
 * Failures of engines that no rule of our own speaks of (`axe` only passes on what they say). What one of ours says of the same place under the same criterion is counted as a
 * finding; what has no place in the source is of the page we put round Markdown.
 */
export function unspoken(
  results: EngineResult[],
  findings: Pick<Finding, 'rule' | 'range' | 'wcag'>[],
  formatOf: (path: string) => FileFormat | null,
): EngineResult[] {
  return results.filter(
    ({ rule, verdict, span, wcag }) =>
      verdict === 'fails' &&
      span !== null &&
      !ofTheSite.test(rule) &&
      !ofRecordings.test(rule) &&
      !(formatOf(span.path) === 'markdown' && oursInMarkdown.has(rule.slice(rule.indexOf('/') + 1))) &&
      !findings.some(
        ({ rule: by, range, wcag: own }) =>
          by !== 'axe' &&
          range.path === span.path &&
          range.start === span.start &&
          own?.some((criterion) => wcag.includes(criterion)),
      ),
  );
}

/**
 * Rules of engines that fail more nodes of the edited page: content that was hidden and is faulty counts as new, because it is
 * new to those it was hidden from.
 * @returns `engine rule`, each once
 */
export function newViolations(before: EngineResult[], after: EngineResult[]): string[] {
  const counts = (results: EngineResult[]) => {
    const found = new Map<string, number>();
    for (const { engine, rule } of results) found.set(`${engine} ${rule}`, (found.get(`${engine} ${rule}`) ?? 0) + 1);
    return found;
  };
  const known = counts(before);
  return [...counts(after)].filter(([name, count]) => count > (known.get(name) ?? 0)).map(([name]) => name);
}
