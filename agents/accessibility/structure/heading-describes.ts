/** A heading names what stands beneath it. */
import type { RuleMeta } from '../../rule.ts';
import { type Doubt, judgedRule } from '../judged-rule.ts';
import { sheetsOf } from '../survey-rule.ts';
import { shareAWord } from '../words-shared.ts';

const meta: RuleMeta = {
  id: 'heading-describes',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A heading that does not describe what it heads',
  source: 'WCAG 2.2, 2.4.6 Headings and Labels, technique G130 (ACT rule b49b2e).',
  wcag: ['2.4.6'],
  needs: ['page'],
};

/** What editors and templates put where a heading is still to be written. Whole heading; case and numbers ignored. */
const placeholder =
  /^(?:heading|headline|title|subtitle|section title|section heading|untitled|lorem ipsum\b.*|x{3,}|tbd|todo)$/i;

export function isPlaceholder(heading: string): boolean {
  return placeholder.test(heading.replace(/[\d\s.:]+$/u, '').trim());
}

export const headingDescribes = judgedRule(meta, async (context) => {
  const sheets = await sheetsOf(context);
  if (typeof sheets === 'string') return sheets;
  return sheets.flatMap(({ survey, place }) =>
    survey.headings.flatMap(({ mark, text, beneath }): Doubt[] => {
      const range = place(mark);
      const unwritten = isPlaceholder(text);
      if (!range || text === '' || beneath === '') return [];
      if (shareAWord(text, beneath)) return [];
      return [
        {
          kind: 'heading',
          words: text,
          around: beneath,
          grounds: unwritten ? 'certain' : 'possible',
          fault: {
            range,
            message: `The heading “${text.slice(0, 100)}” does not say what stands beneath it.`,
            question: 'What is this part about?',
            answerKind: 'text',
            evidence: [{ kind: 'note', text: `Beneath it: ${beneath.slice(0, 300)}` }],
          },
        },
      ];
    }),
  );
});
