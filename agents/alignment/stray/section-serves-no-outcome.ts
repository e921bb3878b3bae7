import type { RuleMeta } from '../../rule.ts';
import { straySections } from './stray.ts';
import { strayRule } from './stray-finding.ts';

const meta: RuleMeta = {
  id: 'section-serves-no-outcome',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'Every section serves an outcome',
  source: 'J. Biggs, "Enhancing teaching through constructive alignment", Higher Education 32, 1996',
  needs: ['siblings', 'vectors'],
};

export const sectionServesNoOutcome = strayRule(meta, 'section', (lesson, rows, background) =>
  straySections(lesson, rows, background).flatMap((unit) => {
    const heading = lesson.sections.find((section) => `${lesson.id}#${section.id}` === unit.id)?.heading;
    return heading ? [{ range: heading.span, words: heading.text }] : [];
  }),
);
