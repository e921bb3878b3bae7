/** Sound items of our own, and the flaws planted into them, each beside a look-alike that is no flaw. No text of a course is used. */
import type { Flaw } from './flaws.ts';

export interface PlantItem {
  stem: string;
  options: string[];
  /** Index of the right option. */
  key: number;
}

/** Without a flaw; options of about one length, keys in all places. */
export const soundItems: PlantItem[] = [
  { stem: 'Which gas do green leaves take in by day?', options: ['Oxygen', 'Carbon dioxide', 'Nitrogen', 'Hydrogen'], key: 1 },
  { stem: 'What turns the rotor of a wind mill?', options: ['Moving air', 'Hot water', 'Cold steam', 'Wet sand'], key: 0 },
  { stem: 'Which layer of soil holds most humus?', options: ['The bedrock', 'The subsoil', 'The topsoil', 'The gravel'], key: 2 },
  {
    stem: 'Where does a river drop its load first?',
    options: ['At its spring', 'On its steep slopes', 'Under a fall', 'Where it slows'],
    key: 3,
  },
  {
    stem: 'Which tool measures the pressure of air?',
    options: ['A hygrometer', 'A barometer', 'An anemometer', 'A thermometer'],
    key: 1,
  },
  { stem: 'What do roots of beans share with bacteria?', options: ['Sugar', 'Iron', 'Copper', 'Silica'], key: 0 },
  { stem: 'Which part of a seed feeds its sprout?', options: ['Its coat', 'Its stalk', 'Its store', 'Its scar'], key: 2 },
  { stem: 'What keeps a compost heap from turning sour?', options: ['Shade', 'Salt', 'Frost', 'Air'], key: 3 },
  { stem: 'Which animal carries pollen by night?', options: ['A lark', 'A moth', 'A trout', 'A hare'], key: 1 },
  { stem: 'What does lime change in a meadow?', options: ['Its acidity', 'Its slope', 'Its drainage', 'Its shade'], key: 0 },
];

type Plant = (item: PlantItem, pick: <T>(from: readonly T[]) => T) => PlantItem;

function withWrong(item: PlantItem, change: (text: string) => string, add: 'replace' | 'append' = 'replace'): PlantItem {
  const at = item.options.findIndex(
    (_, index) => index !== item.key && index === item.options.length - 1 - (item.key === item.options.length - 1 ? 1 : 0),
  );
  return add === 'append'
    ? { ...item, options: [...item.options, change('')] }
    : { ...item, options: item.options.map((text, index) => (index === at ? change(text) : text)) };
}

