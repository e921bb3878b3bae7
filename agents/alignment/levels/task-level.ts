/**
 * The level an exercise or item asks for: of what learners are told to do and asked, not of what is told around it. Pure; English.
 *
 * Sources: Anderson & Krathwohl 2001, chapter 5 (a task is placed by the most complex process it needs); for code, E. Thompson et al.,
 * "Bloom's taxonomy for CS assessment", ACE 2008 (carrying out code or an algorithm on given data: apply).
 */

import { sentencesOf } from '../scoring/words.ts';
import { readOutcome } from './bloom.ts';
import { forFact } from './item-level.ts';
import { type Level, levels } from './levels.ts';

export interface Task {
  /** What is asked, with what stands before it. */
  text: string;
  /** `closed`: one chooses among given answers; `steps`: directions to be followed. */
  kind: 'open' | 'closed' | 'steps';
}

/** What learners do beside the task: they look at it, try out what they made, or talk about it. */
const beside =
  /^(?:make sure|read|see|note|notice|consider|look|remember|hint|refer|follow|check|test|try|repeat)\b|^(?:compare|discuss|share|verify)\b.*\b(?:neighbou?rs?|partner|colleagues?|your (?:answers?|solutions?|results?|implementations?))\b/i;
/** Words before an order: "Using range, write…", "Once you are done, add…". */
const before =
  /^(?:(?:then|now|next|finally|first|also|and|or|but|so|please|separately|once|again|try to|you (?:should|can|could|need to|will)|your solution should)\b[,:]?\s+)+/i;
const auxiliary = /^(?:is|are|was|were|has|have|had|may|can|could|will|would|must|should|does|did|of)$/i;

const judging =
  /\b(?:(?:which|what)\b.*\b(?:best|better|preferable|more (?:suitable|appropriate)|most (?:suitable|appropriate|useful|helpful))|do you (?:agree|prefer)|would you (?:recommend|advise|prefer)|is it (?:worth|fair|right)|(?:easier|harder) to (?:read|use|understand)|how (?:well|good|convincing|reliable|trustworthy)|helpful)\b/i;
const reasoning =
  /\bwhy\b|\bhow come\b|\bwhat (?:would|will|might|could) happen\b|\bwhat (?:is|are|was) the (?:difference|reason|purpose|rule)\b|\bhow (?:do|does|is|are) .*\b(?:differ|compare|work|related?)\b|\bwhat (?:does|do) .*\b(?:mean|tell|show|say|suggest)\b|\bcompares? (?:to|with)\b|\bcan you think of\b|\bhow can\b|\bin which ways\b|\bexamples? of\b/i;
const working = /\b(?:what|which|how (?:many|much|often|long|far|large|big)|where)\b/i;
/** Code or figures to work on. */
const material =
  /[=(){}[\]<>]{2,}|\w\(|\w\s*=\s*\S|`[^`]+`|\d[\d.,:%]*\s*\D+\d|\bfollowing (?:code|program|data|table|function|lines?|statements?|piece)\b/i;
/** A case to work on. */
const situation = /\b(?:suppose|imagine|you (?:have|are|want|need|see|wish)|given (?:the|that|an?))\b/i;
const errors =
  /\b(?:debug|bugs?|fix the errors?|what (?:the )?errors? (?:is|are)|goes? wrong|find the (?:error|mistake|bug)s?)\b/i;

/** An order may follow code or a heading without a full stop between. */
const orderAhead = /\n|(?<=[^\s.?!:,;\p{L}]\s)(?=\p{Lu}\p{Ll}+\s\p{Ll})/u;

const rank = (level: Level) => levels.indexOf(level);
const highest = (found: Level[]): Level | null =>
  found.reduce<Level | null>((best, one) => (best === null || rank(one) > rank(best) ? one : best), null);

/** @returns null where nothing tells */
export function taskLevel(task: Task): Level | null {
  const sentences = task.text.split(orderAhead).flatMap((stretch) => sentencesOf(stretch).map(({ text }) => text));
  if (task.kind === 'closed') return closedLevel(task.text);
  const ordered = highest(sentences.flatMap(orderedIn));
  if (errors.test(task.text) && (ordered === null || rank(ordered) < rank('analyse'))) return 'analyse';
  if (task.kind === 'steps')
    return ordered !== null && rank(ordered) > rank('apply') && sentences.length <= fewSentences ? ordered : 'apply';
  if (ordered !== null) return ordered;
  const questions = task.text.match(/[^.?!\n]+\?/g) ?? [];
  return highest(questions.flatMap((question) => questionLevel(question, task.text) ?? []));
}

/** In long directions a high verb is one step among many. */
const fewSentences = 6;

/** Choosing among given answers: a statement or a question for a fact is recalled, and what else a bare question asks for is not guessed. */
function closedLevel(text: string): Level | null {
  const asked = questionLevel(text, text);
  const worked = material.test(text) || situation.test(text);
  if (asked !== null && asked !== 'remember' && (asked !== 'evaluate' || worked)) return asked;
  if (asked === 'evaluate') return null;
  const question = /\?\W*$/.test(text.trim());
  return !question || forFact.test(text.trim()) ? 'remember' : null;
}

function questionLevel(question: string, around: string): Level | null {
  if (judging.test(question)) return 'evaluate';
  if (working.test(question) && material.test(around)) return 'apply';
  if (reasoning.test(question)) return 'understand';
  if (!working.test(question)) return null;
  return situation.test(around) ? 'apply' : 'remember';
}

/** Verbs of exercises that outcomes hardly use. */
const exerciseVerbs: Record<string, Level> = {
  train: 'apply',
  revise: 'apply',
  refactor: 'apply',
  rerun: 'apply',
  research: 'understand',
  critique: 'evaluate',
};

/** Levels of the orders in a sentence: its clauses that open with a verb, what is only looked at or talked about left out. */
function orderedIn(sentence: string): Level[] {
  return sentence.split(/[,;:]\s+|\s+(?:and|then)\s+(?=\p{Ll})/u).flatMap((clause): Level[] => {
    const order = clause.trim().replace(before, '');
    const [verb = '', second = ''] = order.split(/\s+/);
    if (!/^\p{L}[\p{L}-]+$/u.test(verb) || auxiliary.test(second) || beside.test(order)) return [];
    const level = exerciseVerbs[verb.toLowerCase()] ?? readOutcome(order).level;
    return level === null ? [] : [level];
  });
}
