import type { RuleMeta } from '../../rule.ts';
import { strayItems } from './stray.ts';
import { strayRule } from './stray-finding.ts';

const meta: RuleMeta = {
  id: 'item-serves-no-outcome',
  agent: 'alignment',
  version: '1.0',
  severity: 'minor',
  title: 'Every item serves an outcome',
  source: 'J. Biggs, "Enhancing teaching through constructive alignment", Higher Education 32, 1996',
  fault: 'item-off-lesson',
  needs: ['siblings', 'vectors'],
};

export const itemServesNoOutcome = strayRule(meta, 'item', (lesson, rows, background) =>
  strayItems(lesson, rows, background).map((unit) => {
    const stem = unit.pieces[0]!;
    return { range: stem.span, words: stem.text.slice(0, 160) };
  }),
);
