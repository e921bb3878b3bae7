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
      choice('Which makes its own food?', ['A heron', 'A fungus', 'Not one of those listed'], 2),
      choice('Which indicator is best?', ['Starch', 'Iodine', 'No option is suitable'], 0),
      choice('What helps against frost?', ['Fleece', 'Straw', 'Leaves', 'All three of them'], 3),
      choice('What helps against frost?', ['Fleece', 'Straw', 'Leaves', 'All three'], 3),
      choice('Which rock is it?', ['Slate', 'Marble', 'None of the rocks above'], 2),
      choice('What keeps meat?', ['Salting', 'Smoking', 'Any of these methods'], 2),
      choice('What fed the anger?', ['Bread', 'Taxes', 'Each of these'], 2),
      choice('Welche Vögel singen?', ['Amsel', 'Lerche', 'Keine der genannten'], 1),
    ],
    clean: [
      choice('Which are metals?', ['Iron', 'Copper', 'Both A and B'], 2),
      choice('How many drugs?', ['None', 'One', 'Two'], 0),
      choice('Who must agree?', ['All three partners', 'Two of the partners', 'The court'], 0),
      choice('How many of them sing?', ['One', 'Two', 'All five'], 2),
      choice('What must be changed?', ['Nothing', 'The price', 'The date'], 0),
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
      choice('Which of these is untrue of frogs?', ['They fly', 'They leap', 'They sing'], 0),
      choice('Which would you least expect of frogs?', ['Flight', 'Leaps', 'Song'], 0),
      choice('Each of these is a frog with the exception of', ['a newt', 'a toad', 'a bullfrog'], 0),
      choice('Which of the statements is false?', ['Frogs fly', 'Frogs leap', 'Frogs sing'], 0),
      choice('What can a thermometer not tell?', ['The heat', 'The cold', 'The wind'], 2),
    ],
    clean: [
      choice('Which of these is NOT a mammal?', ['Whale', 'Bat', 'Shark'], 2),
      choice('What happens if the device is not connected?', ['It waits', 'It stops', 'It restarts'], 0),
      choice('Whales are not fish', ['True', 'False'], 0),
      choice('What does `x is not None` test?', ['Whether x is set', 'Whether x is 0', 'Whether x is long'], 0),
      choice('What is “Was it not there?” called?', ['A question', 'A wish', 'An order'], 0),
      choice('Which is INCORRECT of frogs?', ['They fly', 'They leap', 'They sing'], 0),
      choice('Which frog weighs least?', ['A tree frog', 'A bullfrog', 'A toad'], 0),
      choice('What is false hope?', ['A wish', 'A plan', 'A lie'], 0),
      choice('Which value is false in the table of truth?', ['p', 'q', 'r'], 0),
      choice('What is done with seeds that do not sprout?', ['Sown again', 'Burnt', 'Kept'], 0),
      choice("Which cue helps a reader who can't tell red from grey?", ['A word', 'A frame', 'A shade'], 0),
    ],
  },
  {
    rule: itemGrammarClue,
    flagged: [
      choice('An animal that lays eggs is called an', ['oviparous animal', 'mammal', 'predator'], 0),
      choice('Scissors are used to', ['Cut paper', 'To drink tea', 'Draw lines'], 0),
      choice('Two early signs of frost are', ['a white lawn and still air', 'a cloud', 'a wind'], 0),
      choice('The cause of the flood was', ['a dam', 'two ships', 'several carts'], 0),
      choice('In this sentence the', ['the verb is first', 'the noun is first', 'the verb is last'], 0),
    ],
    clean: [
      choice('The bird on the post is a/an', ['robin', 'owl', 'wren'], 1),
      choice('A published model is called an', ['iteration', 'instance', 'iguana'], 0),
      choice('Two early signs of frost are', ['a white lawn and still air', 'a cloud and a wind', 'a wind'], 0),
      choice('The swallows are', ['a kind of bird', 'a kind of fish', 'insects'], 0),
      choice('A unit of length is an', ['inch', 'hour', 'SI prefix'], 0),
      choice('Sensors are used to:', ['Gather data', 'Control things'], 0),
    ],
  },
  {
    rule: itemUnfocusedStem,
    flagged: [
      choice('X.509 certificates:', ['May be shared', 'Are never shared', 'Are public'], 0),
      choice('____', ['One', 'Two', 'Three'], 0),
      choice('With regard to garden shears:', ['They are oiled', 'They are shared', 'They are left outside'], 0),
      choice('Regarding the care of old garden tools', ['oil helps', 'salt helps', 'heat helps'], 0),
    ],
    clean: [
      choice('The capital of France:', ['Paris', 'Rome', 'Bern'], 0),
      choice('`print(1)`', ['1', '2', '3'], 0),
      choice('Regarding rust, oil is', ['a help', 'a harm', 'of no effect'], 0),
      choice('As for the shears, what keeps them sharp?', ['Oil', 'Salt', 'Heat'], 0),
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
      choice('If each side is doubled, what does the ring do?', ['It doubles', 'It stays', 'It halves'], 0),
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
      choice('In the diagram on the right, which letter marks the bud?', ['A', 'B', 'C'], 0),
      choice('As the sketch overleaf shows, which layer is oldest?', ['P', 'Q', 'R'], 0),
      choice('Is it not untrue that frogs can fly?', ['Yes', 'No', 'In spring'], 1),
      choice('According to the map, which brook is longest?', ['Alder', 'Birch', 'Cherry'], 0),
      choice("Isn't it incorrect that frogs cannot fly?", ['Yes', 'No', 'Now and then'], 0),
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
      choice('On maps of large areas, where is most drawn on the map?', ['At the rim', 'Inside', 'Nowhere'], 0),
      choice('Who is seen in the picture of the last supper?', ['John', 'Paul', 'Mark'], 0),
      choice("Why isn't it important that frogs sing?", ['They leap', 'They croak', 'They sleep'], 0),
      choice("Isn't it true that frogs cannot fly?", ['Yes', 'No'], 0),
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
      choice('Which volume is half a litre?', ['500 mL', '500 cm³', '50 mL'], 0),
      choice('How long is it?', ['About 500 seconds', 'About 8.3 minutes', 'About 8 hours'], 0),
      choice('How long is it?', ['60 minutes', 'An hour', 'A day'], 0),
      choice('Which molecule keeps the genes?', ['DNA', 'Deoxyribonucleic acid', 'Glucose'], 0),
    ],
    clean: [
      choice('How long does it take?', ['1 hour', '90 minutes', '2 hours'], 0),
      choice('How long does it take?', ['60 minutes', '2 hours', '120 minutes'], 0),
      choice('When was it?', ['About 1900', 'About 1905', 'About 1950'], 0),
      choice('How long is a year?', ['About 365 days', 'About 366 days', 'About 12 days'], 0),
      choice('How long is it?', ['500 seconds', '8.3 minutes', '8 hours'], 0),
      choice('Which fraction is in lowest terms?', ['1/2', '2/4', '4/8'], 0),
      choice('What does it print?', ['6', '6.0', 'Six'], 1),
      choice('Which molecule is it?', ['DNA', 'Dinitrogen oxide', 'Acetic acid'], 0),
      choice('What does PWM stand for?', ['Pulse-width modulation', 'PWM', 'Power'], 0),
      choice('Which value is it?', ['0.5', '.5', '5'], 0),
      choice('Who must sign?', ['Someone', 'One', 'Both'], 0),
    ],
  },
];
