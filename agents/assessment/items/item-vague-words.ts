/** "Often", "usually": people take these words for anything from a third to nearly always. */

import { counted, fold } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice } from './items.ts';

const vague =
  /\b(?:often|usually|frequently|sometimes|occasionally|seldom|rarely|infrequently|typically|generally(?! speaking)|commonly|as a rule|mostly|for the most part|in most cases|more often than not|tend(?:s|ed)? to|hardly ever|from time to time|now and (?:then|again)|most of the time|every now and then|more or less|to some (?:extent|degree))\b/iu;

/** Do options differ by such a word alone? Then how often is what is asked. */
function weighFrequency(texts: readonly string[]): boolean {
  const rest = texts.map((text) => fold(fold(text).replace(new RegExp(vague.source, 'giu'), ' ')));
  return rest.some((text) => text === '') || new Set(rest).size < rest.length;
}

export const itemVagueWords = itemPattern({
  meta: {
    id: 'item-vague-words',
    agent: 'assessment',
    version: '1.2',
    severity: 'minor',
    title: 'Options hang on vague words of frequency',
    source:
      'Avoid imprecise terms such as often or usually in options (Case & Swanson 2002, ch. 3; Tarrant et al. 2006; measured differences: Holsgrove & Elzubeir 1998).',
    needs: ['siblings'],
  },
  look(item) {
    if (!isRealChoice(item)) return null;
    // Where the question gives the word itself, or options weigh such words against each other, frequency is the subject.
    const found = item.options.filter((option) => vague.test(option.text));
    if (found.length === 0 || vague.test(item.stem.text)) return null;
    // The bare word is an answer of its own: how often, or what a term means.
    if (found.every(({ text }) => /^\s*[\p{L}]+\s*$/u.test(text))) return null;
    if (found.length === item.options.length && weighFrequency(found.map(({ text }) => text))) return null;
    return `${counted(found.length, 'option')} of “${item.stem.text.trim()}” can be argued either way by a word like “${vague.exec(found[0]?.text ?? '')?.[0] ?? ''}”.`;
  },
  question: 'How should the question read, so that no option hangs on how often something happens?',
  together: (flawed) => `Words such as “often” and “usually” stand in options of ${counted(flawed.length, 'item')}.`,
  togetherQuestion: 'Should these say how often, or do without?',
});
