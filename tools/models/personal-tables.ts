/** Tables and lists of people: a header that names a column of e-mail addresses or student ids says what the cells below it are. Pure. */
import { email } from './personal-names.ts';

export type CellKind = 'person' | 'student-id' | 'phone' | 'grade';

export interface PersonalCell {
  start: number;
  end: number;
  kind: CellKind;
}

interface Cell {
  start: number;
  end: number;
  text: string;
}

const heads: [RegExp, CellKind | 'email'][] = [
  [/e-?mail/u, 'email'],
  [
    /(?:student|learner|pupil|participant|matric\w*|enrol?ment|user)[ _-]*(?:id|no|nr|number|#)\b|^id$|matr(?:ikel)?\.?[ -]*(?:nr|nummer)/u,
    'student-id',
  ],
  [
    /^(?:(?:full|first|last|given|family|sur|fore|middle)[ _-]*)?names?$|^(?:student|learner|pupil|participant|(?:vor|nach)?name)$/u,
    'person',
  ],
  [/phone|mobile|^tel\b/u, 'phone'],
  [/^(?:(?:final|overall|exam|course)[ _-]*)?(?:grade|mark|score|result|gpa|points)s?$/u, 'grade'],
];
const separators = ['|', '\t', ';', ','] as const;
const isRule = (line: string) => /^[\s|:=-]+$/u.test(line);
/** A short number may be anything's. */
const longId = /^[A-Za-z]{0,3}-?\d[\d-]{3,11}\d$/u;
const anyEmail = new RegExp(email.source, 'u');

/** Cells of people, in order of the text. */
export function personalCells(text: string): PersonalCell[] {
  return tablesIn(text).flatMap((table) =>
    rowsOfPeople(table).flatMap((row) => row.flatMap(({ start, end, kind }) => (kind === 'email' ? [] : [{ start, end, kind }]))),
  );
}

const aName = /^(?:\p{Lu}|\p{Lo})[\p{L}\p{M}.'’-]*(?:[ \t]+[\p{L}\p{M}.'’-]+){1,4}$/u;

/** Names of the people in tables, as a text speaks of them: cells of several words, and a row's first and last name in either order. */
export function namesInTables(text: string): string[] {
  const names = new Set<string>();
  for (const row of tablesIn(text).flatMap(rowsOfPeople)) {
    const parts = row.filter(({ kind }) => kind === 'person').map((cell) => cell.text.replace(/[*_`]/gu, '').trim());
    const several = parts.length === 2 ? [`${parts[0]} ${parts[1]}`, `${parts[1]} ${parts[0]}`] : [];
    for (const name of [...parts, ...several]) if (aName.test(name)) names.add(name);
    for (const [, last, first] of parts.join('\n').matchAll(/^(\p{Lu}[\p{L}\p{M}'’-]+),[ \t]*(\p{Lu}[\p{L}\p{M} .'’-]+)$/gmu))
      names.add(`${first} ${last}`);
  }
  return [...names];
}

type HeadedCell = Cell & { kind: CellKind | 'email' };

/** The cells under heads that say what they hold, row by row; none where the table is not one of people. */
function rowsOfPeople([head, ...rows]: Cell[][]): HeadedCell[][] {
  const kinds = head!.map(({ text }) => {
    const said = text
      .replace(/[*_`"']/gu, ' ')
      .trim()
      .toLowerCase();
    return heads.find(([pattern]) => pattern.test(said) || pattern.test(text.trim().toLowerCase()))?.[1] ?? null;
  });
  const headed = rows.map((row) =>
    row.flatMap((cell, at) => (kinds[at] && cell.text !== '' ? [{ ...cell, kind: kinds[at] }] : [])),
  );
  const cells = headed.flat();
  const ids = cells.filter(({ kind }) => kind === 'student-id');
  const ofPeople =
    cells.some(({ kind, text }) => kind === 'email' && anyEmail.test(text)) ||
    (ids.length > 0 && ids.every(({ text }) => longId.test(text)));
  return ofPeople ? headed : [];
}

/** Runs of at least two lines that are parted by the same sign; the line beneath a header that only draws it is left out. */
function tablesIn(text: string): Cell[][][] {
  const tables: Cell[][][] = [];
  let rows: Cell[][] = [];
  let by: string | null = null;
  const end = () => {
    if (rows.length > 1) tables.push(rows);
    rows = [];
    by = null;
  };
  let at = 0;
  for (const line of text.split('\n')) {
    const sign: string | null = by !== null && line.includes(by) ? by : (separators.find((one) => line.includes(one)) ?? null);
    if (sign === null || (by !== null && sign !== by)) end();
    if (sign !== null) {
      by = sign;
      if (!isRule(line)) rows.push(cellsIn(line, at, sign));
    }
    at += line.length + 1;
  }
  end();
  return tables;
}

function cellsIn(line: string, offset: number, by: string): Cell[] {
  const cells: Cell[] = [];
  let from = 0;
  for (const part of line.split(by)) {
    const inner = bareOf(part);
    const start = offset + from + part.indexOf(inner);
    cells.push({ start, end: start + inner.length, text: inner });
    from += part.length + by.length;
  }
  return cells;
}

/** Without the blanks and quotation marks around it. */
function bareOf(part: string): string {
  let inner = part.trim();
  while (inner.startsWith('"') || inner.endsWith('"'))
    inner = inner.slice(inner.startsWith('"') ? 1 : 0, inner.length > 1 && inner.endsWith('"') ? -1 : undefined).trim();
  return inner;
}
