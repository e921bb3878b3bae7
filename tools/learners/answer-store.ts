/**
 * The answers of one response file, aggregated by DuckDB: what comes out are counts whose number does not grow with the file.
 * Work that needs all rows of a learner is done for some learners at a time, so that memory stays flat.
 */
import { layoutOf } from './columns.ts';
import { type Database, openDatabase } from './duckdb.ts';
import { type Groups, ingest } from './ingest.ts';
import { chooseOutcomes, type ItemOutcomes, type OutcomeSource } from './item-outcomes.ts';
import { type Marked, markAnswers } from './marks.ts';
import type { Attempts, Cell, CompleteSums, ItemTally, Marking, Pattern, Stratum, TestTally, Together } from './responses.ts';
import { columnsOf, sourceAt } from './source.ts';

export interface OpenAnswersOptions extends ItemOutcomes {
  /** The key for learner ids (`learnerKey`, or random bytes where nothing is kept). */
  key: Uint8Array;
  /** How messages call the file; default: its path. */
  name?: string;
  /** Default: first. */
  attempts?: Attempts;
  marking?: Marking;
  groups?: Groups;
}

export interface AnswerStore {
  notes: string[];
  outcomesFrom: OutcomeSource;
  test: TestTally;
  items(): Promise<ItemTally[]>;
  /**
   * Strata of the two groups for each item with scores of 0 and 1, by item.
   * @param matching items whose scores make up the matching score; the item itself always counts with them
   */
  strata(matching: ReadonlySet<string>): Promise<Map<string, Stratum[]>>;
  /**
   * Runs of right and wrong by outcome; empty where no outcomes are known. What `together` says is of the runs asked for last.
   * @param leftOut items whose answers say nothing of what learners know, because their key is in doubt
   */
  sequences(leftOut?: ReadonlySet<string>): Promise<Map<string, Pattern[]>>;
  /**
   * What learners know of two outcomes, added up over those who answered items of both.
   * @param known chance (0..1) that a learner with this run of answers knows the outcome, by outcome and pattern
   */
  together(known: Map<string, Map<string, number>>, pairs: { outcome: string; needs: string }[]): Promise<Together[]>;
  close(): void;
}

/** Rows handled at once. */
const atOnce = 2_000_000;
/** More cells than this are put together by rest scores rounded to three decimals. */
const mostCells = 300_000;
/** Longest run of answers on one outcome that is looked at. */
const longestRun = 200;
const mostPatterns = 20_000;

/** @throws in one sentence where the file cannot be read */
export async function openAnswers(file: string, options: OpenAnswersOptions): Promise<AnswerStore> {
  const source = sourceAt(file, options.name);
  const database = await openDatabase({ files: [source.path] });
  try {
    const layout = layoutOf(await columnsOf(database, source), source.name, options.groups?.column);
    const notes = await ingest(database, source, layout, options.key, options.groups);
    const marked = await markAnswers(database, layout.form, options.marking);
    notes.push(...marked.notes);
    if (marked.items.length === 0 && notes.length === 0)
      throw new Error(`${source.name} holds no answers; name a response file with rows below its header.`);
    const attempts = options.attempts ?? 'first';
    const order = [layout.at.attempt ? 'coalesce(attempt, 2147483647)' : '', layout.at.time ? 't' : '', 'place'].filter(Boolean);
    const outcomesFrom = await chooseOutcomes(database, marked, options);
    const test = await choose(database, marked, { attempts, order, time: layout.at.time ? 't' : 'place' });
    await database.run('DROP TABLE raw');
    return store(database, marked, { notes, outcomesFrom, test });
  } catch (error) {
    database.close();
    throw error;
  }
}

interface Choice {
  attempts: Attempts;
  /** Expressions that order a learner's attempts at an item. */
  order: string[];
  /** What orders a learner's answers to different items. */
  time: string;
}

