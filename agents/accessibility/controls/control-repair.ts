/** Controls, focus and what forms ask browsers to fill in: small repairs of attributes. */
import { type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import { attribute, elementsOf, type Placed, textOf } from '../element-tree.ts';
import type { Mend } from '../fault-rule.ts';
import { meantLanguage } from '../language/language-codes.ts';
import { detectLanguage } from '../language/language-detect.ts';
import { attributeOf, setAttribute } from '../start-tag.ts';
import { addAttribute, removeAttribute } from '../tag-edits.ts';
import { slipOf } from './aria-repair.ts';

/** A box that scrolls can be scrolled with the keyboard (WCAG 2.1.1). */
export function scrollRepair(lesson: Lesson, { element, tag }: Placed): Mend | null {
  const edit = attributeOf(sourceOf(lesson, tag), 'tabindex')
    ? setAttribute(lesson, tag, 'tabindex', '0')
    : addAttribute(lesson, tag, 'tabindex', '0');
  // What takes the focus says what it is.
  const plain = /^(?:div|span)$/.test(element.tagName) && attribute(element, 'role') === null;
  return {
    edits: plain ? [edit, addAttribute(lesson, tag, 'role', 'group')] : [edit],
    title: 'Let the keyboard reach the box, so that it scrolls',
    risk: 'low',
  };
}

/** Hidden from those who listen, and still reached by their keyboard. */
export function hiddenFocusRepair(lesson: Lesson, placed: Placed): Mend | null {
  const { element, tag, whole } = placed;
  const inside = elementsOf(lesson, tag.path).filter(
    (one) =>
      one.tag.start >= tag.start &&
      one.whole.end <= whole.end &&
      (/^(?:button|input|select|textarea)$/.test(one.element.tagName) ||
        (one.element.tagName === 'a' && attribute(one.element, 'href') !== null) ||
        attribute(one.element, 'tabindex') !== null),
  );
  const twin = (one: Placed) =>
    one.element.tagName === 'a' &&
    lesson.links
      .filter((link) => link.href === attribute(one.element, 'href') && link.text.trim() !== '')
      .some((link) => link.span.start < tag.start || link.span.start >= whole.end);
  if (inside.length > 0 && inside.every(twin)) {
    return {
      edits: inside.map((one) =>
        attributeOf(sourceOf(lesson, one.tag), 'tabindex')
          ? setAttribute(lesson, one.tag, 'tabindex', '-1')
          : addAttribute(lesson, one.tag, 'tabindex', '-1'),
      ),
      title: 'Take the hidden twin of a link out of the tab order as well',
      risk: 'low',
    };
  }
  if (textOf(element, 'alt') === '') return null;
  const edit = removeAttribute(lesson, tag, 'aria-hidden');
  return (
    edit && { edits: [edit], title: 'Let everyone have what the keyboard reaches', risk: 'medium', forYou: 'Why was it hidden?' }
  );
}

/** Names of the HTML Standard, 4.10.18.7. */
const autofill =
  'name honorific-prefix given-name additional-name family-name honorific-suffix nickname username new-password current-password one-time-code organization-title organization street-address address-line1 address-line2 address-line3 address-level4 address-level3 address-level2 address-level1 country country-name postal-code cc-name cc-number cc-exp cc-csc transaction-currency transaction-amount language bday bday-day bday-month bday-year sex url photo tel tel-country-code tel-national email impp on off'.split(
    ' ',
  );
const usualNames: Record<string, string> = {
  firstname: 'given-name',
  first: 'given-name',
  fname: 'given-name',
  forename: 'given-name',
  vorname: 'given-name',
  prenom: 'given-name',
  givenname: 'given-name',
  lastname: 'family-name',
  last: 'family-name',
  lname: 'family-name',
  surname: 'family-name',
  nachname: 'family-name',
  familyname: 'family-name',
  fullname: 'name',
  mail: 'email',
  'e-mail': 'email',
  emailaddress: 'email',
  phone: 'tel',
  telephone: 'tel',
  mobile: 'tel',
  phonenumber: 'tel',
  zip: 'postal-code',
  zipcode: 'postal-code',
  postcode: 'postal-code',
  plz: 'postal-code',
  postalcode: 'postal-code',
  city: 'address-level2',
  town: 'address-level2',
  state: 'address-level1',
  street: 'street-address',
  address: 'street-address',
  birthday: 'bday',
  dob: 'bday',
  company: 'organization',
  user: 'username',
  login: 'username',
  password: 'current-password',
  none: 'off',
  no: 'off',
  false: 'off',
  true: 'on',
  yes: 'on',
};

export function autocompleteRepair(lesson: Lesson, { tag }: Placed): Mend | null {
  const found = attributeOf(sourceOf(lesson, tag), 'autocomplete');
  const value = (found?.value ?? '').trim().toLowerCase();
  if (!found || value === '') return null;
  const meant = usualNames[value.replace(/[\s_-]/g, '')] ?? usualNames[value] ?? slipOf(value.replaceAll('_', '-'), autofill);
  if (meant)
    return { edits: [setAttribute(lesson, tag, 'autocomplete', meant)], title: `Say autocomplete="${meant}"`, risk: 'low' };
  return null;
}

/** A part that says a language which is none: what was meant, else what its words are in (WCAG 3.1.2). */
export function partLanguageRepair(lesson: Lesson, { element, tag }: Placed): Mend | null {
  const lang = attributeOf(sourceOf(lesson, tag), 'lang');
  if (!lang) return null;
  const meant = meantLanguage(lang.value ?? '') ?? detectLanguage(textOf(element), 3)?.language;
  if (meant) return { edits: [setAttribute(lesson, tag, 'lang', meant)], title: `Say that it is in “${meant}”`, risk: 'low' };
  return null;
}

/** `xml:lang` that says another language than `lang`. */
export function xmlLanguageRepair(lesson: Lesson, { tag }: Placed): Mend | null {
  const lang = attributeOf(sourceOf(lesson, tag), 'lang')?.value;
  return lang
    ? { edits: [setAttribute(lesson, tag, 'xml:lang', lang)], title: `Say “${lang}” in both places`, risk: 'low' }
    : null;
}

/** A link one can tell from the words round it by its colour alone gets its line back (WCAG 1.4.1, F73). */
export function linkLineRepair(lesson: Lesson, { tag }: Placed): Mend | null {
  const style = attributeOf(sourceOf(lesson, tag), 'style');
  const own = style?.value ?? '';
  const line = /(text-decoration(?:-line)?\s*:\s*)none/i;
  const value = line.test(own)
    ? own.replace(line, '$1underline')
    : `${own.replace(/;?\s*$/, own.trim() === '' ? '' : '; ')}text-decoration: underline`;
  return {
    edits: [style ? setAttribute(lesson, tag, 'style', value) : addAttribute(lesson, tag, 'style', value)],
    title: 'Underline the link',
    risk: 'low',
  };
}
