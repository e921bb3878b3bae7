/** Two options that are worded apart and mean the same: if one is right, so is the other. */
import type { Item, Lesson, Span } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import { literalPattern } from '../../../tools/library/literal-pattern.ts';
import { fold, sentences, words } from '../wording.ts';
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
  /\b(?:(?:another|other) (?:word|name|term)|synonym|simplif|lowest terms|fraction|decimal|unit|significant|digits|written|spelled|abbreviat|acronym|stands? for|full name|output|prints?|notation|format|convert|express)/iu;

export function twins(item: Item): [number, number] | null {
  const key = keyOf(item);
  if (!key || !isRealChoice(item) || aboutForm.test(item.stem.text)) return null;
  const at = item.options.indexOf(key);
  const other = item.options.findIndex((option, index) => index !== at && meanTheSame(option.text, key.text));
  return other < 0 ? null : [at, other];
}

const sameThing = String.raw`(?:also (?:called|known as|named)|(?:or )?otherwise known as|that is|i\.e\.|in other words|which means|meaning|formerly)`;

interface Said {
  text: string;
  span: Span;
}

const read = new WeakMap<Lesson, (Said & { folded: string })[]>();

/** Cut and folded once for each lesson: every option of every item is looked for in them. */
function sentencesOf(lesson: Lesson): (Said & { folded: string })[] {
  const known = read.get(lesson);
  if (known) return known;
  const found = lesson.passages.flatMap(({ text, span }) =>
    sentences(text).map((one) => ({ text: one.text, span, folded: fold(one.text) })),
  );
  read.set(lesson, found);
  return found;
}

/** A sentence of the lesson that gives one option as another name of the key: “tachycardia (a fast heart rate)”. */
function saidTheSame(lesson: Lesson, one: string, other: string): Said | null {
  const plain = (text: string): string => literalPattern(fold(text).replace(/^(?:an?|the) /u, ''));
  const [a, b] = [plain(one), plain(other)];
  if (a.length < 4 || b.length < 4 || a.includes(b) || b.includes(a) || /\d/u.test(a + b)) return null;
  const article = '(?:an? |the )?';
  const said = (first: string, second: string): string =>
    `(?<![\\p{L}\\p{N}])${first}(?: \\((?:(?:${sameThing}|also),? )?${article}${second}\\)|,? ${sameThing},? ${article}${second}(?![\\p{L}\\p{N}]))`;
  const pattern = new RegExp(`${said(a, b)}|${said(b, a)}`, 'u');
  return sentencesOf(lesson).find(({ folded }) => pattern.test(folded)) ?? null;
}

/** The option that the lesson gives as another name of the key, and where. */
function namedTwice(item: Item, lesson: Lesson): { pair: [number, number]; said: Said } | null {
  const key = keyOf(item);
  if (!key || !isRealChoice(item) || aboutForm.test(item.stem.text)) return null;
  for (const [index, option] of item.options.entries()) {
    const said = option === key ? null : saidTheSame(lesson, key.text, option.text);
    if (said) return { pair: [item.options.indexOf(key), index], said };
  }
  return null;
}

export const itemTwoRightAnswers = itemRule({
  meta: {
    id: 'item-two-right-answers',
    agent: 'assessment',
    version: '1.2',
    severity: 'serious',
    title: 'A wrong answer means the same as the right one',
    source:
      'Make sure that only one option is the right answer, and that options do not overlap (Haladyna, Downing & Rodriguez 2002, guidelines 19 and 22; Tarrant et al. 2006: more than one correct answer).',
    needs: [],
  },
  rewrite: 'wording',
  look(item, { lesson }) {
    const named = twins(item) ? null : namedTwice(item, lesson);
    const pair = twins(item) ?? named?.pair;
    if (!pair) return null;
    const [right, other] = pair.map((index) => item.options[index]?.text ?? '');
    return {
      message: `“${right}” is marked right, and option ${pair[1] + 1}, “${other}”, says the same${named ? `: the lesson says “${named.said.text}”` : ''}.`,
      certainty: 'needs-review',
      question: `What should option ${pair[1] + 1} say instead?`,
      answerKind: 'text',
      option: pair[1],
      ...(named
        ? { evidence: [{ kind: 'quote' as const, text: sourceOf(lesson, named.said.span), source: named.said.span }] }
        : {}),
    };
  },
});
