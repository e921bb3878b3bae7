/** A header cell heads something: else whoever walks the table cell by cell hears the wrong headers, or none. */
import type { RuleMeta } from '../../rule.ts';
import { surveyRule } from '../survey-rule.ts';

const meta: RuleMeta = {
  id: 'header-unused',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A table header without cells',
  source: 'WCAG 2.2, 1.3.1 (ACT rule d0f69e); HTML Standard, 4.9.12.2 Forming relationships between data cells and header cells.',
  wcag: ['1.3.1'],
  needs: ['page'],
};

export const headerUnused = surveyRule(meta, ({ survey, format }) =>
  // A Markdown table is a full grid: its columns always have their cells.
  format === 'markdown'
    ? []
    : survey.unusedHeaders.map(({ mark, text }) => ({
        mark,
        certainty: 'fails' as const,
        message: `The header “${text}” has no cells.`,
      })),
);
