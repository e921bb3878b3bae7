/** What a text has its readers do, and how much it says: its form, whatever its subject. Pure; English. */
import { levelRank } from '../levels/bloom.ts';
import { type Task, taskLevel } from '../levels/task-level.ts';
import { wordsOf } from './words.ts';

export interface PairForm {
  /** Natural logarithm of its words, between those of a sentence and of a good paragraph: beyond, length says nothing. */
  length: number;
  /** Words that set a task or lead through one, at most five. */
  tasks: number;
  /** The level its tasks ask for, from 1 (remember) to 6 (create); 0 where no task is found. */
  asked: number;
}

const setting =
  /\b(?:now you|your turn|exercise|try|worksheet|in pairs|partner|ask your|do (?:this|the same|it)|write|draw|fill in|sort|match|tick|explain|say|give|label|compare|calculate|show|choose|find|list|state|describe|discuss|name|propose|advise|look at|plan)\b/gi;
const option = /^\s*(?:[-*•☐]\s*)?(?:\(?[A-Ha-h]\)|[A-H]\.|\( \)|\[ \]|☐)\s/gm;
const optionInLine = /(?:^|\s)\(?[a-h]\)\s/g;

/** A letter in brackets may stand in a sentence; three are options. */
const fewestInLine = 3;
const fewestLines = 2;

const words = { fewest: 12, most: 75 };
const mostTasks = 5;

export function formOf(text: string): PairForm {
  const task = taskLevel(taskOf(text));
  return {
    length: Math.log(Math.min(words.most, Math.max(words.fewest, wordsOf(text).length + 1))),
    tasks: Math.min(mostTasks, count(text, setting)),
    asked: task === null ? 0 : levelRank(task) + 1,
  };
}

/** Where options follow, what stands before them is the question. */
function taskOf(text: string): Task {
  const options = count(text, option) >= fewestLines ? option : count(text, optionInLine) >= fewestInLine ? optionInLine : null;
  return options ? { text: text.slice(0, text.search(options)), kind: 'closed' } : { text, kind: 'open' };
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

const later =
  /\b(?:(?:not|n['’]t|without)\s+(?:yet\s+|be\s+|going to\s+)*(?:cover|discuss|treat|explain|calculat|deal|look at|learn|teach|need to know)\w*|(?:beyond|outside|not part of) the (?:scope|aim)|(?:will|shall|['’]ll)\s+(?:\w+\s+)?(?:come back|return|follow|meet|learn|see|cover|discuss|look at)\b|(?:covered|discussed|explained|treated|follows?|taught)\s+(?:\w+\s+)?(?:later|next|in (?:the next|a later|unit|chapter|lesson|week|part|module))\b)/i;

/** Whether a sentence leaves its subject to another time or place: "We do not yet calculate…", "…is covered in unit 7". */
export function putsOff(sentence: string): boolean {
  return later.test(sentence);
}
