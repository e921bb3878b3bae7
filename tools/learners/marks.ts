/** What the recorded answers mean: each different answer of each item is judged once, not each row. */
import type { Database } from './duckdb.ts';
import type { Marking } from './responses.ts';

/** More different answers than this are told apart no further: an item that learners write answers to. */
const mostDistinct = 1000;
const mostOptions = 50;
const scoreLike = /^(?:0|1|0?\.\d+|0\.\d+|1\.0+|true|false)$/iu;

/** How tables say that nothing was answered. As they are written: sodium is Na. */
const unanswered =
  /^(?:NA|N\/A|n\/a|#N\/A|NaN|nan|NULL|null|Not answered|No answer|No response|\(blank\)|\(empty\)|[nN]\. ?[aA]\.|k\. ?A\.|[-–—.])$/u;
const sign = /^[^\p{L}\p{N}]+$/u;

/** The texts among an item's answers that stand for none; a sign is an answer where others are signs too, and what the key calls right always is. */
function gapsIn(item: string, list: readonly Recorded[], marking: Marking | undefined): string[] {
  const texts = list.flatMap(({ text }) => text ?? []);
  const asksForSign = texts.some((text) => sign.test(text) && !unanswered.test(text));
  return texts.filter(
    (text) => unanswered.test(text) && !(asksForSign && sign.test(text)) && marking?.(item, text)?.right !== true,
  );
}

/** Takes what stands for no answer out of `raw`; a score beside it stays. */
async function forgetGaps(database: Database, gaps: readonly [item: string, text: string][]): Promise<void> {
  await database.run('CREATE TEMP TABLE gaps (item VARCHAR, option VARCHAR)');
  await database.fill(
    'gaps',
    gaps.map((one) => [...one]),
  );
  const found = 'raw.item = gaps.item AND raw.option = gaps.option';
  await database.run(`DELETE FROM raw USING gaps WHERE ${found} AND raw.score IS NULL;
    UPDATE raw SET option = NULL FROM gaps WHERE ${found};
    DROP TABLE gaps`);
}

export interface Marked {
  /** Item ids; an item's place is its code. */
  items: string[];
  /** Options by item code and option code. */
  options: string[][];
  /** Sentences on what was left out. */
  notes: string[];
}

interface Recorded {
  text: string | null;
  n: number;
}

/**
 * Makes the tables `item_codes` (item, item_code, keyed) and `codes` (item_code, option, option_code, mark).
 * @param marking what the answers mean; left out: they stand for themselves, and only the file's scores count
 */
export async function markAnswers(database: Database, form: 'long' | 'wide', marking?: Marking): Promise<Marked> {
  const recorded = new Map<string, Recorded[]>();
  const rows = await database.rows(`SELECT item, option, n FROM (
      SELECT item, option, count(*) AS n, row_number() OVER (PARTITION BY item ORDER BY count(*) DESC, option) AS place
      FROM raw WHERE fault = 0 GROUP BY item, option) WHERE place <= ${mostDistinct}`);
  for (const row of rows) {
    const list = recorded.get(String(row.item)) ?? [];
    list.push({ text: row.option === null ? null : String(row.option), n: Number(row.n) });
    recorded.set(String(row.item), list);
  }
  const gaps = [...recorded].flatMap(([item, list]) =>
    gapsIn(item, list, marking).map((text) => [item, text] as [string, string]),
  );
  const given = (item: string, { text }: Recorded) => !gaps.some(([of, gap]) => of === item && gap === text);
  const unansweredRows = [...recorded].reduce(
    (sum, [item, list]) => sum + list.reduce((own, one) => own + (given(item, one) ? 0 : one.n), 0),
    0,
  );
  if (gaps.length > 0) await forgetGaps(database, gaps);
  const order = new Intl.Collator('en', { numeric: true });
  const items: string[] = [];
  const options: string[][] = [];
  const itemRows: (string | number | null)[][] = [];
  const codeRows: (string | number | null)[][] = [];
  let unknownItems = 0;
  let unknownAnswers = 0;
  for (const [item, all] of [...recorded].sort(([a], [b]) => order.compare(a, b))) {
    const list = all.filter((one) => given(item, one));
    if (list.length === 0) continue;
    const marks = marksOf(item, list, form, marking);
    if (!marks) {
      unknownItems += 1;
      unknownAnswers += list.reduce((sum, one) => sum + one.n, 0);
      continue;
    }
    const code = items.push(item) - 1;
    options.push(marks.options);
    itemRows.push([item, code, marks.keyed ? 1 : 0]);
    for (const { text, option, mark } of marks.answers) codeRows.push([code, text, option, mark === null ? null : String(mark)]);
  }
  await database.run('CREATE TABLE item_codes (item VARCHAR, item_code INTEGER, keyed INTEGER)');
  await database.run('CREATE TABLE codes_text (item_code INTEGER, option VARCHAR, option_code INTEGER, mark VARCHAR)');
  await database.fill('item_codes', itemRows);
  await database.fill('codes_text', codeRows);
  await database.run('CREATE TABLE codes AS SELECT item_code, option, option_code, CAST(mark AS DOUBLE) AS mark FROM codes_text');
  const notes =
    unknownItems > 0
      ? [`${unknownAnswers} answers to ${unknownItems} unknown item${unknownItems === 1 ? ' were' : 's were'} left out.`]
      : [];
  if (unansweredRows > 0) {
    const words = [...new Set(gaps.map(([, text]) => `“${text}”`))].sort();
    notes.push(`${unansweredRows} answers read ${words.join(', ')} and count as not given.`);
  }
  return { items, options, notes };
}

interface Marks {
  options: string[];
  keyed: boolean;
  answers: { text: string | null; option: number; mark: number | null }[];
}

/** Null where the item does not count. */
function marksOf(item: string, list: Recorded[], form: 'long' | 'wide', marking: Marking | undefined): Marks | null {
  const judged = list.map((one) => ({
    ...one,
    as: one.text === null ? { option: null, right: null } : marking ? marking(item, one.text) : { option: one.text, right: null },
  }));
  if (judged.length > 0 && judged.every(({ as }) => as === null)) return null;
  const keyed = judged.some(({ as }) => as !== null && as.right !== null);
  const scores = form === 'wide' && judged.every(({ text }) => text !== null && scoreLike.test(text));
  if (scores && !judged.some(({ as }) => as?.right === true))
    return { options: [], keyed: false, answers: judged.map(({ text }) => ({ text, option: -1, mark: markOf(text ?? '') })) };
  const total = list.reduce((sum, one) => sum + one.n, 0);
  const labels = new Map<string, { n: number; right: boolean }>();
  for (const { as, n } of judged) {
    if (as === null || as.option === null) continue;
    const label = labels.get(as.option) ?? { n: 0, right: as.right === true };
    labels.set(as.option, { n: label.n + n, right: label.right });
  }
  // Answers that nearly every learner gives differently are words of learners, not options: they are counted, never shown.
  const free = !keyed && labels.size > Math.max(5, total / 2);
  const shown = [...labels]
    .sort(([a, x], [b, y]) => Number(y.right) - Number(x.right) || y.n - x.n || (a < b ? -1 : 1))
    .slice(0, free ? 0 : mostOptions)
    .map(([label]) => label)
    .sort(new Intl.Collator('en', { numeric: true }).compare);
  return {
    options: shown,
    keyed,
    answers: judged.map(({ text, as }) => ({
      text,
      option: as?.option == null ? -1 : shown.indexOf(as.option),
      mark: as?.right == null ? null : Number(as.right),
    })),
  };
}

function markOf(text: string): number {
  return /^true$/iu.test(text) ? 1 : /^false$/iu.test(text) ? 0 : Number(text);
}
