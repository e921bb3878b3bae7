/** An exercise in the course's own form: fences, headings and solution as another challenge of the course has them. Pure. */
import type { Div, Lesson } from '../../../tools/library/lesson.ts';
import { bodyOf } from '../../../tools/library/lesson.ts';

export interface PracticeForm {
  /** Source of the challenge it is taken from. */
  like: string;
  /** First and last line of the challenge. */
  open: string;
  close: string;
  /** `## ` and what may stand after the words. */
  heading: { marks: string; after: string };
  solution: { open: string; close: string; heading: string | null } | null;
}

export interface Practice {
  title: string;
  task: string;
  solution: string;
}

/** The form of the first plain challenge of the lesson, else of the course; null where it has none. */
export function practiceForm(lesson: Lesson, lessons: Lesson[]): PracticeForm | null {
  for (const own of [lesson, ...lessons.filter((other) => other !== lesson)]) {
    const form = own.divs.map((div, at) => formOf(own, div, at)).find((one) => one !== null && one.solution !== null);
    if (form) return form;
  }
  return null;
}

const lines = (text: string) => text.split(/\r?\n/u);

function formOf(lesson: Lesson, div: Div, at: number): PracticeForm | null {
  const body = bodyOf(lesson);
  if (div.name !== 'challenge' || div.parent !== null || div.span.path !== body.path || body.format !== 'markdown') return null;
  const like = body.text.slice(div.span.start, div.span.end).trimEnd();
  const open = lines(like)[0]!;
  const close = lines(like).at(-1)!;
  // An id belongs to one block.
  if (/[#={]/u.test(open) || !/^:{3,}/u.test(close)) return null;
  const heading = /^(#{1,6}[ \t]+)[^\r\n]*?([ \t]+#+)?[ \t]*$/mu.exec(like);
  if (!heading || /\{[^}]*\}\s*$/u.test(heading[0])) return null;
  const inner = lesson.divs.find((one) => one.parent === at && one.name === 'solution');
  return {
    like,
    open,
    close,
    heading: { marks: heading[1]!, after: heading[2] ?? '' },
    solution: inner ? solutionOf(body.text.slice(inner.span.start, inner.span.end).trimEnd()) : null,
  };
}

function solutionOf(source: string): PracticeForm['solution'] {
  const [open, ...rest] = lines(source);
  const close = rest.pop();
  if (!open || !close || /[#={]/u.test(open) || !/^:{3,}/u.test(close)) return null;
  const first = rest.find((line) => line.trim() !== '');
  // "Solution" is a form; words of its own are about that solution.
  return { open, close, heading: first && /^#{1,6}\s+Solution\W*$/iu.test(first) ? first : null };
}

/** The block with the words in it; line ends as given. */
export function practiceBlock(form: PracticeForm, practice: Practice, eol: string): string {
  const part = (text: string) => lines(text.trim());
  const block = [
    form.open,
    '',
    `${form.heading.marks}${practice.title.trim()}${form.heading.after}`,
    '',
    ...part(practice.task),
    '',
  ];
  if (form.solution) {
    block.push(form.solution.open, '');
    if (form.solution.heading) block.push(form.solution.heading, '');
    block.push(...part(practice.solution), '', form.solution.close, '');
  }
  return [...block, form.close].join(eol);
}
