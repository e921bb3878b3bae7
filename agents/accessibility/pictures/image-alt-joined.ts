/** White space lost inside a text alternative: a screen reader says "androw". */
import { type Image, type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { type Fault, faultRule, insertionAt, isProtected } from '../fault-rule.ts';
import { countWords, type Joined, joinedWords, type Vocabulary } from './joined-words.ts';

const meta: RuleMeta = {
  id: 'image-alt-joined',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'Words run together in a text alternative',
  source:
    'WCAG 2.2, 1.1.1 Non-text Content: an alternative that cannot be understood when it is read aloud does not serve its purpose.',
  wcag: ['1.1.1'],
  needs: ['siblings'],
};

const vocabularies = new WeakMap<Lesson, Vocabulary>();

/** Words of a lesson's prose, code and alternatives; kept, as every picture asks for those of the whole course. */
function vocabularyOf(lesson: Lesson): Vocabulary {
  const known = vocabularies.get(lesson);
  if (known) return known;
  const words: Vocabulary = new Map();
  for (const passage of lesson.passages) countWords(passage.text, words);
  for (const heading of lesson.headings) countWords(heading.text, words);
  for (const block of lesson.code) countWords(block.text, words);
  for (const image of lesson.images) countWords(image.alt ?? '', words);
  vocabularies.set(lesson, words);
  return words;
}

export const imageAltJoined = faultRule<LessonContext>(meta, ({ lesson, course }) => {
  if (!/^en\b/i.test(lesson.language)) return 'knows English words only';
  const worthLooking = lesson.images.filter(
    (image) => image.alt && image.altSpan && image.alt.length > 20 && !isProtected(lesson, image.span),
  );
  if (worthLooking.length === 0) return [];
  const all: Vocabulary = new Map();
  for (const one of [lesson, ...course.lessons.filter((other) => other.id !== lesson.id)]) {
    for (const [word, count] of vocabularyOf(one)) all.set(word, (all.get(word) ?? 0) + count);
  }
  return worthLooking.flatMap((image): Fault[] => {
    const elsewhere = new Map(all);
    for (const [word, count] of countWords(image.alt!)) {
      const left = (elsewhere.get(word) ?? 0) - count;
      if (left > 0) elsewhere.set(word, left);
      else elsewhere.delete(word);
    }
    const joined = joinedWords(image.alt!, elsewhere);
    if (joined.length === 0) return [];
    const edits = joined.map((one) => partingAt(lesson, image, one));
    const named = [...new Set(joined.map(({ was }) => `“${was}”`))].join(', ');
    return [
      {
        range: image.span,
        target: image.alt!,
        certainty: 'fails',
        message: `White space is missing in the text alternative: ${named}.`,
        ...(edits.every((edit) => edit !== null)
          ? {
              mend: {
                edits: edits.flatMap((edit) => edit ?? []),
                title: `Part the words: ${joined.map(({ parted }) => `“${parted.trim()}”`).join(', ')}`,
                risk: 'low' as const,
              },
            }
          : {}),
      },
    ];
  });
});

/** The decoded alternative and its source differ by escapes and entities: the word is found by its count. */
function partingAt(lesson: Lesson, image: Image, joined: Joined) {
  const source = sourceOf(lesson, image.altSpan!);
  const alternative = image.alt!;
  const wordStart = joined.was.startsWith(',') ? joined.at - 1 : alternative.lastIndexOf(joined.was, joined.at);
  const written = joined.was.replaceAll('_', '\\_');
  const spelling = source.includes(joined.was) ? joined.was : written;
  const earlier = alternative.slice(0, wordStart).split(joined.was).length - 1;
  let at = -1;
  for (let count = 0; count <= earlier; count++) at = source.indexOf(spelling, at + 1);
  if (at === -1) return null;
  const kept = joined.parted.slice(0, joined.parted.indexOf(' '));
  const offset = spelling === joined.was ? kept.length : kept.replaceAll('_', '\\_').length;
  return insertionAt(image.altSpan!.path, image.altSpan!.start + at + offset, ' ');
}
