/**
 * Personal data in a piece of a text that was cut anywhere: half an address, a number without what it is called, a grade without whose it
 * is, a name whose address was cut off. What the piece cannot show is known from the whole texts. Pure.
 */
import { isRole } from './personal-names.ts';
import { namePattern } from './personal-words.ts';

export interface KnownPeople {
  /** Names that are people's wherever they stand. */
  people: readonly string[];
  /** Names beside an address that may be a subject's elsewhere: a person's only where a text is cut off beside them. */
  beside: readonly string[];
  emails: readonly string[];
  ids: ReadonlySet<string>;
  /** Digits alone, of ids and phones. */
  numbers: readonly string[];
  grades: ReadonlySet<string>;
}

export const nobody: KnownPeople = {
  ...{ people: [], beside: [], emails: [], ids: new Set<string>(), numbers: [], grades: new Set<string>() },
};

type Kind = 'email' | 'phone' | 'student-id' | 'person' | 'grade';
type StandIn = (kind: Kind, what: string) => string;

/** Where a cut may be: the ends of the text, of a string of JSON in it, and in front of the line that says that more was cut. */
const start = String.raw`(?<=(?:^|":")\s{0,20})`;
const end = String.raw`(?=[\s\\]{0,20}(?:$|"[,}\]]|\[cut here))`;
/** Less than this says nothing of anybody. */
const fewestLetters = 4;
const fewestDigits = 5;

const number = String.raw`\+?[\d(][\d ()./-]{2,30}\d`;
const ends = {
  address: new RegExp(String.raw`(?<![\p{L}\p{N}._%+@-])[\p{L}\p{N}._%+-]{2,}(?:@[\p{L}\p{N}.-]*)?${end}`, 'gu'),
  number: new RegExp(String.raw`(?<![\p{L}\p{N}.⟦-])${number}${end}`, 'gu'),
  name: new RegExp(String.raw`(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{M}'’-]*(?:[ \t]+[\p{L}\p{M}.'’-]+){1,3}${end}`, 'gu'),
};
const starts = {
  number: new RegExp(`${start}${number}(?![\\p{L}\\p{N}])`, 'gu'),
  name: new RegExp(String.raw`${start}[\p{L}\p{M}'’-]+(?:[ \t]+\p{Lu}[\p{L}\p{M}.'’-]+){0,3}`, 'gu'),
  line: new RegExp(String.raw`${start}[^\n]{1,60}`, 'gu'),
};
const wholeId = /(?<![\p{L}\p{N}⟦-])[A-Za-z]{0,3}-?\d[\d-]{3,11}\d(?![\p{L}\p{N}])/gu;
const anyGrade =
  /(?<![\p{L}\p{N}.⟦-])(?:\d{1,3}(?:[.,]\d{1,6})?(?![\p{L}\p{N}])(?:[ \t]?%|[ \t]?\/[ \t]?\d{1,3}|[ \t]out of[ \t]\d{1,3})?)/gu;

/** Takes out beginnings of addresses at a cut: before names are taken out, which may be parts of them. */
export function withoutAddressPieces(text: string, { emails }: KnownPeople, standIn: StandIn): string {
  if (emails.length === 0) return text;
  return text.replace(ends.address, (token) => (isAddressPiece(token, emails) ? standIn('email', token) : token));
}

/** Takes out what else is left of people in a piece, once everything that shows itself was taken out. */
export function withoutPieces(text: string, known: KnownPeople, standIn: StandIn): string {
  let rest = text;
  if (known.ids.size > 0) rest = rest.replace(wholeId, (id) => (known.ids.has(id) ? standIn('student-id', id) : id));
  if (known.numbers.length > 0) {
    const piece = (how: 'startsWith' | 'endsWith') => (found: string) => {
      const plain = digitsOf(found);
      return plain.length >= fewestDigits && known.numbers.some((one) => one[how](plain)) ? standIn('phone', found) : found;
    };
    rest = rest.replace(starts.number, piece('endsWith')).replace(ends.number, piece('startsWith'));
  }
  if (known.grades.size > 0)
    rest = rest.replace(starts.line, (line) =>
      line.replace(anyGrade, (grade) => (known.grades.has(grade) ? standIn('grade', grade) : grade)),
    );
  return rest;
}

/** Takes out names at a cut, and pieces of them: before names that are known by one word, which may be a part of them. */
export function withoutNamePieces(text: string, { people, beside }: KnownPeople, standIn: StandIn): string {
  const names = [...people, ...beside];
  if (names.length === 0) return text;
  let rest = text;
  for (const name of beside) {
    if (!mayHold(rest, name)) continue;
    const { source } = namePattern(name);
    const gap = String.raw`[^\p{L}\n]{0,24}(?:⟦email-\d+⟧|[\p{L}\p{N}._+-]{1,4})?`;
    const at = new RegExp(`${source}(?=${gap}${end})|(?<=${start}[^\\n]{0,30})${source}`, 'gu');
    rest = rest.replace(at, (found) => standIn('person', found));
  }
  rest = rest.replace(ends.name, (run) => {
    const words = run.split(/(?<=[ \t])(?=[^ \t])/u);
    for (let from = 0; from + 2 <= words.length; from += 1) {
      const said = words.slice(from).join('');
      if (names.some((name) => name.startsWith(said))) return words.slice(0, from).join('') + standIn('person', said);
    }
    return run;
  });
  return rest.replace(starts.name, (run) => {
    const words = run.split(/(?<=[ \t])(?=[^ \t])/u);
    for (let to = words.length; to > 0; to -= 1) {
      const said = words.slice(0, to).join('').trimEnd();
      // One word says enough where it is a whole one.
      const piece = to > 1 || !/^\p{Lu}/u.test(said) ? said : ` ${said}`;
      if ((to > 1 || piece !== said) && names.some((name) => name.endsWith(piece)))
        return standIn('person', said) + run.slice(said.length);
    }
    return run;
  });
}

function isAddressPiece(token: string, emails: readonly string[]): boolean {
  const local = token.split('@')[0]!;
  if (token.length < fewestLetters || (local === token && isRole(local))) return false;
  return emails.some((address) => address.startsWith(token));
}

/** Whether all words of a name stand in the text: cheaper than looking for the name itself. */
export function mayHold(text: string, name: string): boolean {
  return name.split(/\s+/u).every((word) => text.includes(word));
}

export function digitsOf(text: string): string {
  return text.replace(/\D/gu, '');
}
