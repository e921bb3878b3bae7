/** Buttons to choose one of are read out with the question they answer. */
import { bodyOf, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, contentOf, type Element, elementsOf, type Placed, textOf } from '../element-tree.ts';
import { type Fault, faultRule, isProtected, type Mend } from '../fault-rule.ts';
import { isHiddenInSource } from '../hidden-in-source.ts';
import { addAttribute, freeId } from '../tag-edits.ts';

const meta: RuleMeta = {
  id: 'radio-group',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'Answers that are not tied to their question',
  source:
    'WCAG 2.2, 1.3.1 Info and Relationships, techniques H71 and ARIA17: who comes to the first button hears “Yes, 1 of 2”, and not what is asked.',
  wcag: ['1.3.1'],
  needs: [],
};

interface Group {
  name: string;
  radios: Placed[];
  /** Labels in order, folded. */
  labels: string[];
  /** Words right before the first button. */
  before: string;
}

export const radioGroup = faultRule<LessonContext>(meta, ({ lesson }) => {
  if (bodyOf(lesson).format === 'quiz-json') return 'a quiz file has no page';
  return lesson.files.flatMap(({ path }): Fault[] => {
    const groups = groupsOf(lesson, path);
    return groups.flatMap((group): Fault[] => {
      const twin = groups.some((other) => other !== group && other.labels.join('|') === group.labels.join('|'));
      // Of buttons that say themselves what they are for nobody can be sure that a question is missing.
      if (!twin && !/[?:]$/.test(group.before)) return [];
      const mend = tied(lesson, group);
      return [
        {
          range: group.radios[0]!.tag,
          target: `${group.name}: ${group.labels.join(' | ')}`,
          certainty: twin ? 'fails' : 'needs-review',
          message: `The answers ${group.labels
            .map((label) => `“${label}”`)
            .join(', ')
            .slice(0, 120)} are not tied to their question${twin ? ', and others of the same words stand on the page' : ''}.`,
          question: 'Can these answers be told by their own words, without the question?',
          answerKind: 'yes-no',
          evidence: group.before === '' ? [] : [{ kind: 'note', text: `Before them: ${group.before.slice(-160)}` }],
          ...(mend ? { mend } : {}),
        },
      ];
    });
  });
});

/** Two radio buttons and more of one name in one form, with words of their own, in no group that says more. */
function groupsOf(lesson: Lesson, path: string): Group[] {
  const all = elementsOf(lesson, path);
  const byName = new Map<string, Placed[]>();
  for (const one of all) {
    const { element, tag, ancestors } = one;
    const name = attribute(element, 'name') ?? '';
    if (element.tagName !== 'input' || attribute(element, 'type')?.toLowerCase() !== 'radio' || name === '') continue;
    if (isProtected(lesson, tag) || isHiddenInSource(lesson, tag)) continue;
    const form = ancestors.findLast(({ tagName }) => tagName === 'form');
    const key = `${form?.sourceCodeLocation?.startOffset ?? ''} ${name}`;
    byName.set(key, [...(byName.get(key) ?? []), one]);
  }
  return [...byName.values()].flatMap((radios): Group[] => {
    if (radios.length < 2 || radios.some((radio) => isGrouped(radio))) return [];
    const labels = radios.map((radio) => labelOf(radio, all));
    if (labels.some((label) => label === null || label === '')) return [];
    const name = attribute(radios[0]!.element, 'name')!;
    return [{ name, radios, labels: labels.map((label) => label!.toLowerCase()), before: wordsBefore(lesson, radios[0]!, all) }];
  });
}

/** In a set with a name, in a table (whose headers say more), or named by more than its label. */
function isGrouped({ element, ancestors }: Placed): boolean {
  if (attribute(element, 'aria-labelledby') !== null || attribute(element, 'aria-describedby') !== null) return true;
  return ancestors.some(
    (one) =>
      /^(?:fieldset|tr|details|dialog)$/.test(one.tagName) ||
      /^(?:radiogroup|group|listbox|row|dialog)$/.test((attribute(one, 'role') ?? '').trim()),
  );
}

/** Null where nothing in the source labels it. */
function labelOf({ element, ancestors }: Placed, all: Placed[]): string | null {
  const own = attribute(element, 'aria-label');
  if (own !== null) return own.trim();
  const id = attribute(element, 'id');
  const label =
    ancestors.findLast(({ tagName }) => tagName === 'label') ??
    all.find((one) => one.element.tagName === 'label' && id !== null && attribute(one.element, 'for') === id)?.element;
  return label ? textOf(label, 'alt').replace(/\s+/g, ' ').trim() : null;
}

const block = /^(?:p|h[1-6]|div|li|legend|dt|dd|span|strong|b|em)$/;

/** The last element with words that ends before the first button, and lies in no label. */
function questionOf(radio: Placed, all: Placed[]): Placed | null {
  return (
    all.findLast(
      ({ element, whole, ancestors }) =>
        whole.end <= radio.tag.start &&
        block.test(element.tagName) &&
        !ancestors.some(({ tagName }) => tagName === 'label') &&
        !holds(element, 'input') &&
        textOf(element, 'alt').trim() !== '',
    ) ?? null
  );
}

function wordsBefore(lesson: Lesson, radio: Placed, all: Placed[]): string {
  const question = questionOf(radio, all);
  if (!question) return '';
  const between = sourceOf(lesson, { path: radio.tag.path, start: question.whole.end, end: radio.tag.start }).replace(
    /<[^>]*>/g,
    '',
  );
  return between.trim() === '' ? textOf(question.element, 'alt').replace(/\s+/g, ' ').trim() : '';
}

/** The element that holds the group and no other field is named by the question right before the buttons. */
function tied(lesson: Lesson, { radios, before }: Group): Mend | null {
  const path = radios[0]!.tag.path;
  const all = elementsOf(lesson, path);
  const question = before === '' ? null : questionOf(radios[0]!, all);
  const [first, last] = [radios[0]!.tag.start, radios.at(-1)!.tag.end];
  const holder = all.findLast(
    ({ element, tag, whole }) =>
      tag.end <= first && last <= whole.end && /^(?:div|p|section|article|ul|ol|li|td)$/.test(element.tagName),
  );
  if (!question || !holder || attribute(holder.element, 'role') !== null) return null;
  const fields = all.filter(
    ({ element, tag }) => /^(?:input|select|textarea|button)$/.test(element.tagName) && inside(tag, contentSpan(holder)),
  );
  if (fields.length !== radios.length || /^(?:ul|ol|li|td)$/.test(holder.element.tagName)) return null;
  const own = attribute(question.element, 'id');
  const id = own?.trim() || freeId(lesson, path, before);
  return {
    edits: [
      ...(own?.trim() ? [] : [addAttribute(lesson, question.tag, 'id', id)]),
      addAttribute(lesson, holder.tag, 'role', 'radiogroup'),
      addAttribute(lesson, holder.tag, 'aria-labelledby', id),
    ],
    title: `Tie the answers to “${before.slice(0, 60)}”`,
    risk: 'medium',
    forYou: 'Is that the question they answer?',
  };
}

function contentSpan({ element, whole }: Placed): Span {
  const content = contentOf(element);
  return content ? { path: whole.path, ...content } : whole;
}

function inside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function holds(element: Element, tagName: string): boolean {
  return element.childNodes.some(
    (child) => 'tagName' in child && (child.tagName === tagName || holds(child as Element, tagName)),
  );
}
