/** Items of QTI 2.1, 2.2 and 3.0: one `assessmentItem` a file. QTI 3 names (`qti-simple-choice`) are read as those of QTI 2. */
import { kindOfItem } from '../item-kind.ts';
import type { Item, ItemAnswer, ItemGap, ItemOption, ItemWords, Span } from '../lesson.ts';
import { type Found, Ids, numberOf, passedAt } from './found.ts';
import { qtiName } from './pieces.ts';
import type { Source } from './words.ts';
import { wordsIn } from './words.ts';
import { below, type XmlElement } from './xml.ts';

export function nameOf(element: XmlElement): string {
  return qtiName(element.name);
}

/** An attribute by its QTI 2 name (`responseIdentifier`), in QTI 3 written `response-identifier`. */
export function attr(element: XmlElement, name: string): string | null {
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return element.attributes.find((one) => one.name === name || one.name === kebab)?.value ?? null;
}

export function named(element: XmlElement, ...names: string[]): XmlElement[] {
  return [...below(element)].filter((one) => names.includes(nameOf(one)));
}

/** Interactions with words to judge; the others ask for places on pictures and the like. */
const unread: Record<string, string> = {
  hotspotInteraction: 'places on a picture',
  selectPointInteraction: 'points on a picture',
  graphicOrderInteraction: 'places on a picture',
  graphicAssociateInteraction: 'places on a picture',
  graphicGapMatchInteraction: 'places on a picture',
  positionObjectInteraction: 'places on a picture',
  drawingInteraction: 'a drawing',
  mediaInteraction: 'a recording that is played',
  sliderInteraction: 'a slider',
  customInteraction: 'an interaction of its maker',
  portableCustomInteraction: 'an interaction of its maker',
};
const read = [
  'choiceInteraction',
  'orderInteraction',
  'matchInteraction',
  'associateInteraction',
  'gapMatchInteraction',
  'inlineChoiceInteraction',
  'textEntryInteraction',
  'extendedTextInteraction',
  'hottextInteraction',
  'uploadInteraction',
];

export interface Declaration {
  element: XmlElement;
  baseType: string;
  cardinality: string;
  /** `<value>` elements of the correct response, in order. */
  values: { text: string; element: XmlElement; span: Span }[];
  entries: { key: string; share: number; element: XmlElement }[];
}

export function declarationsOf(item: XmlElement, source: Source): Map<string, Declaration> {
  const found = new Map<string, Declaration>();
  for (const element of item.children.filter((one) => nameOf(one) === 'responseDeclaration')) {
    const values = named(element, 'correctResponse').flatMap((one) =>
      named(one, 'value').map((value) => {
        const words = wordsIn(source.text, contentSpan(value, source), 'xml');
        return { text: words.text, element: value, span: words.span };
      }),
    );
    const entries = named(element, 'mapEntry').map((entry) => ({
      key: attr(entry, 'mapKey') ?? '',
      share: numberOf(attr(entry, 'mappedValue')) ?? 0,
      element: entry,
    }));
    const identifier = attr(element, 'identifier') ?? '';
    found.set(identifier, {
      element,
      baseType: attr(element, 'baseType') ?? '',
      cardinality: attr(element, 'cardinality') ?? 'single',
      values,
      entries,
    });
  }
  return found;
}

function contentSpan(element: XmlElement, { path }: Source): Span {
  return { path, start: element.contentStart, end: element.contentEnd };
}

function wordsOf(element: XmlElement, source: Source): ItemWords {
  return wordsIn(source.text, contentSpan(element, source), 'xml');
}

export function qti2Item(item: XmlElement, source: Source, found: Found, ids = new Ids()): void {
  const id = ids.next(attr(item, 'identifier'));
  const body = item.children.find((one) => nameOf(one) === 'itemBody');
  const interactions = body
    ? [...below(body)].filter((one) => nameOf(one).endsWith('Interaction') && nameOf(one) !== 'endAttemptInteraction')
    : [];
  if (!body || interactions.length === 0) {
    found.passed(passedAt(item.start, id, 'no-question', 'a text without a question'));
    return;
  }
  const other = interactions.find((one) => !read.includes(nameOf(one)));
  if (other) {
    const asks = unread[nameOf(other)] ?? 'something that is not known';
    found.passed(passedAt(item.start, id, 'not-read', `asks for ${asks} (${nameOf(other)}), which has no words to judge`));
    return;
  }
  const declarations = declarationsOf(item, source);
  const points = pointsOf(item, source);
  const rubric = named(body, 'rubricBlock').find((one) => /scorer|tutor/.test(attr(one, 'view') ?? ''));
  const notes = item.children.filter((one) => nameOf(one) === 'modalFeedback').map((one) => wordsOf(one, source));
  const whole: Item = {
    id,
    kind: 'open',
    ...stemOf(body, interactions, source),
    options: [],
    solutions: [],
    feedback: notes.find((one) => one.text !== '') ?? null,
    outcomes: [],
    span: { path: source.path, start: item.start, end: item.end },
    quiz: attr(item, 'title'),
    format: 'qti',
    ...(rubric ? { rubric: wordsOf(rubric, source) } : {}),
    ...(points ? { points } : {}),
    keying: keyingOf(item, declarations),
  };
  found.item({ ...whole, ...answersOf(interactions, declarations, source) });
}

