/**
 * Making one option the key in the formats that name their key instead of marking it. What scores the item is read again
 * from its own source; where anything else depends on the key in a way that is not understood, nothing is changed.
 */
import type { Edit } from '../../../agents/contract.ts';
import type { Item } from '../lesson.ts';
import { attr, type Declaration, declarationsOf, named, nameOf } from './qti-2.ts';
import { type Condition, conditionsOf } from './qti-12-scores.ts';
import { firstBelow, readXml, textOfAttribute, type XmlElement } from './xml.ts';

type Change = { start: number; end: number; replacement: string };

/**
 * @param text the whole file
 * @returns the edits that make exactly the option at `right` the key, none where it is already; null where that is not safely possible
 */
export function moveKey(text: string, item: Item, right: number): Edit[] | null {
  const option = item.options[right];
  if (!option || (item.kind !== 'choice' && item.kind !== 'true-false')) return null;
  if (item.options.every((one, index) => one.correct === (index === right))) return [];
  const base = item.span.start;
  const source = text.slice(base, item.span.end);
  const changes =
    item.format === 'qti'
      ? inQti(source, option.identifier ?? '')
      : item.format === 'moodle-xml'
        ? marks(source, item, right, fraction)
        : marks(source, item, right, giftMark);
  return (
    changes?.map(({ start, end, replacement }) => ({
      path: item.span.path,
      start: base + start,
      end: base + end,
      replacement,
      quote: source.slice(start, end),
    })) ?? null
  );
}

/** Formats with a mark at each option: those that change. */
function marks(
  source: string,
  item: Item,
  right: number,
  write: (mark: string, correct: boolean) => string | null,
): Change[] | null {
  const changes: Change[] = [];
  for (const [index, option] of item.options.entries()) {
    const correct = index === right;
    if (option.correct === correct) continue;
    if (!option.correctSpan) return null;
    const start = option.correctSpan.start - item.span.start;
    const end = option.correctSpan.end - item.span.start;
    const replacement = write(source.slice(start, end), correct);
    if (replacement === null) return null;
    if (!changes.some((one) => one.start === start)) changes.push({ start, end, replacement });
  }
  return changes;
}

/** Moodle: the share of the points. Shares of partly right options are an author's decision and stay out of this. */
function fraction(mark: string, correct: boolean): string | null {
  const share = Number(mark);
  return share === 100 || share <= 0 ? (correct ? '100' : '0') : null;
}

function giftMark(mark: string, correct: boolean): string | null {
  if (mark === '=' || mark === '~') return correct ? '=' : '~';
  // A statement to judge has one word for both of its options.
  const swapped: Record<string, string> = { T: 'F', F: 'T', TRUE: 'FALSE', FALSE: 'TRUE' };
  return swapped[mark] ?? null;
}

