/**
 * Personal data is taken out before a prompt leaves this machine and put back into the answer. Pure.
 *
 * Taken out: e-mail addresses, names beside them (and every other mention of such a name), phone numbers,
 * numbers called a student, learner or matriculation number, grades on a line or in a record with any of these, the cells of tables of people, and what a cut left of
 * any of these where it is known of the library. Things written alike get equal stand-ins, numbered in the order of first appearance, so that
 * equal texts about different people make equal prompts; a name that a line break parts gets one of its own, for it comes back as it stood.
 */
import { email, namesIn } from './personal-names.ts';
import {
  digitsOf,
  type KnownPeople,
  mayHold,
  nobody,
  withoutAddressPieces,
  withoutNamePieces,
  withoutPieces,
} from './personal-pieces.ts';
import { namesInTables, personalCells } from './personal-tables.ts';
import { namePattern } from './personal-words.ts';

export type PersonalKind = 'email' | 'phone' | 'student-id' | 'person' | 'grade';

export interface Redacted {
  /** The inputs, with stand-ins such as `⟦email-1⟧`. */
  input: Record<string, string>;
  /** Stand-in → what it stands for. Never leaves this process. */
  vault: ReadonlyMap<string, string>;
}

const labelledId =
  /((?:\b(?:student|learner|pupil|matriculation|matric|enrol?ment)[ \t_-]*(?:id|i\.d\.|identifier|no\.?|nr\.?|number|#)|\bmatr(?:ikel)?\.?[ \t-]*(?:nr\.?|nummer)|\bstudienummer|\bstudentnummer|\b(?:student|learner|pupil|matriculation)(?=[ \t]+#?\d{6,12}\b))["'*_]{0,3}[ \t]*(?:is|was|:|=|#|\|)?[ \t]*["'*_]{0,3})([A-Z]{0,3}[-]?\d[\d-]{3,11}\d)\b/giu;

/** With a country code, in a form that is a phone's alone, or spoken of as a phone number: bare digits in a lesson are nearly always something else. */
const internationalPhone =
  /(?<![\p{L}\p{N}+.])(?:\+|00(?=[1-9]\d{0,2}[ .-]))\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,4}(?![\p{L}\p{N}]|[.]\d)/gu;
const labelledPhone =
  /((?:\b(?:phone|telephone|tel|mobile|cell|fax|call|text|whatsapp|telefon|handy|téléphone|teléfono)\b["']?\.?(?:[ \t]+(?:no\.?|number|us|me|at|on))*[ \t]*[:.]?[ \t]*["']?))((?:\(\d{2,5}\)|\d{2,5})(?:[ .\-/]?\d{2,5}){1,5})(?![\p{L}\p{N}])/giu;
const northAmericanPhone =
  /(?<![\p{L}\p{N}(.-])(?:(?:\(\d{3}\)[ ]?|\d{3}-)\d{3}-\d{4}|\d{3}\.\d{3}\.\d{4})(?![\p{L}\p{N}-]|\.\d)/gu;
const trunkPhone = /(?<![\p{L}\p{N}(./-])(?:\(0\d{1,4}\)[ ]?\d{2,4}(?:[ -]?\d{2,4}){1,3}|0\d{2,4}\/\d{5,8})(?![\p{L}\p{N}/-])/gu;

/** A letter from A to F, a number, a share of a hundred or of a total. */
const gradeValue = String.raw`(?:[A-F][+\-–−]?(?![\p{L}\p{N}])|\d{1,3}(?:[.,]\d{1,6})?(?![\p{L}\p{N}])(?:[ \t]?%|[ \t]?\/[ \t]?\d{1,3}|[ \t]out of[ \t]\d{1,3})?)`;
const spokenGrade = new RegExp(
  String.raw`((?<!⟦)\b(?:(?:final|overall|exam|course)[ \t]+)?(?:grade|mark|score|result|gpa|points)s?\b["'*_]{0,3}[ \t]*(?:is|was|of|:|=|–|-)?[ \t]*["'*_]{0,3}|\b(?:scored|got|received|achieved|earned)[ \t]+(?:an?[ \t]+)?)(${gradeValue})`,
  'giu',
);
/** A cell of a table or list of marks that holds nothing but a grade. */
const gradeCell = new RegExp(String.raw`([|,;\t][ ]*)(${gradeValue})(?=[ ]*(?:[|,;\t]|$))`, 'gu');
const countedGrade =
  /(?<![\p{L}\p{N}/.])(\d{1,3}(?:[.,]\d{1,2})?[ \t]?\/[ \t]?\d{1,3})(?=[ \t]+(?:points?|marks?|credits?|correct)\b)/giu;
/** A table that became one line: what stands beside a person in it. */
const besidePerson = {
  idBefore: /(?<![\p{L}\p{N}⟦-])([A-Za-z]{0,3}-?\d{5,12})(?=[ \t,;|]+⟦(?:person|email)-\d+⟧)/gu,
  idAfter: /(⟦(?:person|email)-\d+⟧[ \t,;|]+)([A-Za-z]{0,3}-?\d{5,12})(?![\p{L}\p{N}])/gu,
  gradeAfter:
    /(⟦(?:person|email|student-id)-\d+⟧[ \t,;|]+)((?:[A-F][+\-–−]|[A-F](?=[ \t,;|]*(?:$|["\\⟦\d]))|\d{1,3}(?:[.,]\d{1,2})?(?:[ \t]?%|\/\d{1,3})?)(?![\p{L}\p{N}]))/gu,
};
const speaksOfGrades = /\b(?:grade|mark|score|result|gpa|points)s?\b/iu;
/** A grade is personal where its line names a person, or its record does: a line of its own for each thing that is known of one. */
const namesPerson = /⟦(?:person|email|student-id|phone)-\d+⟧/u;
const ofRecord =
  /^[\s>*_"'{|-]*(?:(?:final|overall|exam|course)[ \t_-]+)?(?:grade|mark|score|result|gpa|points)s?["'*_]*[ \t]*[:=]/iu;

/**
 * Takes personal data out of all inputs of one request together, so that what is written alike is one stand-in throughout.
 * @param input texts by placeholder name
 * @param known what the whole texts of the library say of people (`knownIn`)
 */
export function redact(input: Record<string, string>, known: KnownPeople = nobody): Redacted {
  const texts = Object.values(input);
  const vault = new Map<string, string>();
  const standIns = new Map<string, string>();
  const counts = new Map<PersonalKind, number>();
  const standInFor = (kind: PersonalKind, what: string): string => {
    const known = standIns.get(`${kind}\n${what}`);
    if (known) return known;
    let token: string;
    do {
      const next = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, next);
      token = `⟦${kind}-${next}⟧`;
    } while (texts.some((text) => text.includes(token)));
    standIns.set(`${kind}\n${what}`, token);
    vault.set(token, what);
    return token;
  };

  const found = texts.flatMap(namesIn).filter(({ reach }) => reach !== 'here');
  const held = known.people.filter((name) => texts.some((text) => mayHold(text, name)));
  const names = [...new Set([...found.map(({ name }) => name), ...texts.flatMap(namesInTables), ...held])].sort(
    (a, b) => b.length - a.length,
  );
  const result: Record<string, string> = {};
  for (const [key, text] of Object.entries(input)) {
    // Addresses before names: a name may be half of one.
    let rest = withoutPlaces(text).replace(email, (address) => standInFor('email', address));
    rest = withoutAddressPieces(rest, known, standInFor);
    rest = withoutNamePieces(rest, known, standInFor);
    for (const name of names) rest = rest.replace(namePattern(name), (said) => standInFor('person', said));
    rest = rest.replace(labelledId, (_, label: string, id: string) => label + standInFor('student-id', id));
    rest = rest.replace(internationalPhone, (number) => (digitsOf(number).length >= 7 ? standInFor('phone', number) : number));
    for (const form of [northAmericanPhone, trunkPhone]) rest = rest.replace(form, (number) => standInFor('phone', number));
    rest = rest.replace(labelledPhone, (whole, label: string, number: string) =>
      digitsOf(number).length >= 6 ? label + standInFor('phone', number) : whole,
    );
    result[key] = withoutPieces(rest, known, standInFor)
      .split(/(\n[ \t]*\r?\n)/u)
      .map((part) => (namesPerson.test(part) ? part.split('\n').map(withoutRecord).join('\n') : part))
      .join('');
  }
  return { input: result, vault };

  /** Cells of tables of people, by what the head of their column says, and names that are known at their one place. */
  function withoutPlaces(text: string): string {
    let rest = '';
    let at = 0;
    const here = namesIn(text).filter(({ reach }) => reach === 'here');
    const places = [...personalCells(text), ...here.map(({ start, end }) => ({ start, end, kind: 'person' as const }))];
    for (const { start, end, kind } of places.sort((a, b) => a.start - b.start)) {
      if (start < at) continue;
      rest += text.slice(at, start) + standInFor(kind, text.slice(start, end));
      at = end;
    }
    return rest + text.slice(at);
  }

  /** Ids and grades of the people that a line, or the record it belongs to, names. */
  function withoutRecord(line: string): string {
    if (!namesPerson.test(line) && !ofRecord.test(line)) return line;
    const { idBefore, idAfter, gradeAfter } = besidePerson;
    const known = line
      .replace(idBefore, (id) => standInFor('student-id', id))
      .replace(idAfter, (_, before: string, id: string) => before + standInFor('student-id', id));
    const put = (_: string, before: string, grade: string) => before + standInFor('grade', grade);
    return (speaksOfGrades.test(known) ? known.replace(gradeAfter, put) : known)
      .replace(spokenGrade, put)
      .replace(gradeCell, put)
      .replace(countedGrade, (grade) => standInFor('grade', grade));
  }
}

/** Puts personal data back into every string of a JSON value. */
export function restore<T>(value: T, vault: ReadonlyMap<string, string>): T {
  if (vault.size === 0) return value;
  if (typeof value === 'string') return value.replace(/⟦[a-z-]+-\d+⟧/g, (token) => vault.get(token) ?? token) as T;
  if (Array.isArray(value)) return value.map((entry) => restore(entry, vault)) as T;
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, restore(entry, vault)])) as T;
  }
  return value;
}
