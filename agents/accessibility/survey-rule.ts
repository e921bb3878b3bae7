/** The frame of a rule that judges facts of the rendered page. */
import type { PageSurvey } from '../../tools/browser/survey.ts';
import { bodyOf, type Lesson, type Span } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { Rule, RuleMeta } from '../rule.ts';
import { type Fault, faultRule, isProtected } from './fault-rule.ts';

/** A fault before its place is known: `mark` says which element it is about. */
export type MarkedFault = Omit<Fault, 'range'> & { mark: string | null };

export interface Surveyed {
  survey: PageSurvey;
  context: LessonContext;
  format: 'markdown' | 'html';
  /** Where an element stands; null for one of our own page. */
  place(mark: string | null): Span | null;
}

/** @param judge pure: facts in, faults out. What has no place in the source is left out, as is what lies in code. */
export function surveyRule(
  meta: RuleMeta,
  judge: (surveyed: Surveyed) => MarkedFault[] | Promise<MarkedFault[]>,
): Rule<LessonContext> {
  return faultRule<LessonContext>(meta, async (context) => {
    const survey = await surveyOf(context);
    if (typeof survey === 'string') return survey;
    const format = bodyOf(context.lesson).format as Surveyed['format'];
    const place = (mark: string | null) => spanOfMark(context.lesson, mark);
    const faults: Fault[] = [];
    for (const { mark, ...fault } of await judge({ survey, context, format, place })) {
      const range = place(mark);
      if (range && !isProtected(context.lesson, range)) faults.push({ ...fault, range });
    }
    return faults;
  });
}

/** Facts of the lesson's page, or why it has none. */
export async function surveyOf(context: LessonContext): Promise<PageSurvey | string> {
  const { format } = bodyOf(context.lesson);
  if (format !== 'markdown' && format !== 'html') return 'a quiz file has no page';
  return (await context.page()).survey();
}

export function spanOfMark(lesson: Lesson, mark: string | null): Span | null {
  const body = bodyOf(lesson);
  const match = /^(\d{1,9}):(\d{1,9})$/.exec(mark ?? '');
  if (!match) return null;
  const start = Number(match[1]);
  const end = Number(match[2]);
  return start < end && end <= body.text.length ? { path: body.path, start, end } : null;
}
