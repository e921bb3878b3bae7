/** Two options that are worded apart and mean the same: if one is right, so is the other. */
import type { Item } from '../../../tools/library/lesson.ts';
import { words } from '../wording.ts';
import { itemRule } from './item-rule.ts';
import { isRealChoice, keyOf } from './items.ts';
import { amountOf, sameAmount } from './quantity-words.ts';

/** Words that give more letters than their first: compounds of a science. */
const compound = 10;

/** Do the letters begin the words in their order, compounds giving up to two from within besides (`dna`, "deoxyribonucleic acid")? */
function spells(letters: string, [word, ...rest]: readonly string[]): boolean {
  if (word === undefined) return letters === '';
  if (letters.charAt(0) !== word.charAt(0)) return false;
  const inner = word.length >= compound ? [0, 1, 2] : [0];
  return inner.some((count) => {
    const within = [...letters.slice(1, 1 + count)];
    return (
      within.length === count && new RegExp(within.join('.*'), 'u').test(word.slice(1)) && spells(letters.slice(1 + count), rest)
    );
  });
}

/** `PWM` beside "pulse width modulation": the letters are the first ones of its words. */
function abbreviates(short: string, long: string): boolean {
  const letters = short.trim();
  if (!/^\p{Lu}{2,6}$/u.test(letters)) return false;
  const all = words(long.replaceAll('-', ' '));
  if (all.length < 2) return false;
  const wanted = letters.toLowerCase();
  return (
    spells(wanted, all) ||
    spells(
      wanted,
      all.filter((word) => !/^(?:of|the|and|for|in|to|a)$/u.test(word)),
    )
  );
}

/** 6 and 6.0, 0.5 and .50 are told apart in questions about programs and about precision. */
function onlyDigitsDiffer(one: string, other: string): boolean {
  const digits = /^[-+−]?\d*\.?\d+$/u;
  return digits.test(one.trim()) && digits.test(other.trim());
}

function meanTheSame(one: string, other: string): boolean {
  if (/[`<>{}[\]=]/u.test(one + other)) return false;
  if (abbreviates(one, other) || abbreviates(other, one)) return true;
  const [a, b] = [amountOf(one), amountOf(other)];
  return a !== null && b !== null && sameAmount(a, b) && !onlyDigitsDiffer(one, other) && one.trim() !== other.trim();
}

/** Questions about the writing itself: the unit, the fraction, the abbreviation. */
const aboutForm =
  /\b(?:simplif|lowest terms|fraction|decimal|unit|significant|digits|written|spelled|abbreviat|acronym|stands? for|full name|output|prints?|notation|format|convert|express)/iu;

export function twins(item: Item): [number, number] | null {
  const key = keyOf(item);
  if (!key || !isRealChoice(item) || aboutForm.test(item.stem.text)) return null;
  const at = item.options.indexOf(key);
  const other = item.options.findIndex((option, index) => index !== at && meanTheSame(option.text, key.text));
  return other < 0 ? null : [at, other];
}

export const itemTwoRightAnswers = itemRule({
  meta: {
    id: 'item-two-right-answers',
    agent: 'assessment',
    version: '1.1',
    severity: 'serious',
    title: 'A wrong answer means the same as the right one',
    source:
      'Make sure that only one option is the right answer, and that options do not overlap (Haladyna, Downing & Rodriguez 2002, guidelines 19 and 22; Tarrant et al. 2006: more than one correct answer).',
    needs: [],
  },
  rewrite: 'wording',
  look(item) {
    const pair = twins(item);
    if (!pair) return null;
    const [right, other] = pair.map((index) => item.options[index]?.text ?? '');
    return {
      message: `“${right}” is marked right, and option ${pair[1] + 1}, “${other}”, says the same.`,
      certainty: 'needs-review',
      question: `What should option ${pair[1] + 1} say instead?`,
      answerKind: 'text',
      option: pair[1],
    };
  },
});
