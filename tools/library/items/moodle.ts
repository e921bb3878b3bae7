/** Questions of Moodle XML (`<quiz><question type="…">`), one after another. */
import { ReadError } from '../errors.ts';
import { kindOfItem } from '../item-kind.ts';
import type { Item, ItemAnswer, ItemOption, ItemWords } from '../lesson.ts';
import { type Found, Ids, numberOf, passedAt } from './found.ts';
import { gapsOfCloze } from './moodle-cloze.ts';
import type { Source } from './words.ts';
import { wordsIn } from './words.ts';
import { allBelow, attributeOf, childrenNamed, readXml, textOfAttribute, type XmlElement } from './xml.ts';

const unread: Record<string, string> = {
  calculated: 'its numbers are worked out by Moodle',
  calculatedmulti: 'its numbers are worked out by Moodle',
  calculatedsimple: 'its numbers are worked out by Moodle',
  ddimageortext: 'places on a picture are asked for',
  ddmarker: 'places on a picture are asked for',
  random: 'it stands for any question of its category',
};

/**
 * @param found takes items as they are read, so that a bank of any length needs no more room than one question
 * @throws ReadError where the text is no Moodle question bank
 */
export function readMoodleInto(path: string, text: string, found: Found): void {
  const ids = new Ids();
  let category: string | null = null;
  const { root } = readXml(path, text, {
    onEnd(element, ancestors) {
      if (element.name !== 'question' || ancestors.length !== 1 || ancestors[0]?.name !== 'quiz') return 'keep';
      if (textOfAttribute(element, 'type') === 'category') {
        const name = childrenNamed(element, 'category')[0];
        category = (name ? wordsOf(name, { path, text }).text : '').replace(/^\$[^$]*\$\/?/, '').replace(/^top\//, '') || null;
      } else question(element, category, { path, text }, ids, found);
      return 'forget';
    },
  });
  if (root.name !== 'quiz' || /canvas|instructure/i.test(textOfAttribute(root, 'xmlns') ?? ''))
    throw new ReadError(
      'not-items',
      path,
      1,
      `no Moodle questions: the document element is <${root.name}>; for QTI set format: qti.`,
    );
}

function question(element: XmlElement, category: string | null, source: Source, ids: Ids, found: Found): void {
  const type = textOfAttribute(element, 'type') ?? '';
  const name = childrenNamed(element, 'name')[0];
  const idnumber = childrenNamed(element, 'idnumber')[0];
  const id = ids.next((idnumber ? plainOf(idnumber, source) : '') || (name ? wordsOf(name, source).text : ''));
  if (type === 'description') {
    found.passed(passedAt(element.start, id, 'no-question', 'a text without a question'));
    return;
  }
  const kind = answersOf(element, type, source);
  if (!kind) {
    const why = unread[type] ?? 'questions of this type are not read';
    found.passed(passedAt(element.start, id, 'not-read', `a question of the type "${type}": ${why}`));
    return;
  }
  const stem = childrenNamed(element, 'questiontext')[0];
  const general = childrenNamed(element, 'generalfeedback')[0];
  const feedback = general ? wordsOf(general, source) : null;
  const tags = childrenNamed(element, 'tags').flatMap((one) => childrenNamed(one, 'tag').map((tag) => wordsOf(tag, source)));
  const grade = childrenNamed(element, 'defaultgrade')[0];
  const points = grade ? numberOf(plainOf(grade, source)) : null;
  const rubric = type === 'essay' ? childrenNamed(element, 'graderinfo')[0] : undefined;
  const rubricWords = rubric ? wordsOf(rubric, source) : null;
  found.item({
    id,
    kind: 'open',
    stem: stem
      ? wordsOf(stem, source)
      : { text: '', span: { path: source.path, start: element.contentStart, end: element.contentStart } },
    options: [],
    solutions: [],
    feedback: feedback && feedback.text !== '' ? feedback : null,
    outcomes: tags.map((one) => one.text),
    outcomeSpans: tags.map((one) => one.span),
    span: { path: source.path, start: element.start, end: element.end },
    quiz: category,
    format: 'moodle-xml',
    ...(grade && points !== null
      ? { points: { value: points, span: { path: source.path, start: grade.contentStart, end: grade.contentEnd } } }
      : {}),
    ...(rubricWords && rubricWords.text !== '' ? { rubric: rubricWords } : {}),
    ...kind,
  });
}

function answersOf(element: XmlElement, type: string, source: Source): Partial<Item> | null {
  const answers = childrenNamed(element, 'answer');
  switch (type) {
    case 'multichoice':
    case 'truefalse': {
      const several = childrenNamed(element, 'single').some((one) => /^(?:false|0)$/i.test(plainOf(one, source)));
      const options = optionsOf(answers, several, source);
      const shuffled = childrenNamed(element, 'shuffleanswers').some((one) => /^(?:true|1)$/i.test(plainOf(one, source)));
      return {
        kind: several ? 'multiple-response' : type === 'truefalse' ? 'true-false' : kindOfItem(options, false),
        options,
        ...(shuffled ? { shuffled: true as const } : {}),
      };
    }
    case 'shortanswer':
      return { kind: 'short-answer', answers: answers.map((one) => answerOf(one, source)).filter((one) => one.share > 0) };
    case 'numerical':
      return { kind: 'numeric', answers: answers.map((one) => numericOf(one, source)).filter((one) => one.share > 0) };
    case 'matching':
    case 'ddmatch':
      return { kind: 'matching', pairs: childrenNamed(element, 'subquestion').map((one) => pairOf(one, source)) };
    case 'ordering':
      return { kind: 'ordering', sequence: answers.map((one) => wordsOf(one, source)) };
    case 'essay':
      return { kind: 'essay' };
    case 'cloze':
    case 'multianswer': {
      const stem = childrenNamed(element, 'questiontext')[0];
      const words = stem ? wordsOf(stem, source) : null;
      return words ? { kind: 'cloze', ...gapsOfCloze(words, source.text) } : null;
    }
    case 'gapselect':
    case 'ddwtos':
      return { kind: 'cloze', gaps: selectGaps(element, type, source) };
    default:
      return null;
  }
}

function optionsOf(answers: XmlElement[], several: boolean, source: Source): ItemOption[] {
  const shares = answers.map((one) => numberOf(textOfAttribute(one, 'fraction')) ?? 0);
  const most = Math.max(0, ...shares);
  return answers.map((answer, index) => {
    const share = shares[index] ?? 0;
    const place = attributeOf(answer, 'fraction');
    const note = childrenNamed(answer, 'feedback')[0];
    const words = note ? wordsOf(note, source) : null;
    return {
      ...wordsOf(answer, source),
      correct: share > 0 && (several || share === most),
      correctSpan: place ? { path: source.path, start: place.start, end: place.end } : null,
      ...(words && words.text !== '' ? { feedback: words.text, feedbackWords: words } : {}),
    };
  });
}

function answerOf(answer: XmlElement, source: Source): ItemAnswer {
  return { ...wordsOf(answer, source), share: (numberOf(textOfAttribute(answer, 'fraction')) ?? 100) / 100 };
}

function numericOf(answer: XmlElement, source: Source): ItemAnswer {
  const words = answerOf(answer, source);
  const value = numberOf(words.text);
  const tolerance = numberOf(childrenNamed(answer, 'tolerance').map((one) => plainOf(one, source))[0]) ?? 0;
  return value === null ? words : { ...words, least: value - tolerance, most: value + tolerance };
}

/** A pair without a question is a distractor among the answers. */
function pairOf(subquestion: XmlElement, source: Source): NonNullable<Item['pairs']>[number] {
  const answer = childrenNamed(subquestion, 'answer')[0];
  const left = wordsOf(subquestion, source);
  return { left: left.text === '' ? null : left, right: answer ? wordsOf(answer, source) : null };
}

/** Gaps `[[1]]` of the text; a gap's list is the group its right choice belongs to. */
function selectGaps(element: XmlElement, type: string, source: Source): NonNullable<Item['gaps']> {
  const boxes = childrenNamed(element, type === 'gapselect' ? 'selectoption' : 'dragbox');
  const groups = boxes.map((box) => allBelow(box, 'group').map((one) => plainOf(one, source))[0] ?? '1');
  const stem = childrenNamed(element, 'questiontext')[0];
  const numbers = [...(stem ? wordsOf(stem, source).text : '').matchAll(/\[\[(\d{1,4})\]\]/g)].map((match) => Number(match[1]));
  return numbers.map((number, nth) => ({
    id: `${nth + 1}`,
    answers: [],
    options: boxes.flatMap((box, index) =>
      groups[index] === groups[number - 1] ? [{ ...wordsOf(box, source), correct: index === number - 1, correctSpan: null }] : [],
    ),
  }));
}

function plainOf(element: XmlElement, source: Source): string {
  return wordsIn(source.text, { path: '', start: element.contentStart, end: element.contentEnd }, 'xml').text;
}

/** Moodle keeps words in a `<text>` inside of what they belong to; its format stands on the outside. */
function wordsOf(holder: XmlElement, { path, text }: Source): ItemWords {
  const inner = childrenNamed(holder, 'text')[0] ?? holder;
  const format = textOfAttribute(holder, 'format') ?? '';
  const isHtml = format === 'html' || format === 'moodle_auto_format';
  return wordsIn(text, { path, start: inner.contentStart, end: inner.contentEnd }, isHtml ? 'xml-html' : 'xml');
}