function keyingOf(item: XmlElement, declarations: Map<string, Declaration>): Item['keying'] {
  if ([...declarations.values()].some((one) => one.values.length > 0 || one.entries.length > 0)) return 'stated';
  const processing = item.children.find((one) => nameOf(one) === 'responseProcessing');
  if (!processing) return 'unscored';
  return attr(processing, 'template') !== null || named(processing, 'correct', 'mapResponse').length > 0 ? 'stated' : 'computed';
}

function stemOf(body: XmlElement, interactions: XmlElement[], source: Source): Pick<Item, 'stem' | 'lead'> {
  const prompts = interactions.length === 1 ? named(body, 'prompt').map((one) => wordsOf(one, source)) : [];
  const prompt = prompts.find((one) => /\p{L}/u.test(one.text));
  if (!prompt) return { stem: wordsOf(body, source) };
  const first = interactions[0];
  const before = first
    ? wordsIn(source.text, { path: source.path, start: body.contentStart, end: topLevel(body, first).start }, 'xml')
    : null;
  return before && before.text !== '' ? { stem: prompt, lead: before } : { stem: prompt };
}

/** The child of the body that an interaction lies in: what stands before it is whole. */
function topLevel(body: XmlElement, inner: XmlElement): XmlElement {
  return body.children.find((one) => one.start <= inner.start && inner.end <= one.end) ?? inner;
}

function answersOf(interactions: XmlElement[], declarations: Map<string, Declaration>, source: Source): Partial<Item> {
  const first = interactions[0];
  if (!first) return {};
  const declaration = declarations.get(attr(first, 'responseIdentifier') ?? '') ?? null;
  const isTyped = (one: XmlElement): boolean => ['textEntryInteraction', 'inlineChoiceInteraction'].includes(nameOf(one));
  if (interactions.length > 1) {
    return interactions.every(isTyped) ||
      interactions.every((one) => !['extendedTextInteraction', 'uploadInteraction'].includes(nameOf(one)))
      ? { kind: 'cloze', gaps: interactions.map((one) => gapOf(one, declarations, source)) }
      : { kind: 'open' };
  }
  switch (nameOf(first)) {
    case 'choiceInteraction':
    case 'hottextInteraction': {
      const several = attr(first, 'maxChoices') !== '1' && declaration?.cardinality !== 'single';
      const options = optionsOf(named(first, 'simpleChoice', 'hottext'), declaration, source);
      const shuffled = attr(first, 'shuffle')?.toLowerCase() === 'true' ? { shuffled: true as const } : {};
      return { kind: several ? 'multiple-response' : kindOfItem(options, false), options, ...shuffled };
    }
    case 'orderInteraction': {
      const choices = named(first, 'simpleChoice');
      const order = declaration?.values.map((one) => one.text) ?? [];
      const rank = (one: XmlElement): number =>
        (order.indexOf(attr(one, 'identifier') ?? '') + choices.length + 1) % (choices.length + 1);
      const sorted = order.length > 0 ? [...choices].sort((a, b) => rank(a) - rank(b)) : choices;
      return { kind: 'ordering', sequence: sorted.map((one) => wordsOf(one, source)) };
    }
    case 'matchInteraction':
    case 'associateInteraction':
    case 'gapMatchInteraction':
      return pairing(first, declaration, source);
    case 'textEntryInteraction':
      return { kind: isNumeric(declaration) ? 'numeric' : 'short-answer', answers: answersIn(declaration, source) };
    case 'inlineChoiceInteraction':
      return { kind: 'cloze', gaps: [gapOf(first, declarations, source)] };
    case 'extendedTextInteraction':
      return { kind: 'essay' };
    default:
      return { kind: 'open' };
  }
}

function isNumeric(declaration: Declaration | null): boolean {
  return declaration?.baseType === 'float' || declaration?.baseType === 'integer';
}

