/** Which outcomes the items of a response file serve: as a library says, else as the file does, else what stands in for them. */
import type { Database } from './duckdb.ts';
import type { Marked } from './marks.ts';

/** `column`: of the file. `otherwise`: what stands in where too few items name an outcome. */
export type OutcomeSource = 'given' | 'column' | 'otherwise' | 'none';

export interface ItemOutcomes {
  /** Outcomes of an item; left out, or naming those of fewer than half the items: the file's own column, where that names more. */
  outcomes?: (item: string) => readonly string[];
  /** What an item counts for where both name outcomes of fewer than half the items. */
  otherwise?: (item: string) => readonly string[];
}

/** Who names outcomes of this share of the items is followed; a few tags would hide what the other items tell. */
const enough = 0.5;

/** Makes the table `serves` (item_code, outcome) from the table `raw`: by the first source that names enough, else by the one that names most. */
export async function chooseOutcomes(
  database: Database,
  marked: Marked,
  { outcomes, otherwise }: ItemOutcomes,
): Promise<OutcomeSource> {
  await database.run('CREATE TABLE serves (item_code INTEGER, outcome VARCHAR)');
  const said = (of: ItemOutcomes['outcomes']): [number, string][] =>
    of ? marked.items.flatMap((item, code) => [...new Set(of(item))].map((outcome): [number, string] => [code, outcome])) : [];
  const column = await database.rows(`SELECT DISTINCT item_code, outcome FROM raw JOIN item_codes USING (item)
    WHERE fault = 0 AND outcome IS NOT NULL ORDER BY item_code, outcome`);
  const sources = [
    { from: 'given' as const, rows: said(outcomes) },
    { from: 'column' as const, rows: column.map((row): [number, string] => [Number(row.item_code), String(row.outcome)]) },
    { from: 'otherwise' as const, rows: said(otherwise) },
  ].map((one) => ({ ...one, items: new Set(one.rows.map(([code]) => code)).size }));
  const most = Math.max(...sources.map(({ items }) => items));
  const chosen = most === 0 ? undefined : sources.find(({ items }) => items >= enough * marked.items.length || items === most);
  if (!chosen) return 'none';
  await database.fill('serves', chosen.rows);
  return chosen.from;
}
