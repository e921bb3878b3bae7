/** “Go back to step 7”, where the lesson's steps end at 5. */
import type { Lesson, Span } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { isQuoted, proseOf, proseSentences, textFiles } from '../prose.ts';
import { oneOfMany } from './one-of-many.ts';

const meta: RuleMeta = {
  id: 'stated-step',
  agent: 'assessment',
  version: '1.0',
  severity: 'moderate',
  title: 'A step is referred to that is not there',
  source: 'The lesson’s numbered lists, headings and labels end before the number that is referred to.',
  needs: [],
};

const reference =
  /\b(?:repeat|redo|return to|go back to|back to|see|from|in|as in|after|before|follow|of|using|during|until|skip|skip to)\s+steps?\s+(\d{1,2})(?:\s*(?:[-–]|to|and|through)\s*(\d{1,2}))?(?!\d|\.\d|\s*(?:of|in)\s+(?:the|that|this)?\s*\[)/giu;

interface Missing {
  lesson: Lesson;
  span: Span;
  step: number;
  last: number;
}

/** The highest number of a list item, a heading or a bold label; 0 where nothing is numbered. */
function lastStep(lesson: Lesson, text: string): number {
  const listed = [...text.matchAll(/^[ \t>]*(\d{1,2})[.)][ \t]+\S/gmu)].map((match) => Number(match[1]));
  // Markdown counts on from the first number: "1." ten times are ten steps.
  let run = 0;
  let longest = 0;
  for (const line of text.split(/\r?\n/u)) {
    if (/^[ \t>]*\d{1,2}[.)][ \t]+\S/u.test(line)) run += 1;
    else if (/^(?:#|\S(?![.)]))/u.test(line) && !/^[ \t]/u.test(line)) run = /^#/u.test(line) ? 0 : run;
    longest = Math.max(longest, run);
  }
  const labelled = [...text.matchAll(/(?:^|[*_#>|[(\s])step[ \t#]*(\d{1,2})[*_:.)\]|-]/gimu)].map((match) => Number(match[1]));
  const headed = lesson.headings.flatMap((heading) => {
    const match = /^(?:step\s*)?(\d{1,2})\b/iu.exec(heading.text);
    return match ? [Number(match[1])] : [];
  });
  return Math.max(0, longest, ...listed, ...labelled, ...headed);
}

function missingIn(lesson: Lesson): Missing[] {
  return textFiles(lesson).flatMap((file) => {
    const last = lastStep(lesson, proseOf(lesson, file));
    if (file.format !== 'markdown' || last < 2) return [];
    return proseSentences(lesson, file).flatMap(({ text, span }): Missing[] =>
      [...text.matchAll(reference)].flatMap((match) => {
        const step = Number(match[2] ?? match[1]);
        // Another page's steps, and others' words.
        if (
          step <= last ||
          isQuoted(text, match.index) ||
          /\]\(|\b(?:lesson|episode|guide|tutorial|documentation|article|page)\b/iu.test(text)
        )
          return [];
        return [{ lesson, span, step, last }];
      }),
    );
  });
}

export const statedStep: Rule<CourseContext> = {
  meta,
  check: ({ lessons }) =>
    oneOfMany(meta, lessons.flatMap(missingIn), 'reference', (first) => ({
      certainty: 'needs-review',
      message: `${first.lesson.title} refers to step ${first.step}; its steps end at ${first.last}.`,
      question: 'Which step is meant?',
      answerKind: 'text',
    })),
};