/** Makes `answers` (the attempts that count), `cells` and `sums`, some learners at a time. */
async function choose(database: Database, marked: Marked, { attempts, order, time }: Choice): Promise<TestTally> {
  const [size] = await database.rows('SELECT count(*) AS n FROM raw WHERE fault = 0');
  const parts = Math.max(1, Math.ceil(Number(size?.n ?? 0) / atOnce));
  await database.run(`CREATE TABLE answers (learner UBIGINT, item_code INTEGER, score DOUBLE, grp TINYINT, moment DOUBLE);
    CREATE TABLE cells (item_code INTEGER, option_code INTEGER, score DOUBLE, rest DOUBLE, n BIGINT);
    CREATE TABLE sums (learner UBIGINT, total DOUBLE, scored BIGINT, grp TINYINT, answered BIGINT)`);
  const first = attempts === 'last' ? order.map((one) => `${one} DESC`) : order;
  const chosen =
    attempts === 'all' ? '' : `QUALIFY row_number() OVER (PARTITION BY learner, item_code ORDER BY ${first.join(', ')}) = 1`;
  for (let part = 0; part < parts; part++) {
    const own = parts === 1 ? '' : `AND learner % ${parts} = ${part}`;
    await database.run(`CREATE TEMP TABLE chosen AS
      SELECT learner, item_code, coalesce(option_code, -1) AS option_code, coalesce(mark, raw_score, CASE WHEN keyed = 1 AND option IS NOT NULL THEN 0 END) AS score, grp, ${time} AS moment
      FROM (SELECT r.learner, i.item_code, i.keyed, r.option, r.score AS raw_score, r.grp, r.attempt, r.t, r.rowid AS place, c.option_code, c.mark
            FROM raw r JOIN item_codes i ON r.item = i.item
            LEFT JOIN codes c ON c.item_code = i.item_code AND c.option IS NOT DISTINCT FROM r.option
            WHERE r.fault = 0 ${own}) ${chosen}`);
    await database.run(`CREATE TEMP TABLE own_sums AS SELECT learner, coalesce(sum(score), 0) AS total, count(score) AS scored, max(grp) AS grp, count(*) AS answered
      FROM chosen GROUP BY learner`);
    // All attempts at an item are taken out of its rest score.
    const same = attempts === 'all' ? 'sum(score) OVER (PARTITION BY c.learner, c.item_code)' : 'score';
    const sameCount =
      attempts === 'all'
        ? 'count(score) OVER (PARTITION BY c.learner, c.item_code)'
        : 'CASE WHEN score IS NULL THEN 0 ELSE 1 END';
    await database.run(`INSERT INTO cells SELECT item_code, option_code, score,
        CASE WHEN scored > same_count THEN (total - coalesce(same, 0)) / (scored - same_count) END AS rest, count(*)
      FROM (SELECT c.item_code, c.option_code, c.score, s.total, s.scored, ${same} AS same, ${sameCount} AS same_count
            FROM chosen c JOIN own_sums s ON c.learner = s.learner) GROUP BY ALL`);
    await database.run('INSERT INTO sums SELECT * FROM own_sums');
    await database.run('INSERT INTO answers SELECT learner, item_code, score, grp, moment FROM chosen WHERE score IS NOT NULL');
    await database.run('DROP TABLE chosen; DROP TABLE own_sums');
  }
  const [test] = await database.rows(`SELECT coalesce(sum(answered), 0) AS answers, count(*) AS learners,
    (SELECT count(DISTINCT item_code) FROM answers) AS scored_items FROM sums`);
  const scoredItems = Number(test?.scored_items ?? 0);
  const [complete] = await database.rows(
    `SELECT count(*) AS n, coalesce(sum(total), 0) AS sum, coalesce(sum(total * total), 0) AS squares FROM sums WHERE scored = ${scoredItems} AND scored > 0`,
  );
  return {
    answers: Number(test?.answers ?? 0),
    learners: Number(test?.learners ?? 0),
    items: marked.items.length,
    scoredItems,
    complete: { n: Number(complete?.n ?? 0), sum: Number(complete?.sum ?? 0), squares: Number(complete?.squares ?? 0) },
    attempts,
  };
}

