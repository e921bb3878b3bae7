/** The repair of what an engine reports, rule by rule of axe-core, where its source decides it. README lists what has none, and why. */
import { bodyOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import * as aria from '../controls/aria-repair.ts';
import * as control from '../controls/control-repair.ts';
import { fieldRepair } from '../controls/field-repair.ts';
import * as names from '../controls/name-repair.ts';
import { elementAt, type Placed } from '../element-tree.ts';
import type { Mend } from '../fault-rule.ts';
import { trackRepair } from '../media/track-repair.ts';
import * as lists from '../structure/list-repair.ts';
import * as tables from '../structure/table-repair.ts';
import type { Agreed } from './engines.ts';
import * as page from './page-repair.ts';

interface Reported {
  context: LessonContext;
  placed: Placed;
  result: Pick<Agreed, 'rule' | 'data'>;
}

type Repair = (reported: Reported) => Mend | null;

const onElement =
  (repair: (lesson: LessonContext['lesson'], placed: Placed) => Mend | null): Repair =>
  ({ context, placed }) =>
    repair(context.lesson, placed);

const repairs: Record<string, Repair> = {
  'aria-allowed-attr': ({ context, placed, result }) => aria.disallowedRepair(context.lesson, placed, valuesOf(result.data)),
  'aria-conditional-attr': ({ context, placed, result }) => aria.disallowedRepair(context.lesson, placed, valuesOf(result.data)),
  'aria-command-name': ({ context, placed }) => names.nameRepair(context, placed),
  'aria-deprecated-role': ({ context, placed }) =>
    aria.out(context.lesson, placed.tag, 'role', 'Take out a role that is no longer used', 'medium'),
  'aria-hidden-body': ({ context, placed }) =>
    aria.out(context.lesson, placed.tag, 'aria-hidden', 'Let everyone have the page: it was hidden from screen readers'),
  'aria-hidden-focus': onElement(control.hiddenFocusRepair),
  'aria-input-field-name': ({ context, placed }) => fieldRepair(context.lesson, placed),
  'aria-required-attr': onElement(aria.requiredRepair),
  'aria-required-children': onElement(aria.partsRepair),
  'aria-required-parent': onElement(aria.partWithoutWholeRepair),
  'aria-roledescription': ({ context, placed }) =>
    aria.out(context.lesson, placed.tag, 'aria-roledescription', 'Take out a description of a role that is not there'),
  'aria-roles': onElement(aria.roleRepair),
  'aria-toggle-field-name': ({ context, placed }) => names.nameRepair(context, placed),
  'aria-valid-attr': onElement(aria.unknownAttributesRepair),
  'aria-valid-attr-value': onElement(aria.valuesRepair),
  'area-alt': ({ context, placed }) => names.areaRepair(context, placed),
  'audio-caption': ({ context, placed }) => trackRepair(context, placed),
  'autocomplete-valid': onElement(control.autocompleteRepair),
  'avoid-inline-spacing': onElement(page.spacingRepair),
  blink: onElement(page.movingRepair),
  'button-name': ({ context, placed }) => names.nameRepair(context, placed),
  'definition-list': onElement(lists.descriptionListRepair),
  dlitem: ({ context, placed }) => lists.orphanRepair(context.lesson, placed, 'dl'),
  'empty-table-header': onElement(tables.emptyHeaderRepair),
  'frame-focusable-content': ({ context, placed }) =>
    aria.out(context.lesson, placed.tag, 'tabindex', 'Let the keyboard reach what the frame holds'),
  'html-xml-lang-mismatch': onElement(control.xmlLanguageRepair),
  'input-button-name': ({ context, placed }) => names.inputButtonRepair(context, placed),
  'input-image-alt': ({ context, placed }) => names.inputButtonRepair(context, placed),
  label: ({ context, placed }) => fieldRepair(context.lesson, placed),
  'label-content-name-mismatch': ({ context, placed }) => names.visibleNameRepair(context, placed),
  'link-in-text-block': onElement(control.linkLineRepair),
  'link-name': ({ context, placed }) => names.nameRepair(context, placed),
  list: onElement(lists.listRepair),
  listitem: ({ context, placed }) => lists.orphanRepair(context.lesson, placed, 'ul'),
  marquee: onElement(page.movingRepair),
  'meta-refresh': onElement(page.refreshRepair),
  'meta-viewport': onElement(page.viewportRepair),
  'nested-interactive': onElement(lists.nestedRepair),
  'object-alt': ({ context, placed }) => names.pictureNameRepair(context, placed),
  'role-img-alt': ({ context, placed }) => names.pictureNameRepair(context, placed),
  'scope-attr-valid': onElement(tables.scopeRepair),
  'scrollable-region-focusable': onElement(control.scrollRepair),
  'select-name': ({ context, placed }) => fieldRepair(context.lesson, placed),
  'svg-img-alt': ({ context, placed }) => names.pictureNameRepair(context, placed),
  'table-duplicate-name': onElement(tables.duplicateNameRepair),
  'table-fake-caption': onElement(tables.fakeCaptionRepair),
  'td-headers-attr': onElement(tables.headersRepair),
  'valid-lang': onElement(control.partLanguageRepair),
  'video-caption': ({ context, placed }) => trackRepair(context, placed),
  // AccessLint
  'distinguishable/letter-spacing': onElement(page.spacingRepair),
  'distinguishable/line-height': onElement(page.spacingRepair),
  'distinguishable/word-spacing': onElement(page.spacingRepair),
  'labels-and-names/frame-focusable-content': ({ context, placed }) =>
    aria.out(context.lesson, placed.tag, 'tabindex', 'Let the keyboard reach what the frame holds'),
};

/** @returns null where only a person can know, or nothing in the source decides it. */
export function engineRepair(context: LessonContext, result: Pick<Agreed, 'rule' | 'data' | 'span'>): Mend | null {
  if (result.rule === 'document-title') return page.titleRepair(context.lesson, result.span?.path ?? bodyOf(context.lesson).path);
  const repair = repairs[result.rule];
  if (!repair || !result.span) return null;
  const placed = elementAt(context.lesson, result.span);
  return placed && repair({ context, placed, result });
}

/** Rules of engines that have a repair; for the documentation and its test. */
export const repairableRules = ['document-title', ...Object.keys(repairs)];

/** Attributes as axe-core names them, in whatever shape. */
function valuesOf(data: Record<string, unknown>): string[] {
  return Object.values(data)
    .flat()
    .filter((value): value is string => typeof value === 'string' && value.startsWith('aria-'));
}
