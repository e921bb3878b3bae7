/** The form an item lends to a new one: whether it can, and its source with what is its own made new or left out. Pure. */
import { createHash } from 'node:crypto';
import { nameOf } from '../../../tools/library/items/qti-2.ts';
import { isOutcomeLabel } from '../../../tools/library/items/qti-12-metadata.ts';
import { attributeOf, below, readXml } from '../../../tools/library/items/xml.ts';
import { type JsonNode, parseJson } from '../../../tools/library/json-positions.ts';
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { fileOf, sourceOf } from '../../../tools/library/lesson.ts';
import type { Edit } from '../../contract.ts';
import type { WrittenItem } from './write-verify.ts';

/** QTI 2 and 3 keep each item in a file of its own, which manifest and tests name. */
export function isFileOfItsOwn(lesson: Lesson, item: Item): boolean {
  return item.format === 'qti' && /^<(?:\w+:)?(?:assessmentItem|qti-assessment-item)\b/u.test(sourceOf(lesson, item.span));
}

/** Nothing in its source is its own beyond words, key and what `renewed` makes new: no picture or comment that a second item must not share. */
export function canLend(lesson: Lesson, item: Item): boolean {
  const source = sourceOf(lesson, item.span);
  if (item.lead || item.gaps || item.options.some((one) => one.feedback && !one.feedbackWords)) return false;
  switch (item.format) {
    case 'quiz-json':
      return item.outcomes.length === 0 && isPlainObject(item, source);
    case 'gift':
      return !/^\s*\/\//mu.test(source) && !/!\[|<img/iu.test(source);
    case 'moodle-xml':
      return !/<file\b|<!--|<img|<hint\b/iu.test(source);
    case 'qti':
      return isFileOfItsOwn(lesson, item) ? isPlainQti2(item, source) : isPlainQti12(item, source);
    case 'task-list':
      return /(?:^|\n)[ \t]*$/u.test(textBefore(lesson, item)) && !/!\[|\]\(/u.test(source);
    default:
      return false;
  }
}

function textBefore(lesson: Lesson, { span }: Item): string {
  return (fileOf(lesson, span.path)?.text ?? '').slice(0, span.start);
}

/** Members that hold none of the item's words are short settings (`"points": 1`) and no ids. */
function isPlainObject(item: Item, source: string): boolean {
  const words = [item.stem, ...item.options, item.feedback].flatMap((one) => (one ? [one.span.start - item.span.start] : []));
  const holds = (node: JsonNode) => words.some((at) => node.start <= at && at <= node.end);
  const node = parseJson(source);
  if (node.type !== 'object' || source === '') return false;
  return node.members.every(({ key, value }) => {
    if (holds(value)) return true;
    if (/id$|^uu|name|number|title|tag|outcome/iu.test(key) || value.type !== 'scalar') return false;
    return typeof value.value !== 'string' || /^[\w -]{0,24}$/u.test(value.value);
  });
}

/** Metadata of Canvas and Common Cartridge that holds for any item of the kind, or is made new. */
const knownFields = /^(?:question_type|points_possible|original_answer_ids|cc_\w+|qmd_\w*|assessment_question_identifierref)$/u;

function isPlainQti12(item: Item, source: string): boolean {
  if (/<!--|<img|<mat(?:image|audio|video|app)|<(?:solution|hint|objectives|itemcontrol|itemref)\b|\$IMS/iu.test(source))
    return false;
  const labels = [...source.matchAll(/<fieldlabel>\s*([^<]*?)\s*<\/fieldlabel>/gu)].map((match) => match[1] ?? '');
  const notes = source.match(/<itemfeedback\b/gu)?.length ?? 0;
  const read = item.options.filter((one) => one.feedbackWords).length + (item.feedback ? 1 : 0);
  return labels.every((label) => knownFields.test(label) || isOutcomeLabel(label)) && notes === read;
}

/** Elements that hold words, key and scoring; anything else (pictures, templates, styles, stimuli) is an item's own. */
const plainElements = new Set(
  `assessmentItem responseDeclaration correctResponse value mapping mapEntry outcomeDeclaration defaultValue itemBody choiceInteraction
prompt simpleChoice p div span b i em strong br sub sup responseProcessing modalFeedback feedbackInline`.split(/\s+/u),
);

function isPlainQti2(item: Item, source: string): boolean {
  if (/<!--|\badaptive\s*=\s*["']true/u.test(source)) return false;
  const { root } = readXml('item', source);
  // How a response is processed names variables and values, no words.
  const all = [...below(root)].filter(
    (one) =>
      !root.children.some((part) => nameOf(part) === 'responseProcessing' && part.start < one.start && one.end <= part.end),
  );
  const count = (name: string): number => all.filter((one) => nameOf(one) === name).length;
  return (
    all.every((one) => plainElements.has(nameOf(one))) &&
    count('choiceInteraction') === 1 &&
    count('modalFeedback') === (item.feedback ? 1 : 0) &&
    count('feedbackInline') === item.options.filter((one) => one.feedbackWords).length
  );
}

/** Edits of an item's file that give it the name and identifier of the new item. */
export function renamings(file: string, text: string, written: WrittenItem, identifier: string): Edit[] {
  const { root } = readXml(file, text);
  const set = (attribute: string, value: string): Edit[] => {
    const found = attributeOf(root, attribute);
    return found
      ? [{ path: file, start: found.start, end: found.end, replacement: value, quote: text.slice(found.start, found.end) }]
      : [];
  };
  return [...set('identifier', identifier), ...set('title', titleOf(written)), ...set('label', '')];
}

function titleOf({ stem }: WrittenItem): string {
  return stem
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .trim()
    .slice(0, 50)
    .trim();
}

/** The source with a name and ids of the new item's own; tags and links to a bank, which are the old item's, are left out. */
export function renewed(source: string, like: Item, written: WrittenItem): string {
  const name = titleOf(written);
  switch (like.format) {
    case 'gift':
      return source.replace(/^(\s*)::(?:[^:\\]|\\.)*::/u, (_, lead: string) => `${lead}::${name}::`);
    case 'moodle-xml':
      return source
        .replace(/(<name>\s*<text>)[^<]*(<\/text>)/u, (_, open: string, shut: string) => `${open}${name}${shut}`)
        .replace(/\s*<(?:tags|idnumber)>[\s\S]*?<\/(?:tags|idnumber)>/gu, '');
    case 'qti':
      return source
        .replace(/\s*<qtimetadatafield>[\s\S]*?<\/qtimetadatafield>/gu, (field) => (isItsOwn(field) ? '' : field))
        .replace(/^<[^>]*>/u, (tag) =>
          tag
            .replace(/(\sident\s*=\s*["'])[^"']*/u, (_, open: string) => `${open}${identOf(like, written)}`)
            .replace(/(\stitle\s*=\s*["'])(?!Question["'])[^"']+/u, (_, open: string) => `${open}${name}`),
        );
    default:
      return source;
  }
}

/** A metadata field that holds for the one item only: what it serves, and the question in a bank it stands for. */
function isItsOwn(field: string): boolean {
  const label = /<fieldlabel>\s*([^<]*?)\s*<\/fieldlabel>/u.exec(field)?.[1] ?? '';
  return label === 'assessment_question_identifierref' || isOutcomeLabel(label);
}

/** Names of XML begin with a letter. */
export function identOf(like: Item, written: WrittenItem): string {
  return `i${createHash('sha256')
    .update(`${like.id} ${JSON.stringify([written.stem, written.options])}`)
    .digest('hex')
    .slice(0, 32)}`;
}
