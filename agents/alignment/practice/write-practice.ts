/**
 * Practice for an outcome that has none, written by a model from the passages that teach it: an exercise in the course's own form
 * at the end of the section that teaches it, or an item in the lesson's quiz.
 */
import type { Section, Span } from '../../../tools/library/lesson.ts';
import { askVerified } from '../../../tools/models/escalate.ts';
import { assessment } from '../../assessment/index.ts';
import { writeItem } from '../../assessment/writing/write-item.ts';
import { repeatedTask } from '../../assessment/writing/write-near.ts';
import { whyNoPlace } from '../../assessment/writing/write-place.ts';
import { placeOfQuote, sentText } from '../../assessment/writing/write-quote.ts';
import { tooHard } from '../../assessment/writing/write-reading.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, Finding } from '../../contract.ts';
import type { OutcomeAlignment } from '../align.ts';
import { levelRank, verbLevel } from '../levels/bloom.ts';
import { imperativesIn } from '../levels/imperatives.ts';
import { isEnglish, outcomeAt } from '../outcomes.ts';
import { lessonAlignment } from '../scoring/memo.ts';
import { stemsOf } from '../scoring/words.ts';
import { type Practice, type PracticeForm, practiceBlock, practiceForm } from './write-practice-form.ts';
import { insertBlock, placeAfter } from './write-practice-place.ts';

interface WrittenPractice extends Practice {
  quote: string;
  unsure?: boolean | null;
}

const mostWords = { title: 10, task: 150, solution: 220 };
/** Share of the outcome's words that the task takes up, so that learners know what they practise. */
const namingShare = 0.4;
const wordsIn = (text: string) => text.split(/\s+/u).filter((word) => word !== '').length;
const fenced = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?\n\1[ \t]*$/gmu;
const unwanted = /:::|<[a-z/!]|\]\(|https?:|www\.|^\s{0,3}#{1,6}\s|^\s{0,3}(?:={3,}|-{3,})\s*$|\{[:.#]/imu;

/** Why the words cannot be used; null where they can. Pure. */
export function practiceObjection(
  { title, task, solution }: Practice,
  row: Pick<OutcomeAlignment, 'lesson' | 'outcome' | 'phrase'>,
): string | null {
  const prose = [task, solution].map((text) => text.replaceAll('\r', '').replace(fenced, ''));
  if (wordsIn(title) > mostWords.title || wordsIn(task) > mostWords.task || wordsIn(solution) > mostWords.solution)
    return 'it is too long';
  if (/[\r\n#*_`:<>{}[\]]/u.test(title)) return 'the title holds mark-up';
  if (prose.some((text) => unwanted.test(text) || /^\s*(?:`{3,}|~{3,})/mu.test(text)) || /:::/u.test(task + solution))
    return 'it holds mark-up that an exercise may not';
  if (!isEnglish(row.lesson)) return null;
  if (imperativesIn(prose[0]!) === 0 && !/\?/u.test(prose[0]!)) return 'it tells learners to do nothing';
  const said = new Set(stemsOf(`${title} ${prose[0]!}`));
  const wanted = [...new Set(stemsOf(row.outcome.text))];
  if (wanted.filter((one) => said.has(one)).length < namingShare * wanted.length)
    return 'it does not use the words of the outcome';
  const asked = (prose[0]!.match(/[\p{L}-]+/gu) ?? []).map((word) => verbLevel(word)).filter((level) => level !== null);
  const { level } = row.phrase;
  if (level && asked.length > 0 && Math.max(...asked.map(levelRank)) < levelRank(level))
    return 'it asks for less than the outcome';
  return tooHard(prose, row.lesson);
}

const mostUnits = 3;

/** Draft of what is missing; null where no model is there, no form is known, or nothing held that was written: the question stays. */
export async function writePractice(finding: Finding, rule: string, context: LessonContext): Promise<Draft | null> {
  const { lesson, models } = context;
  if (!models.available) return null;
  const outcome = outcomeAt(lesson, finding);
  const row = (await lessonAlignment(context, lesson)).find((one) => one.outcome === outcome);
  if (!outcome || !row) return null;
  const teaching = row.own.filter(({ unit }) => unit.role === 'teaches' && unit.item === null).slice(0, mostUnits);
  const sections = teaching.flatMap(({ unit }) => lesson.sections.find((one) => `${lesson.id}#${one.id}` === unit.id) ?? []);
  // What stands before the first heading announces more than it teaches.
  const section = sections.find(({ heading }) => heading !== null) ?? sections[0];
  const passages = teaching.flatMap(({ unit }) => unit.pieces.map(({ span }) => span));
  if (!section || passages.length === 0) return null;
  const form = practiceForm(lesson, context.course.lessons);
  const at = form ? placeAfter(lesson, section) : null;
  if (form && at !== null) return exercise({ finding, rule, row, form, at, passages, section }, context);
  const { level } = row.phrase;
  const demand = level !== null && levelRank(level) >= levelRank('apply') ? 'more' : 'recall';
  return writeItem({ finding, outcome, level, demand, passages, rule }, assessment, context);
}

/** Why what a model writes would have no place in this lesson; null where it has one, or no model is there to write. */
export function writtenByHand({ lesson, models, course }: LessonContext): string | null {
  return models.available && !practiceForm(lesson, course.lessons) ? whyNoPlace(lesson) : null;
}

interface Exercise {
  finding: Finding;
  rule: string;
  row: OutcomeAlignment;
  form: PracticeForm;
  at: number;
  passages: Span[];
  section: Section;
}

const longestForm = 2500;

async function exercise(
  { finding, rule, row, form, at, passages, section }: Exercise,
  context: LessonContext,
): Promise<Draft | null> {
  const { lesson, course, vectors } = context;
  const verify = async (value: WrittenPractice): Promise<string | null> => {
    if (value.unsure) return null;
    const own = practiceObjection(value, row);
    if (own) return own;
    if (!placeOfQuote(lesson, passages, value.quote)) return 'the quotation does not stand in the lesson';
    const same = await repeatedTask(value.task, course, vectors);
    return same ? `it repeats ${same.id}` : null;
  };
  const { answer, cost } = await askVerified<WrittenPractice>(
    context.models,
    {
      prompt: 'write-practice',
      input: {
        outcome: row.outcome.text,
        level: row.phrase.level ?? 'as its verb says',
        form: form.like.slice(0, longestForm),
        passages: sentText(lesson, passages),
        language: lesson.language,
      },
      lesson: lesson.id,
      agent: finding.agent,
      signal: context.signal,
    },
    verify,
  );
  if (!answer.ok || answer.value.unsure) return null;
  const { value } = answer;
  const source = placeOfQuote(lesson, passages, value.quote);
  if (!source) return null;
  return {
    findings: [finding.fingerprint],
    edits: [insertBlock(lesson, at, (eol) => practiceBlock(form, value, eol))],
    title: `Add an exercise for “${row.outcome.text}”`,
    rationale: finding.message,
    evidence: [
      ...finding.evidence,
      { kind: 'quote', text: value.quote, source },
      {
        kind: 'note',
        text: `It stands at the end of “${section.heading?.text ?? lesson.title}”, which teaches it. Nobody has run or solved it yet.`,
      },
    ],
    risk: 'high',
    origin: 'model',
    provenance: { rule, prompt: answer.prompt, model: answer.model, cost },
    forYou: 'Can learners do it with what the lesson teaches, and is the solution right? It takes them some minutes more.',
  };
}
