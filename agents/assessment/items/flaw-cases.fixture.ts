/** For tests: flaws looked for over a course, with what the rules must flag and what they must leave. */

import type { CourseContext } from '../../context.ts';
import type { Rule } from '../../rule.ts';
import type { ExampleItem } from '../example-course.ts';
import { itemAbsoluteWords } from './item-absolute-words.ts';
import { itemBlankInStem } from './item-blank-in-stem.ts';
import { itemComplexOptions } from './item-complex-options.ts';
import { itemConvergenceCue } from './item-convergence-cue.ts';
import { itemImplausibleDistractor } from './item-implausible-distractor.ts';
import { itemLogicalCue } from './item-logical-cue.ts';
import { itemLostSequence } from './item-lost-sequence.ts';
import { itemNegativeStatement } from './item-negative-statement.ts';
import { itemStatementSeries } from './item-statement-series.ts';
import { itemVagueWords } from './item-vague-words.ts';
import { itemWindowDressing } from './item-window-dressing.ts';

const choice = (stem: string, options: string[], key = 0): ExampleItem => ({ stem, options, key: [key] });
const dressing =
  'The harbour of the old town was rebuilt after a great storm in spring. Which gas do green plants take in from the air around a leaf?';

/** Each rule: items that must be flagged, and look-alikes that must not. */
export const flawCases: { rule: Rule<CourseContext>; flagged: ExampleItem[]; clean: ExampleItem[] }[] = [
  {
    rule: itemComplexOptions,
    flagged: [
      choice('Which are metals?', ['Iron', 'Copper', 'Wood', 'A and B'], 3),
      choice('Which?', ['Iron', 'Wood', 'Both A and B'], 2),
      choice('Which hold? I. Iron rusts. II. Gold rusts. III. Ice floats.', ['I only', 'I and III', 'II and III'], 1),
      choice('Which hold? 1) Iron rusts 2) Gold rusts', ['Only 1', '1 and 2', 'Nothing'], 0),
      choice('Which are harder than glass?', ['Quartz', 'Topaz', 'Chalk', 'The first two'], 3),
      choice('Which are alive? 1 moss, 2 flint, 3 fern', ['1 and 3', '1 and 2', '2 and 3']),
    ],
    clean: [
      choice('Who is both here and there?', ['Both Ada and Ben', 'Cora', 'Dan']),
      choice('Which points lie on the line?', ['A and B', 'A and C', 'B and C']),
      choice('Which pairs add up to four?', ['1 and 3', '1 and 2', '2 and 3']),
      choice('Which expression holds?', ['a&b', 'a || b', 'never'], 1),
      choice('Which lines rhyme?', ['The first two', 'The last two', 'All four']),
      choice('Which notes sound together?', ['A and E', 'F and B', 'C and G']),
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
      choice('How much of it?', ['1/2', '1/4', '1/3', '1/8']),
      choice('How many of them?', ['2/10', '6/10', '4/10']),
      choice('How steep is it?', ['15°', '90°', '30°']),
      choice('How many come?', ['30 to 50 birds', '10 to 20 birds', '60 to 90 birds']),
    ],
    clean: [
      choice('How many legs has a spider?', ['6', '8', '10'], 1),
      choice('How many legs has a spider?', ['10', '8', '6'], 1),
      choice('How long is a lesson?', ['45 minutes', '1 hour', '30 minutes']),
      choice('How many come?', ['About 10 birds', 'About 20 birds', '30 to 40 birds']),
      choice('Which time does a waltz have?', ['3/4', '2/4', '6/8']),
      choice('Which time does the march have?', ['2/4', '6/8', '5/8']),
      choice('Which time is counted in five?', ['3/4', '5/4', '7/8']),
      choice('Which blood pressure is too high?', ['120/80', '150/95', '90/60'], 1),
      choice('How much of it?', ['1/8', '1/4', '1/3', '1/2']),
      choice('How much of it?', ['1/3', `1/${'9'.repeat(400)}`, '1/2', '1/4']),
      choice('Which address is private?', ['10.0.0.1', '8.8.8.8', '9.9.9.9']),
      choice('Which is prime?', ['Two', 'Nine', 'Four']),
    ],
  },
  {
    rule: itemVagueWords,
    flagged: [
      choice('What do plants need?', ['They often need light', 'Water and light', 'Salt'], 1),
      choice('Why is bread dear?', ['Bakers tended to hoard flour', 'The harvest failed', 'Mills stood more or less idle'], 1),
      choice('How is it mended?', ['Glue is usually enough', 'Nails are often bent', 'Tape is rarely kept']),
    ],
    clean: [
      choice('How frequently do leap years come?', ['Rarely', 'Every four years, with exceptions', 'Never']),
      choice('What does “quasi” mean?', ['Almost', 'Seldom', 'Suddenly']),
      choice('How does it rain there?', ['Often', 'Sometimes', 'Rarely']),
      choice('Which sentence is in order?', ['He often goes home', 'He goes often home', 'Often goes he home']),
      choice('What is a softener?', ['A salt', 'An acid', 'A gas']),
    ],
  },
  {
    rule: itemBlankInStem,
    flagged: [
      choice('A ____ turns sunlight into electric current.', ['solar cell', 'lamp', 'valve']),
      choice('In autumn the … fly south over the sea.', ['swallows', 'owls', 'wrens']),
      choice('A seed takes up [ ] before it sprouts.', ['water', 'salt', 'light']),
    ],
    clean: [
      choice('Choose the right form: “If I ____ you, I would go home.”', ['were', 'am', 'be']),
      choice('What happens when f() … g() runs twice?', ['It waits', 'It stops', 'It sings']),
      choice('The song ends: “and … they flew over the sea”.', ['Softly', 'Loudly', 'Not at all']),
      choice('In autumn they fly to the …', ['south', 'north', 'west']),
      choice('Sunlight is turned into current by a ____.', ['solar cell', 'lamp', 'valve']),
      choice('What does `__init__` do in a class of Python?', ['It sets up', 'It ends', 'It prints']),
      choice('When is __init__ called by Python itself?', ['At creation', 'At exit', 'At import']),
    ],
  },
  {
    rule: itemConvergenceCue,
    flagged: [
      choice('What does the light show?', ['red and steady', 'red and blinking', 'green and steady', 'blue and dim']),
      choice('What does the light show?', ['red and steady', 'red and blinking', 'green and steady']),
      choice('What is it called?', ['Soft Clay Layer', 'Sour Clay Lining', 'Soft Chalk Lifting']),
      choice('What holds the water back?', [
        'Clay in the lower bed of the pond',
        'Chalk in the lower bed of the pond',
        'Clay in the lower bed of the brook beside it',
        'Clay in the upper bed of the pond',
      ]),
    ],
    clean: [
      choice('What does the light show?', ['red and steady', 'red and blinking', 'green and steady', 'green and blinking']),
      choice('What does the light show?', ['red and steady', 'red and blinking', 'green and steady', 'blue and dim'], 3),
      choice('What is it called?', ['Soft Clay Layer', 'Sour Clay Layer', 'Soft Chalk Layer', 'Sour Chalk Layer']),
      choice('What is it called?', ['Soft Clay Layer', 'Hard Clay Layer', 'Wet Clay Layer']),
      choice('What holds the water back?', [
        'Clay in the bed of the pond',
        'Chalk in the bed of the pond',
        'Peat in the bed of the pond',
        'Slate in the bed of the pond',
      ]),
      choice('Which call reads the second line?', ['read(file, 2)', 'read(file, 1)', 'open(file, 2)', 'read(line, 2)']),
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
      choice('Which statement is correct?', ['Iron rusts in wet air', 'Gold rusts in wet air', 'Ice sinks']),
      choice('Pick the right one.', ['Iron rusts in wet air', 'Gold rusts in wet air', 'Ice sinks in water']),
      choice('Find the statement that is true.', ['Iron rusts in wet air', 'Gold rusts in wet air', 'Ice sinks in water']),
      choice('Select the correct statement.', ['Iron rusts in wet air', 'Gold rusts in wet air', 'Ice sinks in water']),
    ],
    clean: [
      choice('Which statement about rust is true?', ['Iron rusts in wet air', 'Gold rusts in wet air', 'Ice rusts in water']),
      choice('Which of these is correct?', ['a = 1', 'b', 'c']),
      choice('Choose the correct sentence.', ['He often goes home', 'He goes often home', 'Often goes he home']),
    ],
  },
  {
    rule: itemWindowDressing,
    flagged: [
      choice(dressing, ['Oxygen', 'Carbon dioxide', 'Helium'], 1),
      choice('The smith was born by the sea as a son of sailors. Which metal shows a green skin like those on roofs?', [
        'Copper',
        'Tin',
        'Iron',
      ]),
      choice(
        'An inn by the lake has blue chairs. A meal rises by 10 per cent and sales by 5. What is the price elasticity of demand?',
        ['0.5', '2', '5'],
      ),
    ],
    clean: [
      choice('A child barks when it coughs and breathes loudly at night. Which of these illnesses is the most likely one here?', [
        'Croup',
        'Measles',
        'Mumps',
      ]),
      choice(
        'An offer was posted on Monday by a merchant. Her letter left on Tuesday. When did a binding contract come about by law?',
        ['On Monday', 'On Tuesday', 'Later'],
      ),
      choice(
        'A field weighs 80 stones of hay in summer. A cart takes 5. How many carts does the farmer need for the whole hay?',
        ['16', '20', '400'],
      ),
      choice(dressing.replace('Which gas', 'There, which gas'), ['Oxygen', 'Carbon dioxide', 'Helium'], 1),
      choice(dressing, ['Oxygen', 'Carbon dioxide of the harbour', 'Helium'], 1),
      choice('The harbour was rebuilt after a storm. Which gas do plants take in?', ['Oxygen', 'Carbon dioxide', 'Helium'], 1),
    ],
  },
  {
    rule: itemAbsoluteWords,
    flagged: [
      choice('What are gauges for?', ['Reading rain', 'Only reading wind', 'Reading sun']),
      choice('What follows from frost?', [
        'Buds turn brown',
        'Every tree dies',
        'All leaves drop at once',
        'Nobody sows any more',
      ]),
      choice('What do bees do?', ['They carry pollen', 'They kill every flower they touch', 'They sleep by day']),
      { stem: 'Gauges can only be read in summer', options: ['True', 'False'], key: [1] },
      { stem: 'A gauge works without any care', options: ['True', 'False'], key: [1] },
    ],
    clean: [
      choice('What did the test show?', ['Better sight', 'No side effects', 'No serious injuries']),
      choice('What is on the table?', ['A jug', 'Every wine glass', 'All letters except one']),
      choice('What is the sample?', ['The 300 ringed birds', 'All birds of the district', 'All birds there are']),
      choice('When is it best?', ['When few are far out', 'When all values are equal', 'When every unit differs']),
      choice('Who pays?', ['The ships that pass', 'All ships that pass', 'All members of the port']),
      choice('What does “quasi” mean?', ['Almost', 'Always', 'Never']),
      choice('When is it read?', ['Only at noon', 'Only at dawn', 'At night']),
      choice('What is the risk?', ['Not only frost', 'Drought', 'Wind'], 1),
      { stem: 'Gauges can only be read by day', options: ['True', 'False'], key: [0] },
      { stem: 'Gauges do not measure wind at all', options: ['True', 'False'], key: [0] },
    ],
  },
  {
    rule: itemLogicalCue,
    flagged: [
      choice('What does the pond lose?', ['Water only', 'Oxygen only', 'Water and oxygen'], 2),
      choice('When should it be cut?', ['In spring', 'In autumn', 'It depends on the birds'], 2),
      choice('What does ice do there?', ['It melts', 'It does not melt', 'It sings', 'It glows']),
      choice('What did the level do in May?', ['It rose', 'It did not rise', 'Frogs came', 'Reeds were cut']),
      choice('Which plural has it?', ['Regular', 'Irregular', 'Foreign', 'None'], 1),
      choice('The three parts of a soil are', ['sand, silt, clay', 'sand, silt', 'lime, chalk, flint']),
    ],
    clean: [
      choice('What does the pond lose?', ['Water and salt', 'Salt and lime', 'Water and oxygen'], 2),
      choice('Which measure is it?', ['Deviation', 'Mean deviation', 'Mean absolute deviation'], 2),
      choice('What happens to the level?', ['It rises', 'It falls', 'It stays the same']),
      choice('Which formula is it?', ['a + b', '(a + b) / 2 and c', 'a'], 1),
      choice('When is it cut?', ['It depends on the birds', 'It depends on the frost', 'In May']),
      choice('What holds?', ['It melts', 'It does not melt', 'It freezes', 'It does not freeze']),
      choice('What did the level do in May?', ['It rose', 'It did not raise the reeds', 'Frogs came']),
      choice('Which muscle is it?', ['Voluntary, striped', 'Involuntary, striped', 'Voluntary, smooth', 'Involuntary, smooth']),
      choice('What does it do?', ['It improves soil', 'It proves a point', 'It sings']),
      choice('What does the pond lose?', ['Water only', 'Oxygen only', 'Water and oxygen']),
    ],
  },
  {
    rule: itemNegativeStatement,
    flagged: [
      { stem: 'Hedges do not hold back the wind', options: ['True', 'False'], key: [1] },
      { stem: 'There is no use in a hedge', options: ['True', 'False'], key: [1] },
      { stem: "You don't need a hedge", options: ['Yes', 'No'], key: [1] },
    ],
    clean: [
      { stem: 'Hedges hold back not only the wind', options: ['True', 'False'], key: [0] },
      { stem: 'The test `x is not None` holds for the number 0', options: ['True', 'False'], key: [0] },
      { stem: 'The sign “no dogs” hangs at the gate', options: ['True', 'False'], key: [0] },
      { stem: 'Hedges do NOT hold back the wind', options: ['True', 'False'], key: [1] },
      { stem: 'Hedges help no matter how high they are', options: ['True', 'False'], key: [0] },
      choice('Which hedge does not hold back the wind?', ['Beech', 'Thorn', 'Box']),
    ],
  },
  {
    rule: itemImplausibleDistractor,
    flagged: [
      choice('How many trees stand there?', ['Moss', '200', '400', '800'], 2),
      choice('In which year was it built?', ['1911', 'Granite', '1967']),
      choice('What is the pH of water?', ['6', '7', '8', '70000'], 1),
      choice('How many devices are there?', ['30', '30 million', '30 billion'], 2),
    ],
    clean: [
      choice('How many trees stand there?', ['None', '200', '400', '800'], 2),
      choice('How many trees stand there?', ['It depends on the soil', '200', '400'], 2),
      choice('How much of it is left?', ['Half', 'A third', '10%']),
      choice('How often does it ring?', ['Sometimes', 'Once a day', 'Twice a day'], 1),
      choice('How many grams are in 7 kg?', ['7', '70', '7000'], 2),
      choice('How many metres is it?', ['5', '6', '8', '6000'], 1),
      choice('Who sings at dawn?', ['A lark', 'A teapot', 'An owl']),
      choice('How many cells are there?', ['1 thousand', '10 million', '1 billion'], 1),
      choice('How many trees stand there?', ['Very few', 'Moss', 'A forest'], 2),
    ],
  },
];
