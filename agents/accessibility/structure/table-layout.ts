/** A table that only arranges the page is read out as rows and columns, unless it says that it is none. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, type Element, elementsOf, isElement, meaningful, type Placed, textOf } from '../element-tree.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { addAttribute } from '../tag-edits.ts';
import { rowsOf } from './table-cells.ts';

const meta: RuleMeta = {
  id: 'table-layout',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'A table that arranges the page',
  source:
    'HTML Standard, 4.9.1: tables must not be used as layout aids, and one that is must say role="presentation"; WAI Tables Tutorial, tips. Beyond WCAG, which asks only that such a table reads in order (1.3.2, F49).',
  needs: [],
};

/** What only stands in a cell where the table arranges blocks of a page. */
const blocks = new Set(
  'article aside blockquote div dl fieldset figure form h1 h2 h3 h4 h5 h6 iframe ol pre section table ul video'.split(' '),
);

/** A cell with this many characters of running text holds prose, not a datum. */
const prose = 120;

type Use = 'layout' | 'unclear' | 'data';

export const tableLayout = faultRule<LessonContext>(meta, ({ lesson }) =>
  lesson.files
    .filter(({ format }) => format === 'html' || format === 'markdown')
    .flatMap(({ path }) => elementsOf(lesson, path))
    .filter(({ element, whole }) => element.tagName === 'table' && !isProtected(lesson, whole))
    .flatMap((table): Fault[] => {
      const use = useOf(lesson, table);
      if (use === 'data') return [];
      const edits = [addAttribute(lesson, table.tag, 'role', 'presentation')];
      const mend = { edits, title: 'Say that the table only arranges the page (role="presentation")', risk: 'low' as const };
      return [
        {
          range: table.whole,
          target: sourceOf(lesson, table.whole).slice(0, 400),
          certainty: use === 'layout' ? 'fails' : 'needs-review',
          message: 'The table has no data and only arranges the page: a screen reader counts its rows and columns.',
          ...(use === 'layout'
            ? { mend }
            : {
                question: 'Does the table only arrange the page? (Say no where its cells belong to each other by row or column.)',
                answerKind: 'yes-no' as const,
              }),
          reply: (reply) => (reply.kind === 'text' && /^y(?:es)?$/i.test(reply.text.trim()) ? mend : null),
        },
      ];
    }),
);

/** Headers, a caption, a summary or a role of its own say that the author meant data (or has already said it is none). */
function useOf(lesson: Lesson, table: Placed): Use {
  const { element } = table;
  if (['role', 'summary', 'aria-label', 'aria-labelledby', 'aria-describedby'].some((name) => attribute(element, name) !== null))
    return 'data';
  if (meaningful(element).some((child) => isElement(child) && /^(?:caption|thead|tfoot|colgroup|col)$/.test(child.tagName)))
    return 'data';
  const rows = rowsOf(lesson, table).map(({ cells }) => cells);
  const cells = rows.flat();
  if (cells.length === 0 || cells.some(({ element: cell }) => cell.tagName === 'th' || isHeaderLike(cell))) return 'data';
  if (cells.every(({ element: cell }) => textOf(cell, 'alt') === '' && !holds(cell))) return 'data';
  const columns = Math.max(...rows.map((row) => row.length));
  if (cells.length === 1) return 'layout';
  // One row or one column: nothing stands both under and beside anything else. A short cell may name the one next to it.
  if (rows.length === 1 || columns === 1) {
    if (cells.some(({ element: cell }) => arranges(cell)) || cells.every(({ element: cell }) => isFull(cell))) return 'layout';
    return cells.some(({ element: cell }) => holds(cell)) ? 'unclear' : 'data';
  }
  const headed = cells.filter(({ element: cell }) => holdsHeading(cell)).length;
  if (cells.some(({ element: cell }) => holdsOne(cell, 'table'))) return headed > 0 ? 'layout' : 'unclear';
  return headed >= 2 && headed * 2 >= cells.length ? 'unclear' : 'data';
}

/** What has parts of a page in it. */
function arranges(cell: Element): boolean {
  return inside(cell).some(({ tagName }) => /^(?:h[1-6]|table|form|iframe|video|section|article|aside)$/.test(tagName));
}

/** Blocks, running text, or nothing but a picture. */
function isFull(cell: Element): boolean {
  const picture = textOf(cell) === '' && holdsOne(cell, 'img');
  return picture || holds(cell) || textOf(cell).length >= prose;
}

/** `scope` and `headers` are of data. */
function isHeaderLike(cell: Element): boolean {
  return ['scope', 'headers', 'abbr', 'axis'].some((name) => attribute(cell, name) !== null);
}

function holds(cell: Element): boolean {
  return inside(cell).some(({ tagName }) => blocks.has(tagName));
}

function holdsHeading(cell: Element): boolean {
  return inside(cell).some(({ tagName }) => /^h[1-6]$/.test(tagName));
}

function holdsOne(cell: Element, name: string): boolean {
  return inside(cell).some(({ tagName }) => tagName === name);
}

function inside(element: Element): Element[] {
  return meaningful(element).flatMap((child) => (isElement(child) ? [child, ...inside(child)] : []));
}
