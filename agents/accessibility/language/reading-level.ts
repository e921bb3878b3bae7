/** A lesson reads about as hard as the others of its course; one far above them loses the learners the others were written for. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import { bodyOf } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { type Fault, faultRule } from '../fault-rule.ts';

const meta: RuleMeta = {
  id: 'reading-level',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'A lesson reads far harder than its course',
  source:
    'WCAG 2.2, 3.1.5 Reading Level (AAA), technique G153; Flesch–Kincaid grade level: J. P. Kincaid et al., Derivation of new readability formulas, Research Branch Report 8-75, 1975. English only.',
  wcag: ['3.1.5'],
  needs: [],
};

/** Fewer say nothing about a course, or about a lesson. */
const least = { lessons: 5, sentences: 20, words: 300 };
/** School years above the middle of the course, and the same in spreads of the course (median absolute deviations). */
const far = { years: 3, spreads: 4 };

export interface Reading {
  /** School years. */
  grade: number;
  sentences: number;
  words: number;
}

/** Flesch–Kincaid: 0.39 words a sentence + 11.8 syllables a word − 15.59. */
export function readingOf(sentences: string[]): Reading {
  const words = sentences.flatMap(wordsOf);
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0);
  const count = sentences.filter((sentence) => wordsOf(sentence).length > 0).length;
  const grade = count === 0 ? 0 : (0.39 * words.length) / count + (11.8 * syllables) / words.length - 15.59;
  return { grade, sentences: count, words: words.length };
}

function wordsOf(sentence: string): string[] {
  return sentence.match(/[A-Za-z]+(?:['’][A-Za-z]+)?/g) ?? [];
}

/** Groups of vowels, without a silent e at the end; at least one. */
export function syllablesIn(word: string): number {
  const plain = word.toLowerCase().replace(/['’].*$/, '');
  const groups = plain.match(/[aeiouy]+/g)?.length ?? 0;
  const silent = /[^aeiouyl]e$|[^aeiouyt]es$|[^aeiouytd]ed$/.test(plain) && groups > 1 ? 1 : 0;
  return Math.max(1, groups - silent);
}

/** Whole sentences of prose: what ends without a full stop (an item, a label) says nothing of sentence length. */
function proseOf(lesson: Lesson): string[] {
  const body = bodyOf(lesson).path;
  return lesson.passages
    .filter(({ kind, span }) => span.path === body && (kind === 'paragraph' || kind === 'quote'))
    .flatMap(({ text }) => text.split(/(?<=[.!?])\s+(?=["“(]?[A-Z])/))
    .filter((sentence) => /[.!?]["”)]?$/.test(sentence.trim()));
}

export const readingLevel = faultRule<CourseContext>(meta, ({ lessons }) => {
  const read = lessons
    .filter((lesson) => lesson.kind !== 'page' && /^en\b/i.test(lesson.language))
    .map((lesson) => ({ lesson, reading: readingOf(proseOf(lesson)) }))
    .filter(({ reading }) => reading.sentences >= least.sentences && reading.words >= least.words);
  if (read.length < least.lessons) return `fewer than ${least.lessons} lessons in English with ${least.sentences} sentences`;
  const middle = median(read.map(({ reading }) => reading.grade));
  const spread = median(read.map(({ reading }) => Math.abs(reading.grade - middle)));
  return read.flatMap(({ lesson, reading }): Fault[] => {
    const above = reading.grade - middle;
    const first = lesson.passages.find(({ kind }) => kind === 'paragraph');
    if (above < far.years || above < far.spreads * spread || !first) return [];
    return [
      {
        range: first.span,
        target: `reading level of ${lesson.id}`,
        certainty: 'needs-review',
        message: `“${lesson.title}” reads ${above.toFixed(1)} school years above the middle of the course.`,
        question: 'Is it written for the same learners as the other lessons?',
        answerKind: 'yes-no',
        evidence: [
          {
            kind: 'statistic',
            text: `Flesch–Kincaid grade ${reading.grade.toFixed(1)} (${reading.sentences} sentences, ${reading.words} words); median of ${read.length} lessons ${middle.toFixed(1)}, median deviation ${spread.toFixed(1)}.`,
          },
        ],
      },
    ];
  });
});

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
