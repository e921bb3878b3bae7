/** Sentences that tell the reader to do something: English imperatives, by their first word. Pure. */

import { sentencesOf } from '../scoring/words.ts';
import { verbLevel } from './bloom.ts';

/** Common verbs of instructions beside those of outcomes. Words that are as often nouns or subjects at the start of a clause are left out. */
const instructing = new Set(
  `adjust aim allow ask attach avoid bake begin bend blow boil bring brush build buy carry cast catch check chop circle clean click close coat
  collect colour connect cool copy cover cross crush cut decide dig dip discard dissolve divide double drag draw dress drill drop dry ease empty
  ensure enter extract face fasten feed fetch fill find finish fix flip fold follow fry gather give glue go grab grasp grind grip hang heat hold
  imagine insert inspect join keep kneel knock lay leave let lift link listen load lock look loosen lower make measure melt mind mix move multiply
  notice observe offer omit pack paint paste pause peel pick pin place plug point pour press pretend pull push put raise reach rearrange recheck
  reduce refer remember repeat replace rest rinse roll rotate rub run save scroll seal search seat secure send set shake shift show shut sieve
  sift sit skip slide slip soak solve speak split spray spread sprinkle squeeze stack stand start stay stick stir stop strain stretch strike strip
  subtract support swap sweep switch take talk tap taste tear tell test think thread tick tie tighten tilt touch trim try turn twist type unplug
  untie use wait walk warm wash watch wear weigh wet whisk wind wipe work wrap zip`.split(/\s+/),
);

const opening =
  /^(?:(?:now|then|next|first|finally|so|and|or|but|after that|once more|again|please|always|never|do not|don't)[,:]?\s+)+/i;

/** How many clauses open with such a verb and go on like an order: "Rub palm to palm", not "Wash water is grey". */
export function imperativesIn(text: string): number {
  return sentencesOf(text)
    .flatMap((sentence) => sentence.text.split(/[,;:]\s+(?:and|then|or)?\s*|\s+(?:and|then)\s+/))
    .filter(isImperative).length;
}

function isImperative(clause: string): boolean {
  const [first = '', second = ''] = clause.trim().replace(opening, '').split(/\s+/);
  const verb = first.toLowerCase().replace(/[^\p{L}-]/gu, '');
  if (!instructing.has(verb) && verbLevel(verb) === null) return false;
  return !/^(?:is|are|was|were|has|have|had|may|can|could|will|would|must|should|does|did|of)$/i.test(second);
}
