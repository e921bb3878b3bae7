/** Who speaks to the computer says what is written beside a field: those words must be in its name. */

import type { RuleMeta } from '../../rule.ts';
import { attribute, elementAt } from '../element-tree.ts';
import { setAttribute } from '../start-tag.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';
import { removeAttribute } from '../tag-edits.ts';
import { namesAThing } from './field-label.ts';

const meta: RuleMeta = {
  id: 'label-in-name',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A field called otherwise than its label says',
  source: 'WCAG 2.2, 2.5.3 Label in Name, failure F96, technique G208. Of buttons and links it is reported by `axe`.',
  wcag: ['2.5.3'],
  needs: ['page'],
};

/** Letters and digits in order, folded; what stands in brackets and marks of required fields are no part of it. */
function folded(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/\([^)]*\)|\[[^\]]*\]/g, ' ')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim()} `;
}

/** Whether who says the label's words says the name, or a part of it. */
export function isInName(label: string, name: string): boolean {
  return folded(label).trim() === '' || folded(name).includes(folded(label));
}

export const labelInName = surveyRule(meta, ({ survey, context, place }) =>
  survey.fields.flatMap(({ mark, label, kind }): MarkedFault[] => {
    const span = place(mark);
    const placed = span && elementAt(context.lesson, span);
    const name = placed && (attribute(placed.element, 'aria-label') ?? '').trim();
    if (!placed || !name || (attribute(placed.element, 'aria-labelledby') ?? '').trim() !== '') return [];
    if (isInName(label, name)) return [];
    const words = label.replace(/[\s:*]+$/, '');
    const edit = namesAThing(name)
      ? removeAttribute(context.lesson, placed.tag, 'aria-label')
      : setAttribute(context.lesson, placed.tag, 'aria-label', `${words}${/\p{P}$/u.test(words) ? '' : ':'} ${name}`);
    return [
      {
        mark,
        certainty: 'fails',
        message: `The label of this ${kind} field says “${label}”, but its name is “${name}”.`,
        ...(edit
          ? {
              mend: {
                edits: [edit],
                title: `Let the field be called what its label says, “${words}”`,
                risk: 'low' as const,
              },
            }
          : {}),
      },
    ];
  }),
);
