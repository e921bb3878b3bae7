/** "Which of the following is true?": a row of true/false statements under no question. */

import { counted, words } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice } from './items.ts';

const open =
  /^(?:which|what)\s+(?:one\s+)?(?:of\s+(?:the\s+following|these|the\s+above)\s*)?(?:statements?|claims?|sentences?|options?|answers?)?\s*(?:below\s+)?(?:is|are)\s+(?:not\s+)?(?:(?:always|most)\s+)?(?:true|correct|right|false|incorrect|wrong)\s*[?:.]*$|^(?:select|choose|pick|mark|tick)\s+the\s+(?:true|correct|right|false|wrong)\s+(?:statement|claim|sentence|option|answer)s?\s*[?:.]*$/iu;

export const itemStatementSeries = itemPattern({
  meta: {
    id: 'item-statement-series',
    agent: 'assessment',
    version: '1.1',
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
    return `“${item.stem.text.trim()}” asks nothing of its own: each option is a true/false question.`;
  },
  question: 'What should the question ask?',
  together: (flawed) => `${counted(flawed.length, 'item')} put a row of statements under no question.`,
  togetherQuestion: 'Should each of these ask about one subject?',
});
