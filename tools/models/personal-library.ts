/** What the texts of a library hold about people, so that it leaves in no request, however its texts are cut. Pure but for what it remembers. */
import { createHash } from 'node:crypto';
import { namesIn } from './personal-names.ts';
import { digitsOf, type KnownPeople } from './personal-pieces.ts';
import { namesInTables } from './personal-tables.ts';
import { redact } from './redact.ts';

/** Texts whose finds are remembered, so that reading the same files again costs nothing. */
const mostRemembered = 20_000;
const heldBy = remembering(readPeople, mostRemembered);

/**
 * Everything that the texts say of people: a request may hold a name alone (the words of a link, a passage without its mark-up), and it is the
 * same person.
 */
export function knownIn(texts: Iterable<string>): KnownPeople {
  const all = Array.from(texts, heldBy);
  const people = sorted(all.flatMap((one) => one.people));
  const sure = new Set(people);
  return {
    people,
    beside: sorted(all.flatMap((one) => one.beside)).filter((name) => !sure.has(name)),
    emails: sorted(all.flatMap((one) => one.emails)),
    ids: new Set(all.flatMap((one) => [...one.ids])),
    numbers: sorted(all.flatMap((one) => one.numbers)),
    grades: new Set(all.flatMap((one) => [...one.grades])),
  };
}

/** Reads each text once, whatever holds it; forgets all when it knows `most`. */
export function remembering<T>(read: (text: string) => T, most: number): (text: string) => T {
  const remembered = new Map<string, T>();
  return (text) => {
    const key = createHash('sha256').update(text).digest('base64');
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const found = read(text);
    if (remembered.size >= most) remembered.clear();
    remembered.set(key, found);
    return found;
  };
}

function readPeople(text: string): KnownPeople {
  const names = namesIn(text);
  const vault = [...redact({ text }).vault];
  const of = (kind: string) => vault.filter(([token]) => token.startsWith(`⟦${kind}-`)).map(([, what]) => what);
  const far = (reach: string) => names.filter((one) => one.reach === reach && several.test(one.name)).map(({ name }) => name);
  return {
    people: [...far('library'), ...namesInTables(text)],
    beside: far('text'),
    emails: of('email'),
    ids: new Set(of('student-id')),
    numbers: [...of('student-id'), ...of('phone')].map(digitsOf),
    grades: new Set(of('grade').filter((grade) => grade.length >= 3)),
  };
}

/** One word is too little to be anybody's in a whole library, but where a script parts no words. */
const several = /[\s,]|^\p{Lo}/u;
const sorted = (list: string[]) => [...new Set(list)].sort();
