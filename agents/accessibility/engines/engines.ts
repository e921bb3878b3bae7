/** What several engines say of one page, made into one voice: one result an element and criterion, with who agrees. */
import type { EngineResult } from '../../../tools/browser/page.ts';
import { bodyOf, fileOf, type Lesson } from '../../../tools/library/lesson.ts';

/**
 * AccessLint's rules that may speak alone. Condition: axe-core has no rule for it or leaves it undecided, and on pages whose
 * outcome is known (the W3C's ACT test pages) the rule never objected where nothing was wrong. Its other rules only agree:
 * `aria-allowed-role`, `aria-roles`, `aria-required-*`, `form-label`, `aria-hidden-focus` and `video-captions` objected to good pages
 * there, and the landmark and page-level ones speak of a site, not of a lesson.
 */
const alone = new Set([
  'adaptable/orientation-lock',
  'distinguishable/letter-spacing',
  'distinguishable/line-height',
  'distinguishable/word-spacing',
  'labels-and-names/frame-focusable-content',
]);

/**
 * Colours seen through gradients and shadows, where axe-core looked and could not tell; only where the page's colours are its author's.
 * What axe-core does not look at is no text to be read (off the screen, the label of a disabled field), and text in the colour of its
 * ground is meant to be unseen.
 */
const contrast = { by: 'distinguishable/color-contrast', of: 'color-contrast' };

export type Agreed = EngineResult & { engines: string[] };

/** The same for a lesson of several files: what has no place is of its body. */
export function agreedOn(lesson: Lesson, results: EngineResult[]): Agreed[] {
  const body = bodyOf(lesson).path;
  const paths = [...new Set(results.map(({ span }) => span?.path ?? body))];
  return paths.flatMap((path) =>
    agreed(
      results.filter(({ span }) => (span?.path ?? body) === path),
      fileOf(lesson, path)?.format === 'html' ? 'html' : 'markdown',
    ),
  );
}

export function agreed(results: EngineResult[], format: 'markdown' | 'html'): Agreed[] {
  const merged: Agreed[] = results
    .filter(({ engine }) => engine === 'axe-core')
    .map((result) => ({ ...result, engines: [result.engine] }));
  for (const result of results) {
    if (result.engine === 'axe-core') continue;
    const same = merged.filter(
      (known) => known.verdict === 'fails' && samePlace(known, result) && known.wcag.some((one) => result.wcag.includes(one)),
    );
    for (const known of same) if (!known.engines.includes(result.engine)) known.engines.push(result.engine);
    if (same.length > 0) continue;
    const undecided = () => results.some((one) => isUndecidedContrast(one) && samePlace(one, result));
    if (alone.has(result.rule) || (format === 'html' && result.rule === contrast.by && undecided())) {
      merged.push({ ...result, engines: [result.engine] });
    }
  }
  return merged;
}

function isUndecidedContrast({ engine, rule, verdict, data }: EngineResult): boolean {
  if (engine !== 'axe-core' || rule !== contrast.of || verdict !== 'incomplete') return false;
  return data.messageKey !== 'equalRatio' && (data.contrastRatio ?? 0) === 0;
}

function samePlace(one: EngineResult, other: EngineResult): boolean {
  if (one.span && other.span)
    return one.span.path === other.span.path && one.span.start === other.span.start && one.span.end === other.span.end;
  return one.span === other.span && one.selector === other.selector;
}
