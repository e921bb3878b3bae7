/** A telling word of the stem stands again in the key and in no other option. */

import type { ItemOption } from '../../../tools/library/lesson.ts';
import { contentWords, fold, sentences, stem } from '../wording.ts';
import { itemRule } from './item-rule.ts';
import { distractorsOf, isRealChoice, keyOf } from './items.ts';

const adjective = /(?:ity|ical|ic|al|ous|ish|ful|less|y)$/u;

/** Its stem, also that of an adjective made of a noun ("salty", "acidic"), of at least four letters. */
function root(word: string): string {
  const cut = stem(word).replace(adjective, '');
  return cut.length >= 4 ? cut : stem(word);
}

/** Words of direction are what is asked for, whichever way the question's own quantity goes. */
const direction =
  /^(?:ris|rose|fall|fell|increas|decreas|grow|grew|shrink|drop|higher|lower|more|less|faster|slower|doubl|halv|tripl|quadrupl|squar)/u;

/** "Who …": does the answer name one of those that the question speaks of ("the buyer"), as all its options may? */
function namesOneOfThem(question: string, key: string): boolean {
  const name = fold(key);
  return /^(?:who|whom|whose)\b/iu.test(question) && /^the \p{L}+$/u.test(name) && fold(question).includes(name);
}

export const itemWordClue = itemRule({
  meta: {
    id: 'item-word-clue',
    agent: 'assessment',
    version: '1.2',
    severity: 'minor',
    title: 'A word of the question stands only in the right answer',
    source: 'Avoid clang associations (Haladyna, Downing & Rodriguez 2002, guideline 28b; Tarrant et al. 2006).',
    needs: [],
  },
  rewrite: 'wording',
  look(item) {
    const key = keyOf(item);
    if (!isRealChoice(item) || !key) return null;
    // What the question sets out first is there to be used; only the words it asks in are no part of the answer.
    const question = sentences(item.stem.text).at(-1)?.text ?? '';
    const asked = new Map(
      contentWords(question)
        .filter((word) => word.length >= 4 && !direction.test(word))
        .map((word) => [root(word), word]),
    );
    const echoes = (option: ItemOption) =>
      contentWords(option.text)
        .map(root)
        .filter((word) => asked.has(word));
    const others = distractorsOf(item).map(echoes);
    const taken = others.flat();
    const clue = echoes(key).find((word) => !taken.includes(word));
    // A wrong answer that echoes the question in a word of its own is as much a clue to itself.
    const own = new Set(echoes(key));
    const rivals = others.some((words) =>
      words.some((word) => !own.has(word) && taken.filter((one) => one === word).length === 1),
    );
    if (clue === undefined || rivals || namesOneOfThem(question, key.text)) return null;
    return {
      message: `“${asked.get(clue)}” stands in the question and in the right answer, but in no other option.`,
      certainty: 'needs-review',
      question: 'How should the question read without giving the answer away?',
      answerKind: 'text',
    };
  },
});
