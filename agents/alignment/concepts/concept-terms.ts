/** Terms of a course's subject in running text: where they stand, and whether the words around them explain them. Pure; English. */
import { stem } from '../scoring/stem.ts';

export interface Token {
  /** What two spellings of one word share: its stem; abbreviations keep their capitals. */
  key: string;
  start: number;
  end: number;
}

/** Words of a text with their places; a hyphen parts two words. */
export function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[\p{L}\p{N}]+(?:['’]\p{Ll}+)?/gu)].map((match) => ({
    key: tokenKey(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const abbreviation = /^\p{L}*\p{Lu}[\p{L}\p{N}]*\p{Lu}[\p{Lu}\p{N}]*$/u;

/** Verbs that a stemmer would take for the noun: "this means" is no mean. */
const noNoun = /^(?:means|meaning|meant)$/i;

function tokenKey(word: string): string {
  if (noNoun.test(word)) return word.toLowerCase();
  const bare = word.replace(/['’]\p{Ll}+$/u, '');
  const singular = bare.replace(/(?<=\p{Lu})s$/u, '');
  return abbreviation.test(singular) && singular.length <= 6 ? singular : stem(bare.toLowerCase());
}

/** A term as it is looked for: its keys joined by blanks. */
export function termKey(term: string): string {
  return tokensOf(term)
    .map(({ key }) => key)
    .join(' ');
}

export function isAbbreviation(key: string): boolean {
  return /\p{Lu}/u.test(key);
}

const mostWords = 4;

/** Ways in which a heading asks or says that it introduces something. */
const introducing = /^(?:what(?:['’]s| is| are)|(?:an? )?(?:short |brief |quick )?introduc(?:tion|ing)(?: to)?)\s+/i;
const dealingWith =
  /^(?:understand(?:ing)?|defin(?:e|ing)|meet|(?:more )?about|the (?:basics|idea|concept|meaning) of|types? of|kinds? of)\s+/i;
/** Headings that tell a deed, a question or a remark, and name no concept. */
const noTerm =
  /[?!…]|^(?:how|why|when|where|who|what|which|do|does|don['’]t|is|are|can|should|make|making|keep|use|using|get|getting|set|run|running|add|adding|create|creating|write|writing|read|reading|connect|configure|install|convert|test|check|checking|find|build|deploy|send|measure|capture|calculate|control|program|set up|choose|your|our|my|not|it|that['’]s|another|more|other|some|all|two|three|one|task|example|solution|exercise|challenge)\b|\b(?:and|or|vs|versus|with|for|to|from|in|on|your|you|we|it|at|by)\b/i;

/**
 * The terms a heading introduces: "What is a sensor?" → "sensor"; "Inter Integrated Circuit (IIC)" → that and "IIC".
 * @returns none for headings that tell a deed, join two things, or run on; `asked` where the heading says that it introduces
 */
export function headingTerms(heading: string): { terms: string[]; manner: 'asked' | 'named' } {
  const plain = heading.replace(/[^\p{L}\p{N}\s'’()?!/:,-]/gu, ' ').trim();
  const asked = introducing.exec(plain);
  const manner = asked ? 'asked' : 'named';
  let rest = (asked ? plain.slice(asked[0].length).replace(/\?\s*$/, '') : plain.replace(dealingWith, '')).trim();
  const short = /\(([^)]*)\)\s*$/.exec(rest)?.[1]?.trim() ?? '';
  rest = rest.replace(/\s*\([^)]*\)\s*$/, '').replace(/^(?:an?|the)\s+|['’]\s*$|^['’]/gi, '');
  const shorts = isAbbreviation(termKey(short)) && !/\s/.test(short) ? [short] : [];
  if (/[:,/]/.test(rest) || noTerm.test(rest)) return { terms: shorts, manner };
  const words = tokensOf(rest).length;
  return { terms: words === 0 || words > mostWords || !/\p{L}{2}/u.test(rest) ? shorts : [rest, ...shorts], manner };
}

/** Terms set off by bold or `<dfn>` (`strong`) or by italics (`light`), as the source writes them. */
export function markedTerms(source: string): { term: string; weight: 'strong' | 'light' }[] {
  const marks =
    /\*\*([^*\n]{2,50})\*\*|<(?:strong|b|dfn)>([^<\n]{2,50})<|(?<![*\w])\*([^*\n]{2,50})\*(?!\*)|(?<![\w_])_([^_\n]{2,50})_(?![\w_])|<(?:em|i)>([^<\n]{2,50})</giu;
  return [...source.matchAll(marks)].flatMap((match) => {
    const strong = match[1] ?? match[2];
    const term = (strong ?? match[3] ?? match[4] ?? match[5] ?? '').replace(/[.:,;]\s*$/, '').trim();
    return isTerm(term) && !(callout.test(term) && isCallout(source, match, term))
      ? [{ term, weight: strong === undefined ? ('light' as const) : ('strong' as const) }]
      : [];
  });
}

/** Words that are set off to catch the eye, and name nothing of the subject. */
const callout =
  /^(?:notes?|warnings?|caution|attention|danger|tips?|hints?|important|remember|beware|info|update|spoiler|answers?|questions?|solutions?|examples?|exercises?|summary)$/i;

const beginning =
  /(?:^|[.!?][)"”]?\s+|\n[ \t>]*\n|(?:^|\n)[ \t>]*(?:[-*+]|\d+\.)[ \t]+|<(?:p|li|div|td|dd|blockquote)\b[^>]*>)[ \t>]*$/iu;

/** Set off to catch the eye: it begins a paragraph or sentence, and no sentence that says what it is follows. */
function isCallout(source: string, match: RegExpExecArray, term: string): boolean {
  const [mark] = match;
  if (/^<dfn/i.test(mark) || !beginning.test(source.slice(0, match.index))) return false;
  if (/:\W*$/u.test(mark)) return true;
  const after = source.slice(match.index + mark.length).replace(/^\/?\p{L}*>/u, '');
  const sentence = term + after.split(/\n[ \t>]*\n|[.!?](?:\s|$)|<\//u)[0]!;
  return explanationOf(sentence, 0, term.length) !== 'defines';
}

/** Few words, and none of them punctuation or code. */
export function isTerm(term: string): boolean {
  const words = tokensOf(term).length;
  return words > 0 && words <= mostWords && !/[.!?:;(){}=<>]/.test(term);
}

/** `defines`: the sentence says what the thing is. `explains`: it says something of the kind in passing. */
export type Explanation = 'defines' | 'explains' | null;

const opening =
  /^(?:(?:in [\p{L} ]{2,30},|so,?|basically,?|here,?|put simply,?|remember,?)\s+)?(?:in\s+)?(?:(?:an?|the|these|such)\s+)?["'“‘(]*$/iu;
const isA =
  /^["'”’]*(?:\s*\([^)]{1,80}\)["'”’]*)?,?\s+(?:is|are)\s+(?:(?:just|simply|basically|essentially|usually|often|typically|really|also)\s+)?(?:an?|the|any|one|something|anything|what|where|when|how|those|things|ways?|pieces|parts|devices|values|names|sets|small|special|\p{L}+s (?:that|which|of|used|for))\b/iu;
const saysWhat =
  /^["'”’]*(?:\s*\([^)]{1,80}\)["'”’]*)?,?\s+(?:means?|refers?|denotes?|describes?|stands? for|is defined|are defined|is when|is where|consists? of)\b/iu;
const calledBefore =
  /(?:\b(?:called|known as|named|termed|referred to as|we call|what we call|calls? (?:it|this|these|them|that)|name (?:for|of) (?:it|this|these|them)|meaning of|definition of|term)\s+(?:as\s+)?(?:an?\s+|the\s+|its\s+)?["'“‘(]*)$/iu;
const calledAfter = /^["'”’]*\s+is (?:the name|what we call|the term)\b/iu;
const gloss =
  /^["'”’]*(?:\s*\((?!e\.g)[^)]{3,}\)|\s*[:–—]\s+\S|\s+-\s+\S|,\s+(?:an?|the|which|that is|i\.e|or|where|meaning)\s|\s+(?:allows?|lets?|tells?|shows?|measures?|holds?|stores?|gives?|works?|is used|are used|is made|are made|can be|has|have|contains?|connects?|makes?|does|do)\s)/iu;
const orTerm = /(?:\b(?:or|i\.e\.,?|that is,?)\s+(?:an?\s+|the\s+)?|\([^)]*|["“‘])["'“‘]*$/iu;

/** What a sentence says of a term that stands in it from `start` to `end`. */
export function explanationOf(sentence: string, start: number, end: number): Explanation {
  const before = sentence.slice(0, start);
  const after = sentence.slice(end);
  if (opening.test(before) && (isA.test(after) || saysWhat.test(after))) return 'defines';
  if (calledBefore.test(before) || calledAfter.test(after)) return 'defines';
  if (gloss.test(after) || orTerm.test(before) || isA.test(after) || saysWhat.test(after)) return 'explains';
  return null;
}

/** "A **convenience sample** takes what is at hand": a sentence about a term set off in bold says what it is, whatever its verb. */
export function opensWith(sentence: string, start: number, end: number): boolean {
  const plural = /[^s]s$/i.test(sentence.slice(start, end));
  const verb = plural ? /^["'”’]*\s+\p{Ll}+/u : /^["'”’]*\s+(?:has|can|\p{Ll}{2,}[^s\W]s)\s/u;
  return opening.test(sentence.slice(0, start)) && verb.test(sentence.slice(end));
}

/** The text says that something comes later, or was had before. */
export const pointsElsewhere =
  /\b(?:later|next|soon|upcoming|following|previous(?:ly)?|earlier|already|come back|return to|introduced?|you(?:['’]ll| will) (?:learn|see|use|meet|find)|we(?:['’]ll| will| are going to|['’]re going to)|will be (?:covered|explained|introduced|used)|in (?:a|the|another|lesson|chapter|episode|module) (?:later|next|coming|following|future|lesson|chapter|\d)|see (?:the|lesson|chapter|below)|recall|remember|don['’]t worry|for now|for the moment)\b/i;
