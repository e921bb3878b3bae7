/** Everything else the engines object to, as it stands: a finding without an edit. */
import { bodyOf, fileOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { isNameless } from '../links/link-empty.ts';
import { attributeOf, tagEnd } from '../start-tag.ts';
import { isOverstated } from './engine-overstated.ts';
import { engineRepair } from './engine-repair.ts';
import { type Agreed, agreedOn } from './engines.ts';

const meta: RuleMeta = {
  id: 'axe',
  agent: 'accessibility',
  version: '1.1',
  severity: 'serious',
  title: 'An engine found a failure',
  source: 'axe-core, rules tagged WCAG 2.0 to 2.2, levels A and AA; AccessLint where axe-core has no rule.',
  needs: ['page'],
};

/** Rules of axe-core that a rule of our own judges, with a repair. */
const judgedElsewhere = new Set([
  'aria-prohibited-attr',
  'color-contrast',
  'duplicate-id',
  'duplicate-id-aria',
  'empty-heading',
  'frame-title',
  'heading-order',
  'html-has-lang',
  'html-lang-valid',
  'image-alt',
  'tabindex',
]);

/** Of these our own rule looks at a lesson's body alone: in its other files the engine speaks. */
const judgedInBody = new Set(['html-has-lang', 'html-lang-valid']);

/** In Markdown a table's row names cannot be marked as headers, and the corner over them is left empty by custom. */
const customOfMarkdown = ['empty-table-header', 'td-has-header'];

/** Facts of our page or theme in a Markdown lesson, not of the lesson. */
export const oursInMarkdown = new Set([
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
  const results = agreedOn(context.lesson, await (await context.page()).audit());
  const fileFor = (result: Agreed) => (result.span && fileOf(context.lesson, result.span.path)) ?? body;
  return results
    .filter((result) => !judgedElsewhere.has(result.rule) || (judgedInBody.has(result.rule) && fileFor(result) !== body))
    .filter((result) => {
      const { format, text } = fileFor(result);
      return !(format === 'markdown' && oursInMarkdown.has(result.rule) && !isTableInHtml(text, result));
    })
    .filter((result) => result.verdict === 'fails' || askable[result.rule] !== undefined)
    .filter((result) => result.span === null || !isProtected(context.lesson, result.span))
    .filter((result) => !(result.rule === 'td-has-header' && isHeaderless(context.lesson, result)))
    .filter((result) => !(result.rule === 'link-name' && isLinkWithoutName(context.lesson, result)))
    .filter((result) => !(result.rule === 'document-title' && isFragment(fileFor(result).text)))
    .filter((result) => !(result.rule === 'video-caption' && isSilentLoop(result.html)))
    .filter((result) => !isOverstated(context.lesson, result))
    .filter((result) => !(result.rule.endsWith('color-contrast') && isDrawing(result.html)))
    .flatMap((result) =>
      faultFor(result, body.format === 'html' ? { path: body.path, start: 0, end: firstTagEnd(body.text) } : null).map(
        (fault) => ({
          ...fault,
          mend: () => engineRepair(context, result),
        }),
      ),
    );
});

/** The page it is put into has the title. */
function isFragment(text: string): boolean {
  return !/<(?:!doctype|html|head|title)\b/i.test(text);
}

/** It starts by itself, without sound, again and again: a moving picture, of which `recording-words` asks what it shows. */
function isSilentLoop(html: string): boolean {
  const tag = html.slice(0, tagEnd(html));
  return ['autoplay', 'loop', 'muted'].every((name) => attributeOf(tag, name) !== null);
}

/** What `link-empty` reports, with a repair. */
function isLinkWithoutName(lesson: Lesson, result: Agreed): boolean {
  return lesson.links.some(
    (link) => link.span.path === result.span?.path && link.span.start === result.span.start && isNameless(lesson, link),
  );
}

/** Lines and patterns are no text, and a single sign is an icon: the contrast of text is not asked of them. */
function isDrawing(html: string): boolean {
  return (html.replace(/<[^>]*>/g, '').match(/[\p{L}\p{N}]/gu) ?? []).length < 2;
}

/** A table that its author wrote in HTML can mark its headers, in Markdown too. */
function isTableInHtml(text: string, result: Agreed): boolean {
  return customOfMarkdown.includes(result.rule) && result.span !== null && text[result.span.start] === '<';
}

/** A table without any header is what `table-header` reports. */
function isHeaderless(lesson: Lesson, result: Agreed): boolean {
  return lesson.tables.some(
    ({ span, hasHeader }) => !hasHeader && span.path === result.span?.path && span.start === result.span.start,
  );
}

/** What an HTML page lacks as a whole is reported at its first tag; in Markdown the page round the lesson is ours. */
function faultFor(result: Agreed, page: { path: string; start: number; end: number } | null): Fault[] {
  const range = result.span ?? page;
  if (!range) return [];
  const question = result.verdict === 'incomplete' ? askable[result.rule] : undefined;
  return [
    {
      range,
      target: `${result.rule} ${result.html.slice(0, 300)}`,
      severity: result.impact,
      certainty: question ? 'needs-review' : 'fails',
      message: `${result.message} (${result.engine}: ${result.rule}).`,
      ...(question ? { question, answerKind: 'yes-no' as const } : {}),
      wcag: result.wcag,
      engines: result.engines,
      evidence: [{ kind: 'note', text: result.html.slice(0, 400) }],
    },
  ];
}

function firstTagEnd(text: string): number {
  const tag = /<html\b[^>]*>|<[a-z][^>]*>/i.exec(text);
  return tag ? tag.index + tag[0].length : Math.min(text.length, 1);
}
