/** The lesson answers the question in nearly its own words, and with another option than the key. */
import type { Item, Lesson, Span } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import { literalPattern } from '../../../tools/library/literal-pattern.ts';
import { contentWords, fold, sentences, stem } from '../wording.ts';
import { itemRule } from './item-rule.ts';
import { isRealChoice, keyOf } from './items.ts';

/** Share of the question's content words that the sentence must hold, and their least number. */
const covered = 0.7;
const fewestWords = 3;

interface Said {
  text: string;
  span: Span;
  /** Options whose words stand in the sentence. */
  options: Set<number>;
}

function holds(sentence: string, option: string): boolean {
  const words = literalPattern(fold(option));
  return new RegExp(String.raw`(?<![\p{L}\p{N}.,])${words}(?![\p{L}\p{N}]|[.,]\d)`, 'u').test(fold(sentence));
}

const hedged = /\b(?:not|never|no longer|unlike|instead of|rather than|except|used to|wrong|myth|mistake)\b|n['’]t\b/iu;

/** Sentences of the lesson that speak of what the question asks, with the options they name. */
function answersIn(lesson: Lesson, item: Item): Said[] {
  const asked = [...new Set(contentWords(item.stem.text).map(stem))];
  if (asked.length < fewestWords) return [];
  const headings = new Map(lesson.sections.map((section) => [section.id, section.heading?.text ?? '']));
  return lesson.passages.flatMap((passage) =>
    sentences(passage.text).flatMap((sentence) => {
      // A sentence leaves unsaid what the heading over it says.
      const words = new Set(contentWords(`${headings.get(passage.section) ?? ''} ${sentence.text}`).map(stem));
      if (asked.filter((word) => words.has(word)).length < covered * asked.length) return [];
      const options = new Set(item.options.flatMap((option, index) => (holds(sentence.text, option.text) ? [index] : [])));
      return options.size === 0 ? [] : [{ text: sentence.text, span: passage.span, options }];
    }),
  );
}

export const itemContradictsLesson = itemRule({
  meta: {
    id: 'item-contradicts-lesson',
    agent: 'assessment',
    version: '1.1',
    severity: 'critical',
    title: 'The lesson gives another answer than the key',
    source: 'The key must be right by the lesson it belongs to (Haladyna, Downing & Rodriguez 2002, guidelines 3 and 19).',
    needs: [],
  },
  rewrite: 'never',
  look(item, { lesson }) {
    const key = keyOf(item);
    // “Nothing” and “never” are said by what a sentence leaves out.
    if (!key || /^(?:nothing|none|nobody|no one|nowhere|never|not at all)$/u.test(fold(key.text))) return null;
    if (!isRealChoice(item) || /\b(?:not|except)\b/iu.test(item.stem.text)) return null;
    // Options that hold one another ("3", "3 or 4") cannot be told apart in a sentence.
    if (item.options.some((one) => item.options.some((other) => one !== other && fold(other.text).includes(fold(one.text)))))
      return null;
    const said = answersIn(lesson, item);
    const at = item.options.indexOf(key);
    if (said.length === 0 || said.some((own) => own.options.has(at))) return null;
    const named = new Set(said.flatMap((own) => [...own.options]));
    const [other] = named;
    const [first] = said;
    if (named.size !== 1 || other === undefined || !first || said.some((own) => hedged.test(own.text))) return null;
    return {
      message: `“${key.text}” is marked right, but the lesson says “${first.text}”.`,
      certainty: 'needs-review',
      question: 'Which option is right?',
      answerKind: 'key',
      evidence: [{ kind: 'quote', text: sourceOf(lesson, first.span), source: first.span }],
    };
  },
});
