/** Reads a response file into one table of answers, learners already as pseudonyms; what cannot be read is counted, never shown. */
import type { Layout } from './columns.ts';
import type { Database } from './duckdb.ts';
import { sqlPseudonym } from './pseudonym.ts';
import { asText, identifier, rejected, type Source } from './source.ts';

export interface Groups {
  /** Column that says which group a learner belongs to. */
  column: string;
  focal: string;
  /** Left out: everybody else who has a value there. */
  reference?: string;
}

const faults = ['has no learner or no item', 'has a score outside 0 to 1', 'has neither option nor score'] as const;
const faultsMany = ['have no learner or no item', 'have a score outside 0 to 1', 'have neither option nor score'] as const;

const outsideScores = 1;
/** So many scores, and such a share of all, may be slips. */
const slips = 20;
const slipShare = 0.02;

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Times as programs write them that no standard knows; day before month only where a dot or the month's name shows it. */
const timeForms = [
  ...['%d.%m.%Y', '%d.%m.%y', '%Y/%m/%d', '%d %B %Y,', '%d %B %Y', '%A, %d %B %Y,', '%d %b %Y,', '%d %b %Y'].flatMap((day) => [
    `${day} %H:%M:%S`,
    `${day} %H:%M`,
    `${day} %I:%M %p`,
  ]),
  '%d.%m.%Y',
  '%d.%m.%y',
  '%Y/%m/%d',
];

function timeOf(layout: Layout): string {
  const text = `trim(${asText(layout.at.time)})`;
  const forms = timeForms.map(literal).join(', ');
  return layout.at.time
    ? `coalesce(epoch_us(TRY_CAST(${text} AS TIMESTAMP))::DOUBLE, epoch_us(TRY_STRPTIME(${text}, [${forms}]))::DOUBLE, TRY_CAST(${text} AS DOUBLE))`
    : 'NULL::DOUBLE';
}

/** A moment stands there; how long something took is none. */
function hasTime(layout: Layout): string {
  const text = `trim(${asText(layout.at.time)})`;
  return layout.at.time
    ? `coalesce(${text} <> '' AND NOT regexp_matches(lower(${text}), '^[0-9.:]+ ?(?:ms|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?)\\b') AND NOT regexp_matches(${text}, '^[-–—.]$|^(?i:na|n/a|null|nan|none)$'), false)`
    : 'false';
}

function groupOf(layout: Layout, groups: Groups | undefined): string {
  if (!groups) return 'NULL::TINYINT';
  const text = `trim(${asText(layout.at.group)})`;
  const reference = groups.reference === undefined ? `${text} <> ''` : `${text} = ${literal(groups.reference)}`;
  return `CASE WHEN ${text} = ${literal(groups.focal)} THEN 1 WHEN ${reference} THEN 0 END::TINYINT`;
}

/** One row an answer: who, item, option, score_text, attempt, t, grp, outcome. */
function answersOf(layout: Layout, source: Source, groups: Groups | undefined): string {
  const { at } = layout;
  const frame = `trim(${asText(at.learner)}) AS who, TRY_CAST(${asText(at.attempt)} AS INTEGER) AS attempt, ${timeOf(layout)} AS t, ${hasTime(layout)} AS timed, ${groupOf(layout, groups)} AS grp`;
  if (layout.form === 'long')
    return `SELECT ${frame}, trim(${asText(at.item)}) AS item, nullif(trim(${asText(at.option)}), '') AS option,
      nullif(lower(trim(${asText(at.score)})), '') AS score_text, nullif(trim(${asText(at.outcome)}), '') AS outcome FROM ${source.relation}`;
  // Names of items could clash with ours: they are numbered here and named again below.
  const columns = layout.items.map((column, index) => `nullif(trim(${asText(column)}), '') AS item_${index}`).join(', ');
  const items = layout.items.map((_, index) => `item_${index}`).join(', ');
  const names = layout.items.map((column) => literal(column.name.trim())).join(', ');
  return `SELECT who, attempt, t, timed, grp, ([${names}])[CAST(substr(item_number, 6) AS INTEGER) + 1] AS item, option,
    NULL::VARCHAR AS score_text, NULL::VARCHAR AS outcome
    FROM (UNPIVOT (SELECT ${frame}, ${columns} FROM ${source.relation}) ON ${items} INTO NAME item_number VALUE option)`;
}

