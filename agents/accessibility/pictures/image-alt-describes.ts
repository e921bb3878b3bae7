/** A text alternative says what the picture is for. Whether it does, only who sees the picture can tell. */
import type { RuleMeta } from '../../rule.ts';
import { type Doubt, judgedRule } from '../judged-rule.ts';
import { picturesOf } from './picture-doubts.ts';

const meta: RuleMeta = {
  id: 'image-alt-describes',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A text alternative that does not describe its picture',
  source: 'WCAG 2.2, 1.1.1 Non-text Content, technique G94 (ACT rule qt1vmo). The words stay: a person decides.',
  wcag: ['1.1.1'],
  needs: ['page', 'siblings'],
};

export const imageAltDescribes = judgedRule(meta, async (context) => {
  if (!context.models.available) return 'only who sees the picture can tell, and no model is configured';
  return (await picturesOf(context)).flatMap(({ range, name, around, picture, kind }): Doubt[] => {
    if (name.trim() === '' || !picture) return [];
    return [
      {
        kind: 'alternative',
        words: name,
        around,
        picture,
        ...(kind === 'script' ? { lacks: 'what a script paints' } : {}),
        grounds: 'possible',
        fault: {
          range,
          target: `alternative ${name}`,
          message: `The alternative “${name.slice(0, 120)}” does not say what the picture shows here.`,
          question: 'What does the picture say to a learner who can see it?',
          answerKind: 'text',
        },
      },
    ];
  });
});
