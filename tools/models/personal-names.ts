/**
 * Names of people as they stand beside e-mail addresses, in whatever mark-up: prose, mail headers, links, tables, JSON, YAML. Pure.
 * What is taken for a name wrongly costs a model a word that comes back afterwards; a name that is missed leaves the machine: so it
 * rather takes too many.
 */

export const email =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}](?:[\p{L}\p{N}._%+-]*[\p{L}\p{N}_%+-])?@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,24}(?![\p{L}\p{N}])/gu;

const namePart = String.raw`\p{Lu}[\p{L}\p{M}'’\-]+`;
const initial = String.raw`\p{Lu}\.`;
const particle = '(?:van|von|der|den|de|da|del|di|la|le|ten|ter|bin|al)';
const spoken = String.raw`${namePart}(?:[ \t]+(?:${initial}|${particle}|${namePart})){0,3}[ \t]+${namePart}`;
/** In scripts without capitals a name is what stands next to the address. */
const caseless = String.raw`[\p{Lo}\p{M}]{2,12}(?:[ \t·]+[\p{Lo}\p{M}]{2,12}){0,2}`;
const turned = String.raw`${namePart},[ \t]*${namePart}`;
const anyName = `${spoken}|${turned}|${caseless}|${namePart}`;
const fillers = 'at|is|via|by|my|their|her|his|e-?mail|mail|mailto|address|href|a|contact|unter|ist|adresse';
const between = String.raw`(?:["'”’“*_\s<>()\[\],:;|{}\/=#–—-]|(?<!\p{L})(?:${fillers})(?!\p{L})|['’]s(?!\p{L}))`;
const nameBefore = new RegExp(String.raw`(?<![\p{L}\p{N}])(?<name>${anyName})(?<gap>${between}{0,24})$`, 'u');
const nameAfter = new RegExp(String.raw`^(?:["'”’“*_ \t<>()\[\],:;|{}\/=–—-]){0,12}(?<name>${anyName})`, 'u');
const labelled = new RegExp(String.raw`(?<!\p{L})[Nn]ame["']?[ \t]*[:=][ \t]*["'“]?(?<name>${anyName})`, 'gu');
const lowerCase = /(?<![\p{L}\p{N}])(?<name>\p{Ll}{2,}(?:[ \t]+\p{Ll}{2,}){1,2})[ \t]*<$/u;

/** Begin a phrase with a capital and are nobody's name. */
const notNames = new Set(
  (
    'In At To The Ask Contact Email E-mail Mail Write Call See From By For With If Please Dear Or And Send Tell Reach Via Note Questions ' +
    'Prof Professor Dr Mr Mrs Ms Mx Herr Frau Instructor Instructors Teacher Teachers Author Authors Lecturer Tutor Student Learner Name Names ' +
    'Copyright Maintainer Maintainers Course Help Support Team Our Your My This That When'
  ).split(' '),
);
const roles = new Set(
  'info contact support help team admin office hello mail webmaster course courses learn students student teacher tutor editor feedback news noreply'.split(
    ' ',
  ),
);

const far = { before: 110, after: 90, record: 160 };

/** Names beside the addresses of a text, each once; the longest first. */
export function namesBeside(text: string): string[] {
  const names = new Set<string>();
  for (const match of text.matchAll(email)) {
    const end = match.index + match[0].length;
    const before = lastParagraph(text.slice(Math.max(0, match.index - far.before), match.index));
    const after = firstParagraph(text.slice(end, end + far.after));
    const local = match[0].slice(0, match[0].indexOf('@'));
    const found = nameBefore.exec(before);
    const display =
      /^["”’*_]*[ \t]*<$/u.test(found?.groups?.gap ?? '') || /\p{L}\.[ \t]*$/u.test(before.slice(0, found?.index ?? 0));
    add(found?.groups?.name, local, display);
    add(nameAfter.exec(after)?.groups?.name, local, false);
    const low = lowerCase.exec(before)?.groups?.name;
    if (low?.split(/\s+/u).some((word) => isOf(word, local))) names.add(low);
    const record =
      lastParagraph(text.slice(Math.max(0, match.index - far.record), match.index)) +
      firstParagraph(text.slice(end, end + far.record));
    for (const { groups } of record.matchAll(labelled)) add(groups?.name, local, true);
  }
  return [...names].sort((a, b) => b.length - a.length);

  /** @param alone whether one word is enough: it stands where only a name would */
  function add(said: string | undefined, local: string, alone: boolean): void {
    if (said === undefined) return;
    const parts = said.split(/(?<=[\s,])/u);
    while (parts.length > 0 && notNames.has(parts[0]!.trim().replace(/,$/u, ''))) parts.shift();
    const name = parts
      .join('')
      .trim()
      .replace(/['’]s?$/u, '');
    if (parts.length >= 2 || /^\p{Lo}/u.test(name) || (name !== '' && (alone || isOf(name, local)))) {
      names.add(name);
      const [last, first] = name.split(/,\s*/u);
      if (first) names.add(`${first} ${last}`);
    }
  }
}

/**
 * Names of more than one word that any of the texts has beside an address: a request may hold the name alone (the words of a link, a
 * passage without its mark-up), and it is the same person.
 */
export function peopleIn(texts: Iterable<string>): string[] {
  const names = new Set<string>();
  for (const text of texts) for (const name of namesBeside(text)) if (/[\s,]|^\p{Lo}/u.test(name)) names.add(name);
  return [...names].sort();
}

/** Is the word part of the address's own name? */
function isOf(word: string, local: string): boolean {
  const plain = folded(word);
  if (plain.length < 2 || roles.has(plain)) return false;
  return (
    folded(local)
      .split(/[^a-z]+/u)
      .includes(plain) ||
    (plain.length >= 4 && folded(local).includes(plain))
  );
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const lastParagraph = (text: string) => text.split(/\n[ \t]*\r?\n/u).at(-1)!;
const firstParagraph = (text: string) => text.split(/\n[ \t]*\r?\n/u)[0]!;
