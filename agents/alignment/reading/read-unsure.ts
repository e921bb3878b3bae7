/** Where the scorer is unsure a model reads: all unsure outcomes of a lesson in one question for what teaches, practises and assesses. */

import PQueue from 'p-queue';
import type { Lesson } from '../../../tools/library/lesson.ts';
import { askVerifiedParts } from '../../../tools/models/escalate.ts';
import { languageTag } from '../../../tools/models/language.ts';
import type { Models } from '../../../tools/models/models.ts';
import type { OutcomeAlignment } from '../align.ts';
import { isStatement } from '../outcomes.ts';
import { untaught } from '../stray/served.ts';
import { type Answer, answersTo, type Held, heldAnswer, readCell } from './answers.ts';
import { type Asked, type LessonText, lessonText } from './lesson-text.ts';

const all: Asked[] = ['taught', 'practised', 'assessed'];
/** As many answers as the prompt's schema has room for. */
const mostAtOnce = 10;
const longestOutcome = 500;

export interface Reading {
  models: Models;
  signal: AbortSignal;
}

/**
 * @param rows of one lesson
 * @returns the rows, in their order, with the cells that were read; as they are where no model is there or nothing it says holds
 */
export async function readUnsure(
  reading: Reading,
  lesson: Lesson,
  rows: OutcomeAlignment[],
  asked: Asked[] = all,
): Promise<OutcomeAlignment[]> {
  if (!reading.models.available) return rows;
  const read = await Promise.all(asked.map((one) => readFor(reading, lesson, rows, one)));
  return rows.map((row) => Object.assign({ ...row }, ...read.map((cells) => cells.get(row) ?? {})) as OutcomeAlignment);
}

/** Lessons whose doubts are with a model at once: enough for any concurrency, without all texts of a course in memory. */
const lessonsAtOnce = 16;

/** The same for rows of several lessons. @returns the rows, in their order */
export async function readRows(reading: Reading, rows: OutcomeAlignment[], asked: Asked[] = all): Promise<OutcomeAlignment[]> {
  if (!reading.models.available) return rows;
  const lessons = [...new Set(rows.map(({ lesson }) => lesson))];
  const own = (lesson: Lesson) => rows.filter((row) => row.lesson === lesson);
  const queue = new PQueue({ concurrency: lessonsAtOnce });
  const read = await queue.addAll(lessons.map((lesson) => () => readUnsure(reading, lesson, own(lesson), asked)));
  const fresh = new Map(read.flat().map((row) => [row.outcome, row]));
  return rows.map((row) => fresh.get(row.outcome)!);
}

type Cells = Map<OutcomeAlignment, Partial<Pick<OutcomeAlignment, Asked>>>;

async function readFor({ models, signal }: Reading, lesson: Lesson, rows: OutcomeAlignment[], asked: Asked): Promise<Cells> {
  const unsure = rows.filter((row) => row[asked].verdict === 'unsure' && isAskedOf(row, asked));
  const cells: Cells = new Map();
  const units = rows[0]?.own.map(({ unit }) => unit) ?? [];
  for (let at = 0; at < unsure.length; at += mostAtOnce) {
    const some = unsure.slice(at, at + mostAtOnce);
    const sent = lessonText(lesson, units, asked, (unit) => bestScore(some, unit));
    if (!sent) break;
    const found = await askVerifiedParts<OutcomeAlignment, { answers: Answer[] }, Held>(
      models,
      some,
      {
        prompt: 'judge-outcomes',
        input: { outcomes: linesOf(some), asked, text: sent.text, lesson: lesson.title, language: languageTag(lesson.language) },
        ...{ lesson: lesson.id, agent: 'alignment', signal },
      },
      ({ answers }) => heldAnswers(lesson, sent, answers, some),
    );
    for (const [row, { kept, model, prompt }] of found)
      cells.set(row, { [asked]: readCell(row[asked], row, kept, sent, { model, prompt }) });
  }
  return cells;
}

/** Practice is not asked of topics, nor teaching of what comes before a person as surely untaught. */
function isAskedOf(row: OutcomeAlignment, asked: Asked): boolean {
  return asked === 'taught' ? untaught([row]).length === 0 : isStatement(row.outcome);
}

function bestScore(rows: OutcomeAlignment[], unit: OutcomeAlignment['own'][number]['unit']): number {
  return Math.max(...rows.map(({ own }) => own.find((one) => one.unit === unit)?.score ?? 0));
}

const linesOf = (rows: OutcomeAlignment[]): string =>
  rows.map(({ outcome }, at) => JSON.stringify({ number: at + 1, outcome: outcome.text.slice(0, longestOutcome) })).join('\n');

function heldAnswers(lesson: Lesson, sent: LessonText, answers: Answer[], rows: OutcomeAlignment[]): Map<OutcomeAlignment, Held> {
  return new Map(
    rows.flatMap((row, at) => {
      const held = answersTo(answers, at + 1).flatMap((answer) => heldAnswer(lesson, sent.units, answer) ?? []);
      return held[0] ? [[row, held[0]] as const] : [];
    }),
  );
}
