/** A blank in the middle of the question: learners must hold the sentence open while they read the options. */

import { counted, unquoted, words } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice } from './items.ts';

/** Dots or empty brackets that stand for a word of a sentence; in a question they may be something that is asked about. */
const otherBlank = /(?<=\p{L}[,)]?\s)(?:…|\.{3,}|\[(?:\s*|\s*blank\s*|…|\.{3,})\]|\((?:\s+|…|\.{3,})\))(?=[,;]?\s+\p{L})/iu;

/**
 * A blank with at least three words after it. Names of code (`__init__`) and ellipses of quotations are none, nor is a sentence
 * that the question quotes to be completed.
 */
export function blankInside(stem: string): boolean {
  const asked = unquoted(stem);
  const blank = /(?<![\p{L}\p{N}`])_{2,}(?![\p{L}\p{N}`])/u.exec(asked) ?? (asked.includes('?') ? null : otherBlank.exec(asked));
  return blank !== null && words(asked.slice(blank.index)).length >= 3;
}

export const itemBlankInStem = itemPattern({
  meta: {
    id: 'item-blank-in-stem',
    agent: 'assessment',
    version: '1.2',
    severity: 'minor',
    title: 'The blank stands in the middle of the question',
    source:
      'Put blanks at the end of a completion, or ask a question (Haladyna, Downing & Rodriguez 2002, guidelines 9 and 15; Tarrant et al. 2006: fill in the blank).',
    needs: ['siblings'],
  },
  look: (item) =>
    isRealChoice(item) && blankInside(item.stem.text)
      ? `“${item.stem.text.trim()}” leaves its blank in the middle; ask a question, or end in the blank.`
      : null,
  question: 'How should the question read with its blank at the end, or without one?',
  together: (flawed) => `${counted(flawed.length, 'item')} leave a blank in the middle of the question.`,
  togetherQuestion: 'Should these end in the blank or ask a question?',
});
