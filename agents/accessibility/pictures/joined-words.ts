/**
 * Words run together where white space got lost ("androw 2", "usingnumpy"), found without a dictionary: the joined word
 * stands nowhere else in the course, both its parts do, and the join is one that language does not make.
 */

export interface Joined {
  /** Offset at which a space is missing. */
  at: number;
  /** As it stands, and parted: for people. */
  was: string;
  parted: string;
}

/** Words that start or end no longer word of the same meaning. */
const atStart = ['and', 'the', 'using', 'where', 'which', 'that'];
/** Small words that begin next to no other word: what follows them needs to be a longer one. */
const seldomAtStart = [
  ...[
    'against',
    'across',
    'because',
    'been',
    'between',
    'could',
    'does',
    'during',
    'each',
    'from',
    'have',
    'into',
    'onto',
    'should',
  ],
  ...['their', 'these', 'those', 'through', 'until', 'were', 'when', 'while', 'whose', 'would'],
];
const atEnd = ['and', 'where', 'which', 'that', 'using', 'from', 'with'];
/** Real words that look joined. */
const whole = new Set(
  (
    'android andes theme themes then thence there these they theft theory theorem thermal thesis theater theatre therapist ' +
    'intonation throughway werewolf whenever ' +
    'nowhere somewhere anywhere everywhere elsewhere whereas whereby wherein whereupon wherever whereabouts wherewithal whichever ' +
    'thousand understand withstand misunderstand husband expand command demand island brand grand stand strand errand homeland farmland wasteland ' +
    'wonderland mainland highland lowland grassland marshland dreamland forthwith herewith therewith wherewith therefrom housing focusing causing'
  ).split(' '),
);

/** How often each word is used, lower case. */
export type Vocabulary = Map<string, number>;

const word = /[\p{L}_][\p{L}\p{N}_]*/gu;

export function countWords(text: string, into: Vocabulary = new Map()): Vocabulary {
  for (const [found] of text.matchAll(word)) {
    const key = found.toLowerCase();
    into.set(key, (into.get(key) ?? 0) + 1);
  }
  return into;
}

/**
 * @param text the alternative, decoded.
 * @param elsewhere words of the course outside this alternative.
 */
export function joinedWords(text: string, elsewhere: Vocabulary): Joined[] {
  const own = countWords(text);
  const found: Joined[] = [];
  const known = (part: string) => (elsewhere.get(part) ?? 0) + (own.get(part) ?? 0);
  for (const match of text.matchAll(word)) {
    const token = match[0].toLowerCase();
    if (token.length < 6 || whole.has(token) || elsewhere.has(token)) continue;
    const cut = cutOf(token, known);
    if (cut === null) continue;
    const was = match[0];
    found.push({ at: match.index + cut, was, parted: `${was.slice(0, cut)} ${was.slice(cut)}` });
  }
  for (const match of text.matchAll(/(?<=(?:['"\])]|\p{L}{3})),(?=\p{L}{3})/gu)) {
    if (text.split(', ').length < 3) continue;
    const at = match.index + 1;
    const was = /^\p{L}+/u.exec(text.slice(at))![0];
    if (known(was.toLowerCase()) < 2) continue;
    found.push({ at, was: `,${was}`, parted: `, ${was}` });
  }
  return found.sort((a, b) => a.at - b.at);
}

function cutOf(token: string, known: (part: string) => number): number | null {
  for (const first of atStart) {
    const rest = token.slice(first.length);
    if (token.startsWith(first) && rest.length >= 3 && known(rest) >= 2) return first.length;
  }
  for (const first of seldomAtStart) {
    const rest = token.slice(first.length);
    if (token.startsWith(first) && rest.length >= 4 && known(rest) >= 2) return first.length;
  }
  for (const last of atEnd) {
    const rest = token.slice(0, -last.length);
    if (token.endsWith(last) && rest.length >= 4 && known(rest) >= 2) return rest.length;
  }
  // An identifier does not grow into a word: `weight_lbstuck`.
  const underscore = token.lastIndexOf('_');
  if (underscore === -1) return null;
  for (let cut = underscore + 2; cut <= token.length - 4; cut++) {
    const identifier = token.slice(0, cut);
    const rest = token.slice(cut);
    if (known(identifier) >= 1 && known(rest) >= 2 && !rest.includes('_')) return cut;
  }
  return null;
}
