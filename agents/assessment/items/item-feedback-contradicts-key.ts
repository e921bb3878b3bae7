/** The feedback calls another option right than the key does: learners are told both. */
import type { Item } from '../../../tools/library/lesson.ts';
import { fold } from '../wording.ts';
import { itemRule } from './item-rule.ts';
import { isChoice, isVerdictItem, keyOf } from './items.ts';

const praise = /^\s*(?:that(?:'s|’s| is) )?(?:correct|right|well done|exactly|yes[,!.]|good (?:job|work)|great|perfect)\b/iu;
const refusal =
  /^\s*(?:that(?:'s|’s| is) )?(?:incorrect|wrong|not (?:quite|right|correct|exactly|true)|sorry|unfortunately|try again|no[,!.])/iu;

/** What the feedback names as the answer, in so many words. */
const named =
  /\b(?:the\s+)?(?:correct|right)\s+(?:answer|option|choice|response)\s+(?:is|was|would be)[:\s]+["“‘']?([^."”;]+)|^\s*(?:answer|solution|key)\s*:\s*["“‘']?([^."”;]+)/iu;

function optionNamed(item: Item, feedback: string): number | null {
  const match = named.exec(feedback);
  const said = fold(match?.[1] ?? match?.[2] ?? '').replace(/['’]$/u, '');
  if (said === '' || /^not\b/u.test(said)) return null;
  const hits = item.options.flatMap((option, index) => {
    const text = fold(option.text);
    return said === text || said.startsWith(`${text} `) || said.startsWith(`${text},`) ? [index] : [];
  });
  if (hits.length === 1) return hits[0] ?? null;
  const letter = /^\(?([a-e])\)?$/u.exec(said)?.[1];
  const at = letter ? letter.charCodeAt(0) - 97 : -1;
  return hits.length === 0 && item.options[at] && item.options.every((option) => option.text.trim().length > 1) ? at : null;
}

/** "False. Iron rusts …" as the feedback of a statement whose key is true. */
function verdictOf(item: Item, feedback: string): number | null {
  const word = isVerdictItem(item) ? /^\s*(true|false)\s*(?:[.:,!–—-]|$)/iu.exec(feedback)?.[1] : undefined;
  if (!word) return null;
  const at = item.options.findIndex((option) => fold(option.text) === word.toLowerCase());
  return at < 0 ? null : at;
}

/** One sentence that says where key and feedback part; null where they agree. */
export function contradiction(item: Item): string | null {
  const key = keyOf(item);
  if (!key) return null;
  const at = item.options.indexOf(key);
  for (const [index, option] of item.options.entries()) {
    const feedback = option.feedback ?? option.feedbackWords?.text ?? '';
    const verdict = isVerdictItem(item);
    if (index === at && refusal.test(feedback) && !(verdict && /^\s*no\b/iu.test(feedback)))
      return `“${key.text}” is marked right, and who picks it reads “${feedback.trim()}”.`;
    if (
      index !== at &&
      praise.test(feedback) &&
      !refusal.test(feedback) &&
      !/\bbut\b/iu.test(feedback) &&
      !(verdict && /^\s*yes\b/iu.test(feedback))
    )
      return `“${key.text}” is marked right, and who picks “${option.text}” reads “${feedback.trim()}”.`;
  }
  for (const feedback of [item.feedback?.text ?? '', ...item.options.map((option) => option.feedback ?? '')]) {
    const other = optionNamed(item, feedback) ?? (feedback === item.feedback?.text ? verdictOf(item, feedback) : null);
    if (other !== null && other !== at)
      return `“${key.text}” is marked right, and the feedback names “${item.options[other]?.text}”.`;
  }
  return null;
}

export const itemFeedbackContradictsKey = itemRule({
  meta: {
    id: 'item-feedback-contradicts-key',
    agent: 'assessment',
    version: '1.0',
    severity: 'critical',
    title: 'The feedback calls another answer right than the key',
    source: 'Only one answer is right, and key and feedback must agree on it (Haladyna, Downing & Rodriguez 2002, guideline 19).',
    needs: [],
  },
  rewrite: 'never',
  look(item) {
    if (!isChoice(item)) return null;
    const message = contradiction(item);
    if (message === null) return null;
    return { message, certainty: 'needs-review', question: 'Which option is right?', answerKind: 'key' };
  },
});
