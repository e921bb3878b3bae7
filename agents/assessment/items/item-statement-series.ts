/** "Which of the following is true?": a row of true/false statements under no question. */

import { counted, words } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice } from './items.ts';

const open =
  /^(?:which|what)\s+(?:one\s+)?(?:of\s+(?:the\s+following|these|the\s+above)\s*)?(?:statements?|claims?|sentences?|options?|answers?)?\s*(?:below\s+)?(?:(?:is|are)\s+(?:not\s+)?(?:(?:always|most)\s+)?(?:true|correct|right|accurate|false|incorrect|wrong|untrue)|holds?(?:\s+true)?|appl(?:y|ies))\s*[?:.]*$|^(?:select|choose|pick|mark|tick|find|identify|indicate)\s+(?:the\s+)?(?:one\s+)?(?:true|correct|right|false|wrong|incorrect|untrue)(?:\s+(?:statement|claim|sentence|option|answer|one)s?)?\s*[?:.]*$|^(?:select|choose|pick|mark|tick|find|identify|indicate)\s+the\s+(?:(?:statement|claim|sentence|option|answer|one)\s+)?(?:that|which)\s+(?:is|holds)\s*(?:true|correct|right|false|incorrect|wrong)?\s*[?:.]*$/iu;

/** “Choose the correct sentence”, with options that are one sentence in several forms: which form holds is one question. */
function isOneSentence(options: string[]): boolean {
  const [first = [], ...rest] = options.map((option) => words(option));
  const shared = first.filter((word) => rest.every((other) => other.includes(word))).length;
  return shared >= 2 && shared * 2 >= Math.max(first.length, ...rest.map((other) => other.length));
}

export const itemStatementSeries = itemPattern({
  meta: {
    id: 'item-statement-series',
    agent: 'assessment',
    version: '1.2',
    severity: 'minor',
    title: 'A row of statements stands under no question',
    source:
      'Ask one thing; do not make options a series of true/false statements (Haladyna, Downing & Rodriguez 2002, guideline 15; Tarrant et al. 2006).',
    needs: ['siblings'],
  },
  look(item) {
    // What is asked about may stand before the question.
    if (!isRealChoice(item) || item.lead || !open.test(item.stem.text.trim())) return null;
    const lengths = item.options.map((option) => words(option.text).length);
    if (Math.min(...lengths) < 2 || lengths.filter((length) => length < 3).length > 1) return null;
    if (/\bsentences?\b/iu.test(item.stem.text) && isOneSentence(item.options.map((option) => option.text))) return null;
    return `“${item.stem.text.trim()}” asks nothing of its own: each option is a true/false question.`;
  },
  question: 'What should the question ask?',
  together: (flawed) => `${counted(flawed.length, 'item')} put a row of statements under no question.`,
  togetherQuestion: 'Should each of these ask about one subject?',
});
