/** Text to the stems that carry meaning. English; other languages fall back to whole lower-case words. */
import { stem } from './stem.ts';

/** Words that say nothing of a subject: function words, and the furniture of teaching prose. */
const empty = new Set(
  `a about above after again all also although always am an and another any are aren as at away back be became because been
  before being below between both but by can cannot could did didn do does doesn doing don done down during each either else
  enough etc even ever every few for from further get gets getting give gives given go goes going good got had has have having he
  her here hers him his how however i if in instead into is isn it its itself just keep least less let lets like ll lot lots made
  make makes making many may maybe me might more most much must my need needs neither never next no nor not now of off often on
  once one ones only onto or other others our ours out over own per perhaps please put quite rather re really s same see seen she
  should since so some someone something sometimes still such sure t take takes than that the their them then there these they
  thing things this those though through thus to together too toward under until up upon us ve very via want wants was way ways
  we well were what whatever when where whether which while who whom whose why will with within without won would yes yet you
  your yours yourself able correctly using use used uses useful various different several certain possible simple new first
  second two three lesson lessons course module section chapter exercise challenge solution learn learner learners student
  students example examples following called know let's we'll you'll can't don't it's that's e.g i.e`.split(/\s+/),
);

/**
 * Lower-case words; `snake_case`, `camelCase` and dotted names fall into their parts. A hyphenated word gives its parts and
 * the whole, so that "post-condition" meets "postcondition".
 */
export function wordsOf(text: string): string[] {
  const joined = [...text.matchAll(/\b(\p{L}{2,})-(\p{L}{3,})\b/gu)].map((match) => match[1]! + match[2]!);
  return [...plainWords(text), ...plainWords(joined.join(' '))];
}

function plainWords(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
      .toLowerCase()
      .replace(/[’]/g, "'")
      .match(/[\p{L}\p{N}]+(?:'[\p{L}]+)?/gu) ?? []
  );
}

const fewestWords = 8;
/** Share of empty words: English prose has a fifth or more, text in other languages hardly any. */
const leastEmpty = 0.1;

/** Whether a text is surely in another language than English; of a few words nothing is sure, unless they are in another script. */
export function isForeign(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = letters.filter((letter) => /\p{Script=Latin}/u.test(letter)).length;
  if (latin < letters.length / 2) return true;
  const words = plainWords(text);
  return words.length >= fewestWords && words.filter((word) => empty.has(word)).length < leastEmpty * words.length;
}

/** Stems of the words that carry meaning, in order, repeats kept. */
export function stemsOf(text: string): string[] {
  const stems: string[] = [];
  for (const word of wordsOf(text)) {
    if (empty.has(word) || (word.length < 2 && !/\p{Lo}|[cr]/u.test(word))) continue;
    stems.push(stemOf(word));
  }
  return stems;
}

/**
 * Code words that would be lost as empty ones: `and`, `or`, `for`, `if` and the like, marked by a backtick.
 * @param source Markdown or HTML source; only what stands in code marks counts.
 */
export function codeMarksOf(source: string): string[] {
  const inline = [...source.matchAll(/`+([^`\n]+)`+|<code>([^<]+)<\/code>/g)].map((match) => match[1] ?? match[2] ?? '');
  return emptyWordsOf(inline.join(' '));
}

/** The same for a whole block of code. */
export function emptyWordsOf(code: string): string[] {
  return plainWords(code)
    .filter((word) => empty.has(word) && word.length > 1)
    .map((word) => `\`${word}`);
}

const known = new Map<string, string>();

function stemOf(word: string): string {
  let found = known.get(word);
  if (found === undefined) {
    found = stem(word.replace(/'s?$/, '').replace(/'.*$/, ''));
    if (known.size > 50_000) known.clear();
    known.set(word, found);
  }
  return found;
}

/**
 * Sentences with their places in the text. Line breaks inside a paragraph do not end one, blank lines do; a full stop
 * before a small letter ("e.g. two") does not either.
 */
export function sentencesOf(text: string): { text: string; start: number; end: number }[] {
  const found: { text: string; start: number; end: number }[] = [];
  const pattern = /\S(?:(?!\n\s*\n)[\s\S])*?(?:[.!?:]["'”’)\]]*(?=\s+[^\p{Ll}\s]|\s*$)|(?=\n\s*\n)|$)/gu;
  for (const match of text.matchAll(pattern)) {
    const sentence = match[0].trimEnd();
    if (sentence.length > 0) found.push({ text: sentence, start: match.index, end: match.index + sentence.length });
  }
  return found;
}
