/** For tests: rules on one item, with what they must flag and what they must leave. */

import type { ExampleItem } from '../example-course.ts';
import { itemAllOrNone } from './item-all-or-none.ts';
import { itemDuplicateOptions } from './item-duplicate-options.ts';
import { itemGrammarClue } from './item-grammar-clue.ts';
import { itemNegativeStem } from './item-negative-stem.ts';
import type { ItemRule } from './item-rule.ts';
import { itemTwoRightAnswers } from './item-two-right-answers.ts';
import { itemUnclearWording } from './item-unclear-wording.ts';
import { itemUnfocusedStem } from './item-unfocused-stem.ts';
import { itemWithSeveralKeys } from './item-with-several-keys.ts';
import { itemWithoutKey } from './item-without-key.ts';
import { itemWordClue } from './item-word-clue.ts';
import { itemWrongKey } from './item-wrong-key.ts';

const choice = (stem: string, options: string[], ...key: number[]): ExampleItem => ({ stem, options, key });

/** Each rule: items that must be flagged, and look-alikes that must not. */
export const itemCases: { rule: ItemRule; flagged: ExampleItem[]; clean: ExampleItem[] }[] = [
  {
    rule: itemWithoutKey,
    flagged: [
      choice('Which gas do plants take in?', ['Oxygen', 'Carbon dioxide', 'Helium']),
      choice('The sun is a star', ['True', 'False']),
    ],
    clean: [
      choice('Which gas do plants take in?', ['Oxygen', 'Carbon dioxide'], 1),
      choice('Which topic would you like next?', ['Maps', 'Charts']),
    ],
  },
  {
    rule: itemWithSeveralKeys,
    flagged: [choice('Which metal is liquid at room temperature?', ['Iron', 'Mercury', 'Gold'], 1, 2)],
    clean: [
      choice('Select all metals.', ['Iron', 'Wood', 'Gold'], 0, 2),
      choice('Tick every metal.', ['Iron', 'Wood', 'Gold'], 0, 2),
      choice('Which is a metal?', ['Iron', 'Wood'], 0),
    ],
  },
  {
    rule: itemWrongKey,
    flagged: [
      choice('What is 7 * 8?', ['54', '56', '64'], 0),
      choice('What does `7 // 2` give?', ['3', '3.5', '4'], 1),
      choice('Evaluate 2 ** 5', ['10', '32', '25'], 0),
    ],
    clean: [
      choice('What is 7 * 8?', ['54', '56', '64'], 1),
      choice('What is 6 / 2?', ['3', '3.0'], 1),
      choice('What is 10 - 20 in this context?', ['A range', 'A difference'], 0),
      choice('What is the price of 3 tickets?', ['3', '6'], 1),
      choice('What is 2 + 2?', ['Five', '4'], 0),
    ],
  },
  {
    rule: itemDuplicateOptions,
    flagged: [choice('Pick one', ['Blob storage', 'Table storage', 'blob  storage.'], 1), choice('Pick one', ['A', 'B', 'A'], 0)],
    clean: [
      choice('Which opens a file for writing?', ["open('a', 'w')", "open('a', 'W')", "open('A', 'w')"], 0),
      choice('Which letter?', ['a', 'A', 'b'], 0),
      choice('Pick', ['The mean', 'The mean and the median'], 0),
    ],
  },
  {
    rule: itemAllOrNone,
    flagged: [
      choice('Which are fruit?', ['Apple', 'Pear', 'All of the above'], 2),
      choice('Which is a fish?', ['Whale', 'Seal', 'None of these'], 2),
      choice('Which are kept whole?', ['Strings', 'Tuples', 'All of the mentioned'], 2),
      choice('Welche Vögel singen?', ['Amsel', 'Lerche', 'Keine der genannten'], 1),
    ],
    clean: [
      choice('Which are metals?', ['Iron', 'Copper', 'Both A and B'], 2),
      choice('Who pays?', ['All of the members', 'None of the guests', 'The host'], 0),
      choice('All of the above holds', ['True', 'False'], 0),
    ],
  },
  {
    rule: itemNegativeStem,
    flagged: [
      choice('Which of these is not a mammal?', ['Whale', 'Bat', 'Shark'], 2),
      choice('All of these are gases except', ['Helium', 'Iron', 'Argon'], 1),
      choice("Which doesn't belong?", ['Red', 'Blue', 'Cat'], 2),
      choice('Which bird isn’t a singer?', ['Lark', 'Blackbird', 'Stork'], 2),
      choice('What can a thermometer not tell?', ['The heat', 'The cold', 'The wind'], 2),
    ],
    clean: [
      choice('Which of these is NOT a mammal?', ['Whale', 'Bat', 'Shark'], 2),
      choice('What happens if the device is not connected?', ['It waits', 'It stops', 'It restarts'], 0),
      choice('Whales are not fish', ['True', 'False'], 0),
      choice('What does `x is not None` test?', ['Whether x is set', 'Whether x is 0', 'Whether x is long'], 0),
      choice('What is “Was it not there?” called?', ['A question', 'A wish', 'An order'], 0),
      choice('What is done with seeds that do not sprout?', ['Sown again', 'Burnt', 'Kept'], 0),
      choice("Which cue helps a reader who can't tell red from grey?", ['A word', 'A frame', 'A shade'], 0),
    ],
  },
  {
    rule: itemGrammarClue,
    flagged: [
      choice('An animal that lays eggs is called an', ['oviparous animal', 'mammal', 'predator'], 0),
      choice('Scissors are used to', ['Cut paper', 'To drink tea', 'Draw lines'], 0),
      choice('In this sentence the', ['the verb is first', 'the noun is first', 'the verb is last'], 0),
    ],
    clean: [
      choice('The bird on the post is a/an', ['robin', 'owl', 'wren'], 1),
      choice('A published model is called an', ['iteration', 'instance', 'iguana'], 0),
      choice('A unit of length is an', ['inch', 'hour', 'SI prefix'], 0),
      choice('Sensors are used to:', ['Gather data', 'Control things'], 0),
    ],
  },
  {
    rule: itemUnfocusedStem,
    flagged: [
      choice('X.509 certificates:', ['May be shared', 'Are never shared', 'Are public'], 0),
      choice('____', ['One', 'Two', 'Three'], 0),
    ],
    clean: [
      choice('The capital of France:', ['Paris', 'Rome', 'Bern'], 0),
      choice('`print(1)`', ['1', '2', '3'], 0),
      choice('A relay allows:', ['Switching', 'Measuring', 'Counting'], 0),
      choice('Sensors', ['True', 'False'], 0),
    ],
  },
  {
    rule: itemWordClue,
    flagged: [
      choice('Which instrument measures humidity?', ['Thermometer', 'Humidity sensor', 'Barometer'], 1),
      choice('Which plant shows that a meadow is salty?', ['Clover', 'Salt grass', 'Thistle'], 1),
      choice('Which word is used to import a module?', ['import', 'def', 'with'], 0),
      choice('What does the device send to ask for its time?', ['A device twin', 'A time request', 'A device log'], 1),
    ],
    clean: [
      choice('Which instrument measures humidity?', ['Humidity sensor', 'Humidity lamp', 'Barometer'], 0),
      choice('A gauge shows rising humidity. Which note is best?', ['Humidity rises', 'All is well', 'See above'], 0),
      choice('Who bears the loss once the buyer has the goods?', ['The seller', 'The buyer', 'The carrier'], 1),
      choice('What does the level do when the flow of the brook rises?', ['It rises', 'It falls', 'It stays'], 0),
      choice('A table or a list?', ['A table, for two directions', 'A list, for one', 'A map'], 0),
      choice('Which instrument measures humidity?', ['Hygrometer', 'Thermometer', 'Barometer'], 0),
    ],
  },
  {
    rule: itemUnclearWording,
    flagged: [
      choice('Whales cannot dive?', ['True', 'False'], 1),
      choice('Which gas do plants take in?', ['True', 'False'], 1),
      choice('Which of these does not grow without light?', ['Moss', 'Grass', 'Mould'], 1),
      choice('Which bird is in the picture below?', ['A lark', 'An owl', 'A wren'], 0),
      choice('Which of the the birds sings?', ['A lark', 'A hawk', 'A crow'], 0),
    ],
    clean: [
      choice('Can whales dive?', ['True', 'False'], 0),
      choice('Whales dive', ['True', 'False'], 0),
      choice('In water, can whales sleep?', ['Yes', 'No'], 0),
      choice('What happens when it is not fed without delay?', ['It waits', 'It ends', 'It sings'], 0),
      choice('What does the picture show of `a = 1` in the code below?', ['1', '2', '3'], 0),
      choice('What does the bird that that man fed had had eat?', ['Seeds', 'Mice', 'Fish'], 0),
      choice('Which is not only a fruit without stones?', ['Pear', 'Plum', 'Peach'], 0),
    ],
  },
  {
    rule: itemTwoRightAnswers,
    flagged: [
      choice('How long does it take?', ['1 hour', '60 minutes', '2 hours'], 0),
      choice('What share is it?', ['Half', '30%', '50%'], 0),
      choice('How many legs has it?', ['6', 'Eight', 'Six'], 0),
      choice('Which signal drives it?', ['Pulse-width modulation', 'PWM', 'A relay'], 0),
      choice('Which molecule keeps the genes?', ['DNA', 'Deoxyribonucleic acid', 'Glucose'], 0),
    ],
    clean: [
      choice('How long does it take?', ['1 hour', '90 minutes', '2 hours'], 0),
      choice('How long does it take?', ['60 minutes', '2 hours', '120 minutes'], 0),
      choice('Which fraction is in lowest terms?', ['1/2', '2/4', '4/8'], 0),
      choice('What does it print?', ['6', '6.0', 'Six'], 1),
      choice('Which molecule is it?', ['DNA', 'Dinitrogen oxide', 'Acetic acid'], 0),
      choice('What does PWM stand for?', ['Pulse-width modulation', 'PWM', 'Power'], 0),
      choice('Which value is it?', ['0.5', '.5', '5'], 0),
    ],
  },
];