function store(
  database: Database,
  marked: Marked,
  { notes, outcomesFrom, test }: Pick<AnswerStore, 'notes' | 'outcomesFrom' | 'test'>,
): AnswerStore {
  const itemOf = (code: unknown) => marked.items[Number(code)] ?? '';
  return {
    notes,
    outcomesFrom,
    test,
    async items() {
      const cells = await cellsOf(database, marked);
      const sums = await completeSums(database, test);
      return marked.items.map((item, code) => ({
        item,
        cells: cells.rows.get(code) ?? [],
        complete: sums.get(code) ?? null,
        strata: null,
      }));
    },
    async strata(matching) {
      const codes = marked.items.flatMap((item, code) => (matching.has(item) ? [code] : []));
      return strataOf(database, codes, itemOf);
    },
    async sequences(leftOut = new Set()) {
      await makeRuns(
        database,
        marked.items.flatMap((item, code) => (leftOut.has(item) ? [code] : [])),
        test.answers,
      );
      const rows = await database.rows(`SELECT outcome, pattern, n FROM (
          SELECT outcome, pattern, count(*) AS n, row_number() OVER (PARTITION BY outcome ORDER BY md5(pattern)) AS place
          FROM runs GROUP BY outcome, pattern) WHERE place <= ${mostPatterns} ORDER BY outcome, pattern`);
      const patterns = new Map<string, Pattern[]>();
      for (const row of rows) {
        const list = patterns.get(String(row.outcome)) ?? [];
        list.push({ pattern: String(row.pattern), n: Number(row.n) });
        patterns.set(String(row.outcome), list);
      }
      return patterns;
    },
    together: (known, pairs) => togetherOf(database, known, pairs),
    close: () => database.close(),
  };
}

async function cellsOf(database: Database, marked: Marked): Promise<{ rows: Map<number, Cell[]> }> {
  const [size] = await database.rows(
    'SELECT count(*) AS n FROM (SELECT 1 FROM cells GROUP BY item_code, option_code, score, rest)',
  );
  // The weighted mean of what is put together keeps sums as they were.
  const exact = Number(size?.n ?? 0) <= mostCells;
  const query = exact
    ? 'SELECT item_code, option_code, score, rest, sum(n) AS n FROM cells GROUP BY item_code, option_code, score, rest'
    : 'SELECT item_code, option_code, score, sum(rest * n) / sum(n) AS rest, sum(n) AS n FROM cells GROUP BY item_code, option_code, score, round(rest, 3)';
  const rows = new Map<number, Cell[]>();
  for await (const some of database.stream(`${query} ORDER BY item_code, rest, option_code, score`)) {
    for (const row of some) {
      const code = Number(row.item_code);
      const list = rows.get(code) ?? [];
      rows.set(code, list);
      list.push({
        option: marked.options[code]?.[Number(row.option_code)] ?? null,
        score: row.score === null ? null : Number(row.score),
        rest: row.rest === null ? null : Number(row.rest),
        n: Number(row.n),
      });
    }
  }
  return { rows };
}

/** Makes `runs` (learner, outcome, pattern), some learners at a time. */
async function makeRuns(database: Database, leftOut: number[], answers: number): Promise<void> {
  await database.run('CREATE OR REPLACE TABLE runs (learner UBIGINT, outcome VARCHAR, pattern VARCHAR)');
  const kept = leftOut.length === 0 ? 'true' : `item_code NOT IN (${leftOut.join(', ')})`;
  const parts = Math.max(1, Math.ceil(answers / atOnce));
  for (let part = 0; part < parts; part++)
    await database.run(`INSERT INTO runs SELECT learner, outcome,
        left(string_agg(CASE WHEN score >= 0.5 THEN '1' ELSE '0' END, '' ORDER BY moment), ${longestRun})
      FROM answers JOIN serves USING (item_code) WHERE ${kept} AND learner % ${parts} = ${part} GROUP BY learner, outcome`);
}

async function completeSums(database: Database, test: TestTally): Promise<Map<number, CompleteSums>> {
  if (test.complete.n === 0 || test.attempts === 'all') return new Map();
  const rows =
    await database.rows(`SELECT item_code, sum(score) AS sum, sum(score * score) AS squares, sum(score * total) AS with_total
    FROM answers JOIN sums USING (learner) WHERE scored = ${test.scoredItems} GROUP BY item_code`);
  return new Map(
    rows.map((row) => [
      Number(row.item_code),
      { sum: Number(row.sum), squares: Number(row.squares), withTotal: Number(row.with_total) },
    ]),
  );
}

