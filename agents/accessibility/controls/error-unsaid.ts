/** A field that is marked as wrong says in words what is wrong. */
import { bodyOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, childrenOf, elementsOf, type HtmlNode, isElement, type Placed } from '../element-tree.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { isHiddenInSource } from '../hidden-in-source.ts';
import { isField } from './field-repair.ts';

const meta: RuleMeta = {
  id: 'error-unsaid',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A mistake that is marked and not described',
  source:
    'WCAG 2.2, 3.3.1 Error Identification, technique G85: that a field is wrong, and why, is said in text. A colour, or `aria-invalid` alone, says neither.',
  wcag: ['3.3.1'],
  needs: [],
};

/** Only a form without any words but its labels, headings and buttons is sure to say nothing. */
export const errorUnsaid = faultRule<LessonContext>(meta, ({ lesson }) => {
  if (bodyOf(lesson).format === 'quiz-json') return 'a quiz file has no page';
  return lesson.files.flatMap(({ path, text }): Fault[] => {
    if (!/\baria-invalid\s*=/i.test(text)) return [];
    const all = elementsOf(lesson, path);
    if (all.some(({ element }) => element.tagName === 'script')) return [];
    return all
      .filter((one) => isField(one.element) && /^(?:true|spelling|grammar)$/.test(attribute(one.element, 'aria-invalid') ?? ''))
      .filter(({ tag }) => !isProtected(lesson, tag) && !isHiddenInSource(lesson, tag))
      .filter((one) => !isDescribed(one) && !speaks(lesson, one))
      .map(({ tag, element }) => ({
        range: tag,
        target: `${element.tagName} ${attribute(element, 'name') ?? attribute(element, 'id') ?? ''}`,
        certainty: 'fails' as const,
        message: 'The field is marked as wrong, and no words say what is wrong with it.',
        question: 'What is to be put right in this field?',
        answerKind: 'text' as const,
      }));
  });
});

function isDescribed({ element }: Placed): boolean {
  return ['aria-describedby', 'aria-errormessage', 'title'].some((name) => (attribute(element, name) ?? '').trim() !== '');
}

/** Words in the form (the body, where there is none) that are no label, heading, button or choice; a label's own words may say it. */
function speaks(lesson: Lesson, field: Placed): boolean {
  const scope =
    field.ancestors.findLast(({ tagName }) => tagName === 'form') ?? field.ancestors.find(({ tagName }) => tagName === 'body');
  if (!scope) return true;
  const labelled = elementsOf(lesson, field.tag.path).some(
    ({ element }) =>
      element.tagName === 'label' &&
      /\b(?:error|invalid|wrong|must|missing|incorrect|not valid|enter|should)\b|!/i.test(words(element)),
  );
  return labelled || words(scope, /^(?:label|legend|button|option|select|h[1-6]|script|style|textarea|title)$/) !== '';
}

function words(node: HtmlNode, leftOut: RegExp = /^$/): string {
  if ('value' in node && node.nodeName === '#text') return node.value.replace(/[\s*:]+/g, ' ').trim();
  if (isElement(node) && leftOut.test(node.tagName)) return '';
  return childrenOf(node)
    .map((child) => words(child, leftOut))
    .filter(Boolean)
    .join(' ');
}
