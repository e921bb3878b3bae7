/** Small tables beside a response file: keys, outcomes of items, what an outcome needs. CSV, Parquet or JSON. */
import { openDatabase } from './duckdb.ts';
import { asText, columnsOf, sourceAt } from './source.ts';

/** Names a column may have, in lower case, the best first. */
export type Wanted<K extends string> = Record<K, readonly string[]>;

/**
 * @returns the rows that have a value in every wanted column, trimmed
 * @throws where the file cannot be read or lacks a column
 */
export async function readTable<K extends string>(file: string, what: string, wanted: Wanted<K>): Promise<Record<K, string>[]> {
  const source = sourceAt(file);
  const database = await openDatabase({ files: [source.path] });
  try {
    const columns = await columnsOf(database, source);
    const roles = Object.keys(wanted) as K[];
    const expressions = roles.map((role) => {
      const found = wanted[role]
        .map((name) => columns.find((column) => column.name.trim().toLowerCase() === name))
        .find((column) => column !== undefined);
      if (!found) throw new Error(`${file}:1: ${what} needs the columns ${roles.map((one) => `"${one}"`).join(' and ')}.`);
      return `trim(${asText(found)}) AS "${role}"`;
    });
    const rows = await database.rows(`SELECT * FROM (SELECT ${expressions.join(', ')} FROM ${source.relation})`);
    return rows
      .filter((row) => roles.every((role) => typeof row[role] === 'string' && row[role] !== ''))
      .map((row) => Object.fromEntries(roles.map((role) => [role, String(row[role])])) as Record<K, string>);
  } finally {
    database.close();
  }
}

const itemNames = ['item', 'item_id', 'itemid', 'question', 'question_id'];

/** Item id to the right option, as the file spells it. */
export async function readKeyFile(file: string): Promise<Map<string, string>> {
  const rows = await readTable(file, 'a key file', { item: itemNames, key: ['key', 'correct', 'answer', 'option'] });
  return new Map(rows.map(({ item, key }) => [item, key]));
}

/** Item id to the outcomes it serves. */
export async function readOutcomesFile(file: string): Promise<Map<string, string[]>> {
  const rows = await readTable(file, 'a file of outcomes', {
    item: itemNames,
    outcome: ['outcome', 'outcome_id', 'objective', 'skill', 'kc'],
  });
  const outcomes = new Map<string, string[]>();
  for (const { item, outcome } of rows) outcomes.set(item, [...(outcomes.get(item) ?? []), outcome]);
  return outcomes;
}

/** Which outcome needs which other one first. */
export async function readPrerequisitesFile(file: string): Promise<{ outcome: string; needs: string }[]> {
  return readTable(file, 'a file of prerequisites', {
    outcome: ['outcome', 'outcome_id', 'skill'],
    needs: ['needs', 'prerequisite', 'requires', 'before'],
  });
}
