/** A name is only given to what may have one: screen readers leave it out anywhere else. */
import type { RuleMeta } from '../../rule.ts';
import { elementAt } from '../element-tree.ts';
import { surveyRule } from '../survey-rule.ts';
import { prohibitedNameRepair } from './aria-repair.ts';

const meta: RuleMeta = {
  id: 'naming-prohibited',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A name where none is allowed',
  source:
    'WAI-ARIA 1.2, 5.2.8.6 Roles which cannot be named, and 6.5 aria-roledescription (ACT rule kb1m8s): such a name is ignored.',
  wcag: ['4.1.2', '1.3.1'],
  needs: ['page'],
};

export const namingProhibited = surveyRule(meta, ({ survey, context, place }) =>
  survey.prohibitedNames.map(({ mark, html, role, attribute }) => ({
    mark,
    target: html.slice(0, 300),
    certainty: 'fails' as const,
    message: `${attribute} stands on an element of role “${role}”, which cannot have it: it is not read.`,
    evidence: [{ kind: 'note' as const, text: html }],
    mend: () => {
      const span = place(mark);
      const placed = span && elementAt(context.lesson, span);
      return placed ? prohibitedNameRepair(context.lesson, placed) : null;
    },
  })),
);
