/**
 * Names of people as they stand beside e-mail addresses, in whatever mark-up: prose, mail headers, links, tables, JSON, YAML. Pure.
 * What is taken for a name wrongly costs a model a word that comes back afterwards; a name that is missed leaves the machine: so in the
 * text that holds the address it rather takes too many. Elsewhere in a library only what is plainly a person is taken for one.
 */
import { form, isNoName, withoutAsking } from './personal-words.ts';

export const email =
  /(?=[\p{L}\p{N}])(?<![\p{L}\p{N}][._%+-]{0,20})[\p{L}\p{N}](?:[\p{L}\p{N}._%+-]*[\p{L}\p{N}_%+-])?@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,24}(?![\p{L}\p{N}])/gu;

/** Where a name is taken out: wherever the library has it, wherever its own text has it, or at its one place. */
export type Reach = 'library' | 'text' | 'here';

export interface FoundName {
  name: string;
  reach: Reach;
  start: number;
  end: number;
}

/** How a name stands by its address. `shown`: `Name <addr>` or the words of a mail link; `labelled`: `name: …`; `titled`: Mr., or an initial. */
type Standing = 'shown' | 'labelled' | 'titled' | 'beside';

const anyName = form.name;
const fillers = 'at|is|via|by|my|their|her|his|e-?mail|mail|mailto|address|href|a|contact|unter|ist|adresse';
const between = String.raw`(?:["'”’“*_\s<>()\[\],:;|{}\/=#–—-]|(?<!\p{L})(?:${fillers})(?!\p{L})|['’]s(?!\p{L}))`;
const nameBefore = new RegExp(String.raw`(?<![\p{L}\p{N}])(?<name>${anyName})(?<gap>${between}{0,24})$`, 'du');
const nameAfter = new RegExp(String.raw`^(?:["'”’“*_ \t<>()\[\],:;|{}\/=–—-]){0,12}(?<name>${anyName})`, 'du');
const linkText = new RegExp(String.raw`^["'][^<>\n]{0,80}>[\s*_]*(?<name>${anyName})[\s*_]*<`, 'du');
const labelled = new RegExp(
  String.raw`(?<!\p{L})(?:(?<of>\p{L}+)["']?[ \t_-]*)?(?<!\p{L})[Nn]ame["']?[ \t]*[:=][ \t]*["'“]?(?<name>${anyName})`,
  'dgu',
);
/** What a label of a person's name may say before "name". */
const ofPerson =
  /^(?:full|first|last|given|family|sur|fore|middle|display|real|user|contact|student|learner|pupil|teacher|tutor|author|instructor|lecturer|participant|person|your|my|his|her|their|the|and|with|by|is)$/iu;
const lowerCase = /(?<![\p{L}\p{N}])(?<name>\p{Ll}{2,}(?:[ \t]+\p{Ll}{2,}){1,2})[ \t]*<$/du;
const title = /(?<!\p{L})(?:\p{Lu}|Mr|Mrs|Ms|Mx|Dr|Prof|Sr|Sra|Mme|Mlle)\.[ \t]*$/u;

/** Words of addresses that are a group's or an office's: such an address names nobody. */
const roles = new Set(
  (
    'info contact support help helpdesk team teams admin office hello mail webmaster course courses learn students student teacher tutor editor ' +
    'feedback news newsletter noreply list lists group groups staff dept department press jobs sales service services security events library ' +
    'lab labs research school faculty institute board committee community users dev devs announce discuss bugs hr enquiries inquiries questions'
  ).split(' '),
);

const far = { before: 110, after: 90, record: 160 };

/** Names beside the addresses of a text, each with its place, in order of the addresses. */
export function namesIn(text: string): FoundName[] {
  const found: FoundName[] = [];
  for (const match of text.matchAll(email)) {
    const end = match.index + match[0].length;
    const before = lastParagraph(text.slice(Math.max(0, match.index - far.before), match.index));
    const after = firstParagraph(text.slice(end, end + far.after));
    const address = match[0];
    const from = match.index - before.length;
    const add = (one: RegExpExecArray | null, offset: number, standing: Standing) => {
      const [at] = one?.indices?.groups?.name ?? [];
      if (at !== undefined) found.push(...named(one!.groups!.name!, offset + at, address, standing));
    };
    const first = nameBefore.exec(before);
    add(first, from, first ? standingOf(first, before) : 'beside');
    const link = /mailto:$/u.test(before) ? linkText.exec(after) : null;
    add(link ?? nameAfter.exec(after), end, link ? 'shown' : 'beside');
    const low = lowerCase.exec(before);
    const said = low?.groups?.name?.split(/\s+/u) ?? [];
    if (said.some((word) => isOf(word, address))) add(low, from, 'shown');
    const around = lastParagraph(text.slice(Math.max(0, match.index - far.record), match.index));
    const record = around + ' '.repeat(address.length) + firstParagraph(text.slice(end, end + far.record));
    for (const one of record.matchAll(labelled))
      if (one.groups!.of === undefined || ofPerson.test(one.groups!.of)) add(one, match.index - around.length, 'labelled');
  }
  return found;
}

function standingOf(match: RegExpExecArray, before: string): Standing {
  if (/^["”’*_]*[ \t]*<$|\]\([ \t]*(?:mailto:)?$/u.test(match.groups!.gap!)) return 'shown';
  return title.test(before.slice(0, match.index)) ? 'titled' : 'beside';
}

/** What of the words is a name, and how far it reaches; nothing where they are no name. */
function named(said: string, at: number, address: string, standing: Standing): FoundName[] {
  const parts = said.split(/(?<=[\s,])/u);
  while (parts.length > 0 && isNoName(parts[0]!.trim().replace(/,$/u, ''))) parts.shift();
  const name = withoutAsking(
    parts
      .join('')
      .trim()
      .replace(/['’]s?$/u, ''),
  );
  const reach = name === '' ? null : reachOf(name, address, standing);
  if (reach === null) return [];
  const start = at + said.lastIndexOf(name);
  const one = { name, reach, start, end: start + name.length };
  const [last, first] = name.split(/,\s*/u);
  return first ? [one, { ...one, name: `${first} ${last}` }] : [one];
}

function reachOf(name: string, address: string, standing: Standing): Reach | null {
  const words = name.split(/[\s,]+/u);
  const plain = standing === 'shown' || standing === 'labelled';
  if (/^\p{Lo}/u.test(name)) return plain ? 'library' : 'text';
  const own = words.some((word) => isOf(word, address));
  if (words.length >= 2) return plain || own ? 'library' : 'text';
  if (standing === 'shown' || standing === 'titled' || (own && !isOfDomain(name, address))) return 'text';
  return standing === 'labelled' ? 'here' : null;
}

/** Is the word part of what stands before the @ of a person's address? */
function isOf(word: string, address: string): boolean {
  const plain = folded(word);
  const local = folded(address.slice(0, address.indexOf('@')));
  const parts = local.split(/[^a-z]+/u);
  if (plain.length < 2 || parts.some((part) => roles.has(part))) return false;
  return parts.includes(plain) || (plain.length >= 4 && local.includes(plain));
}

function isOfDomain(word: string, address: string): boolean {
  return folded(address)
    .slice(address.indexOf('@') + 1)
    .split('.')
    .includes(folded(word));
}

/** Whether the words before an @ are those of a group or an office. */
export function isRole(local: string): boolean {
  return roles.has(folded(local));
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const lastParagraph = (text: string) => text.split(/\n[ \t]*\r?\n/u).at(-1)!;
const firstParagraph = (text: string) => text.split(/\n[ \t]*\r?\n/u)[0]!;
