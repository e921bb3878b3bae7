/** `perennial items analyse --html`: item curves and mastery by outcome as one page. */
import { groundsLine, refreshFirstLine, refreshFirstOf, testLine, worstFirst } from './answers.ts';
import type { ItemsDocument } from './items-document.ts';
import { curveLead, itemCurve, masteryBars } from './items-plots.ts';
import { plotPage } from './plots/page.ts';

export function itemsPage(document: ItemsDocument): string {
  const curves = [...document.items].sort(worstFirst).flatMap((item, index) => itemCurve(item, `item-${index + 1}`) ?? []);
  const first = refreshFirstOf(document)[0];
  return plotPage({
    title: 'How learners answered',
    lead: [
      testLine(document),
      groundsLine(document),
      ...(first ? [`Refresh “${first.outcome}” first: ${refreshFirstLine(first)}`] : []),
    ],
    sections: [
      ...(document.outcomes.length > 0 ? [{ title: 'Outcomes', plots: [masteryBars(document, 'mastery')] }] : []),
      { title: 'Items', lead: `${curveLead} The ones to look at come first.`, plots: curves },
    ],
  });
}
