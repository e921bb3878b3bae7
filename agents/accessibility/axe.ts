/** Everything else axe-core objects to, as it stands: a finding without an edit. */
import type { EngineResult } from '../../tools/browser/page.ts';
import { bodyOf, type Lesson } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { RuleMeta } from '../rule.ts';
import { type Fault, faultRule, isProtected } from './fault-rule.ts';

const meta: RuleMeta = {
  id: 'axe',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'axe-core found a failure',
  source: 'axe-core, rules tagged WCAG 2.0 to 2.2, levels A and AA.',
  needs: ['page'],
};

/** Rules of axe-core that a rule of our own judges, with a repair. */
const judgedElsewhere = new Set([
  'color-contrast',
  'duplicate-id',
  'duplicate-id-aria',
  'empty-heading',
  'frame-title',
  'heading-order',
  'html-has-lang',
  'html-lang-valid',
  'image-alt',
  'link-name',
]);

/** In Markdown a table's row names cannot be marked as headers, and the corner over them is left empty by custom. */
const customOfMarkdown = ['empty-table-header', 'td-has-header'];

/** Facts of our page or theme in a Markdown lesson, not of the lesson. */
const oursInMarkdown = new Set([
  ...customOfMarkdown,
  'scrollable-region-focusable',
  'css-orientation-lock',
  'document-title',
  'meta-viewport',
  'target-size',
  'link-in-text-block',
]);

/** What axe could not tell and a person can. */
const askable: Record<string, string> = {
  'video-caption': 'Does this video have captions (in the player, or burnt in), or is it silent?',
};

export const axe = faultRule<LessonContext>(meta, async (context) => {
  const body = bodyOf(context.lesson);
  if (body.format === 'quiz-json') return 'a quiz file has no page';
  const results = await (await context.page()).audit();
  return results
    .filter((result) => !judgedElsewhere.has(result.rule) && !(body.format === 'markdown' && oursInMarkdown.has(result.rule)))
    .filter((result) => result.verdict === 'fails' || askable[result.rule] !== undefined)
    .filter((result) => result.span === null || !isProtected(context.lesson, result.span))
    .filter((result) => !(result.rule === 'td-has-header' && isHeaderless(context.lesson, result)))
    .flatMap((result) =>
      faultFor(result, body.format === 'html' ? { path: body.path, start: 0, end: firstTagEnd(body.text) } : null),
    );
});

/** A table without any header is what `table-header` reports. */
function isHeaderless(lesson: Lesson, result: EngineResult): boolean {
  return lesson.tables.some(
    ({ span, hasHeader }) => !hasHeader && span.path === result.span?.path && span.start === result.span.start,
  );
}

/** What an HTML page lacks as a whole is reported at its first tag; in Markdown the page round the lesson is ours. */
function faultFor(result: EngineResult, page: { path: string; start: number; end: number } | null): Fault[] {
  const range = result.span ?? page;
  if (!range) return [];
  const question = result.verdict === 'incomplete' ? askable[result.rule] : undefined;
  return [
    {
      range,
      target: `${result.rule} ${result.html.slice(0, 300)}`,
      severity: result.impact,
      certainty: question ? 'needs-review' : 'fails',
      message: `${result.message} (axe-core: ${result.rule}).`,
      ...(question ? { question, answerKind: 'yes-no' as const } : {}),
      wcag: result.wcag,
      engines: [result.engine],
      evidence: [{ kind: 'note', text: result.html.slice(0, 400) }],
    },
  ];
}

function firstTagEnd(text: string): number {
  const tag = /<html\b[^>]*>|<[a-z][^>]*>/i.exec(text);
  return tag ? tag.index + tag[0].length : Math.min(text.length, 1);
}
