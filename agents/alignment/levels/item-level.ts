/** What an item asks of a learner, as far as its words tell: to recall a fact or name, or more than that. */
import type { Item } from '../../../tools/library/lesson.ts';

/** Questions for a name, a person, a date or a fact that stands in the text. */
export const forFact =
  /\b(?:called|stands? for|abbreviat\w+|acronym|name of|term for|word for|definition of|who (?:is|was|coined|invented|wrote)|when (?:was|did)|in (?:which|what) year|which year)\b|^(?:what|which) (?:is|are|does|do|can|of the following (?:is|are))\b/i;

/** A situation, data or code to work on. */
const situation =
  /\d|`|"[^"]{12,}"|[.!?]\s+\p{Lu}|\b(?:if|suppose|imagine|given|you (?:have|are|want|need|see|plan)|calculate|predict|best|most likely|should|why|how)\b/iu;

export type ItemDemand = 'recall' | 'more' | 'unclear';

/** Only closed items that ask for a fact without any situation are surely recall. Pure; English. */
export function demandOf(item: Item): ItemDemand {
  if (item.kind === 'open' || item.format === 'challenge') return 'more';
  const stem = item.stem.text.trim();
  if (situation.test(stem)) return 'more';
  return forFact.test(stem) && stem.split(/\s+/).length <= 20 ? 'recall' : 'unclear';
}
