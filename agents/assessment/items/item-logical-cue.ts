/** The options stand in a relation that gives the answer away: the key holds all others, or is the only one that hedges. */
import type { Item } from '../../../tools/library/lesson.ts';
import { counted, fold, stem, words } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice, keyOf } from './items.ts';

const fillers = new Set('a an the only just and or both either it its is are be can to of'.split(' '));
const hedge = /^(?:it|that|this)?\s*(?:all\s+)?depends\b|\bdepending on\b/iu;
const negation = /\b(?:not|cannot|never)\b|n['’]t\b/iu;

/** Words an option lives on, in their stems; what only joins or limits is left out. */
function claims(text: string): Set<string> {
  return new Set(
    words(text)
      .filter((word) => !fillers.has(word))
      .map(stem),
  );
}

/** How many things a text names side by side. */
function listed(text: string): number {
  return text.split(/\s*,\s*(?:and |or )?|\s+(?:and|or|as well as)\s+/iu).filter((part) => part !== '').length;
}

const amounts: Record<string, number> = { two: 2, three: 3, four: 4, five: 5 };

/** The question asks for three things, and a wrong answer names two. */
export function listsTooFew(item: Item): boolean {
  const key = keyOf(item);
  const asked = /\b(?:the|which|what|name)\s+(two|three|four|five)\s+(?:\p{L}+\s+){0,2}\p{L}+s\b/iu.exec(item.stem.text)?.[1];
  const wanted = amounts[asked?.toLowerCase() ?? ''];
  if (!key || wanted === undefined || listed(key.text) !== wanted) return false;
  return item.options.some((option) => listed(option.text) > 1 && listed(option.text) !== wanted);
}

/**
 * Does the key name what every other option names, and more, as a list ("A only", "B only", "A and B")? Longer terms that hold
 * shorter ones ("mean", "mean deviation") are no list.
 */
export function holdsAllOthers(item: Item): boolean {
  const key = keyOf(item);
  if (!key || !/,|\b(?:and|or|as well as)\b/iu.test(key.text) || negation.test(key.text)) return false;
  const own = claims(key.text);
  const others = item.options.filter((option) => option !== key && !negation.test(option.text));
  // Formulas share their signs and names whatever they say.
  if (others.length === 0 || /[=*<>{}[\]\\`]|\)\s*[-+/]/u.test(key.text)) return false;
  return others.every((option) => {
    const parts = claims(option.text);
    return (
      parts.size > 0 &&
      parts.size < own.size &&
      listed(option.text) < listed(key.text) &&
      [...parts].every((part) => own.has(part))
    );
  });
}

/** The key with its negation taken out, or the reverse: one of the two must hold, so that no third option can. */
function affirmed(text: string): string {
  return fold(text)
    .replace(/\bcannot\b/gu, 'can')
    .replace(/\b(?:does|do|did)(?: not|n't) (\p{L}+)/gu, '$1')
    .replace(/\b(can|is|are|was|were|will|must|should|has|have|need)(?: not|n't)\b/gu, '$1')
    .replace(/\b(\p{L}{3,})s\b/gu, '$1');
}

/** A word without its vowels, doubled letters and ending of the past: "rose" and "rise", "stopped" and "stop" are one. */
function skeleton(word: string): string {
  return word
    .replace(/[aeiouy]/gu, '')
    .replace(/(.)\1+/gu, '$1')
    .replace(/(?<=.)d$/u, '');
}

const oppositePrefix = /^(?:(?:non-?|un|in|ir|il)(?=\p{L}{5})|(?:im|dis|a)(?=\p{L}{6}))(.+)$/u;

/** Do two texts differ in one word only, which has a prefix of negation in one of them ("regular", "irregular")? */
function differByPrefix(one: string, other: string): boolean {
  const [a, b] = [words(one), words(other)];
  const apart = a.flatMap((word, at) => (word === b[at] ? [] : [[word, b[at] ?? ''] as const]));
  const [pair] = apart;
  if (a.length !== b.length || apart.length !== 1 || !pair) return false;
  return oppositePrefix.exec(pair[0])?.[1] === pair[1] || oppositePrefix.exec(pair[1])?.[1] === pair[0];
}

/** Does one of two texts say exactly what the other denies? */
function deny(one: string, other: string): boolean {
  if (differByPrefix(one, other)) return true;
  if (negation.test(one) === negation.test(other) || words(one).length < 2 || words(other).length < 2) return false;
  const [a, b] = [words(affirmed(one)), words(affirmed(other))];
  const past = /\bdid(?:n['’]t| not)\b/iu.test(one + other);
  return a.length === b.length && a.every((word, at) => word === b[at] || (past && skeleton(word) === skeleton(b[at] ?? '')));
}

/** Is the key one of exactly two options of which one must hold ("It melts", "It does not melt"), beside others that cannot? */
export function halvesAll(item: Item): boolean {
  const key = keyOf(item);
  if (!key) return false;
  const opposites = item.options.filter((option) => option !== key && deny(option.text, key.text));
  const others = item.options.filter((option) => option !== key && !opposites.includes(option));
  const pairedToo = others.some((option) => negation.test(option.text) || others.some((other) => deny(option.text, other.text)));
  return opposites.length === 1 && others.length > 0 && !pairedToo;
}

function cue(item: Item): string | null {
  const key = keyOf(item);
  if (!key || !isRealChoice(item)) return null;
  const asked = `“${item.stem.text.trim()}”`;
  if (holdsAllOthers(item)) return `The right answer to ${asked} holds all the others: picking the fullest finds it.`;
  if (hedge.test(key.text) && item.options.every((option) => option === key || !hedge.test(option.text)))
    return `The right answer to ${asked} is the only one that says “it depends”.`;
  if (listsTooFew(item)) return `${asked} says how many things it asks for, and a wrong answer names another number of them.`;
  if (halvesAll(item))
    return `Two options of ${asked} contradict each other, so that every other option can be ruled out unread.`;
  return null;
}

export const itemLogicalCue = itemPattern({
  meta: {
    id: 'item-logical-cue',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'The relation between the options gives the answer away',
    source:
      'Avoid logical cues: a subset of the options that must hold the answer, an option that includes the others (Case & Swanson 2002, ch. 3; Haladyna, Downing & Rodriguez 2002, guideline 28; Tarrant et al. 2006).',
    needs: ['siblings'],
  },
  look: cue,
  question: 'How should the question read, so that its options do not settle it between them?',
  together: (flawed) =>
    `In ${counted(flawed.length, 'item')} the relation between the options gives the answer away (${flawed
      .slice(0, 4)
      .map(({ item }) => item.id)
      .join(', ')}${flawed.length > 4 ? ', …' : ''}): it holds all others, or is the only “it depends”.`,
  togetherQuestion: 'Should their options stand beside each other instead?',
});
