/** Words painted as a picture, where only who sees it can tell; drawn words (SVG) are `picture-of-text`'s. */
import type { RuleMeta } from '../../rule.ts';
import { type Doubt, judgedRule } from '../judged-rule.ts';
import { picturesOf } from './picture-doubts.ts';

const meta: RuleMeta = {
  id: 'picture-text',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A picture of words that could stand as text',
  source: 'WCAG 2.2, 1.4.5 Images of Text, failure F3 (ACT rule 0va7u6).',
  wcag: ['1.4.5'],
  needs: ['page', 'siblings'],
};

export const pictureText = judgedRule(meta, async (context) => {
  if (!context.models.available) return 'only who sees the picture can tell, and no model is configured';
  return (await picturesOf(context)).flatMap(({ range, name, around, picture, kind }): Doubt[] => {
    if (!picture || kind !== 'file' || /\b(?:logo|brand)\b/i.test(name)) return [];
    return [
      {
        kind: 'picture-text',
        words: name,
        around,
        picture,
        grounds: 'possible',
        fault: {
          range,
          target: `words in a picture ${name}`,
          message: 'This picture is words that could stand as text.',
          question: 'May the words stand as text here?',
          answerKind: 'yes-no',
        },
      },
    ];
  });
});
