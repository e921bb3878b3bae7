/** "All of the above" and "none of the above". */

import { fold } from '../wording.ts';
import { itemRule } from './item-rule.ts';
import { isRealChoice } from './items.ts';

const pattern =
  /^(?:(?:all|none|neither|both|any)(?: of)?(?: the)?(?: (?:above|these|those|options|answers|choices|alternatives|statements|listed|mentioned|given))(?: (?:above|options|answers|choices|alternatives|statements|listed|mentioned|given|are (?:correct|right|true)|apply))*|all are (?:correct|true))$/u;
/** The same in other languages of courses. */
const elsewhere =
  /^(?:(?:keine|alle) (?:davon|der (?:oben )?genannten(?: \p{L}+)?|(?:dieser |der )?antworten)|alle (?:oben )?genannten|(?:aucune|toutes) (?:de )?(?:ces|les|des) (?:réponses|propositions)(?: ci-dessus| précédentes)?|(?:ningun[oa]|tod[oa]s)(?: de)? l[ao]s (?:anteriores|opciones|respuestas)(?: anteriores)?)$/u;
/** Options by their letters; `item-complex-options` speaks of them. */
const letters = /^(?:both )?[a-d] (?:and|&) [a-d](?: only)?$/u;

/** Does the option stand for others of its item, or for none of them? */
export function isAllOrNone(text: string): boolean {
  return isAll(text) || letters.test(fold(text));
}

function isAll(text: string): boolean {
  return pattern.test(fold(text)) || elsewhere.test(fold(text));
}

export const itemAllOrNone = itemRule({
  meta: {
    id: 'item-all-or-none',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'An option reads “all of the above” or “none of the above”',
    source: 'Avoid all-of-the-above; use none-of-the-above with care (Haladyna, Downing & Rodriguez 2002, guidelines 25 and 26).',
    needs: [],
  },
  rewrite: 'wording',
  look(item) {
    if (!isRealChoice(item)) return null;
    const index = item.options.findIndex((option) => isAll(option.text));
    const option = item.options[index];
    if (!option) return null;
    return {
      message: `Option ${index + 1}, “${option.text}”, can be ${option.correct ? 'picked' : 'ruled out'} by judging part of the other options.`,
      certainty: 'needs-review',
      question: 'Which answer of its own should stand there instead?',
      answerKind: 'text',
      option: index,
    };
  },
});
