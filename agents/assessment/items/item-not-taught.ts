/** An item on something its lesson does not speak of, found by looking for its telling words in the lesson and the course. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { contentWords, counted, stem, words } from '../wording.ts';
import { itemPattern } from './item-pattern.ts';
import { isRealChoice, keyOf } from './items.ts';

/** Share of the question's weight that the lesson must hold, below which it does not speak of it. */
const spokenOf = 0.4;
/** The same of the question alone: a lesson that speaks of what is asked may leave the answer to find out. */
const askedOf = 0.6;
const fewestWords = 3;
const fewestPassages = 5;
/**
 * Questions that ask learners to recall a fact. Others may well use material the lesson does not hold: that is how applying is
 * tested (guideline 3).
 */
const asksToRecall =
  /^(?:who\b|when\b|where\b|(?:in\s+)?(?:which|what)\s+(?:year|century|country|city|person|company|language)\b|which\s+\p{L}+\s+(?:invented|coined|wrote|discovered|founded|developed)\b|what\s+(?:is|are|was|were|does|do)\b[^.,;]*$)|\b(?:called|named|stands?\s+for)\s*[:?_.]*\s*$/iu;
const longestRecall = 16;
/** Words by which one asks, whatever about. */
const asking =
  /^(?:called|named|name|names|stand|stands|mean|means|year|years|first|word|words|term|terms|main|kind|type|types)$/u;

const known = new WeakMap<Lesson, Set<string>>();

/** Stems of all words a lesson shows: prose, headings, tables, alternatives, code. */
function wordsOf(lesson: Lesson): Set<string> {
  const kept = known.get(lesson);
  if (kept) return kept;
  const texts = [
    lesson.title,
    ...lesson.passages.map((passage) => passage.text),
    ...lesson.headings.map((heading) => heading.text),
    ...lesson.outcomes.map((outcome) => outcome.text),
    ...lesson.images.map((image) => `${image.alt ?? ''} ${image.caption ?? ''}`),
    ...lesson.tables.flatMap((table) => table.rows.flat()),
    ...lesson.code.map((code) => code.text),
    ...lesson.links.map((link) => link.text),
  ];
  const found = new Set(texts.flatMap((text) => contentWords(text)).flatMap((word) => [stem(word), ...split(word)]));
  known.set(lesson, found);
  return found;
}

/** "end-of-life", "os.path": each part speaks of its subject too. */
function split(word: string): string[] {
  return /[-.’']/u.test(word)
    ? word
        .split(/[-.’']/u)
        .filter((part) => part.length > 2)
        .map(stem)
    : [];
}

function said(word: string, vocabulary: Set<string>): boolean {
  const parts = split(word);
  return vocabulary.has(stem(word)) || (parts.length > 0 && parts.every((part) => vocabulary.has(part)));
}

/** Words that few lessons of the course hold weigh more; a word of every lesson tells nothing (inverse document frequency). */
function weightOf(word: string, lessons: Lesson[]): number {
  const holding = lessons.filter((lesson) => said(word, wordsOf(lesson))).length;
  return Math.log((lessons.length + 1) / (holding + 0.5));
}

/** The telling words the lesson lacks; null where it speaks of what the item asks. */
export function missingWords(item: Item, lesson: Lesson, lessons: Lesson[]): string[] | null {
  const key = keyOf(item);
  if (!key || lesson.passages.length < fewestPassages || !/^en\b/iu.test(lesson.language)) return null;
  const vocabulary = wordsOf(lesson);
  const asked = [...new Set(contentWords(item.stem.text).filter((word) => !asking.test(word)))];
  const answer = [...new Set(contentWords(key.text))];
  if (asked.length + answer.length < fewestWords || asked.length === 0) return null;
  // Where the lesson holds a telling word of the answer, it speaks of it in other words than the question.
  const answered = answer.filter((word) => /\p{L}/u.test(word) && said(word, vocabulary));
  if (answered.length > 0) return null;
  const weighed = [...asked, ...answer].map((word) => ({ word, weight: weightOf(word, lessons), held: said(word, vocabulary) }));
  const share = (words: typeof weighed): number => {
    const total = words.reduce((sum, { weight }) => sum + weight, 0);
    return total === 0 ? 1 : words.reduce((sum, own) => sum + (own.held ? own.weight : 0), 0) / total;
  };
  const missing = weighed.filter((own) => !own.held).map(({ word }) => word);
  // One or two new words may be an example; what a lesson does not teach shares hardly a telling word with it.
  if (missing.length < 2 || share(weighed) >= spokenOf || share(weighed.slice(0, asked.length)) >= askedOf) return null;
  return missing;
}

export const itemNotTaught = itemPattern({
  meta: {
    id: 'item-not-taught',
    agent: 'assessment',
    version: '1.0',
    severity: 'moderate',
    title: 'The lesson does not speak of what the item asks',
    source:
      'Items reflect the content that was taught (Haladyna, Downing & Rodriguez 2002, guidelines 1 and 2); the lesson searched for the words of question and key, rare words weighing most.',
    fault: 'item-off-lesson',
    needs: ['siblings'],
  },
  look(item, { lesson, lessons }) {
    if (!isRealChoice(item) || words(item.stem.text).length > longestRecall || !asksToRecall.test(item.stem.text.trim()))
      return null;
    const taught = lessons.filter((own) => own.kind !== 'page');
    const missing = taught.length < 3 ? null : missingWords(item, lesson, taught);
    return missing === null
      ? null
      : `“${item.stem.text.trim()}” asks for something its lesson does not speak of: ${missing
          .slice(0, 4)
          .map((word) => `“${word}”`)
          .join(', ')} ${missing.length > 1 ? 'stand' : 'stands'} nowhere in it.`;
  },
  question: 'What should be asked instead, from the lesson?',
  together: (flawed) =>
    `${counted(flawed.length, 'item')} ask for something their lessons do not speak of (${flawed
      .slice(0, 4)
      .map(({ item }) => item.id)
      .join(', ')}${flawed.length > 4 ? ', …' : ''}).`,
  togetherQuestion: 'Is this taught elsewhere?',
});
