/** What a text has its readers do, and how much it says: its form, whatever its subject. Pure; English. */
import { imperativesIn } from '../levels/imperatives.ts';
import { sentencesOf, wordsOf } from './words.ts';

export interface PairForm {
  /** Natural logarithm of its words, between those of a sentence and of a short paragraph: beyond, length says nothing. */
  length: number;
  /** Words that set a task or lead through one, at most five. */
  tasks: number;
  /** Share of its sentences that direct the reader, 0..1. */
  directed: number;
  /** Words that tell what is, was or mostly happens (`is`, `had`, `many`, `known`), in fifty; at most fifteen. */
  telling: number;
}

const setting =
  /\b(?:now you|your turn|exercise|try|worksheet|in pairs|partner|ask your|do (?:this|the same|it)|write|draw|fill in|sort|match|tick|explain|say|give|label|compare|calculate|show|choose|find|list|state|describe|discuss|name|propose|advise|look at|plan)\b/gi;
/** Background is told in auxiliaries and by general or dated terms; who teaches a thing has it done, or shows how it goes. */
const tellingOf =
  /\b(?:is|are|was|were|be|been|being|can|may|might|could|must|should|will|has|have|had|tends?|most|many|some|often|usually|sometimes|people|always|every|never|several|today|modern|common(?:ly)?|popular|important|famous|known|called|named|kinds?|types?|thousands?|millions?|countries|companies)\b/gi;

const words = { fewest: 12, most: 50 };
const mostTasks = 5;
const mostTelling = 15;
const fifty = 50;

export function formOf(text: string): PairForm {
  const said = Math.max(words.fewest, wordsOf(text).length + 1);
  const sentences = sentencesOf(text);
  const directing = sentences.filter((sentence) => imperativesIn(sentence.text) > 0).length;
  return {
    length: Math.log(Math.min(words.most, said)),
    tasks: Math.min(mostTasks, count(text, setting)),
    directed: directing / Math.max(1, sentences.length),
    telling: Math.min(mostTelling, (count(text, tellingOf) * fifty) / said),
  };
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

const later =
  /\b(?:(?:not|n['’]t|without)\s+(?:yet\s+|be\s+|going to\s+)*(?:cover|discuss|treat|explain|calculat|deal|look at|learn|teach|need to know)\w*|(?:beyond|outside|not part of) the (?:scope|aim)|(?:will|shall|['’]ll)\s+(?:\w+\s+)?(?:come back|return|follow|meet|learn|see|cover|discuss|look at)\b|(?:covered|discussed|explained|treated|follows?|taught)\s+(?:\w+\s+)?(?:later|next|in (?:the next|a later|unit|chapter|lesson|week|part|module))\b)/i;

/** Whether a sentence leaves its subject to another time or place: "We do not yet calculate…", "…is covered in unit 7". */
export function putsOff(sentence: string): boolean {
  return later.test(sentence);
}
