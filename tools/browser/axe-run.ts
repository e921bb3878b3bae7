/** Runs axe-core on the page and brings each node home to the source. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { callInPage } from './in-page.ts';
import type { EngineResult } from './page.ts';
import { parseMark, sourceAttribute } from './source-marks.ts';
import type { Library } from './tab.ts';

const require = createRequire(import.meta.url);

export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const axeCore: Library = { name: 'axe', source: axeSource };
export const axeVersion = (require('axe-core/package.json') as { version: string }).version;

const wcagTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
/** Best practices that matter in a course; the rest (landmarks, skip links) belong to the site, not the lesson. */
const courseRules = [
  'heading-order',
  'empty-heading',
  'empty-table-header',
  'table-duplicate-name',
  'scope-attr-valid',
  'image-redundant-alt',
  'tabindex',
  // Experimental in axe-core, and right.
  'css-orientation-lock',
  'label-content-name-mismatch',
];
/** Facts of our wrapper or of the player, not of a lesson; and what only a site can answer. */
const leftOut = ['bypass', 'meta-refresh-no-exceptions', 'no-autoplay-audio'];

export interface AxeFacts {
  markdown: boolean;
  missingStyles: boolean;
}

/** A function expression that runs in the page and returns `RawNode[]`. */
export function axeExpression(facts: AxeFacts): string {
  return callInPage(runAxe, { ...facts, wcagTags, courseRules, leftOut, attribute: sourceAttribute });
}

export interface RawNode {
  rule: string;
  impact: EngineResult['impact'] | null;
  verdict: EngineResult['verdict'];
  tags: string[];
  message: string;
  html: string;
  selector: string;
  mark: string | null;
  data: Record<string, unknown>;
}

export function toEngineResults(nodes: RawNode[], path: string, length: number): EngineResult[] {
  const results: EngineResult[] = [];
  for (const node of nodes) {
    const range = node.mark === null ? null : parseMark(node.mark, length);
    results.push({
      engine: 'axe-core',
      rule: node.rule,
      impact: node.impact ?? 'moderate',
      verdict: node.verdict,
      wcag: criteria(node.tags),
      message: node.message,
      html: node.html,
      selector: node.selector,
      span: range && { path, ...range },
      data: withRanges(node.data, length),
    });
  }
  return results;
}

/** Marks among the facts become ranges too. */
function withRanges(data: Record<string, unknown>, length: number): Record<string, unknown> {
  const { colourOwner, ...rest } = data;
  const range = typeof colourOwner === 'string' ? parseMark(colourOwner, length) : null;
  return range ? { ...rest, colourOwner: range } : rest;
}

/** `wcag111` → `1.1.1`, `wcag1410` → `1.4.10`. */
export function criteria(tags: string[]): string[] {
  return tags.flatMap((tag) => {
    const match = /^wcag(\d)(\d)(\d{1,2})$/.exec(tag);
    return match ? [`${match[1]}.${match[2]}.${match[3]}`] : [];
  });
}

interface RunOptions extends AxeFacts {
  wcagTags: string[];
  courseRules: string[];
  leftOut: string[];
  attribute: string;
}

interface AxeNode {
  element?: Element;
  html: string;
  target: unknown[];
  failureSummary?: string;
  any: { message: string; data: unknown }[];
  all: { message: string; data: unknown }[];
  none: { message: string; data: unknown }[];
}

interface AxeFinding {
  id: string;
  impact: RawNode['impact'];
  tags: string[];
  help: string;
  nodes: AxeNode[];
}

declare const axe: {
  getRules(tags?: string[]): { ruleId: string }[];
  run(context: unknown, options: unknown): Promise<{ violations: AxeFinding[]; incomplete: AxeFinding[] }>;
};

