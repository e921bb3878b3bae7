/** How lessons announce what a learner will be able to do (outcomes) and what they cover (topics). English wording. */
import type { Outcome } from './lesson.ts';

const outcomeHeading =
  /^(?:(?:lesson|learning|module|unit|course) )?(?:objectives|outcomes|goals)\b(?! and )|^(?:learning|lesson) (?:aims|targets)$|^(?:by the end|after this)\b|^what you(?:'|’)?(?:ll| will) (?:be able to do|achieve)/i;
const topicHeading =
  /^(?:in this (?:lesson|module|unit|chapter|section),? )?(?:we|you)(?:'|’| wi)ll (?:cover|learn|see|look at)|^what (?:you(?:'|’)?(?:ll| will)|we(?:'|’)?(?:ll| will)) (?:learn|cover)|^topics(?: covered)?$|^(?:lesson )?(?:overview|outline|agenda) of topics/i;

const outcomeLeadIn =
  /\b(?:you|learners?|students?|participants?|they)(?:'|’| wi)?(?:ll)? (?:should |will |can )?(?:then )?(?:be able to|have learned to|know how to|have learned how to)\b[^.]*$|\b(?:learning )?(?:objectives|outcomes)\b[^.]*$/i;
const topicLeadIn =
  /\b(?:we|you)(?:(?:'|’)ll| will| are going to)(?: also)? (?:cover|learn about|learn|look at|explore|discuss)\b[^.]*$|\b(?:this|the) (?:lesson|module|unit|chapter) (?:covers|will cover)\b[^.]*$/i;

/** @param text plain text of a heading. */
export function headingAnnounces(text: string): Outcome['kind'] | null {
  const words = text.replace(/^[^\p{L}]+/u, '').replace(/\s*:$/, '');
  if (outcomeHeading.test(words)) return 'outcome';
  return topicHeading.test(words) ? 'topic' : null;
}

/** @param text plain text of the paragraph directly before a list. */
export function leadInAnnounces(text: string): Outcome['kind'] | null {
  const words = text.trim();
  if (words.length > 240 || !/(?:[:…]|\.\.\.|able to|how to)$/.test(words)) return null;
  if (
    /\bby the end\b|\bafter (?:completing|finishing|this|working)\b|\bon completion\b/i.test(words) &&
    outcomeLeadIn.test(words)
  )
    return 'outcome';
  if (
    /\bable to\b/i.test(words) &&
    outcomeLeadIn.test(words) &&
    /\b(?:lesson|module|unit|chapter|course|will|should|’ll|'ll)\b/i.test(words)
  )
    return 'outcome';
  if (/^(?:the )?(?:learning )?(?:objectives|outcomes)\b/i.test(words)) return 'outcome';
  return topicLeadIn.test(words) && /\b(?:lesson|module|unit|chapter|course|section|today)\b/i.test(words) ? 'topic' : null;
}

/** Names of fenced divs (and HTML classes) that hold outcomes. */
export const outcomeBlocks = new Set(['objectives', 'outcomes', 'learning-objectives', 'learning-outcomes']);
