/** The end of the stem and the beginnings of the options do not fit together, which gives answers away or trips readers. */

import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import { capitalised } from '../wording.ts';
import { editOf, textEdit } from './item-edit.ts';
import { type Flaw, itemRule } from './item-rule.ts';
import { isRealChoice, keyOf } from './items.ts';

/** Does English say "an" before this? Null where letters do not tell (acronyms, digits, "hour", "unit"). */
function takesAn(text: string): boolean | null {
  const first = /^[\s"'“‘`*]*(?:(?:an?|the)\s)?([\p{L}\p{N}]+)/u.exec(text)?.[1];
  if (!first || /^\p{N}/u.test(first) || (first.length > 1 && first === first.toUpperCase())) return null;
  if (/^(?:h(?:our|onest|onou?r|eir)|uni|use|usu|eu|one|once|u$)/iu.test(first)) return null;
  return /^[aeiou]/iu.test(first);
}

function articleClue(item: Item, lesson: Lesson): Flaw | null {
  const source = sourceOf(lesson, item.stem.span);
  const ending = /(?<![/(])\b(an?)(?=[\s:_….]*$)/iu.exec(source.replace(/["']+$/u, ''));
  const article = ending?.[1];
  const key = keyOf(item);
  if (!ending || !article || !key) return null;
  const fits = item.options.map((option) => takesAn(option.text));
  const wanted = article.toLowerCase() === 'an';
  if (fits.some((fit) => fit === null) || takesAn(key.text) !== wanted || fits.every((fit) => fit === wanted)) return null;
  const start = item.stem.span.start + ending.index;
  return {
    message: `The question ends in “${article}”, which fits the right answer and not ${fits.filter((fit) => fit !== wanted).length} of the others.`,
    certainty: 'fails',
    mend: {
      edits: [
        editOf(
          lesson,
          { path: item.stem.span.path, start, end: start + article.length },
          `${article.charAt(0)}/${article.charAt(0)}n`,
        ),
      ],
      title: 'Let the article fit every option',
      risk: 'low',
    },
  };
}

const joints = new Set(['to', 'the', 'a', 'an', 'is', 'are', 'by', 'of', 'in', 'with', 'for']);

/** "Actuators are used to:" – "To calculate …": the word stands in the stem and again in options. */
function doubledJoint(item: Item, lesson: Lesson): Flaw | null {
  const source = sourceOf(lesson, item.stem.span);
  const ending = /(\s)(\p{L}+)(\s*:?\s*"?)$/u.exec(source);
  const joint = ending?.[2]?.toLowerCase();
  if (!ending || !joint || !joints.has(joint)) return null;
  const doubled = item.options.filter((option) => new RegExp(`^\\s*${joint}\\s`, 'iu').test(option.text));
  if (doubled.length === 0) return null;
  if (doubled.length === item.options.length) {
    const start = item.stem.span.start + ending.index;
    return {
      message: `The question ends in “${joint}” and every option begins with it again.`,
      certainty: 'fails',
      mend: {
        edits: [editOf(lesson, { path: item.stem.span.path, start, end: start + 1 + joint.length }, '')],
        title: `Drop the doubled “${joint}”`,
        risk: 'low',
      },
    };
  }
  const edits = doubled.map((option) =>
    textEdit(lesson, item, option.span, capitalised(option.text.replace(new RegExp(`^\\s*${joint}\\s+`, 'iu'), ''))),
  );
  const key = keyOf(item);
  return {
    message: `The question ends in “${joint}”, and ${doubled.length === 1 ? 'one option begins' : `${doubled.length} options begin`} with it again${key && !doubled.includes(key) ? ', which marks the wrong answer' : ''}.`,
    certainty: 'fails',
    ...(edits.every((edit) => edit !== null)
      ? { mend: { edits, title: `Drop the doubled “${joint}”`, risk: 'low' as const } }
      : {}),
  };
}

/** One thing: “a fever”, “an early sign”. Several: joined, counted, or many by their word. */
const one = /^\s*(?:an?|one|each)\s/iu;
const several = /,|\band\b|^\s*(?:two|three|four|five|several|many|these|those|both)\b/iu;

/** “Two signs of shock are”: the right answer is the only one of that number. */
function numberClue(item: Item): Flaw | null {
  const verb = /\b(are|were|is|was)[\s:_….]*$/iu.exec(item.stem.text)?.[1]?.toLowerCase();
  const key = keyOf(item);
  if (!verb || !key || /\?\s*$/u.test(item.stem.text)) return null;
  const plural = verb === 'are' || verb === 'were';
  const isOne = (text: string): boolean => one.test(text) && !several.test(text);
  const isSeveral = (text: string): boolean => several.test(text) && !/^\s*(?:an?|one)\b/iu.test(text);
  const misfits = item.options.filter(({ text }) => (plural ? isOne(text) : isSeveral(text)));
  if (misfits.includes(key) || misfits.length < item.options.length - 1) return null;
  return {
    message: `The question ends in “${verb}”, which fits the right answer and not ${misfits.length} of the others.`,
    certainty: 'needs-review',
    question: 'How should the question read, so that every option fits it?',
    answerKind: 'text',
  };
}

export const itemGrammarClue = itemRule({
  meta: {
    id: 'item-grammar-clue',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'Grammar does not carry from the question into its options',
    source:
      'Avoid clues such as grammatical inconsistencies (Haladyna, Downing & Rodriguez 2002, guideline 28c; Tarrant et al. 2006).',
    needs: [],
  },
  rewrite: 'wording',
  look: (item, { lesson }) =>
    isRealChoice(item) ? (articleClue(item, lesson) ?? doubledJoint(item, lesson) ?? numberClue(item)) : null,
});
