/** Links of one name lead to one place: in a list of links nothing else tells them apart. */
import type { SurveyedLink } from '../../../tools/browser/survey.ts';
import type { RuleMeta } from '../../rule.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';
import { destinations } from './link-destination.ts';
import { isVague } from './link-vague.ts';

const meta: RuleMeta = {
  id: 'link-same-name',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'Links of one name lead to different places',
  source:
    'WCAG 2.2, 2.4.9 Link Purpose (Link Only) and, where the sentence round them is the same too, 2.4.4 (ACT rules b20e66, fd3a94).',
  wcag: ['2.4.9'],
  needs: ['page', 'siblings'],
};

export const linkSameName = surveyRule(meta, ({ survey, context, format, path }) => {
  const compare = destinations(context.files, path);
  const byName = new Map<string, SurveyedLink[]>();
  for (const link of survey.links) {
    const name = link.name.toLowerCase().replace(/[\s.,:;!?»›→]+$/u, '');
    // Words that say nothing are what `link-vague` asks about, each by itself.
    if (format === 'markdown' && isVague(link.name, context.lesson.language)) continue;
    if (name === '' || link.target === null || /^(?:#|javascript:|mailto:|tel:)/i.test(link.target.trim())) continue;
    byName.set(name, [...(byName.get(name) ?? []), link]);
  }
  const faults: MarkedFault[] = [];
  for (const links of byName.values()) {
    for (const [index, link] of links.entries()) {
      const other = links.slice(0, index).find((before) => compare(before.target!, link.target!) === 'different');
      if (!other) continue;
      const sameWords = other.heading === link.heading && other.context.toLowerCase() === link.context.toLowerCase();
      const sameContext = other.block === link.block || sameWords;
      // Link Only is level AAA: in a course's Markdown, the sentence round a link may tell it apart.
      if (format === 'markdown' && !sameContext) continue;
      faults.push({
        mark: link.mark,
        // A learner may meet other links than those that are written.
        certainty: survey.content === 'as-written' ? 'fails' : 'needs-review',
        severity: sameContext ? 'moderate' : 'minor',
        message: `“${link.name}” leads to ${link.target!.slice(0, 120)}; another link of that name leads to ${other.target!.slice(0, 120)}.`,
        question: 'Which words tell the two apart?',
        answerKind: 'text',
        wcag: sameContext ? ['2.4.4', '2.4.9'] : ['2.4.9'],
      });
      break;
    }
  }
  return faults;
});
