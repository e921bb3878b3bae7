/** A table of data says which cells are headers. */
import { type Lesson, sourceOf, type TableInfo } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { Edit } from '../contract.ts';
import type { RuleMeta } from '../rule.ts';
import { editOf, type Fault, faultRule, isProtected } from './fault-rule.ts';

const meta: RuleMeta = {
  id: 'table-header',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A data table without headers',
  source:
    'WCAG 2.2, 1.3.1 Info and Relationships, technique H51 (failure F91): without headers a cell is a number without a name.',
  wcag: ['1.3.1'],
  needs: [],
};

const numeric = /^[\s<>≤≥~≈±+-]*[$€£]?\d[\d\s.,:/%°-]*\p{L}{0,3}\.?\s*$/u;

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

export const tableHeader = faultRule<LessonContext>(meta, ({ lesson }) => [
  ...withoutHeaders(lesson),
  ...namelessColumns(lesson),
]);

function withoutHeaders(lesson: Lesson): Fault[] {
  return lesson.tables
    .filter(
      (table) =>
        table.form === 'html' &&
        !table.hasHeader &&
        isData(table) &&
        !isProtected(lesson, table.span) &&
        !isLayout(sourceOf(lesson, table.span)),
    )
    .map((table): Fault => {
      const source = sourceOf(lesson, table.span);
      const edits = headerEdits(lesson, table);
      const sure = firstRowIsHeader(table.rows) || (firstRowIsBold(source) && table.rows.length >= 2);
      return {
        range: table.span,
        target: table.rows.slice(0, 2).flat().join(' | '),
        certainty: sure ? 'fails' : 'needs-review',
        message: `The table of ${table.rows.length} rows has no header cells.`,
        question: 'Does its first row name the columns? (Say no where the table only arranges the page.)',
        answerKind: 'yes-no',
        ...(sure && edits
          ? {
              mend: {
                edits,
                title: 'Make the first row the headers of its columns',
                risk: 'medium' as const,
                forYou: 'Does the first row name what stands below it?',
              },
            }
          : {}),
        reply: (reply) =>
          edits && reply.kind === 'text' && /^y(?:es)?$/i.test(reply.text.trim())
            ? { edits, title: 'Make the first row the headers of its columns', risk: 'low' }
            : null,
      };
    });
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
        message: `Column ${empty.map((column) => column + 1).join(' and ')} of the table has no name.`,
        question: 'What should the column be called?',
        answerKind: 'text',
      },
    ];
  });
}

function isData(table: TableInfo): boolean {
  return (
    table.rows.length >= 2 && table.rows.every((row) => row.length >= 2) && table.rows.flat().some((cell) => cell.trim() !== '')
  );
}

function firstRow(source: string): { start: number; end: number } | null {
  const open = /<tr\b[^>]*>/i.exec(source);
  if (!open) return null;
  const start = open.index + open[0].length;
  const close = source.slice(start).search(/<\/tr\s*>|<tr\b/i);
  return { start, end: close === -1 ? source.length : start + close };
}

function firstRowIsBold(source: string): boolean {
  const row = firstRow(source);
  const cells = row ? [...source.slice(row.start, row.end).matchAll(/<td\b[^>]*>([\s\S]*?)(?=<\/td|<td|$)/gi)] : [];
  return cells.length >= 2 && cells.every(([, content]) => /^\s*<(b|strong)\b[^>]*>[\s\S]*<\/\1>\s*$/i.test(content ?? ''));
}

/** `<td` → `<th scope="col"` and `</td` → `</th` in the first row. */
function headerEdits(lesson: Lesson, table: TableInfo): Edit[] | null {
  const source = sourceOf(lesson, table.span);
  const row = firstRow(source);
  if (!row) return null;
  const edits: Edit[] = [];
  for (const match of source.slice(row.start, row.end).matchAll(/<(\/?)td\b/gi)) {
    const at = table.span.start + row.start + match.index;
    const closing = match[1] === '/';
    const hasScope = !closing && /^<td\b[^>]*\bscope\s*=/i.test(source.slice(row.start + match.index));
    const name = { path: table.span.path, start: at + (closing ? 2 : 1), end: at + (closing ? 4 : 3) };
    edits.push(editOf(lesson, name, closing || hasScope ? 'th' : 'th scope="col"'));
  }
  return edits.length > 0 ? edits : null;
}
