/** A link to a document says so: a PDF or slides open elsewhere, and may not be readable by the learner's tools at all. */
import { type Lesson, type Link, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, isProtected } from '../fault-rule.ts';

const meta: RuleMeta = {
  id: 'link-document',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'A document is linked without a word',
  source:
    'Beyond WCAG: GOV.UK content design and the U.S. Access Board ask for the file type in the link; understanding WCAG 2.4.4 and 3.2.5.',
  needs: [],
};

const kinds: Record<string, { name: string; said: RegExp }> = {
  pdf: { name: 'PDF', said: /\bpdfs?\b/i },
  doc: { name: 'Word', said: /\b(?:word|docx?)\b/i },
  xls: { name: 'Excel', said: /\b(?:excel|xlsx?|spreadsheets?|workbook)\b/i },
  ppt: { name: 'PowerPoint', said: /\b(?:power ?point|pptx?|slides?|slide ?deck|presentation)\b/i },
  odt: { name: 'OpenDocument text', said: /\b(?:odt|opendocument)\b/i },
  ods: { name: 'OpenDocument spreadsheet', said: /\b(?:ods|opendocument|spreadsheets?)\b/i },
  odp: { name: 'OpenDocument slides', said: /\b(?:odp|opendocument|slides?|presentation)\b/i },
  rtf: { name: 'RTF', said: /\brtf\b/i },
  epub: { name: 'EPUB', said: /\b(?:epub|e-?book)\b/i },
};

/** Kind of document an address leads to; null for a page, a picture, data. */
export function documentKind(href: string): (typeof kinds)[string] | null {
  const ending =
    /^[^?#]*[^/?#]\.([a-z]{3,4})(?:[?#]|$)/i.exec(href.replace(/^(?:[a-z][a-z0-9+.-]*:)?\/\/[^/?#]*/i, ''))?.[1]?.toLowerCase() ??
    '';
  // `….pdf/` and pages about a file on a site that shows files (`/blob/…`) are pages.
  if (/\/blob\//.test(href)) return null;
  return kinds[ending] ?? kinds[ending.replace(/[xm]$/, '')] ?? null;
}

export const linkDocument = faultRule<LessonContext>(meta, ({ lesson }) =>
  lesson.links.flatMap((link): Fault[] => {
    const kind = documentKind(link.href);
    if (!kind || link.pictureOnly || isProtected(lesson, link.span) || kind.said.test(saidAbout(lesson, link))) return [];
    const plain = sourceOf(lesson, link.textSpan);
    const mendable = (link.form === 'inline' || link.form === 'html') && plain.trim() !== '';
    return [
      {
        range: link.span,
        certainty: 'fails',
        message: `“${link.text.slice(0, 100)}” opens a ${kind.name} document, and nothing says so.`,
        ...(mendable
          ? {
              mend: {
                edits: [editOf(lesson, { ...link.textSpan, start: link.textSpan.end - trailing(plain) }, ` (${kind.name})`)],
                title: `Say that it is a ${kind.name} document`,
                risk: 'low' as const,
              },
            }
          : {}),
      },
    ];
  }),
);

/** White space at the end of the words gives way. */
function trailing(words: string): number {
  return words.length - words.trimEnd().length;
}

/** The link's words and title, and the sentence it stands in. */
function saidAbout(lesson: Lesson, link: Link): string {
  const passage = lesson.passages.find(
    ({ span }) => span.path === link.span.path && span.start <= link.span.start && link.span.end <= span.end,
  );
  if (!passage) return `${link.text} ${titleOf(lesson, link)}`;
  const source = sourceOf(lesson, passage.span);
  const at = link.span.start - passage.span.start;
  const before =
    source
      .slice(0, at)
      .split(/(?<=[.!?])\s/)
      .at(-1) ?? '';
  const after = source.slice(at + link.span.end - link.span.start).split(/[.!?](?:\s|$)/)[0] ?? '';
  return `${before} ${link.text} ${titleOf(lesson, link)} ${after}`.replace(
    /\]\([^)]*\)|\bhref\s*=\s*(?:"[^"]*"|'[^']*')/gi,
    ' ',
  );
}

function titleOf(lesson: Lesson, link: Link): string {
  const source = sourceOf(lesson, link.span);
  return (
    /\s["']([^"']+)["']\s*\)\s*$/.exec(source)?.[1] ?? /\b(?:title|aria-label|type)\s*=\s*["']([^"']*)/i.exec(source)?.[1] ?? ''
  );
}
