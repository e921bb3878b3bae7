/** Whether a text does what the outcome's verb asks for, rather than only speaking of its subject. Pure; English. */
import { readOutcome } from '../levels/bloom.ts';
import { imperativesIn } from '../levels/imperatives.ts';

const comparing = /^(?:compare|contrast|distinguish|differentiate|relate|discriminate)$/;
const naming = /^(?:list|name|identify|recall|state|recognise|recognize|label)$/;

const contrasts =
  /\b(?:differ\w*|whereas|while|unlike|both|in contrast|by contrast|on the other hand|the other|instead|rather than|yet|but|however)\b|;/gi;
const reasons =
  /\b(?:because|since|so that|why|due to|owing to|so|therefore|thus|hence|when|if|until|then|as a result|leads? to|causes?|means?|which|in order to|this is why)\b/gi;
const tasks =
  /\b(?:exercise|try|task|now you|your turn|practise|practice|for example|step|first|then|next|finally|which would you)\b|[=(){}<>]{2,}|\d\s*[-+*/=×÷·−]\s*\w|\?(?:\s|$)/gi;

/**
 * 0..1: for comparing, words of contrast; for naming, an enumeration; for explaining, words of reason; for doing, directions,
 * worked steps and tasks. 0.5 where the outcome's verb is not known.
 */
export function fulfilment(outcome: string, text: string): number {
  const { verb, evidence } = readOutcome(outcome);
  if (!verb) return 0.5;
  if (comparing.test(verb)) return share(count(text, contrasts), 3);
  if (naming.test(verb)) return Math.max(share(count(text, /,|\band\b|\bor\b/gi), 4), share(imperativesIn(text), 2));
  if (evidence === 'saying') return share(count(text, reasons), 3);
  return share(imperativesIn(text) + count(text, tasks), 4);
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;
const share = (part: number, enough: number) => Math.min(1, part / enough);
