import { describe, expect, it } from 'vitest';
import type { CourseContext } from '../context.ts';
import type { Rule } from '../rule.ts';
import { courseFindings, type ExampleItem, quizExample } from './example-course.ts';
import { itemBlankInStem } from './item-blank-in-stem.ts';
import { itemComplexOptions } from './item-complex-options.ts';
import { itemConvergenceCue } from './item-convergence-cue.ts';
import { itemLostSequence } from './item-lost-sequence.ts';
import { itemStatementSeries } from './item-statement-series.ts';
import { itemVagueWords } from './item-vague-words.ts';
import { itemWindowDressing } from './item-window-dressing.ts';

const choice = (stem: string, options: string[], key = 0): ExampleItem => ({ stem, options, key: [key] });
const dressing =
  'The harbour of the old town was rebuilt after a great storm in spring. Which gas do green plants take in from the air around a leaf?';

/** Each rule: items that must be flagged, and look-alikes that must not. */
const cases: { rule: Rule<CourseContext>; flagged: ExampleItem[]; clean: ExampleItem[] }[] = [
  {
    rule: itemComplexOptions,
    flagged: [
      choice('Which are metals?', ['Iron', 'Copper', 'Wood', 'A and B'], 3),
      choice('Which hold? I. Iron rusts. II. Gold rusts. III. Ice floats.', ['I only', 'I and III', 'II and III'], 1),
      choice('Which hold? 1) Iron rusts 2) Gold rusts', ['Only 1', '1 and 2', 'Nothing'], 0),
    ],
    clean: [
      choice('Which points lie on the line?', ['A and B', 'A and C', 'B and C']),
      choice('Which pairs add up to four?', ['1 and 3', '1 and 2', '2 and 3']),
      choice('Which expression holds?', ['a&b', 'a || b', 'never'], 1),
      choice('Which letters are vowels?', ['A and E', 'B and C', 'C and D']),
      choice('Who wrote it?', ['Ada and Charles', 'Grace', 'Alan']),
    ],
  },
  {
    rule: itemLostSequence,
    flagged: [
      choice('How many legs has a spider?', ['6', '10', '8'], 2),
      choice('How long is a lesson?', ['45 minutes', '1 minute', '90 minutes']),
      choice('What does it cost?', ['$1,200', '$80', '$300']),
    ],
    clean: [
      choice('How many legs has a spider?', ['6', '8', '10'], 1),
      choice('How many legs has a spider?', ['10', '8', '6'], 1),
      choice('How long is a lesson?', ['45 minutes', '1 hour', '30 minutes']),
      choice('Which address is private?', ['10.0.0.1', '8.8.8.8', '9.9.9.9']),
      choice('Which is prime?', ['Two', 'Nine', 'Four']),
    ],
  },
  {
    rule: itemVagueWords,
    flagged: [choice('What do plants need?', ['They often need light', 'Water and light', 'Salt'], 1)],
    clean: [
      choice('How frequently do leap years come?', ['Rarely', 'Every four years, with exceptions', 'Never']),
      choice('How does it rain there?', ['Often', 'Sometimes', 'Rarely']),
      choice('What is a softener?', ['A salt', 'An acid', 'A gas']),
    ],
  },
  {
    rule: itemBlankInStem,
    flagged: [choice('A ____ turns sunlight into electric current.', ['solar cell', 'lamp', 'valve'])],
    clean: [
      choice('Sunlight is turned into current by a ____.', ['solar cell', 'lamp', 'valve']),
      choice('What does `__init__` do in a class of Python?', ['It sets up', 'It ends', 'It prints']),
      choice('When is __init__ called by Python itself?', ['At creation', 'At exit', 'At import']),
    ],
  },
  {
    rule: itemConvergenceCue,
    flagged: [choice('What does the light show?', ['red and steady', 'red and blinking', 'green and steady', 'blue and dim'])],
    clean: [
      choice('What does the light show?', ['red and steady', 'red and blinking', 'green and steady', 'green and blinking']),
      choice('What does the light show?', ['red and steady', 'red and blinking', 'green and steady', 'blue and dim'], 3),
      choice('Where is it kept?', ['In the house', 'In the yard', 'On the roof', 'In the house and the yard']),
    ],
  },
  {
    rule: itemStatementSeries,
    flagged: [
      choice('Which of the following statements is true?', [
        'Iron rusts in wet air',
        'Gold rusts in wet air',
        'Ice sinks in water',
      ]),
      choice('Select the correct statement.', ['Iron rusts in wet air', 'Gold rusts in wet air', 'Ice sinks in water']),
    ],
    clean: [
      choice('Which statement about rust is true?', ['Iron rusts in wet air', 'Gold rusts in wet air', 'Ice rusts in water']),
      choice('Which of these is correct?', ['a = 1', 'b', 'c']),
    ],
  },
  {
    rule: itemWindowDressing,
    flagged: [choice(dressing, ['Oxygen', 'Carbon dioxide', 'Helium'], 1)],
    clean: [
      choice(dressing.replace('Which gas', 'There, which gas'), ['Oxygen', 'Carbon dioxide', 'Helium'], 1),
      choice(dressing, ['Oxygen', 'Carbon dioxide of the harbour', 'Helium'], 1),
      choice('The harbour was rebuilt after a storm. Which gas do plants take in?', ['Oxygen', 'Carbon dioxide', 'Helium'], 1),
    ],
  },
];

describe.each(cases)('$rule.meta.id', ({ rule, flagged, clean }) => {
  it.each(flagged.map((item) => [item.stem, item]))('flags “%s”', async (_, item) => {
    const findings = await courseFindings(rule, quizExample([item as ExampleItem]));
    expect(findings.map((finding) => finding.certainty)).toEqual(['needs-review']);
  });

  it.each(clean.map((item) => [item.stem, item]))('leaves “%s”', async (_, item) => {
    expect(await courseFindings(rule, quizExample([item as ExampleItem]))).toEqual([]);
  });

  it('asks once where a course does it again and again', async () => {
    const often = [0, 1, 2, 3].flatMap((time) =>
      flagged.slice(0, 1).map((item) => ({ ...item, stem: `${item.stem}${' '.repeat(time)}` })),
    );
    expect(await courseFindings(rule, quizExample(often))).toHaveLength(1);
  });
});
