/** Tagging an item with an outcome in the place its format has for that, as the file writes such tags already. Pure. */
import type { Edit } from '../../../agents/contract.ts';
import { type JsonNode, parseJson } from '../json-positions.ts';
import type { Item, SourceFile } from '../lesson.ts';
import { manifestTag } from './manifest-tags.ts';
import { isItemFile } from './package.ts';
import { isOutcomeLabel } from './qti-12-metadata.ts';
import { encoded } from './words.ts';
import { allBelow, childrenNamed, declaredEncoding, firstBelow, leadOf, readXml, type XmlElement } from './xml.ts';

/** How a file with items writes tags, read from items that have some. */
export interface TagForm {
  /** QTI 1.2: label of the metadata field. Quiz JSON: name of the member, from the mapping. */
  field?: string;
  /** Quiz JSON: a list of tags, or one. */
  holds: 'list' | 'one';
}

interface Change {
  start: number;
  end: number;
  replacement: string;
}

/**
 * @param text the whole file
 * @param manifest of the package the file lies in: items of QTI 2 and 3 are tagged there
 * @returns null where the format, or the item as it is written, has no known place for a tag
 */
export function tagEdit(text: string, item: Item, tag: string, form: TagForm, manifest?: SourceFile): Edit | null {
  if (tag.trim() === '' || /[\r\n]/.test(tag)) return null;
  const { path, start: base, end } = item.span;
  if (item.format === 'gift') return giftTag(text, item, tag);
  if (item.format === 'qti' && isItemFile(text)) return manifest ? manifestTag(manifest, path, tag) : null;
  const source = text.slice(base, end);
  const change = changeIn(source, item, tag, form, declaredEncoding(text));
  if (!change) return null;
  return {
    path,
    start: base + change.start,
    end: base + change.end,
    replacement: change.replacement,
    quote: source.slice(change.start, change.end),
  };
}

/** The form in which an item of the file is tagged; null where this one is not. */
export function tagFormOf(text: string, item: Item, field: string | undefined): TagForm | null {
  const source = text.slice(item.span.start, item.span.end);
  if (item.outcomes.length === 0) return null;
  if (item.format === 'qti') {
    const label = /^<item\b/.test(source) ? outcomeField(readXml('item', source).root, source)?.label : undefined;
    return label === undefined ? null : { field: label, holds: 'one' };
  }
  if (item.format !== 'quiz-json') return { holds: 'list' };
  if (field === undefined) return null;
  return { field, holds: memberOf(parseJson(source), field)?.type === 'array' ? 'list' : 'one' };
}

function changeIn(source: string, item: Item, tag: string, form: TagForm, encoding: string | null): Change | null {
  if (item.format === 'quiz-json') return form.field === undefined ? null : jsonTag(source, tag, form.field, form.holds);
  if (item.format !== 'moodle-xml' && item.format !== 'qti') return null;
  const unicode = encoding === null || /^utf-?8$/.test(encoding);
  const words = encoded(tag, 'xml', false, unicode);
  if (words === null) return null;
  const { root } = readXml('item', source);
  if (item.format === 'moodle-xml') return moodleTag(root, source, words);
  return root.name === 'item' ? qti12Tag(root, source, words, form.field) : null;
}

function moodleTag(question: XmlElement, source: string, words: string): Change | null {
  const plain = `<tag><text>${words}</text></tag>`;
  const tags = childrenNamed(question, 'tags')[0];
  const last = tags && childrenNamed(tags, 'tag').at(-1);
  if (last) {
    const text = childrenNamed(last, 'text')[0] ?? last;
    const own = source.slice(last.start, text.contentStart) + words + source.slice(text.contentEnd, last.end);
    return { start: last.end, end: last.end, replacement: leadOf(last, source) + own };
  }
  if (tags) return { start: tags.start, end: tags.end, replacement: `<tags>${plain}</tags>` };
  const before = question.children.at(-1);
  if (!before) return null;
  return { start: before.end, end: before.end, replacement: `${leadOf(before, source)}<tags>${plain}</tags>` };
}