async function strataOf(database: Database, codes: number[], itemOf: (code: unknown) => string): Promise<Map<string, Stratum[]>> {
  const within = codes.length > 0 ? `item_code IN (${codes.join(', ')})` : 'false';
  const rows =
    await database.rows(`WITH matched AS (SELECT learner, coalesce(sum(score) FILTER (${within}), 0) AS total, count(*) FILTER (${within}) AS scored
      FROM answers WHERE grp IS NOT NULL GROUP BY learner),
    dichotomous AS (SELECT item_code FROM answers GROUP BY item_code HAVING bool_and(score IN (0, 1))),
    placed AS (SELECT a.item_code, a.score, a.grp,
        CASE WHEN ${within} THEN m.total ELSE m.total + a.score END AS total,
        CASE WHEN ${within} THEN m.scored ELSE m.scored + 1 END AS scored,
        CASE WHEN ${within} THEN ${codes.length} ELSE ${codes.length + 1} END AS length
      FROM answers a JOIN matched m USING (learner) JOIN dichotomous USING (item_code) WHERE a.grp IS NOT NULL)
    SELECT item_code, CAST(round(total / scored * length) AS INTEGER) AS matching,
      count(*) FILTER (grp = 0 AND score = 1) AS reference_right, count(*) FILTER (grp = 0 AND score = 0) AS reference_wrong,
      count(*) FILTER (grp = 1 AND score = 1) AS focal_right, count(*) FILTER (grp = 1 AND score = 0) AS focal_wrong
    FROM placed GROUP BY ALL ORDER BY item_code, matching`);
  const strata = new Map<string, Stratum[]>();
  for (const row of rows) {
    const item = itemOf(row.item_code);
    const list = strata.get(item) ?? [];
    strata.set(item, list);
    list.push({
      matching: Number(row.matching),
      referenceRight: Number(row.reference_right),
      referenceWrong: Number(row.reference_wrong),
      focalRight: Number(row.focal_right),
      focalWrong: Number(row.focal_wrong),
    });
  }
  return strata;
}

async function togetherOf(
  database: Database,
  known: Map<string, Map<string, number>>,
  pairs: { outcome: string; needs: string }[],
): Promise<Together[]> {
  if (pairs.length === 0) return [];
  await database.run('CREATE OR REPLACE TEMP TABLE known_text (outcome VARCHAR, pattern VARCHAR, p VARCHAR)');
  await database.run('CREATE OR REPLACE TEMP TABLE pairs (outcome VARCHAR, needs VARCHAR)');
  await database.fill(
    'known_text',
    [...known].flatMap(([outcome, patterns]) => [...patterns].map(([pattern, p]) => [outcome, pattern, String(p)])),
  );
  await database.fill(
    'pairs',
    pairs.map(({ outcome, needs }) => [outcome, needs]),
  );
  const rows =
    await database.rows(`WITH known AS (SELECT r.learner, r.outcome, CAST(k.p AS DOUBLE) AS p FROM runs r JOIN known_text k USING (outcome, pattern))
    SELECT pairs.outcome, pairs.needs, sum(a.p * b.p) AS both, sum((1 - a.p) * b.p) AS only_needs, sum(a.p * (1 - b.p)) AS only_outcome, sum((1 - a.p) * (1 - b.p)) AS neither
    FROM pairs JOIN known a ON a.outcome = pairs.outcome JOIN known b ON b.outcome = pairs.needs AND a.learner = b.learner
    GROUP BY pairs.outcome, pairs.needs ORDER BY pairs.outcome, pairs.needs`);
  return rows.map((row) => ({
    outcome: String(row.outcome),
    needs: String(row.needs),
    both: Number(row.both),
    onlyNeeds: Number(row.only_needs),
    onlyOutcome: Number(row.only_outcome),
    neither: Number(row.neither),
  }));
}
