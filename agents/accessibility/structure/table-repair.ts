/** Tables whose headers say something they cannot: repairs of single cells and attributes. */
import { type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';
import { attribute, childrenOf, contentOf, type Element, elementsOf, isElement, type Placed } from '../element-tree.ts';
import { editOf, type Mend } from '../fault-rule.ts';
import { attributeOf, setAttribute } from '../start-tag.ts';
import { endOfLine, removeAttribute, renameElement, withItsLine } from '../tag-edits.ts';
import { eachCell } from './table-cells.ts';

const scopes: Record<string, string> = {
  column: 'col',
  columns: 'col',
  cols: 'col',
  colum: 'col',
  spalte: 'col',
  colonne: 'col',
  columna: 'col',
  vertical: 'col',
  rows: 'row',
  line: 'row',
  zeile: 'row',
  ligne: 'row',
  fila: 'row',
  horizontal: 'row',
  'col-group': 'colgroup',
  'row-group': 'rowgroup',
};

/** `scope` with a word that is none, or on a cell that heads nothing by its name. */
export function scopeRepair(lesson: Lesson, placed: Placed): Mend | null {
  const { element, tag } = placed;
  const scope = attributeOf(sourceOf(lesson, tag), 'scope');
  if (!scope) return null;
  const value = (scope.value ?? '').trim().toLowerCase();
  const meant = scopes[value] ?? (/^(?:row|col|rowgroup|colgroup)$/.test(value) ? value : null);
  if (element.tagName === 'td' && meant) {
    const edits = renameElement(lesson, placed, 'th');
    if (edits && meant !== scope.value) edits.push(setAttribute(lesson, tag, 'scope', meant));
    return (
      edits && {
        edits,
        title: 'Make the cell the header it says it is',
        risk: 'medium',
        forYou: 'Does it name its row or column?',
      }
    );
  }
  if (meant) return { edits: [setAttribute(lesson, tag, 'scope', meant)], title: `Say scope="${meant}"`, risk: 'low' };
  const out = removeAttribute(lesson, tag, 'scope');
  return out && { edits: [out], title: 'Take out a scope that says nothing', risk: 'low' };
}

/** A header cell without words is a cell: the corner over row names, as a rule. */
export function emptyHeaderRepair(lesson: Lesson, placed: Placed): Mend | null {
  const { element, tag } = placed;
  if (element.tagName !== 'th' || childrenOf(element).some(isElement)) return null;
  const edits = renameElement(lesson, placed, 'td');
  if (!edits) return null;
  const scope = removeAttribute(lesson, tag, 'scope');
  if (scope) edits.push(scope);
  return { edits, title: 'Make the empty header a plain cell', risk: 'low', forYou: 'Or does a word belong into it?' };
}

/** `headers` that names what is not there: the right one in other letters, else out with it. */
export function headersRepair(lesson: Lesson, table: Placed): Mend | null {
  const ids = new Set(
    elementsOf(lesson, table.tag.path)
      .filter(({ tag }) => tag.start > table.tag.start && tag.end <= table.whole.end)
      .flatMap(({ element }) => (/^t[hd]$/.test(element.tagName) ? (attribute(element, 'id') ?? []) : [])),
  );
  const edits: Edit[] = [];
  for (const cell of eachCell(lesson, table)) {
    const headers = attribute(cell.element, 'headers');
    if (headers === null) continue;
    const named = headers.split(/\s+/).filter(Boolean);
    const own = attribute(cell.element, 'id');
    const standing = named.flatMap((id) =>
      id === own
        ? []
        : ids.has(id)
          ? id
          : ([...ids].find((one) => one.toLowerCase() === id.replace(/^#/, '').toLowerCase()) ?? []),
    );
    if (standing.length === named.length && standing.join(' ') === named.join(' ')) continue;
    const edit =
      standing.length > 0
        ? setAttribute(lesson, cell.tag, 'headers', standing.join(' '))
        : removeAttribute(lesson, cell.tag, 'headers');
    if (edit) edits.push(edit);
  }
  return edits.length > 0 ? { edits, title: 'Let cells name only headers that are there', risk: 'low' } : null;
}

/** A first row of one cell over all columns is the table's caption (H39). */
export function fakeCaptionRepair(lesson: Lesson, table: Placed): Mend | null {
  const rows = elementsOf(lesson, table.tag.path).filter(
    ({ element, tag, ancestors }) =>
      element.tagName === 'tr' &&
      tag.start > table.tag.start &&
      tag.end <= table.whole.end &&
      ancestors.findLast(({ tagName }) => tagName === 'table') === table.element,
  );
  const [first, ...rest] = rows;
  const cells = first ? childrenOf(first.element).filter(isElement) : [];
  const cell = cells[0];
  if (!first || !cell || cells.length !== 1 || rest.length < 2 || hasCaption(table.element)) return null;
  const content = contentOf(cell);
  const words = content && unstyled(sourceOf(lesson, { path: table.tag.path, ...content }).trim());
  if (!words || words.length > 300 || /<(?:table|ul|ol|p|div|h[1-6]|img|a|button|form|input)\b/i.test(words)) return null;
  const eol = endOfLine(lesson, table.tag.path);
  const row = withItsLine(lesson, first.whole);
  return {
    edits: [
      {
        path: table.tag.path,
        start: table.tag.end,
        end: table.tag.end,
        quote: '',
        replacement: `${eol}<caption>${words}</caption>`,
      },
      editOf(lesson, row, ''),
    ],
    title: 'Make the row over all columns the caption of the table',
    risk: 'medium',
    forYou: 'Does it name the whole table?',
  };
}

function unstyled(words: string): string {
  return /^<(b|strong)\b[^>]*>([\s\S]*)<\/\1>$/i.exec(words)?.[2] ?? words;
}

function hasCaption(table: Element): boolean {
  return childrenOf(table).some((child) => isElement(child) && child.tagName === 'caption');
}

/** A summary that repeats the caption is read twice. */
export function duplicateNameRepair(lesson: Lesson, { tag }: Placed): Mend | null {
  const edit = removeAttribute(lesson, tag, 'summary');
  return edit && { edits: [edit], title: 'Take out a summary that repeats the caption', risk: 'low' };
}
