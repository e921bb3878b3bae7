/** The frame of a rule that judges facts of the rendered page. */
import type { PageSurvey } from '../../tools/browser/survey.ts';
import { bodyOf, fileOf, type Lesson, type Span } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { Rule, RuleMeta } from '../rule.ts';
import { type Fault, faultRule, formatOf, isProtected } from './fault-rule.ts';

/** A fault before its place is known: `mark` says which element it is about. */
export type MarkedFault = Omit<Fault, 'range'> & { mark: string | null };

/** What is seen of one page of a lesson: its body's, or an assignment's. */
export interface Sheet {
  survey: PageSurvey;
  /** The file it is of. */
  path: string;
  format: 'markdown' | 'html';
  /** Where an element stands; null for one of our own page. */
  place(mark: string | null): Span | null;
}

export interface Surveyed extends Sheet {
  context: LessonContext;
}

/** @param judge pure: facts in, faults out. What has no place in the source is left out, as is what lies in code. */
export function surveyRule(
  meta: RuleMeta,
  judge: (surveyed: Surveyed) => MarkedFault[] | Promise<MarkedFault[]>,
): Rule<LessonContext> {
  return faultRule<LessonContext>(meta, async (context) => {
    const sheets = await sheetsOf(context);
    if (typeof sheets === 'string') return sheets;
    const faults: Fault[] = [];
    for (const sheet of sheets) {
      for (const { mark, ...fault } of await judge({ ...sheet, context })) {
        const range = sheet.place(mark);
        if (range && !isProtected(context.lesson, range)) faults.push({ ...fault, range });
      }
    }
    return faults;
  });
}

/** The pages of the lesson, its body's first, or why it has none. */
export async function sheetsOf(context: LessonContext): Promise<Sheet[] | string> {
  const body = bodyOf(context.lesson);
  if (body.format !== 'markdown' && body.format !== 'html') return 'a quiz file has no page';
  const page = await context.page();
  const seen = [{ path: body.path, survey: await page.survey() }, ...((await page.othersSurveyed?.()) ?? [])];
  return seen.map(({ path, survey }) => ({
    survey,
    path,
    format: formatOf(context.lesson, path) === 'html' ? 'html' : 'markdown',
    place: (mark) => spanOfMark(context.lesson, path, mark),
  }));
}

function spanOfMark(lesson: Lesson, path: string, mark: string | null): Span | null {
  const length = fileOf(lesson, path)?.text.length ?? 0;
  const match = /^(\d{1,9}):(\d{1,9})$/.exec(mark ?? '');
  if (!match) return null;
  const start = Number(match[1]);
  const end = Number(match[2]);
  return start < end && end <= length ? { path, start, end } : null;
}
