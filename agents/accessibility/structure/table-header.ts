/** A table of data says which cells are headers. */
import { type Lesson, sourceOf, type TableInfo } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Edit } from '../../contract.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, contentOf, elementAt, isElement, meaningful, type Placed, textOf } from '../element-tree.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { setAttribute } from '../start-tag.ts';
import { renameElement } from '../tag-edits.ts';
import { rowsOf } from './table-cells.ts';

const meta: RuleMeta = {
  id: 'table-header',
  agent: 'accessibility',
  version: '1.2',
  severity: 'serious',
  title: 'A data table without headers',
  source:
    'WCAG 2.2, 1.3.1 Info and Relationships, techniques H51 and H63 (failure F91): without headers a cell is a number without a name.',
  wcag: ['1.3.1'],
  needs: [],
};

const numeric = /^[\s<>≤≥~≈±+−-]*[$€£]?\d[\d\s.,:/%°–-]*\p{L}{0,3}\.?\s*$/u;

/** Whether the table arranges the page instead of holding data. */
function isLayout(source: string): boolean {
  if (/^<table\b[^>]*\brole\s*=\s*["']?(?:presentation|none)/i.test(source)) return true;
  return /<(?:table|h[1-6]|form|ul|ol|pre|iframe|video)\b/i.test(source.slice(6));
}

/** The first row names columns: short words, none a number, and what stands below looks different. */
export function firstRowIsHeader(rows: string[][]): boolean {
  const [first, ...rest] = rows;
  if (!first || rest.length === 0 || first.length < 2) return false;
  const named = first.slice(1).every((cell) => cell.trim() !== '' && cell.length <= 40 && !numeric.test(cell));
  const distinct = new Set(first.map((cell) => cell.toLowerCase().trim())).size === first.length;
  const numbersBelow = first.some(
    (_, column) => column > 0 && rest.length >= 2 && rest.every((row) => numeric.test(row[column] ?? '')),
  );
  return named && distinct && numbersBelow && !numeric.test(first[0] ?? '');
}

/** The first column names rows: words that differ, under a corner without any, or before nothing but numbers. */
export function firstColumnIsHeader(rows: string[][]): boolean {
  const [first, ...rest] = rows;
  if (!first || rest.length < 2) return false;
  const names = rest.map((row) => (row[0] ?? '').trim());
  const named = names.every((name) => name !== '' && name.length <= 60 && /\p{L}/u.test(name) && !numeric.test(name));
  if (!named || new Set(names.map((name) => name.toLowerCase())).size !== names.length) return false;
  const onlyNumbers = rest.every(
    (row) => row.length > 1 && row.slice(1).every((cell) => cell.trim() === '' || numeric.test(cell)),
  );
  return (first[0] ?? '').trim() === '' || onlyNumbers;
}

/** "Mass:", "Length:": each row begins with the name of what stands beside it, the first row too. */
function rowsSayTheirNames(rows: string[][]): boolean {
  const names = rows.map((row) => (row[0] ?? '').trim());
  return rows.length >= 2 && names.every((name) => /\p{L}.*:$/u.test(name)) && new Set(names).size === names.length;
}

export const tableHeader = faultRule<LessonContext>(meta, ({ lesson }) => [
  ...withoutHeaders(lesson),
  ...namelessColumns(lesson),
]);

function withoutHeaders(lesson: Lesson): Fault[] {
  return lesson.tables
    .filter((table) => table.form === 'html' && !table.hasHeader && !isProtected(lesson, table.span))
    .map((table) => ({ table, ...body(lesson, table) }))
    .filter(({ table, rows }) => isData(rows) && !isLayout(sourceOf(lesson, table.span)))
    .map(({ table, rows, bold, edits }): Fault => {
      const columns = firstRowIsHeader(rows) || (bold.row && rows.length >= 2);
      const said = !columns && rowsSayTheirNames(rows);
      const names = said || firstColumnIsHeader(rows) || (bold.column && rows.length >= 2);
      const sure = columns || said || bold.column;
      const mended = edits(names ? 'both' : 'columns', columns ? 'row' : 'none');
      return {
        range: table.span,
        target: rows.slice(0, 2).flat().join(' | '),
        certainty: sure ? 'fails' : 'needs-review',
        message: `The table of ${rows.length} rows has no header cells.`,
        question: 'Does its first row name the columns? (Say no where the table only arranges the page.)',
        answerKind: 'yes-no',
        ...(sure && mended
          ? {
              mend: {
                edits: mended,
                title: columns
                  ? `Make the first row the headers of its columns${names ? ', the first column those of its rows' : ''}`
                  : 'Make the first column the headers of its rows',
                risk: 'medium' as const,
                forYou: `Does the first ${columns ? 'row name what stands below it' : 'column name what stands beside it'}?`,
              },
            }
          : {}),
        reply: (reply) => {
          const asked = edits('columns', 'row');
          return asked && reply.kind === 'text' && /^y(?:es)?$/i.test(reply.text.trim())
            ? { edits: asked, title: 'Make the first row the headers of its columns', risk: 'low' }
            : null;
        },
      };
    });
}

/** The rows of data: a row of one cell over all columns before them is a caption, which `axe` reports and mends. */
function body(lesson: Lesson, table: TableInfo) {
  const placed = elementAt(lesson, table.span);
  const all = placed ? rowsOf(lesson, placed) : [];
  const captioned = all.length > 2 && all[0]!.cells.length === 1 && all[1]!.cells.length > 1;
  const rows = captioned ? all.slice(1) : all;
  const texts = rows.length === 0 ? table.rows : rows.map(({ cells }) => cells.map(({ element }) => textOf(element, 'alt')));
  const first = rows[0]?.cells ?? [];
  const column = rows.slice(1).flatMap(({ cells }) => cells[0] ?? []);
  const plainer = (cells: Placed[]) => cells.some((cell) => textOf(cell.element) !== '' && !isBold(lesson, cell));
  return {
    rows: texts,
    bold: {
      row:
        first.length >= 2 &&
        first.every((cell, at) => isBold(lesson, cell) || (at === 0 && textOf(cell.element) === '')) &&
        first.some((cell) => isBold(lesson, cell)),
      column:
        column.length >= 2 &&
        column.every((cell) => isBold(lesson, cell)) &&
        plainer(rows.slice(1).flatMap(({ cells }) => cells.slice(1))),
    },
    edits(kind: 'columns' | 'both', header: 'row' | 'none'): Edit[] | null {
      const heads = header === 'row' ? first.filter(({ element }) => textOf(element, 'alt') !== '') : [];
      const sides = kind === 'both' ? (header === 'row' ? column : [...(first[0] ? [first[0]] : []), ...column]) : [];
      const edits = [
        ...heads.map((cell) => asHeader(lesson, cell, Number(attribute(cell.element, 'colspan') ?? 1) > 1 ? 'colgroup' : 'col')),
        ...sides.map((cell) => asHeader(lesson, cell, Number(attribute(cell.element, 'rowspan') ?? 1) > 1 ? 'rowgroup' : 'row')),
      ];
      return edits.length > 0 && edits.every((one): one is Edit[] => one !== null) ? edits.flat() : null;
    },
  };
}

/** `<td` → `<th scope="…"`, `</td` → `</th`. */
function asHeader(lesson: Lesson, cell: Placed, scope: string): Edit[] | null {
  if (attribute(cell.element, 'scope') === null) return renameElement(lesson, cell, 'th', ` scope="${scope}"`);
  const edits = renameElement(lesson, cell, 'th');
  return edits && [...edits, setAttribute(lesson, cell.tag, 'scope', scope)];
}

function isBold(lesson: Lesson, { element, tag }: Placed): boolean {
  if (/font-weight\s*:\s*(?:bold|[6-9]00)/i.test(attribute(element, 'style') ?? '')) return true;
  const content = contentOf(element);
  const inner = content ? sourceOf(lesson, { path: tag.path, ...content }).trim() : '';
  const only = meaningful(element);
  const within =
    only.length === 1 && isElement(only[0]!) && /^(?:p|font|span)$/.test(only[0]!.tagName) ? meaningful(only[0]!) : only;
  return inner !== '' && within.length === 1 && isElement(within[0]!) && /^(?:b|strong)$/.test(within[0]!.tagName);
}

/** A column of a Markdown table whose header cell was left empty. The upper left corner over row names may stay so. */
function namelessColumns(lesson: Lesson): Fault[] {
  return lesson.tables.flatMap((table): Fault[] => {
    const [head, ...rest] = table.rows;
    if (table.form !== 'gfm' || !head || rest.length === 0 || isProtected(lesson, table.span)) return [];
    if (head.every((cell) => cell === '')) return [];
    const empty = head.flatMap((cell, column) =>
      column > 0 && cell === '' && rest.some((row) => (row[column] ?? '') !== '') ? [column] : [],
    );
    if (empty.length === 0) return [];
    return [
      {
        range: table.span,
        target: `columns ${empty.join(' ')} of ${head.join(' | ')}`,
        certainty: 'needs-review',
        severity: 'minor',
        message:
          empty.length === 1
            ? `Column ${empty[0]! + 1} of the table has no name.`
            : `Columns ${empty.map((column) => column + 1).join(', ')} of the table have no names.`,
        question: 'What should the column be called?',
        answerKind: 'text',
      },
    ];
  });
}

function isData(rows: string[][]): boolean {
  return rows.length >= 2 && rows.every((row) => row.length >= 2) && rows.flat().some((cell) => cell.trim() !== '');
}
