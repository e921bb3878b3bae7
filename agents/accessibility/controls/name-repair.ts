/** Names for buttons, links and pictures without words, from what their author wrote beside or on them. */
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import { attribute, childrenOf, type Element, isElement, type Placed, textOf } from '../element-tree.ts';
import type { Mend } from '../fault-rule.ts';
import { titleOfTarget } from '../links/link-target.ts';
import { attributeOf, setAttribute } from '../start-tag.ts';
import { addAttribute } from '../tag-edits.ts';
import { iconWord } from './icon-words.ts';

/** Attributes by which scripts show a name on pointing. */
const tips = [
  'title',
  'data-tooltip',
  'data-title',
  'data-original-title',
  'data-bs-original-title',
  'data-bs-title',
  'data-label',
  'data-tip',
];

function descendants(element: Element): Element[] {
  return childrenOf(element)
    .filter(isElement)
    .flatMap((child) => [child, ...descendants(child)]);
}

function said(element: Element, names: string[]): string | null {
  for (const name of names) {
    const value = attribute(element, name)?.replace(/\s+/g, ' ').trim() ?? '';
    if (/\p{L}{2}/u.test(value) && value.length <= 120 && !/^\S+\.\w{2,4}$/.test(value)) return value;
  }
  return null;
}

/** Of a button or a link that says nothing. */
export function nameRepair(context: LessonContext, { element, tag }: Placed): Mend | null {
  const { lesson } = context;
  const inside = descendants(element);
  const href = attribute(element, 'href');
  const known =
    said(element, [...tips, 'value', 'alt']) ??
    inside.map((one) => said(one, one.tagName === 'img' ? tips : [...tips, 'alt'])).find((name) => name !== null) ??
    (href === null ? null : titleOfTarget(context, tag.path, href));
  const icon = known ? null : iconWord([element, ...inside].flatMap(hints), lesson.language);
  const name = known ?? icon;
  if (!name) return null;
  const picture = inside.length === 1 && inside[0]!.tagName === 'img' ? inside[0]! : null;
  const at = picture?.sourceCodeLocation?.startTag ?? picture?.sourceCodeLocation;
  const pictureTag = at ? { path: tag.path, start: at.startOffset, end: at.endOffset } : null;
  const edit =
    pictureTag && attributeOf(sourceOf(lesson, pictureTag), 'alt') === null
      ? setAttribute(lesson, pictureTag, 'alt', name)
      : attributeOf(sourceOf(lesson, tag), 'aria-label')
        ? setAttribute(lesson, tag, 'aria-label', name)
        : addAttribute(lesson, tag, 'aria-label', name);
  return {
    edits: [edit],
    title: `Name the ${element.tagName === 'a' ? 'link' : 'button'} “${name}”`,
    risk: known ? 'low' : 'medium',
    forYou: known ? 'Does it say what happens?' : 'Is that what its icon means?',
  };
}

/** Classes and names that say which icon an element shows. */
function hints(element: Element): string[] {
  const own = `${attribute(element, 'class') ?? ''} ${attribute(element, 'data-icon') ?? ''} ${attribute(element, 'id') ?? ''}`;
  const used = attribute(element, 'href') ?? attribute(element, 'xlink:href') ?? '';
  const file =
    element.tagName === 'img'
      ? (attribute(element, 'src') ?? '')
          .split('/')
          .at(-1)!
          .replace(/\.\w+$/, '')
      : '';
  return [...own.split(/\s+/), element.tagName === 'use' ? used.replace(/^.*#/, '') : '', file].filter((hint) => hint !== '');
}

/** Of `<input type="image">` and other inputs that are buttons. */
export function inputButtonRepair({ lesson }: LessonContext, { element, tag }: Placed): Mend | null {
  const name = said(element, [...tips, 'value']) ?? iconWord([...hints(element), ...fileHint(element)], lesson.language);
  if (!name) return null;
  const attributeName = attribute(element, 'type')?.toLowerCase() === 'image' ? 'alt' : 'value';
  return {
    edits: [setAttribute(lesson, tag, attributeName, name)],
    title: `Name the button “${name}”`,
    risk: 'medium',
    forYou: 'Does it say what happens?',
  };
}

function fileHint(element: Element): string[] {
  const file = (attribute(element, 'src') ?? '')
    .split('/')
    .at(-1)!
    .replace(/\.\w+$/, '');
  return file === '' ? [] : [file];
}

/** A drawing, an object or an element that is said to be a picture: its figure's caption, or its own title. */
export function pictureNameRepair({ lesson }: LessonContext, { element, tag, ancestors }: Placed): Mend | null {
  const figure = ancestors.findLast(({ tagName }) => tagName === 'figure');
  const captions = figure ? descendants(figure).filter(({ tagName }) => tagName === 'figcaption') : [];
  const pictures = figure
    ? descendants(figure).filter((one) => /^(?:img|svg|object)$/.test(one.tagName) || attribute(one, 'role') === 'img')
    : [];
  const words =
    captions.length === 1 && pictures.length === 1
      ? textOf(captions[0]!).replace(/^(?:figure|fig\.?|abbildung|abb\.?|figura) ?\d+[.:]?\s*/i, '')
      : null;
  const name = said(element, tips) ?? (words && words.length >= 8 && words.length <= 250 ? words : null);
  if (!name) return null;
  return {
    edits: [addAttribute(lesson, tag, 'aria-label', name)],
    title: `Give the picture the name “${name.slice(0, 80)}”`,
    risk: 'medium',
    forYou: 'Does it say what the picture is for?',
  };
}

/** A part of a picture that is a link: the title of what it leads to. */
export function areaRepair(context: LessonContext, { element, tag }: Placed): Mend | null {
  const href = attribute(element, 'href');
  const name = said(element, tips) ?? (href ? titleOfTarget(context, tag.path, href) : null);
  if (!name) return null;
  return {
    edits: [setAttribute(context.lesson, tag, 'alt', name)],
    title: `Name this part of the picture “${name}”`,
    risk: 'medium',
    forYou: 'Is that what it leads to?',
  };
}

/** What one sees on a control is part of its name (WCAG 2.5.3): the author's own words stay behind it. */
export function visibleNameRepair({ lesson }: LessonContext, { element, tag }: Placed): Mend | null {
  const label = attributeOf(sourceOf(lesson, tag), 'aria-label');
  const visible = textOf(element) || (attribute(element, 'value') ?? '').trim();
  const old = attribute(element, 'aria-label')?.replace(/\s+/g, ' ').trim() ?? '';
  if (!label || visible === '' || old === '' || visible.length > 100) return null;
  return {
    edits: [setAttribute(lesson, tag, 'aria-label', `${visible.replace(/[\s:–-]+$/u, '')}: ${old}`)],
    title: `Let the name begin with what one sees, “${visible}”`,
    risk: 'low',
    forYou: 'Who speaks to the computer says what is written: are the other words needed?',
  };
}
