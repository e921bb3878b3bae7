/** A statement to be judged true or false that makes two claims: what is the answer if one of them holds? */

import { counted } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isVerdictItem } from './items.ts';

const verb = `(?:is|are|was|were|has|have|had|can|cannot|can't|will|won't|must|should|may|do|does|don't|doesn't|need|needs|use|uses|make|makes|run|runs|give|gives|allow|allows|require|requires|work|works)`;
/** "… is fast and has more memory", "…, and they are cheap", "X is true because Y is". */
const joined = new RegExp(
  String.raw`\b${verb}\b[^.;]*\b(?:and|but)\s+(?:(?:it|they|this|that|these|those|we|you|the \w+)\s+)?(?:\w+ly\s+)?${verb}\b`,
  'iu',
);
const comparedTwice = /\b(?:run|runs|is|are)\s+(?:typically\s+)?\w+er\s+and\s+(?:have|has|is|are|uses?|costs?)\b/iu;
const reason = new RegExp(
  String.raw`\b${verb}\b[^.;]*(?:,?\s+(?:because|since|so that|which is why|therefore)\s|\s+as\s+(?:the|it|they|a|an|this)\s)[^.;]*\b${verb}\b`,
  'iu',
);
/** Comparisons, conditions and relative clauses are parts of one claim. */
const one = /\b(?:as\s+\w+\s+as|same\s+as|if|when|whether|both|between)\b/iu;

/** Does the statement make two claims? Pure. */
export function makesTwoClaims(statement: string): boolean {
  if (/\?\s*$/u.test(statement)) return false;
  if (reason.test(statement)) return true;
  if (comparedTwice.test(statement)) return true;
  return joined.test(statement) && !one.test(statement) && !/\bcan be \w+ and (?:\w+ed|used|run)\b/iu.test(statement);
}

export const itemTwoClaims = itemPattern({
  meta: {
    id: 'item-two-claims',
    agent: 'assessment',
    version: '1.0',
    severity: 'minor',
    title: 'A true/false statement makes two claims',
    source:
      'Every item should test one single idea (Haladyna, Downing & Rodriguez 2002, guideline 1; Frisbie & Becker 1991 on true/false items).',
    needs: ['siblings'],
  },
  look: (item) =>
    isVerdictItem(item) && makesTwoClaims(item.stem.text)
      ? `“${item.stem.text.trim()}” makes two claims; a learner who holds one for true and one for false cannot answer.`
      : null,
  question: 'Which one claim should learners judge?',
  together: (flawed) =>
    `${counted(flawed.length, 'true/false statement')} make two claims each (${flawed
      .slice(0, 4)
      .map(({ item }) => item.id)
      .join(', ')}${flawed.length > 4 ? ', …' : ''}).`,
  togetherQuestion: 'Should each be cut down to one claim?',
});
