/**
 * Personal data is taken out before a prompt leaves this machine and put back into the answer. Pure.
 *
 * Taken out: e-mail addresses, names beside them (and every other mention of such a name), phone numbers,
 * numbers called a student, learner or matriculation number, and grades on a line with any of these. Equal things get equal stand-ins, numbered in the order
 * of first appearance, so that equal texts about different people make equal prompts.
 */
import { literalPattern } from '../library/literal-pattern.ts';

export type PersonalKind = 'email' | 'phone' | 'student-id' | 'person' | 'grade';

export interface Redacted {
  /** The inputs, with stand-ins such as `⟦email-1⟧`. */
  input: Record<string, string>;
  /** Stand-in → what it stands for. Never leaves this process. */
  vault: ReadonlyMap<string, string>;
}

const email =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}](?:[\p{L}\p{N}._%+-]*[\p{L}\p{N}_%+-])?@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,24}(?![\p{L}\p{N}])/gu;
const namePart = String.raw`\p{Lu}[\p{L}'’\-]+`;
const initial = String.raw`\p{Lu}\.`;
const particle = '(?:van|von|der|den|de|da|del|di|la|le|ten|ter|bin|al)';
const fullName = String.raw`${namePart}(?:[ \t]+(?:${initial}|${particle}|${namePart})){0,3}[ \t]+${namePart}`;
const nameBefore = new RegExp(
  String.raw`(?<name>${fullName}|${namePart},[ \t]+${namePart})["”]?[ \t]*(?:\]?[<(\[,:;–—-]|\n)?[ \t]*(?:mailto:|[Ee]-?[Mm]ail:?[ \t]*)?$`,
  'u',
);
const nameAfter = new RegExp(String.raw`^[>)\]]?[ \t]*[(,\[–—-]?[ \t]*["“]?(?<name>${fullName})`, 'u');

const labelledId =
  /((?:\b(?:student|learner|pupil|matriculation|matric|enrol?ment)[ \t]*(?:id|i\.d\.|identifier|no\.?|nr\.?|number|#)|\bmatr(?:ikel)?\.?[ \t-]*(?:nr\.?|nummer)|\bstudienummer|\bstudentnummer)[ \t]*(?:is|:|=|#)?[ \t]*)([A-Z]{0,3}[-]?\d[\d-]{3,11}\d)\b/giu;

/** With a country code, or spoken of as a phone number: bare digits in a lesson are nearly always something else. */
const internationalPhone =
  /(?<![\p{L}\p{N}+.])\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,4}(?![\p{L}\p{N}]|[.]\d)/gu;
const labelledPhone =
  /((?:\b(?:phone|telephone|tel|mobile|cell|fax|call|text|whatsapp|telefon|handy|téléphone|teléfono)\b\.?(?:[ \t]+(?:no\.?|number|us|me|at|on))*[ \t]*[:.]?[ \t]*))((?:\(\d{2,5}\)|\d{2,5})(?:[ .\-/]?\d{2,5}){1,5})(?![\p{L}\p{N}])/giu;
const northAmericanPhone = /(?<![\p{L}\p{N}(.-])(?:\(\d{3}\)[ ]?|\d{3}-)\d{3}-\d{4}(?![\p{L}\p{N}-])/gu;

/** A letter from A to F, a number, a share of a hundred or of a total. */
const gradeValue = String.raw`(?:[A-F][+\-–−]?(?![\p{L}\p{N}])|\d{1,3}(?:[.,]\d{1,6})?(?![\p{L}\p{N}])(?:[ \t]?%|[ \t]?\/[ \t]?\d{1,3}|[ \t]out of[ \t]\d{1,3})?)`;
const spokenGrade = new RegExp(
  String.raw`(\b(?:(?:final|overall|exam|course)[ \t]+)?(?:grade|mark|score|result|gpa|points)s?\b[ \t]*(?:is|was|of|:|=|–|-)?[ \t]*|\b(?:scored|got|received|achieved|earned)[ \t]+(?:an?[ \t]+)?)(${gradeValue})`,
  'giu',
);
/** A cell of a table or list of marks that holds nothing but a grade. */
const gradeCell = new RegExp(String.raw`([|,;\t][ ]*)(${gradeValue})(?=[ ]*(?:[|,;\t]|$))`, 'gu');
/** A grade is personal where its line names a person. */
const namesPerson = /⟦(?:person|email|student-id)-\d+⟧/u;

/**
 * Takes personal data out of all inputs of one request together, so that one person is one stand-in throughout.
 * @param input texts by placeholder name
 */
export function redact(input: Record<string, string>): Redacted {
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

  const names = [...new Set(texts.flatMap(namesBesideEmails))].sort((a, b) => b.length - a.length);
  const result: Record<string, string> = {};
  for (const [key, text] of Object.entries(input)) {
    let rest = text;
    for (const name of names) rest = replaceWords(rest, name, () => standInFor('person', name));
    rest = rest.replace(email, (address) => standInFor('email', address));
    rest = rest.replace(labelledId, (_, label: string, id: string) => label + standInFor('student-id', id));
    rest = rest.replace(internationalPhone, (number) => (digits(number) >= 7 ? standInFor('phone', number) : number));
    rest = rest.replace(northAmericanPhone, (number) => standInFor('phone', number));
    rest = rest.replace(labelledPhone, (whole, label: string, number: string) =>
      digits(number) >= 6 ? label + standInFor('phone', number) : whole,
    );
    result[key] = rest
      .split('\n')
      .map((line) => (namesPerson.test(line) ? withoutGrades(line) : line))
      .join('\n');
  }
  return { input: result, vault };

  function withoutGrades(line: string): string {
    const put = (_: string, before: string, grade: string) => before + standInFor('grade', grade);
    return line.replace(spokenGrade, put).replace(gradeCell, put);
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

function namesBesideEmails(text: string): string[] {
  const names: string[] = [];
  for (const match of text.matchAll(email)) {
    const before = nameBefore.exec(text.slice(Math.max(0, match.index - 90), match.index));
    const after = nameAfter.exec(text.slice(match.index + match[0].length, match.index + match[0].length + 80));
    for (const found of [before?.groups?.name, after?.groups?.name]) if (found) names.push(found);
  }
  return names;
}

function replaceWords(text: string, words: string, by: () => string): string {
  const escaped = literalPattern(words).replace(/[ \t]+/g, '[ \\t]+');
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'gu'), by);
}

function digits(text: string): number {
  return text.replace(/\D/g, '').length;
}
