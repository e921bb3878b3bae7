/** Frames of one name show one thing: a screen reader lists them by name. */
import type { SurveyedFrame } from '../../../tools/browser/survey.ts';
import type { RuleMeta } from '../../rule.ts';
import { destinations } from '../links/link-destination.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';

const meta: RuleMeta = {
  id: 'frame-same-name',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'Frames of one name show different things',
  source: 'WCAG 2.2, 4.1.2 Name, Role, Value, technique H64 (ACT rule 4b1c6c).',
  wcag: ['4.1.2'],
  needs: ['page', 'siblings'],
};

export const frameSameName = surveyRule(meta, ({ survey, context, path }) => {
  const compare = destinations(context.files, path);
  const seen = new Map<string, SurveyedFrame[]>();
  return survey.frames.flatMap((frame): MarkedFault[] => {
    const name = frame.name.toLowerCase();
    const before = seen.get(name) ?? [];
    seen.set(name, [...before, frame]);
    const other = name === '' ? undefined : before.find(({ src }) => compare(src, frame.src) === 'different');
    if (!other) return [];
    return [
      {
        mark: frame.mark,
        certainty: 'fails',
        message: `Two frames are called “${frame.name}”: one shows ${other.src.slice(0, 120)}, this one ${frame.src.slice(0, 120)}.`,
        question: 'Which words tell the two apart?',
        answerKind: 'text',
      },
    ];
  });
});
