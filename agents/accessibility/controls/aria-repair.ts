/** Broken ARIA: what was meant where that is certain, else out with what browsers ignore anyway. */
import { type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import {
  attribute,
  childrenOf,
  type Element,
  elementById,
  elementsOf,
  isElement,
  meaningful,
  type Placed,
  textOf,
} from '../element-tree.ts';
import type { Mend } from '../fault-rule.ts';
import { attributeOf, attributesOfTag, setAttribute } from '../start-tag.ts';
import { addAttribute, removeAttribute } from '../tag-edits.ts';
import { attributes, idReferences, roles } from './aria-words.ts';

/** Attributes whose value is one of a few words (6.6); the first is what the attribute's absence means. */
const tokens: Record<string, string[]> = {
  'aria-current': ['false', 'page', 'step', 'location', 'date', 'time', 'true'],
  'aria-haspopup': ['false', 'true', 'menu', 'listbox', 'tree', 'grid', 'dialog'],
  'aria-invalid': ['false', 'grammar', 'spelling', 'true'],
  'aria-live': ['off', 'assertive', 'polite'],
  'aria-orientation': ['undefined', 'horizontal', 'vertical'],
  'aria-sort': ['none', 'ascending', 'descending', 'other'],
  'aria-autocomplete': ['none', 'inline', 'list', 'both'],
};
for (const name of 'atomic busy checked disabled expanded hidden modal multiline multiselectable pressed readonly required selected'.split(
  ' ',
))
  tokens[`aria-${name}`] = ['false', 'true'];

/** Words for true and false that people write. */
const yes = new Set(['yes', '1', 'on', 'y', 't', 'ja', 'oui', 'si', 'sí', 'wahr', 'vrai']);
const no = new Set(['no', '0', 'off', 'n', 'f', 'nein', 'non', 'falsch', 'faux']);

/** Edits from one word to the other; a swap of neighbours is one (Damerau). */
export function distance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, i) => [i, ...Array<number>(other.length).fill(0)]);
  for (let j = 1; j <= other.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= one.length; i++)
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = best;
    }
  return rows[one.length]![other.length]!;
}

/** The one word of the list that this is a slip of; null where none or several are as near. */
export function slipOf(word: string, list: string[]): string | null {
  const lower = word.toLowerCase();
  if (list.includes(lower)) return lower;
  const near = list.map((known) => ({ known, away: distance(lower, known) })).sort((a, b) => a.away - b.away);
  const [first, second] = near;
  const most = lower.length >= 8 ? 2 : 1;
  return first && first.away <= most && second!.away > first.away ? first.known : null;
}

export function roleRepair(lesson: Lesson, { tag }: Placed): Mend | null {
  const source = sourceOf(lesson, tag);
  const role = attributeOf(source, 'role');
  if (!role) return null;
  const meant = slipOf((role.value ?? '').trim(), roles);
  if (meant)
    return {
      edits: [setAttribute(lesson, tag, 'role', meant)],
      title: `Correct the role to “${meant}”`,
      risk: 'low',
      forYou: `Is “${meant}” what “${role.value}” was to say?`,
    };
  return out(lesson, tag, 'role', `Take out the role “${role.value ?? ''}”, which does not exist`);
}

/** Attributes whose names no version of ARIA knows. */
export function unknownAttributesRepair(lesson: Lesson, { tag, element }: Placed): Mend | null {
  const source = sourceOf(lesson, tag);
  const present = attributesOfTag(source);
  const unknown = present.filter(({ name }) => name.startsWith('aria-') && !attributes.includes(name));
  const edits = unknown.flatMap((found) => {
    const meant = slipOf(found.name, attributes) ?? (/^aria-label+(?:ed)?-?by$/.test(found.name) ? 'aria-labelledby' : null);
    const ids = idReferences.has(meant ?? '') ? (found.value ?? '').trim().split(/\s+/) : [];
    const named = ids.every((id) => elementById(lesson, tag.path, id) !== null);
    // A name that no screen reader reads there would only be another fault.
    const nameable = !/^aria-label/.test(meant ?? '') || mayHaveName(element);
    const usable = meant && found.value && named && nameable && !present.some(({ name }) => name === meant);
    if (!usable) return removeAttribute(lesson, tag, found.name) ?? [];
    const at = tag.start + found.start;
    return {
      path: tag.path,
      start: at,
      end: at + found.name.length,
      quote: source.slice(found.start, found.start + found.name.length),
      replacement: meant,
    };
  });
  return edits.length === 0
    ? null
    : {
        edits,
        title: `Mend ${unknown.map(({ name }) => `“${name}”`).join(' and ')}, which no browser knows`,
        risk: 'low',
      };
}