function withKey(item: PlantItem, change: (text: string) => string): PlantItem {
  return { ...item, options: item.options.map((text, index) => (index === item.key ? change(text) : text)) };
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const list = (stem: string, options: string[], key: number): PlantItem => ({ stem, options, key });
const shuffledSums = [
  ['12', '48', '24', '36'],
  ['9 days', '3 days', '12 days', '6 days'],
  ['70%', '20%', '90%', '40%'],
];

/** For each flaw what plants it, and what plants its look-alike. */
export const plants: Record<Flaw, { flawed: Plant; sound: Plant }> = {
  ambiguous: {
    flawed: (item, pick) =>
      pick([
        () => list(`${item.options[item.key]} cannot be left out?`, ['True', 'False'], 0),
        () => ({
          ...item,
          stem: item.stem.replace(/^(\p{L}+ \p{L}+)/u, 'Given what the diagram below says: $1').replace(': ', ', '),
        }),
        () => list('Which of these does not grow without warmth, though it seems so?', item.options, item.key),
        () => list(item.stem, ['True', 'False'], 0),
      ])(),
    sound: (item, pick) =>
      pick([
        () => list(`Is ${lower(item.options[item.key] ?? '')} needed here?`, ['Yes', 'No'], 0),
        () => ({ ...item, stem: `Think of the garden. ${item.stem}` }),
        () => ({ ...item, stem: item.stem.replace('?', ' if it had had no rain?') }),
      ])(),
  },
  'implausible-distractors': {
    flawed: (_, pick) =>
      pick([
        () => list('How many trees stand on a hectare of old forest?', ['Moss', '200', '400', '800'], 2),
        () => list('In which year was the dam built?', ['1911', '1934', 'Granite', '1967'], 1),
        () => list('How many insects live on the island?', ['6', '40 million', '90 million', '200 million'], 2),
        () => list('How long does the larva feed?', ['2 weeks', 'Green', '4 weeks', '6 weeks'], 0),
      ])(),
    sound: (_, pick) =>
      pick([
        () => list('How many trees stand on a hectare of old forest?', ['None', '200', '400', '800'], 2),
        () => list('How much wood grows in a year?', ['1 tonne', '3 tonnes', 'It depends on the site', '9 tonnes'], 1),
        () => list('How many cells hold a drop of it?', ['1 thousand', '10 million', '1 billion'], 1),
        () => list('Who sings at dawn in spring?', ['A lark', 'A teapot', 'An owl'], 0),
      ])(),
  },
  'none-of-the-above': {
    flawed: (item, pick) => withWrong(item, () => pick(['None of the above', 'None of these', 'none of the above.'])),
    sound: (item, pick) => withWrong(item, () => pick(['None', 'Nothing', 'No other part'])),
  },
  'all-of-the-above': {
    flawed: (item, pick) => withWrong(item, () => pick(['All of the above', 'All of these', 'All the above'])),
    sound: (item, pick) => withWrong(item, () => pick(['All of it', 'All parts', 'The whole of it'])),
  },
  'longest-option-correct': {
    flawed: (item) =>
      withKey(item, (text) => `${text}, as long as there is enough of it all the year round and nothing else stands in the way`),
    sound: (item) => ({ ...item, options: item.options.map((text) => `${text}, as long as there is enough of it all year`) }),
  },
  'gratuitous-information': {
    flawed: (item, pick) =>
      ({
        ...item,
        stem: `${pick([
          'The chapel of the village was painted by a famous pupil of an Italian master long before the railway came through the valley.',
          'Grandmother keeps her recipes in a wooden box with brass hinges that an uncle brought home from sea.',
        ])} ${item.stem}`,
      }) satisfies PlantItem,
    sound: (item, pick) => ({
      ...item,
      stem: `${pick([
        'The warden looks closely at what is going on in the fenced part of the old nursery behind the house.',
        'Children of the school watch what happens on the land between the mill and the two ponds in May.',
      ])} Given what they see there, ${lower(item.stem)}`,
    }),
  },
  'true-false-series': {
    flawed: (item, pick) => ({
      ...item,
      stem: pick([
        'Which of the following is true?',
        'Which statement is correct?',
        'Choose the correct statement.',
        'Which of these is false?',
      ]),
      options: item.options.map((text) => `${text} can be found there`),
    }),
    sound: (item, pick) => ({
      ...item,
      stem: pick([
        'Which statement about spring is true?',
        'Which of these claims on soil is correct?',
        'Which is true of a meadow in May?',
      ]),
      options: item.options.map((text) => `${text} can be found there`),
    }),
  },
  'convergence-cues': {
    flawed: (_, pick) =>
      pick([
        () => list('What does the meadow need?', ['Lime and shade', 'Lime and water', 'Salt and water', 'Sand and frost'], 1),
        () => list('Which birds breed there?', ['lark, owl', 'lark, wren', 'tern, owl', 'gull, crow'], 0),
      ])(),
    sound: (_, pick) =>
      pick([
        () => list('What does the meadow need?', ['Lime and shade', 'Lime and water', 'Salt and water', 'Salt and shade'], 1),
        () => list('Which birds breed there?', ['lark, owl', 'wren, tern', 'gull, crow', 'rook, swift'], 0),
      ])(),
  },
  'logical-cues': {
    flawed: (_, pick) =>
      pick([
        () => list('What does the pond lose in summer?', ['Water only', 'Oxygen only', 'Water and oxygen'], 2),
        () => list('When should the hedge be cut?', ['In spring', 'In autumn', 'It depends on what breeds in it'], 2),
        () => list('What happens to the ice in salt water?', ['It melts', 'It does not melt', 'It turns blue', 'It sinks'], 0),
        () => list('Which three things make a soil?', ['Sand, silt, clay', 'Sand, silt', 'Lime, chalk, flint'], 0),
      ])(),
    sound: (_, pick) =>
      pick([
        () => list('What does the pond lose in summer?', ['Water and salt', 'Salt and lime', 'Water and oxygen'], 2),
        () => list('Which measure uses squares?', ['Deviation', 'Mean deviation', 'Standard deviation'], 2),
        () => list('What happens to its level?', ['It rises', 'It falls', 'It stays the same'], 0),
        () => list('Which three things make a soil?', ['Sand, silt, clay', 'Sand, lime, peat', 'Lime, chalk, flint'], 0),
      ])(),
  },
  'fill-in-the-blank': {
    flawed: (item, pick) => ({
      ...item,
      stem: pick([
        'The warden says that ____ is what matters most here.',
        'Without ______ there would be no meadow in May.',
        'A ___ is found in every old orchard.',
      ]),
    }),
    sound: (item, pick) => ({
      ...item,
      stem: pick([
        'What matters most here is ____.',
        'In every old orchard stands a wall with ___',
        'What does `__name__` hold in this program of ours?',
      ]),
    }),
  },
  'absolute-terms': {
    flawed: (item, pick) =>
      pick([
        () => withWrong(item, (text) => `${text} always`),
        () => withWrong(item, (text) => `Only ${lower(text)}`),
        () => list('Hedges must be cut every year without exception', ['True', 'False'], 1),
      ])(),
    sound: (item, pick) =>
      pick([
        () => withKey(item, (text) => `${text} always`),
        () => list('A circle has no corners, and never had one', ['True', 'False'], 0),
        () => ({ ...item, stem: item.stem.replace('?', ', if any?') }),
      ])(),
  },
  'word-repeats': {
    flawed: (_, pick) =>
      pick([
        () => list('Which plant shows that a meadow is salty?', ['Clover', 'Salt grass', 'Chervil', 'Thistle'], 1),
        () => list('What is used to reflect light into the tube?', ['A lens', 'A prism', 'A reflector', 'A shutter'], 2),
        () => list('Which insect drills into wood?', ['The wood wasp', 'The lacewing', 'The hoverfly', 'The cricket'], 0),
      ])(),
    sound: (_, pick) =>
      pick([
        () => list('Which plant shows that a meadow is salty?', ['Meadow clover', 'Salt grass', 'Chervil', 'Thistle'], 1),
        () => list('Which wood is hardest?', ['Beech wood', 'Birch wood', 'Pine wood'], 0),
        () => list('Which insect drills into wood?', ['The horntail', 'The wood louse', 'The cricket'], 0),
      ])(),
  },
  'unfocused-stem': {
    flawed: (item, pick) => ({ ...item, stem: pick(['Meadows:', 'Soil', 'Old orchards …', '_____']) }),
    sound: (item, pick) => ({ ...item, stem: pick(['Name the part:', 'The length of a hedge:', 'Meadows need:']) }),
  },
  'complex-options': {
    flawed: (item, pick) => ({
      ...item,
      options: [...item.options.slice(0, 3), pick(['A and B', 'Both A and C', 'B and C only', 'A & C'])],
      key: item.key > 2 ? 3 : item.key,
    }),
    sound: (_, pick) =>
      pick([
        () => list('Which points lie on the path?', ['A and B', 'B and C', 'A and C'], 1),
        () => list('Who mapped the fen?', ['Ada and Ben', 'Cora', 'Dan'], 0),
        () => list('Which vitamin is lost?', ['A', 'B', 'C'], 2),
      ])(),
  },
  'grammatical-cues': {
    flawed: (_, pick) =>
      pick([
        () => list('The bird on the post is an', ['robin', 'owl', 'wren', 'lark'], 1),
        () => list('What stands in the corner is a', ['elm', 'oak', 'birch', 'alder'], 2),
        () => list('Drains are laid to:', ['To keep roots dry', 'Feed the moss', 'Warm the soil'], 1),
      ])(),
    sound: (_, pick) =>
      pick([
        () => list('The bird on the post is a/an', ['robin', 'owl', 'wren', 'lark'], 1),
        () => list('What stands in the corner is a', ['birch', 'lime', 'poplar'], 2),
        () => list('Drains are laid to:', ['Keep roots dry', 'Feed the moss', 'Warm the soil'], 0),
      ])(),
  },
  'lost-sequence': {
    flawed: (_, pick) => list('How much is it?', pick(shuffledSums), 1),
    sound: (_, pick) =>
      pick([
        () => list('How much is it?', ['12', '24', '36', '48'], 1),
        () => list('How much is it?', ['90%', '70%', '20%'], 1),
        () => list('Which plot is it?', ['Plot 7', 'Field 3', 'Row 5'], 0),
      ])(),
  },
  'vague-terms': {
    flawed: (item, pick) => withWrong(item, (text) => `${text}, ${pick(['often', 'usually', 'sometimes', 'most of the time'])}`),
    sound: (_, pick) =>
      pick([
        () => list('How often does it flower?', ['Rarely', 'Every year', 'Twice a year'], 1),
        () => list('How does it rain there?', ['Often', 'Rarely', 'Sometimes'], 0),
        () => list('What is a softener?', ['A salt', 'A gas', 'An oil'], 0),
      ])(),
  },
  'more-than-one-correct': {
    flawed: (_, pick) =>
      pick([
        () => list('How long does the egg take to hatch?', ['1 week', '14 days', '3 weeks', '7 days'], 0),
        () => list('What share of the plots is bare?', ['50%', 'A quarter', 'Half', '80%'], 0),
        () => list('Which plan protects the site?', ['A special area of conservation', 'SAC', 'A lease', 'A map'], 0),
        () => list('How many legs has it?', ['Six', '8', '6', 'Ten'], 0),
      ])(),
    sound: (_, pick) =>
      pick([
        () => list('How long does the egg take to hatch?', ['1 week', '14 days', '3 weeks', '70 days'], 0),
        () => list('How is one half written as a decimal?', ['0.5', '1/2', '5.0'], 0),
        () => list('What does the program print?', ['6', '6.0', 'six'], 1),
        () => list('Which unit is meant by SAC here?', ['A sack', 'A sector', 'A second'], 0),
      ])(),
  },
  'negative-wording': {
    flawed: (item, pick) =>
      pick([
        () => ({ ...item, stem: 'Which of these is not found in a meadow?' }),
        () => ({ ...item, stem: 'What can a warden not see from the path?' }),
        () => list('Hedges do not hold back the wind', ['True', 'False'], 1),
        () => ({ ...item, stem: 'All of these grow in the shade except' }),
      ])(),
    sound: (item, pick) =>
      pick([
        () => ({ ...item, stem: 'Which of these is NOT found in a meadow?' }),
        () => ({ ...item, stem: 'What is found in a meadow that is not mown?' }),
        () => list('Hedges hold back not only the wind', ['True', 'False'], 0),
        () => ({ ...item, stem: 'Which of these helps when a seed does not sprout?' }),
      ])(),
  },
};
