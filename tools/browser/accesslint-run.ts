/** Runs AccessLint on the page beside axe-core: it sees a few things axe leaves out, and agrees or not on the rest. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { callInPage } from './in-page.ts';
import type { EngineResult } from './page.ts';
import { parseMark, sourceAttribute } from './source-marks.ts';
import type { Library } from './tab.ts';

const require = createRequire(import.meta.url);

export const accesslint: Library = { name: 'AccessLint', source: readFileSync(require.resolve('@accesslint/core/iife'), 'utf8') };

/** What the engine of that name says of one element. */
export interface AccesslintViolation {
  rule: string;
  impact: EngineResult['impact'];
  wcag: string[];
  message: string;
  html: string;
  selector: string;
  mark: string | null;
}

/** A function expression that runs in the page after `accesslint` and returns what `toResults` takes. */
export function accesslintExpression(format: 'markdown' | 'html'): string {
  return callInPage(runAccesslint, { markdown: format === 'markdown', attribute: sourceAttribute });
}

export function accesslintResults(violations: AccesslintViolation[], path: string, length: number): EngineResult[] {
  return violations.map((found) => {
    const range = found.mark === null ? null : parseMark(found.mark, length);
    return {
      engine: 'accesslint',
      rule: found.rule,
      impact: found.impact,
      verdict: 'fails',
      wcag: found.wcag,
      message: found.message,
      html: found.html,
      selector: found.selector,
      span: range && { path, ...range },
      data: {},
    };
  });
}

declare const AccessLint: {
  runAudit(document: Document): {
    violations: {
      ruleId: string;
      impact: EngineResult['impact'];
      message: string;
      html: string;
      selector: string;
      element?: Element;
    }[];
  };
  rules: { id: string; wcag: string[] }[];
};

/** Runs inside the page: uses nothing from this module. */
function runAccesslint(options: { markdown: boolean; attribute: string }): AccesslintViolation[] {
  const criteria = new Map(AccessLint.rules.map((rule) => [rule.id, rule.wcag]));
  return AccessLint.runAudit(document).violations.map((found) => {
    const element = found.element ?? document.querySelector(found.selector.includes('>>>') ? 'html' : found.selector);
    const marked = options.markdown ? element : element?.closest(`[${options.attribute}]`);
    return {
      rule: found.ruleId,
      impact: found.impact,
      wcag: criteria.get(found.ruleId) ?? [],
      message: found.message,
      html: found.html.replace(new RegExp(` ${options.attribute}="[^"]*"`, 'g'), ''),
      selector: found.selector,
      mark: marked?.getAttribute(options.attribute) ?? null,
    };
  });
}