function inQti(source: string, wanted: string): Change[] | null {
  const { root } = readXml('item', source);
  if (wanted === '' || /[\s<&"']/.test(wanted)) return null;
  return nameOf(root) === 'item' ? inQti12(root, source, wanted) : inQti2(root, source, wanted);
}

function inQti12(item: XmlElement, source: string, wanted: string): Change[] | null {
  const response = textOfAttribute(firstBelow(item, 'response_lid') ?? item, 'ident') ?? '';
  const scored = conditionsOf(item, source).filter(
    (one) => one.score !== null && one.admits.some((admit) => admit.response === response),
  );
  if (scored.some((one) => one.setvars.length !== 1 || one.excludes.length > 0)) return null;
  const right = scored.filter((one) => (one.score ?? 0) > 0);
  const own = scored.find((one) => one.admits.length === 1 && one.admits[0]?.value === wanted);
  const first = right[0];
  const others = right.filter((one) => one !== own && (own || one !== first));
  const changes: Change[] = [];
  if (own) {
    if ([own, ...others].some((one) => one.feedback.some((ref) => !one.admits.some((admit) => ref.includes(admit.value)))))
      return null;
    if (!right.includes(own)) {
      const full = first ? setvarSource(first, source) : fullMarks(item, own, source);
      if (full === null) return null;
      changes.push({ ...elementSpan(own.setvars[0]), replacement: full });
    }
  } else {
    const named = first?.admits[0];
    if (!first || !named || first.feedback.some((ref) => first.admits.some((admit) => ref.includes(admit.value)))) return null;
    if (named.value !== wanted) changes.push({ start: named.start, end: named.end, replacement: wanted });
    for (const admit of first.admits.slice(1)) changes.push(without(admit.element, source));
  }
  for (const one of others) {
    const setvar = one.setvars[0];
    if (setvar) changes.push({ start: setvar.contentStart, end: setvar.contentEnd, replacement: '0' });
  }
  return changes;
}

function elementSpan(element: XmlElement | undefined): { start: number; end: number } {
  return { start: element?.start ?? 0, end: element?.end ?? 0 };
}

function setvarSource(condition: Condition, source: string): string | null {
  const setvar = condition.setvars[0];
  return setvar ? source.slice(setvar.start, setvar.end) : null;
}

/** No answer earns points yet: the most that the item declares. */
function fullMarks(item: XmlElement, condition: Condition, source: string): string | null {
  const most = textOfAttribute(firstBelow(item, 'decvar') ?? item, 'maxvalue');
  const setvar = condition.setvars[0];
  if (!most || !(Number(most) > 0) || !setvar || setvar.selfClosing) return null;
  return source.slice(setvar.start, setvar.contentStart) + most + source.slice(setvar.contentEnd, setvar.end);
}

/** Takes an element out, with the white space before it. */
function without(element: XmlElement, source: string): Change {
  const lead = /\s*$/.exec(source.slice(0, element.start))?.[0].length ?? 0;
  return { start: element.start - lead, end: element.end, replacement: '' };
}

function inQti2(item: XmlElement, source: string, wanted: string): Change[] | null {
  const interaction = named(item, 'choiceInteraction', 'hottextInteraction')[0];
  const declaration =
    interaction && declarationsOf(item, { path: '', text: source }).get(attr(interaction, 'responseIdentifier') ?? '');
  if (!declaration || scoresByName(item, source)) return null;
  const [first, ...rest] = declaration.values;
  const changes: Change[] = [];
  if (first) {
    if (first.text !== wanted) changes.push({ start: first.span.start, end: first.span.end, replacement: wanted });
    for (const one of rest) changes.push(without(one.element, source));
  } else if (declaration.entries.length === 0) changes.push(newKey(declaration, source, wanted));
  const mapped = inMap(declaration, wanted);
  return mapped && [...changes, ...mapped];
}

/** The points go to the new key: its entry and that of the old one change places. */
function inMap({ entries }: Declaration, wanted: string): Change[] | null {
  const right = entries.filter((one) => one.share > 0);
  const old = right[0];
  if (!old) return entries.length > 0 ? null : [];
  if (right.length > 1) return null;
  if (old.key === wanted) return [];
  const own = entries.find((one) => one.key === wanted);
  const rename = (entry: Declaration['entries'][number], key: string): Change[] => {
    const place = entry.element.attributes.find((one) => one.name === 'mapKey' || one.name === 'map-key');
    return place ? [{ start: place.start, end: place.end, replacement: key }] : [];
  };
  return [...rename(old, wanted), ...(own ? rename(own, old.key) : [])];
}

function newKey({ element }: Declaration, source: string, wanted: string): Change {
  const tag = /^<([^\s/>]+)/.exec(source.slice(element.start))?.[1] ?? 'responseDeclaration';
  const prefix = tag.includes(':') ? `${tag.split(':')[0]}:` : '';
  const isThree = element.name.startsWith('qti-');
  const [outer, value] = isThree ? ['qti-correct-response', 'qti-value'] : ['correctResponse', 'value'];
  const stated = `<${prefix}${outer}><${prefix}${value}>${wanted}</${prefix}${value}></${prefix}${outer}>`;
  const empty = named(element, 'correctResponse')[0];
  if (empty) return { ...elementSpan(empty), replacement: stated };
  if (!element.selfClosing) return { start: element.contentStart, end: element.contentStart, replacement: stated };
  return { start: element.end - 2, end: element.end, replacement: `>${stated}</${tag}>` };
}

/** Does the scoring name single options, so that a new key alone would not score? */
function scoresByName(item: XmlElement, source: string): boolean {
  const processing = item.children.find((one) => nameOf(one) === 'responseProcessing');
  if (!processing) return false;
  const identifiers = new Set(named(item, 'simpleChoice', 'hottext').map((one) => attr(one, 'identifier')));
  return named(processing, 'responseIf', 'responseElseIf').some(
    (branch) =>
      branch.children.some((one) => nameOf(one) === 'setOutcomeValue' && /score/i.test(attr(one, 'identifier') ?? '')) &&
      branch.children
        .filter((one) => nameOf(one) !== 'setOutcomeValue')
        .flatMap((one) => [one, ...named(one, 'baseValue')])
        .some((one) => nameOf(one) === 'baseValue' && identifiers.has(source.slice(one.contentStart, one.contentEnd).trim())),
  );
}
