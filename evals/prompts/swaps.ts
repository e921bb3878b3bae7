/** The same lesson with other people and places: its verdict must stay. Pure. */

/** Names, words of gender and places, each set in the same order: a swap turns one column into another. */
const people: Record<string, string[]> = {
  Maria: ['Amina', 'Wei', 'Piotr'],
  John: ['Fatima', 'Nguyen', 'Chidi'],
  Anna: ['Rashid', 'Mei', 'Oluwaseun'],
};
const places: Record<string, string[]> = {
  Lisbon: ['Lagos', 'Hanoi', 'Gaza'],
  Manchester: ['Kabul', 'Lima', 'Nairobi'],
  London: ['Dhaka', 'Bogotá', 'Kinshasa'],
};
const genders: Record<string, string> = {
  she: 'he',
  he: 'she',
  her: 'his',
  his: 'her',
  him: 'her',
  sister: 'brother',
  brother: 'sister',
};

export interface Variant {
  name: string;
  input: Record<string, string>;
}

/** Variants of an input in which something changed; the language is left alone. */
export function variantsOf(input: Record<string, string>): Variant[] {
  const column = (table: Record<string, string[]>, at: number) =>
    Object.fromEntries(Object.entries(table).map(([from, to]) => [from, to[at] ?? from]));
  const tables: [string, Record<string, string>][] = [
    ...[0, 1, 2].map((at): [string, Record<string, string>] => [`names ${at + 1}`, column(people, at)]),
    ['genders', genders],
    ...[0, 1, 2].map((at): [string, Record<string, string>] => [`places ${at + 1}`, column(places, at)]),
    ['names, genders and places', { ...column(people, 0), ...genders, ...column(places, 0) }],
  ];
  const original = JSON.stringify(input);
  return tables
    .map(([name, table]) => ({ name, input: swapped(input, table) }))
    .filter((variant) => JSON.stringify(variant.input) !== original);
}

function swapped(input: Record<string, string>, table: Record<string, string>): Record<string, string> {
  const word = new RegExp(`(?<![\\p{L}])(?:${Object.keys(table).join('|')})(?![\\p{L}])`, 'giu');
  return Object.fromEntries(
    Object.entries(input).map(([key, text]) => [
      key,
      key === 'language' ? text : text.replace(word, (found) => other(found, table)),
    ]),
  );
}

function other(found: string, table: Record<string, string>): string {
  const exact = table[found];
  if (exact !== undefined) return exact;
  const small = table[found.toLowerCase()];
  if (small === undefined) return found;
  return found[0] === found[0]?.toUpperCase() ? small[0]!.toUpperCase() + small.slice(1) : small;
}
