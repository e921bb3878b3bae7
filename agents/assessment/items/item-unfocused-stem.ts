/** A stem that names a topic and asks nothing: learners must read the options to find the question. */

import { words } from '../wording.ts';
import { itemRule } from './item-rule.ts';
import { isRealChoice } from './items.ts';

const verbs =
  /\b(?:is|are|was|were|am|be|do|does|did|has|have|had|can|could|may|might|must|shall|should|will|would|what|which|who|whom|whose|when|where|why|how|if|means?|refers?|uses?|needs?|calculate|choose|pick|select|find|name|identify|complete|order|solve|evaluate|compute|determine|allows?|lets?|involves?|includes?|compares?|converts?|plots?|contains?|consists?|requires?|supports?|returns?|prints?|sends?|stands?|describes?|gives?|makes?|takes?|shows?|becomes?|happens?|plots|draws?|\p{L}{3,}(?:ed|ing))\b|['’](?:s|re|ll)\b/iu;

/** “With regard to insulin pens:”: a topic announced, and no more. */
const announced =
  /^(?:with (?:regard|respect|reference) to|regarding|concerning|as (?:for|to|regards)|in (?:terms of|the case of|relation to|connection with)|when it comes to|on the (?:subject|topic) of)\s(?:(?!\b(?:is|are|was|were|has|have|had|do|does|did|can|could|may|must|will|would|should)\b)[^,?;])+[:.]?$/iu;

export const itemUnfocusedStem = itemRule({
  meta: {
    id: 'item-unfocused-stem',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'The question names a topic and asks nothing',
    source:
      'Include the central idea in the stem, not in the options (Haladyna, Downing & Rodriguez 2002, guidelines 14 and 15).',
    needs: [],
  },
  rewrite: 'wording',
  look(item) {
    if (!isRealChoice(item)) return null;
    const text = item.stem.text.replace(/_{2,}|…|\.{3}/gu, ' ').trim();
    const count = words(text).length;
    // Words are told apart by English verbs; another script is not judged by them.
    if (count > 0 && !/\p{Script=Latin}/u.test(text)) return null;
    // Code, a formula or a picture can be the question.
    if (/[`<>=(){}[\]$]|!\[|https?:/u.test(text) || text.endsWith('?')) return null;
    if (!announced.test(text) && (count > 4 || verbs.test(text))) return null;
    // "The capital of France:" is a complete task; a bare subject is not.
    if (/^(?:the|an?)\s.*\b(?:of|for|from|in|between)\b/iu.test(text)) return null;
    return {
      message:
        count === 0
          ? 'The question is only a blank.'
          : `“${item.stem.text.trim()}” names a topic and asks nothing; learners must guess the question from the options.`,
      certainty: 'needs-review',
      question: 'What should the question ask?',
      answerKind: 'text',
    };
  },
});