/** Runs inside the page: uses nothing from this module. */
async function runAxe(options: RunOptions): Promise<RawNode[]> {
  const rules = axe
    .getRules(options.wcagTags)
    .map((rule) => rule.ruleId)
    .concat(options.courseRules)
    .filter((rule) => !options.leftOut.includes(rule));
  const found = await axe.run(document, {
    runOnly: { type: 'rule', values: rules },
    resultTypes: ['violations', 'incomplete'],
    iframes: false,
    elementRef: true,
    preload: false,
  });

  /** Whether the author, not our theme or the browser, chose a colour that shows at this element. */
  const authorColours = (start: Element): boolean => {
    if (!options.markdown) return true;
    if (document.querySelector(`main style, main link[rel~="stylesheet"]`)) return true;
    for (let element: Element | null = start; element && element.tagName !== 'MAIN'; element = element.parentElement) {
      const style = element.getAttribute('style') ?? '';
      if (/(?:^|[;\s-])(?:color|background)/i.test(style)) return true;
      if (element.hasAttribute('bgcolor') || element.hasAttribute('color')) return true;
    }
    return false;
  };

  /** Source mark of the nearest element that sets the text colour, or failing that the background. */
  const colourOwner = (start: Element): string | null => {
    let background: string | null = null;
    for (let element: Element | null = start; element; element = element.parentElement) {
      const style = element.getAttribute('style') ?? '';
      const mark = element.getAttribute(options.attribute);
      if (/(?:^|[;\s])color\s*:/i.test(style) || element.hasAttribute('color')) return mark;
      if (background === null && /(?:^|[;\s])background/i.test(style)) background = mark;
    }
    return background;
  };

  /** In Markdown what has no mark of its own (check boxes of task lists, links back from footnotes) is the renderer's. */
  const markOf = (element: Element): string | null => {
    const marked = options.markdown ? element : element.closest(`[${options.attribute}]`);
    return marked?.getAttribute(options.attribute) ?? null;
  };

  /**
   * Whether the browser alone decides how big a link or button is (WCAG 2.5.8, exception "User Agent Control"): measured against one
   * that no style of the page reaches.
   */
  const sizes = ['fontSize', 'lineHeight', 'display', 'position', 'float', 'minHeight', 'minWidth'] as const;
  const edges = ['paddingTop', 'paddingRight', 'paddingBottom', 'paddingLeft', 'borderTopWidth', 'borderLeftWidth'] as const;
  const isPlainSize = (element: Element): boolean => {
    if (options.missingStyles) return true;
    const host = document.createElement('div');
    host.style.cssText = 'all: initial; position: absolute; visibility: hidden';
    const plain = element.cloneNode(false) as HTMLElement;
    plain.removeAttribute('style');
    host.attachShadow({ mode: 'open' }).append(plain);
    document.body.append(host);
    const own = getComputedStyle(element);
    const other = getComputedStyle(plain);
    const same = [...sizes, ...edges].every((name) => own[name] === other[name]);
    host.remove();
    // What it holds may be sized too: a picture's width, an icon of its own.
    return same && !element.querySelector('img, svg, canvas, video, [style]');
  };

  const nodes: RawNode[] = [];
  const collect = (findings: AxeFinding[], verdict: RawNode['verdict']) => {
    for (const finding of findings) {
      for (const node of finding.nodes) {
        const element = node.element;
        const contrast = finding.id.startsWith('color-contrast') || finding.id === 'link-in-text-block';
        if (contrast && (!element || !authorColours(element))) continue;
        if (finding.id === 'target-size' && element && isPlainSize(element)) continue;
        const checks = [...node.any, ...node.all, ...node.none];
        const data: Record<string, unknown> = {};
        for (const check of checks) if (check.data && typeof check.data === 'object') Object.assign(data, check.data);
        if (contrast && element) data.colourOwner = colourOwner(element);
        nodes.push({
          rule: finding.id,
          impact: finding.impact,
          verdict: contrast && options.missingStyles ? 'incomplete' : verdict,
          tags: finding.tags,
          message: finding.help,
          html: node.html.replace(new RegExp(` ${options.attribute}="[^"]*"`, 'g'), ''),
          selector: node.target.join(' '),
          mark: element ? markOf(element) : null,
          data: JSON.parse(JSON.stringify(data)),
        });
      }
    }
  };
  collect(found.violations, 'fails');
  collect(found.incomplete, 'incomplete');
  return nodes;
}
