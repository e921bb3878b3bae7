/** “In these 4 lessons …”, “this lesson has three exercises”, “a quiz of five questions”: and what is there is another number. */
import { bodyOf, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { isAnnounced, isQuoted, proseSentences, textFiles } from '../prose.ts';
import { counted } from '../wording.ts';
import { oneOfMany } from './one-of-many.ts';

const meta: RuleMeta = {
  id: 'stated-count',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'A lesson states another number of lessons, exercises or questions than there are',
  source:
    'Counted in the course: lessons under the folder of the page that speaks of them, exercises and quiz questions of the lesson.',
  needs: ['siblings'],
};

const words = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const number = `(\\d{1,3}|${words.slice(1).join('|')})`;
const exercise = '(?:exercises?|challenges?)';
const holds = '(?:has|have|holds?|contains?|includes?|comes? with|consists? of|is made (?:up )?of|offers?)';
const here = '(?:this|the) (?:lesson|episode|chapter|unit)';

/** One form of claim; `of` counts what is there, null where it cannot be told. */
interface Form {
  pattern: RegExp;
  what: string;
  of(lesson: Lesson, lessons: Lesson[]): number | null;
}

function exercisesOf(lesson: Lesson): number | null {
  const count = lesson.items.filter((item) => item.format === 'challenge').length;
  return count > 0 ? count : null;
}

function questionsOf(lesson: Lesson): number | null {
  const items = lesson.items.filter((item) => item.format !== 'challenge');
  // With several quizzes it is not said which is meant.
  return items.length > 0 && new Set(items.map((item) => item.quiz)).size === 1 ? items.length : null;
}

function folderOf(lesson: Lesson): string {
  const { path } = bodyOf(lesson);
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
}

/** Lessons under the folder of a page that is no lesson itself: the page of a module, or of the course. */
function lessonsUnder(page: Lesson, lessons: Lesson[]): number | null {
  if (page.kind !== 'page' || page.partOf) return null;
  const folder = folderOf(page);
  // A page beside the lessons may speak of any of them; one above them speaks of its own.
  const below = lessons.filter((own) => own.kind !== 'page' && own.id !== page.id && folderOf(own).startsWith(folder));
  return below.length >= 2 && below.every((own) => folderOf(own) !== folder) ? below.length : null;
}

const forms: Form[] = [
  {
    pattern: new RegExp(String.raw`\b${here} ${holds} (?:a total of |exactly )?${number} ${exercise}\b`, 'iu'),
    what: 'exercise',
    of: exercisesOf,
  },
  {
    pattern: new RegExp(
      String.raw`\bin ${here},? (?:you|we)(?:['’]ll| will) (?:do|solve|work through|complete|find|meet) (?:exactly )?${number} ${exercise}\b`,
      'iu',
    ),
    what: 'exercise',
    of: exercisesOf,
  },
  {
    pattern: new RegExp(String.raw`\bthere are (?:exactly )?${number} ${exercise} in ${here}\b`, 'iu'),
    what: 'exercise',
    of: exercisesOf,
  },
  {
    pattern: new RegExp(String.raw`\b(?:this|the) quiz ${holds} (?:a total of |exactly )?${number} questions?\b`, 'iu'),
    what: 'question',
    of: questionsOf,
  },
  {
    pattern: new RegExp(String.raw`\b(?:a|the) quiz (?:of|with) ${number} questions?\b`, 'iu'),
    what: 'question',
    of: questionsOf,
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:in|over|across|through(?:out)?) (?:these|the following|the next) ${number} lessons\b`,
      'iu',
    ),
    what: 'lesson',
    of: lessonsUnder,
  },
  {
    pattern: new RegExp(
      String.raw`\b(?:this|the) (?:course|curriculum|module|workshop|unit) ${holds} (?:a total of |exactly )?${number} (?:lessons|episodes|chapters)\b`,
      'iu',
    ),
    what: 'lesson',
    of: lessonsUnder,
  },
];

/** `about three`, `at least 3`, `more than 3`: no exact number. */
const vague =
  /\b(?:about|around|roughly|approximately|at least|at most|more than|over|up to|fewer than|first|last|other|another|optional)\s*$/iu;

interface Claim {
  /** The number alone. */
  span: Span;
  sentence: Span;
  stated: number;
  there: number;
  what: string;
}

function numberIn(text: string): number {
  return /^\d/u.test(text) ? Number(text) : words.indexOf(text.toLowerCase());
}

function claimsIn(lesson: Lesson, lessons: Lesson[]): Claim[] {
  return textFiles(lesson)
    .filter((file) => file.role === 'body')
    .flatMap((file) =>
      proseSentences(lesson, file).flatMap(({ text, span }): Claim[] => {
        for (const { pattern, what, of } of forms) {
          const match = pattern.exec(text);
          const stated = match?.[1];
          if (!match || stated === undefined || isQuoted(text, match.index) || isAnnounced(text)) continue;
          const at = match.index + match[0].toLowerCase().lastIndexOf(` ${stated.toLowerCase()} `) + 1;
          const there = of(lesson, lessons);
          if (there === null || there === numberIn(stated) || vague.test(text.slice(0, at))) return [];
          const start = span.start + at;
          return [
            {
              span: { path: file.path, start, end: start + stated.length },
              sentence: span,
              stated: numberIn(stated),
              there,
              what,
            },
          ];
        }
        return [];
      }),
    );
}

function written(quote: string, value: number): string {
  const word = words[value];
  if (/^\d/u.test(quote) || word === undefined) return String(value);
  return /^\p{Lu}/u.test(quote) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

function all(lessons: Lesson[]): { lesson: Lesson; claim: Claim }[] {
  return lessons.flatMap((lesson) => claimsIn(lesson, lessons).map((claim) => ({ lesson, claim })));
}

export const statedCount: Rule<CourseContext> = {
  meta,
  check: ({ lessons }) =>
    oneOfMany(
      meta,
      all(lessons).map(({ lesson, claim }) => ({ lesson, claim, span: claim.sentence })),
      'statement',
      ({ lesson, claim }) => ({
        certainty: 'fails',
        range: claim.span,
        target: sourceOf(lesson, claim.sentence),
        message: `${lesson.title} speaks of ${counted(claim.stated, claim.what)}; there ${claim.there === 1 ? 'is' : 'are'} ${claim.there}.`,
      }),
    ),
  repair(finding, { lessons }) {
    const found = all(lessons);
    if (found.length === 0) return null;
    return {
      findings: [finding.fingerprint],
      edits: found.map(({ lesson, claim }) => {
        const quote = sourceOf(lesson, claim.span);
        return { ...claim.span, quote, replacement: written(quote, claim.there) };
      }),
      title: 'State the number that is there',
      rationale: finding.message,
      evidence: finding.evidence,
      risk: 'medium',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
      forYou: 'Is one missing, rather than the number wrong?',
    };
  },
};