/** A group that nobody belongs to is most often a slip of the pen. */
async function emptyGroups(database: Database, { column, focal, reference }: Groups): Promise<string[]> {
  const [row] = await database.rows('SELECT count(*) FILTER (grp = 1) AS focal, count(*) FILTER (grp = 0) AS reference FROM raw');
  const said = (name: string): string => `No row has “${name}” in the column “${column}”, so groups are not compared.`;
  if (Number(row?.focal) === 0) return [said(focal)];
  if (Number(row?.reference) > 0) return [];
  return [
    reference === undefined
      ? `Every row has “${focal}” in the column “${column}”, so there is no other group to compare.`
      : said(reference),
  ];
}

/**
 * Makes the table `raw`: learner, item, option, score, attempt, t (order in time), grp (1 focal, 0 reference), outcome; its rowid is the order of the file.
 * @returns sentences on what was left out
 * @throws where the file turns out to be damaged
 */
export async function ingest(
  database: Database,
  source: Source,
  layout: Layout,
  key: Uint8Array,
  groups?: Groups,
): Promise<string[]> {
  const pseudonym = sqlPseudonym(key);
  for (const statement of pseudonym.setUp) await database.run(statement);
  try {
    await database.run(`CREATE TABLE raw AS
      SELECT CASE WHEN who <> '' THEN ${pseudonym.of('who')} END AS learner, item, option, score, attempt, t, grp, outcome,
        timed AND t IS NULL AS timeless,
        CASE WHEN coalesce(who, '') = '' OR coalesce(item, '') = '' THEN 1
             WHEN score_text IS NOT NULL AND NOT coalesce(score BETWEEN 0 AND 1, false) THEN 2
             WHEN score_text IS NULL AND option IS NULL THEN 3 ELSE 0 END::UTINYINT AS fault
      FROM (SELECT *, CASE WHEN score_text IN ('true', 'yes', 'correct', 'right', 't', 'y') THEN 1
                           WHEN score_text IN ('false', 'no', 'incorrect', 'wrong', 'f', 'n') THEN 0
                           ELSE TRY_CAST(regexp_replace(score_text, '^([0-9]*),([0-9]+)$', '\\1.\\2') AS DOUBLE) END AS score
            FROM (${answersOf(layout, source, groups)}))`);
  } catch {
    // DuckDB's own words quote lines of the file, and with them learners.
    throw new Error(`${source.name} cannot be read to its end as ${source.format.toUpperCase()}; is it damaged?`);
  }
  const notes: string[] = [];
  const bad = await rejected(database, source);
  if (bad)
    notes.push(
      `${source.name}:${bad.first} ${bad.lines === 1 ? 'is no row of this table; it was' : `and ${bad.lines === 1000 ? 'at least 999' : bad.lines - 1} more lines are no rows of this table; they were`} left out.`,
    );
  const counts = await database.rows(
    'SELECT fault, count(*) AS n, min(rowid) AS first FROM raw WHERE fault > 0 GROUP BY fault ORDER BY fault',
  );
  const [size] = await database.rows('SELECT count(*) AS n FROM raw');
  for (const row of counts) {
    const fault = Number(row.fault) - 1;
    const place = layout.form === 'long' && !bad ? `${source.name}:${Number(row.first) + 2}` : source.name;
    // Points in place of shares: the answers that are left would be the wrong ones.
    if (fault === outsideScores && Number(row.n) > Math.max(slips, Number(size?.n) * slipShare))
      throw new Error(
        `${place} and ${Number(row.n) - 1} more rows ${faultsMany[fault]}; divide each score by the most its item gives, so that 1 is all of it.`,
      );
    notes.push(
      Number(row.n) === 1
        ? `${place} ${faults[fault]}; it was left out.`
        : `${place} and ${Number(row.n) - 1} more rows ${faultsMany[fault]}; they were left out.`,
    );
  }
  const [lost] = await database.rows('SELECT count(*) AS n, min(rowid) AS first FROM raw WHERE timeless');
  const timeless = Number(lost?.n ?? 0);
  // In the order of the file, what was learnt would look forgotten, and a second attempt like a first.
  if (timeless > Math.max(slips, Number(size?.n) * slipShare))
    throw new Error(
      `${layout.form === 'long' && !bad ? `${source.name}:${Number(lost?.first) + 2}` : source.name} and ${timeless - 1} more rows have a time that is not read; write times as 2026-01-31 10:05, or leave the column out.`,
    );
  if (timeless > 0)
    notes.push(
      `${timeless === 1 ? '1 row has a time' : `${timeless} rows have a time`} that is not read; ${timeless === 1 ? 'it counts' : 'they count'} as the last.`,
    );
  if (groups) notes.push(...(await emptyGroups(database, groups)));
  if (layout.leftOut.length > 0) notes.push(`${source.name}: not taken for items: ${layout.leftOut.map(identifier).join(', ')}.`);
  return notes;
}
