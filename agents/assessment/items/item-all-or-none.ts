/** "All of the above" and "none of the above". */

import { fold } from '../wording.ts';
import { itemRule } from './item-rule.ts';
import { isRealChoice } from './items.ts';

const pattern =
  /^(?:(?:all|none|neither|both|any)(?: of)?(?: the)?(?: (?:above|these|those|options|answers|choices|alternatives|statements|listed|mentioned|given))(?: (?:above|options|answers|choices|alternatives|statements|listed|mentioned|given|are (?:correct|right|true)|apply))*|all are (?:correct|true))$/u;
/** The same said otherwise: “not one of those listed”, “all three of them”, “each of these”, “no option is suitable”. */
const otherwise =
  /^(?:(?:all (?:two|three|four|five|six)|both|each|every one|any one|not (?:a )?(?:single )?one|none|neither|nothing|everything)(?: of)? (?:them|these|the above|above|(?:of )?(?:the |those |these )?(?:ones? )?(?:things? )?(?:listed|mentioned|named|given|above)(?: here| above)?)|(?:none|neither|all|both|each|every one|all (?:three|four|five)) (?:of (?:them|these|those|the (?:above|others?)) )?(?:is|are) (?:correct|right|true|suitable|possible|valid|needed|equally (?:correct|right|true))|(?:no|every|each) (?:option|answer|choice|alternative|statement)(?: (?:here|above|listed|given))?(?: (?:is|are) (?:\p{L}+ )?(?:correct|right|true|suitable|possible|valid|appropriate)| fits| applies)?|the (?:options|answers|choices) above are all (?:correct|right|true)|neither of the other (?:answers|options|two)(?: is (?:correct|right|true))?)$/u;
/** “None of the rocks above”, “any of these methods”, “something not named here”. */
const named =
  /^(?:(?:none|all|any|each|both|neither) of (?:(?:the|these|those) )?\p{L}+ (?:above|listed|mentioned|named|given|shown)|(?:none|all|any|each|both|neither) of (?:these|those) \p{L}+|(?:something|one) not (?:named|listed|given|mentioned)(?: (?:here|above))?|(?:something|anything) else)$/u;
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
  const words = fold(text);
  return pattern.test(words) || otherwise.test(words) || named.test(words) || elsewhere.test(words);
}

const counts = ['', '', 'two', 'three', 'four', 'five', 'six'];

/** “All three”, beside three others. */
function isAllOthers(text: string, options: number): boolean {
  return fold(text) === `all ${counts[options - 1]}`;
}

export const itemAllOrNone = itemRule({
  meta: {
    id: 'item-all-or-none',
    agent: 'assessment',
    version: '1.2',
    severity: 'minor',
    title: 'An option reads “all of the above” or “none of the above”',
    source: 'Avoid all-of-the-above; use none-of-the-above with care (Haladyna, Downing & Rodriguez 2002, guidelines 25 and 26).',
    needs: [],
  },
  rewrite: 'wording',
  look(item) {
    if (!isRealChoice(item)) return null;
    const index = item.options.findIndex((option) => isAll(option.text) || isAllOthers(option.text, item.options.length));
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