function mayHaveName(element: Element): boolean {
  const role = attribute(element, 'role') ?? '';
  return roles.includes(role) || !/^(?:div|span|p|b|i|u|em|strong|small|code|pre|sub|sup|q|s|del|ins)$/.test(element.tagName);
}

/** Values that the attribute cannot have. */
export function valuesRepair(lesson: Lesson, { tag, element }: Placed): Mend | null {
  const source = sourceOf(lesson, tag);
  const ids = new Set(elementsOf(lesson, tag.path).flatMap((one) => attribute(one.element, 'id') ?? []));
  const said: string[] = [];
  const edits = attributesOfTag(source).flatMap((found) => {
    const value = (found.value ?? '').trim();
    const known = tokens[found.name];
    if (known && !(known.includes(value) || (value === 'mixed' && /aria-(?:checked|pressed)/.test(found.name)))) {
      const lower = value.toLowerCase();
      const reached = attribute(element, 'tabindex') !== null || /^(?:a|button|input|select|textarea)$/.test(element.tagName);
      if (found.name === 'aria-hidden' && reached) {
        said.push('no aria-hidden');
        return removeAttribute(lesson, tag, found.name) ?? [];
      }
      const meant =
        yes.has(lower) || (value === '' && found.name === 'aria-hidden' && found.value === null)
          ? 'true'
          : no.has(lower)
            ? 'false'
            : slipOf(lower, known);
      said.push(meant ? `${found.name}="${meant}"` : `no ${found.name}`);
      return (meant ? setAttribute(lesson, tag, found.name, meant) : removeAttribute(lesson, tag, found.name)) ?? [];
    }
    if (idReferences.has(found.name)) {
      const named = value.split(/\s+/).filter(Boolean);
      const standing = named.flatMap((id) =>
        ids.has(id) ? id : ([...ids].find((one) => one.toLowerCase() === id.replace(/^#/, '').toLowerCase()) ?? []),
      );
      if (standing.length > 0 && standing.join(' ') === named.join(' ')) return [];
      said.push(standing.length > 0 ? `${found.name}="${standing.join(' ')}"` : `no ${found.name}`);
      return (
        (standing.length > 0
          ? setAttribute(lesson, tag, found.name, standing.join(' '))
          : removeAttribute(lesson, tag, found.name)) ?? []
      );
    }
    if (
      /^aria-(?:level|posinset|setsize|colcount|colindex|colspan|rowcount|rowindex|rowspan|value(?:now|min|max))$/.test(
        found.name,
      )
    ) {
      if (/^-?\d+(?:\.\d+)?$/.test(value)) return [];
      said.push(`no ${found.name}`);
      return removeAttribute(lesson, tag, found.name) ?? [];
    }
    return [];
  });
  if (edits.length === 0) return null;
  return { edits, title: `Give ARIA a value it knows on <${element.tagName}>: ${said.join(', ')}`, risk: 'low' };
}

/** @param named attributes with their values, as axe-core names them: `aria-checked="true"` */
export function disallowedRepair(lesson: Lesson, { tag, element }: Placed, named: string[]): Mend | null {
  // A role that is none is mended first: the right one may well allow it.
  if (!isOnlyRoles(attribute(element, 'role') ?? '')) return null;
  const names = named.map((one) => /^[a-z-]+/i.exec(one)?.[0].toLowerCase() ?? '').filter((name) => name.startsWith('aria-'));
  const edits = [...new Set(names)].flatMap((name) => removeAttribute(lesson, tag, name) ?? []);
  return edits.length === 0
    ? null
    : {
        edits,
        title: `Take ${names.join(', ')} off <${element.tagName}>, where it means nothing`,
        risk: 'low',
      };
}

function isOnlyRoles(role: string): boolean {
  return role
    .toLowerCase()
    .split(/\s+/)
    .every((one) => one === '' || roles.includes(one));
}

/** What a role must say besides its name, where it has a value that changes nothing (WAI-ARIA 1.2, 5.2.2). */
export function requiredRepair(lesson: Lesson, { tag, element, ancestors }: Placed): Mend | null {
  const role = (attribute(element, 'role') ?? '').trim();
  const standing: Record<string, [string, string]> = {
    checkbox: ['aria-checked', 'false'],
    switch: ['aria-checked', 'false'],
    radio: ['aria-checked', 'false'],
    menuitemcheckbox: ['aria-checked', 'false'],
    menuitemradio: ['aria-checked', 'false'],
    combobox: ['aria-expanded', 'false'],
  };
  if (role === 'heading') {
    const above = elementsOf(lesson, tag.path)
      .filter((one) => /^h[1-6]$/.test(one.element.tagName) && one.tag.start < tag.start)
      .at(-1);
    const level = above ? Math.min(6, Number(above.element.tagName[1]) + (above.element.tagName === 'h1' ? 1 : 0)) : 2;
    return {
      edits: [addAttribute(lesson, tag, 'aria-level', String(level))],
      title: `Say that this heading is of level ${level}`,
      risk: 'medium',
      forYou: 'Is it on one level with the heading before it?',
    };
  }
  const missing = standing[role];
  if (!missing || attribute(element, missing[0]) !== null || ancestors.length === 0) return null;
  return {
    edits: [addAttribute(lesson, tag, ...missing)],
    title: `Say the state of this ${role}: ${missing[0]}="${missing[1]}"`,
    risk: 'medium',
    forYou: 'Is that its state when the page opens?',
  };
}

/** A role whose parts are not there: the parts get theirs where all are alike, else the role goes. */
export function partsRepair(lesson: Lesson, { tag, element }: Placed): Mend | null {
  const role = (attribute(element, 'role') ?? '').trim();
  const parts = meaningful(element);
  const plain = parts.every(
    (part): part is Element =>
      isElement(part) && /^(?:div|span|p|section|article)$/.test(part.tagName) && attribute(part, 'role') === null,
  );
  if (role === 'list' && plain && parts.length > 0) {
    const edits = (parts as Element[]).flatMap((part) => {
      const at = part.sourceCodeLocation?.startTag;
      return at ? addAttribute(lesson, { path: tag.path, start: at.startOffset, end: at.endOffset }, 'role', 'listitem') : [];
    });
    return { edits, title: `Say that the ${edits.length} parts of this list are its items`, risk: 'low' };
  }
  return out(lesson, tag, 'role', `Take out the role “${role}”, whose parts are not there`, 'medium');
}

/** A part without the whole it needs. */
export function partWithoutWholeRepair(lesson: Lesson, { tag, element, ancestors }: Placed): Mend | null {
  const role = (attribute(element, 'role') ?? '').trim();
  const parent = ancestors.at(-1);
  const at = parent?.sourceCodeLocation?.startTag;
  if (
    role === 'listitem' &&
    parent &&
    at &&
    /^(?:div|section|nav)$/.test(parent.tagName) &&
    attribute(parent, 'role') === null &&
    childrenOf(parent).filter(isElement).length > 1 &&
    childrenOf(parent)
      .filter(isElement)
      .every((child) => attribute(child, 'role') === 'listitem')
  ) {
    const first = childrenOf(parent).find(isElement);
    const edits = [addAttribute(lesson, { path: tag.path, start: at.startOffset, end: at.endOffset }, 'role', 'list')];
    // One edit mends all items of the list; the others' findings go with it.
    return first === element ? { edits, title: 'Say that what holds these items is a list', risk: 'low' } : null;
  }
  return out(lesson, tag, 'role', `Take out the role “${role}”: what it is part of is not there`, 'medium');
}

/** A name where none is read: its owner becomes a picture where it is an icon, a group where it holds more. */
export function prohibitedNameRepair(lesson: Lesson, { tag, element }: Placed): Mend | null {
  const label = (attribute(element, 'aria-label') ?? '').trim();
  if (!label || attribute(element, 'role') !== null) return null;
  const words = textOf(element, 'alt');
  const name = label.toLowerCase();
  if (words !== '' && (words.toLowerCase() === name || words.toLowerCase().includes(name)))
    return out(lesson, tag, 'aria-label', 'Take out aria-label: it says what the text says, and is not read');
  if (
    words === '' &&
    /^(?:i|span|em|b|div)$/.test(element.tagName) &&
    meaningful(element).every((child) => !isElement(child) || child.tagName === 'svg')
  )
    return {
      edits: [addAttribute(lesson, tag, 'role', 'img')],
      title: `Say that this is a picture, so that “${label}” is read`,
      risk: 'low',
    };
  if (element.tagName === 'div' && meaningful(element).filter(isElement).length > 1)
    return {
      edits: [addAttribute(lesson, tag, 'role', 'group')],
      title: `Say that this is a group, so that “${label}” is read`,
      risk: 'medium',
      forYou: `Does “${label}” name what stands in it?`,
    };
  return null;
}

export function out(lesson: Lesson, tag: Placed['tag'], name: string, title: string, risk: Mend['risk'] = 'low'): Mend | null {
  const edit = removeAttribute(lesson, tag, name);
  return edit && { edits: [edit], title, risk };
}
