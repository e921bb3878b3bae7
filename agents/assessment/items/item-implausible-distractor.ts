/** A wrong answer of another kind than the question asks for. Jokes are the author's choice, and left to the response data. */
import type { Item } from '../../../tools/library/lesson.ts';
import { counted } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { distractorsOf, isRealChoice, keyOf } from './items.ts';
import { type Amount, amountOf } from './quantity-words.ts';

/** Numbers this many times apart from all others are not weighed against them: 30 devices beside 30 billion. */
const farApart = 1e5;
/** So many times beyond the nearest of others that lie within ten of each other: 70000 beside 6, 7 and 8. More than a unit's slip (1000). */
const outlying = 2000;
const near = 10;
const asksForNumber =
  /\b(?:how\s+(?:many|much|long|far|old|often|large|big|high|tall|fast|heavy|deep)|(?:in\s+)?(?:what|which)\s+(?:year|century|percentage|share|number|temperature|voltage|distance|age)|number\s+of)\b/iu;
const holdsNumber =
  /\p{N}|\b(?:no|none|zero|once|twice|thrice|half|third|quarter|all|every|double|few|several|many|never|daily|weekly|monthly|yearly|dozen|hundreds?|thousands?|millions?|billions?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty)\b/iu;
/** Answers that stand outside of every scale, and rightly so. */
const outside =
  /\b(?:often|sometimes|rarely|seldom|usually|occasionally|regularly|constantly|continuously|always|depends?|unknown|cannot|can't|not|above|unlimited|infinite(?:ly)?|any|same|however|whenever|as\s+(?:many|long|much)|more|fewer|less)\b/iu;

/** The wrong answer without a number, where a number is asked for and all other options give one. */
function withoutNumber(item: Item): string | null {
  if (!asksForNumber.test(item.stem.text)) return null;
  const without = item.options.filter((option) => !holdsNumber.test(option.text) && !outside.test(option.text));
  const [only] = without;
  return without.length === 1 && only && !only.correct && /^[\p{L}\s'’-]+$/u.test(only.text) ? only.text : null;
}

function apart(one: Amount, other: Amount): boolean {
  if (one.dimension !== other.dimension || one.value <= 0 || other.value <= 0) return false;
  return Math.max(one.value, other.value) / Math.min(one.value, other.value) >= farApart;
}

/** Do the others lie close together, and this one far outside? */
function isOutlier(own: Amount, others: Amount[]): boolean {
  const values = others.map(({ value }) => value);
  if (others.length < 3 || own.value <= 0 || others.some((one) => one.dimension !== own.dimension || one.value <= 0))
    return false;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most / least <= near && (own.value / most >= outlying || least / own.value >= outlying);
}

/** The wrong answer whose size nobody would weigh against the others. */
function outOfScale(item: Item): string | null {
  const key = keyOf(item);
  const amounts = item.options.map((option) => amountOf(option.text));
  if (!key || amounts.some((amount) => amount === null)) return null;
  const right = amounts[item.options.indexOf(key)];
  const found = distractorsOf(item).filter((option) => {
    const own = amounts[item.options.indexOf(option)];
    if (!own || !right) return false;
    const others = amounts.flatMap((other) => (other === null || other === own ? [] : [other]));
    return others.every((other) => apart(own, other)) || isOutlier(own, others);
  });
  // Powers of ten in a row are a scale of their own ("1", "1 million", "1 trillion").
  return found.length === 1 ? (found[0]?.text ?? null) : null;
}

export const itemImplausibleDistractor = itemPattern({
  meta: {
    id: 'item-implausible-distractor',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'A wrong answer is of another kind than what is asked for',
    source:
      'Make all distractors plausible, options homogeneous (Haladyna, Downing & Rodriguez 2002, guidelines 23 and 29; Tarrant et al. 2006). Humour may be meant (guideline 31) and is not flagged.',
    needs: ['siblings'],
  },
  look(item) {
    if (!isRealChoice(item)) return null;
    const kind = withoutNumber(item);
    if (kind !== null) return `“${item.stem.text.trim()}” asks for a number; “${kind}” is none and can be ruled out unread.`;
    const size = outOfScale(item);
    return size === null
      ? null
      : `“${size}” is so far from every other answer to “${item.stem.text.trim()}” that nobody will weigh it.`;
  },
  question: 'How should the question read, so that each wrong answer could be taken for right?',
  together: (flawed) => `${counted(flawed.length, 'item')} have a wrong answer of another kind than what is asked for.`,
  togetherQuestion: 'Should these wrong answers be replaced?',
});