function optionsOf(choices: XmlElement[], declaration: Declaration | null, source: Source): ItemOption[] {
  const right = new Set(declaration?.values.map((one) => one.text));
  // Without a stated key the map says what earns points.
  const most = Math.max(0, ...(declaration?.entries ?? []).map((one) => one.share));
  if (right.size === 0 && most > 0)
    for (const one of declaration?.entries ?? [])
      if (one.share > 0 && (declaration?.cardinality === 'multiple' || one.share === most)) right.add(one.key);
  return choices.map((choice) => {
    const identifier = attr(choice, 'identifier') ?? '';
    const note = named(choice, 'feedbackInline')[0];
    const words = note ? wordsOf(note, source) : null;
    return {
      ...wordsOf(choice, source),
      identifier,
      correct: right.has(identifier),
      correctSpan: null,
      ...(words ? { feedback: words.text, feedbackWords: words } : {}),
    };
  });
}

function pairing(interaction: XmlElement, declaration: Declaration | null, source: Source): Partial<Item> {
  const choices = new Map<string, ItemWords>();
  for (const one of named(interaction, 'simpleAssociableChoice', 'gapText', 'gapImg', 'gap')) {
    const identifier = attr(one, 'identifier') ?? '';
    choices.set(
      identifier,
      nameOf(one) === 'gap'
        ? { text: identifier, span: { path: source.path, start: one.start, end: one.start } }
        : wordsOf(one, source),
    );
  }
  const named_ = declaration?.values.map((one) => one.text) ?? [];
  const keys = named_.length > 0 ? named_ : (declaration?.entries ?? []).filter((one) => one.share > 0).map((one) => one.key);
  const used = new Set<string>();
  const pairs = keys.map((key) => {
    const [left = '', right = ''] = key.split(/\s+/);
    used.add(left).add(right);
    return { left: choices.get(left) ?? null, right: choices.get(right) ?? null };
  });
  const rest = [...choices].filter(([identifier]) => !used.has(identifier)).map(([, words]) => ({ left: null, right: words }));
  return { kind: 'matching', pairs: [...pairs, ...rest] };
}

function gapOf(interaction: XmlElement, declarations: Map<string, Declaration>, source: Source): ItemGap {
  const id = attr(interaction, 'responseIdentifier') ?? '';
  const declaration = declarations.get(id) ?? null;
  const choices = named(interaction, 'inlineChoice', 'simpleChoice', 'hottext');
  return choices.length > 0
    ? { id, options: optionsOf(choices, declaration, source), answers: [] }
    : { id, options: [], answers: answersIn(declaration, source) };
}

function answersIn(declaration: Declaration | null, source: Source): ItemAnswer[] {
  if (!declaration) return [];
  const most = Math.max(0, ...declaration.entries.map((one) => one.share));
  const shares = new Map(declaration.entries.map((one) => [one.key, most > 0 ? one.share / most : 0]));
  const answers: ItemAnswer[] = declaration.values.map((one) => {
    const number = isNumeric(declaration) ? numberOf(one.text) : null;
    return {
      ...wordsOf(one.element, source),
      share: shares.get(one.text) ?? 1,
      ...(number === null ? {} : { least: number, most: number }),
    };
  });
  for (const entry of declaration.entries) {
    if (entry.share <= 0 || answers.some((one) => one.text === entry.key)) continue;
    const place = entry.element.attributes.find((one) => one.name === 'mapKey' || one.name === 'map-key');
    const span = { path: source.path, start: place?.start ?? entry.element.start, end: place?.end ?? entry.element.start };
    answers.push({ text: entry.key, span, share: shares.get(entry.key) ?? 1 });
  }
  return answers;
}

function pointsOf(item: XmlElement, source: Source): Item['points'] | null {
  const outcomes = item.children.filter((one) => nameOf(one) === 'outcomeDeclaration');
  const most = outcomes.find((one) => attr(one, 'identifier') === 'MAXSCORE');
  const value = most ? named(most, 'value')[0] : undefined;
  const stated = value ? wordsOf(value, source) : null;
  const number = numberOf(stated?.text);
  if (stated && number !== null) return { value: number, span: stated.span };
  const score = outcomes.find((one) => attr(one, 'identifier') === 'SCORE');
  const place = score?.attributes.find((one) => one.name === 'normalMaximum' || one.name === 'normal-maximum');
  const limit = numberOf(place?.value);
  return place && limit !== null ? { value: limit, span: { path: source.path, start: place.start, end: place.end } } : null;
}