interface OutcomeField {
  element: XmlElement;
  label: string;
}

function outcomeField(item: XmlElement, source: string): OutcomeField | null {
  for (const element of allBelow(item, 'qtimetadatafield')) {
    const label = childrenNamed(element, 'fieldlabel')[0];
    const name = label ? source.slice(label.contentStart, label.contentEnd).trim() : '';
    if (isOutcomeLabel(name)) return { element, label: name };
  }
  return null;
}

/** A field like the last one of the item's metadata; without any metadata its place is not known. */
function qti12Tag(item: XmlElement, source: string, words: string, field: string | undefined): Change | null {
  const metadata = firstBelow(item, 'itemmetadata');
  const like = metadata && allBelow(metadata, 'qtimetadatafield').at(-1);
  const label = like && childrenNamed(like, 'fieldlabel')[0];
  const entry = like && childrenNamed(like, 'fieldentry')[0];
  if (!like || !label || !entry || label.end > entry.start || entry.selfClosing || field === undefined) return null;
  const own = [
    source.slice(like.start, label.contentStart),
    field,
    source.slice(label.contentEnd, entry.contentStart),
    words,
    source.slice(entry.contentEnd, like.end),
  ];
  return { start: like.end, end: like.end, replacement: leadOf(like, source) + own.join('') };
}

function memberOf(node: JsonNode, field: string): JsonNode | null {
  return node.type === 'object' ? (node.members.find(({ key }) => key === field)?.value ?? null) : null;
}

function jsonTag(source: string, tag: string, field: string, holds: TagForm['holds']): Change | null {
  const node = parseJson(source);
  if (node.type !== 'object') return null;
  const word = JSON.stringify(tag);
  const value = holds === 'list' ? `[${word}]` : word;
  const known = memberOf(node, field);
  if (known?.type === 'array') {
    const last = known.items.at(-1);
    if (!last) return { start: known.start, end: known.end, replacement: `[${word}]` };
    const lead = /\s*$/.exec(source.slice(0, last.start))?.[0] ?? '';
    return {
      start: last.end,
      end: last.end,
      replacement: `,${known.items.length > 1 || lead.includes('\n') ? lead : ' '}${word}`,
    };
  }
  if (known) {
    const isEmpty = known.type === 'scalar' && (known.value === null || known.value === '');
    return isEmpty ? { start: known.start, end: known.end, replacement: value } : null;
  }
  const last = node.members.at(-1)?.value;
  if (!last) return null;
  const before = node.members.at(-2)?.value.end ?? node.start + 1;
  const lead = /^[\s,]*/.exec(source.slice(before, last.start))?.[0].replace(',', '') ?? '';
  return { start: last.end, end: last.end, replacement: `,${lead}${JSON.stringify(field)}: ${value}` };
}

/** A comment line before the question (Moodle's import reads `[tag:…]` there), or the one that is there made longer. */
function giftTag(text: string, { span }: Item, tag: string): Edit | null {
  if (/[[\]]/.test(tag)) return null;
  const { path } = span;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  // The format allows a byte order mark or blanks before a question, nothing else.
  if (!/^[\ufeff \t]*$/.test(text.slice(lineStart, span.start))) return null;
  const above = /(?:^|\n)([ \t]*\/\/[^\n]*\[tag:[^\]\n]*\])[ \t]*\r?\n$/.exec(text.slice(0, lineStart));
  if (above) {
    const at = above.index + above[0].indexOf(above[1] ?? '') + (above[1] ?? '').length;
    return { path, start: at, end: at, replacement: ` [tag:${tag}]`, quote: '' };
  }
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  return {
    path,
    start: span.start,
    end: span.start,
    replacement: `// [tag:${tag}]${eol}${text.slice(lineStart, span.start).replace('\ufeff', '')}`,
    quote: '',
  };
}
