/** "Always", "never", "only" and their like mark wrong answers; learners who know that need not know the subject. */
import type { Item } from '../../../tools/library/lesson.ts';
import { counted, fold } from '../wording.ts';
import { combinations } from './item-complex-options.ts';
import { itemPattern } from './item-pattern.ts';
import { distractorsOf, isRealChoice, isVerdictItem, keyOf } from './items.ts';

/** Words that are a claim on every case wherever they stand. */
const absolute =
  /\b(?:always|never|invariably|completely|absolutely|totally|entirely|exclusively|solely|under no circumstances|without exception|in every case|at all times?|impossible)\b/iu;
/** Claims on every case, or on no other, where they stand in a sentence. "Not only", "if any" and "all in all" are none. */
const quantified =
  /(?<!\bnot )\bonly\b|\b(?<!\b(?:in|at|after|above|all of|if|not|nearly|almost|by) )(?:all|every(?:one|body|thing|where)?|any(?:one|body|thing|where)?|none|nobody|nothing)\b(?! (?:in all|but|other|more|of the (?:above|following)|of these))/iu;
/** An option that is a sentence with something after its verb, rather than the name of a thing ("All birds there are"). */
const clause =
  /\b(?:is|are|was|were|be|been|has|have|had|can|cannot|could|may|must|shall|should|will|would|do|does|did|needs?|uses?|makes?|gets?|goes?|works?|runs?|takes?|sends?|stops?|kills?|\p{L}{3,}ed)\b\s+\S/iu;
/** What may follow “all prices” without being their verb. */
const noVerb =
  'of|in|that|who|whose|which|there|with|without|from|on|at|for|between|under|over|above|below|and|or|but|to|by|near|within|into|than|as|alike|alive|present|available|except|during|outside|inside|until|since|after|before|beyond|against|about|across|along|among|around|through|per|kept|taken|given|found|born|held|sold|paid|made|shown|seen|known|written|grown|older|younger|larger|smaller|higher|lower';
/**
 * A sentence whose subject is everyone or no one: “Every firm closes”, “Nobody buys houses”, “All prices drop at once”. “No side
 * effects”, “no serious injuries” and “each wine glass” are the names of things.
 */
const subject = new RegExp(
  [
    String.raw`^(?:every|each)\s+\p{Ll}+\s+\p{Ll}{2,}(?<![sui])s\b`,
    String.raw`^no\s+\p{Ll}+(?<!s)\s+\p{Ll}{2,}(?<![sui])s\s+(?:an?|the|its|their|his|her|any)\b`,
    String.raw`^(?:every(?:one|body|thing)|no(?:body|thing| one))\s+\p{Ll}{2,}s\b`,
    String.raw`^(?:all|no)\s+(?:the\s+)?\p{Ll}+(?<![sui])s\s+(?!(?:${noVerb})\b)\p{Ll}{3,}(?<!ing|ed)\b`,
  ].join('|'),
  'iu',
);
const exclusive = /(?<!\bnot )\bonly\b/iu;

/** The absolute word that a false statement is given away by; null where there is none. */
function absoluteInStatement(text: string): string | null {
  return absolute.exec(text)?.[0] ?? quantified.exec(text)?.[0] ?? null;
}

/** The same of an option, which may be the name of a thing. */
function absoluteInOption(text: string): string | null {
  if (absolute.test(text) || exclusive.test(text)) return absoluteInStatement(text);
  // “When all values are equal” names a case, and claims nothing of every one.
  if (/^(?:when|whenever|if|where|until|once|while|as long as)\b/iu.test(text.trim())) return null;
  if (subject.test(text.trim())) return /^\p{L}+/u.exec(text.trim())?.[0] ?? null;
  return clause.test(text) && !/^(?:none|nothing|nobody)\b/iu.test(text.trim()) ? (quantified.exec(text)?.[0] ?? null) : null;
}

function inOptions(item: Item): string | null {
  const key = keyOf(item);
  if (!key || absolute.test(key.text) || /\b(?:only|all|every|none)\b/iu.test(key.text)) return null;
  // Where the question itself says "always", all options are weighed against it; "A only" is a combination of options.
  if (absolute.test(item.stem.text) || /\bonly\b/iu.test(item.stem.text)) return null;
  const texts = item.options.map((option) => option.text);
  if (combinations(item.stem.text, texts).length > 0) return null;
  // Words weighed as words (“always”, “almost”, “seldom”): a scale or a translation, not a claim.
  if (texts.every((text) => /^\s*\p{L}+\s*$/u.test(text))) return null;
  const marked = distractorsOf(item).filter((option) => absoluteInOption(option.text) !== null);
  return marked.length === 0
    ? null
    : `${counted(marked.length, 'wrong answer')} of “${item.stem.text.trim()}” can be ruled out by an absolute word (${marked.map((option) => `“${option.text}”`).join(', ')}).`;
}

export const itemAbsoluteWords = itemPattern({
  meta: {
    id: 'item-absolute-words',
    agent: 'assessment',
    version: '1.2',
    severity: 'minor',
    title: 'Absolute words mark the wrong answers',
    source:
      'Avoid specific determiners such as always, never, completely (Haladyna, Downing & Rodriguez 2002, guideline 28a; Tarrant et al. 2006).',
    needs: ['siblings'],
  },
  look(item) {
    const key = keyOf(item);
    if (!key) return null;
    // A false statement with "always" in it; a true one teaches that the word is no clue.
    if (isVerdictItem(item))
      return /^(?:false|no|f|wrong|incorrect)$/u.test(fold(key.text)) && absoluteInStatement(item.stem.text) !== null
        ? `“${item.stem.text.trim()}” is given away by its absolute word.`
        : null;
    return isRealChoice(item) ? inOptions(item) : null;
  },
  question: 'How should the question read without the absolute word?',
  together: (flawed) =>
    `Absolute words (“always”, “never”, “only”, …) give away the answer of ${counted(flawed.length, 'item')} (${flawed
      .slice(0, 4)
      .map(({ item }) => item.id)
      .join(', ')}${flawed.length > 4 ? ', …' : ''}).`,
  togetherQuestion: 'Should these be worded without them?',
});
