import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../tools/library/edits.ts';
import type { Models } from '../../tools/models/models.ts';
import { courseFrom, lookAtCourse, lookAtLesson, withOutcomes } from './lessons.fixture.ts';
import { readOutcome } from './levels/bloom.ts';
import { bundleOf } from './levels/bundled.ts';
import { observability } from './levels/observable.ts';
import { outcomeBundled } from './levels/outcome-bundled.ts';
import { outcomeObservable } from './levels/outcome-observable.ts';
import { outcomesUnobservable } from './levels/outcomes-unobservable.ts';
import { stem } from './scoring/stem.ts';
import { topicsAsOutcomes } from './topics-as-outcomes.ts';

describe('an outcome is unobservable', () => {
  it.each([
    ['Understand how to plot data', 'Plot data'],
    ['Know how to wash hands.', 'Wash hands.'],
    ['Students will know how to wash hands', 'Students will be able to wash hands'],
    ['Know the difference between mitosis and meiosis.', 'Explain the difference between mitosis and meiosis.'],
    ['Appreciate what a mean can and cannot say.', 'Explain what a mean can and cannot say.'],
    ["Understand and apply Newton's laws", "Apply Newton's laws"],
    ['Gain a basic understanding of why soil matters', 'Explain why soil matters'],
  ])('and the wording it surely means is known: %s', (text, wording) => {
    expect(observability(text)).toMatchObject({ kind: 'unobservable', wording });
  });

  it.each([
    'Understand photosynthesis',
    'Know about landmarks.',
    'Be aware of hazards',
    'Become familiar with the interface',
    'Know how to understand poems',
  ])('and only its author knows what would show it: %s', (text) => {
    expect(observability(text)).toMatchObject({ kind: 'unobservable', wording: null });
  });

  it.each([
    'Explain how computers understand language',
    'Apply knowledge of soil to choose a crop',
    'Demonstrate an understanding of fractions by sharing a cake',
    'Understand loops well enough to explain them to a friend',
    'Describe what learners know',
    'Ordne die Zellen nach ihrer Größe',
  ])('but not this look-alike: %s', (text) => {
    expect(observability(text).kind).not.toBe('unobservable');
  });
});

describe('an outcome holds several', () => {
  it.each([
    ['Explain what erosion is, and use it to read a map.', ['Explain what erosion is.', 'Use erosion to read a map.']],
    ['Describe the water cycle and calculate annual rainfall', ['Describe the water cycle', 'Calculate annual rainfall']],
    ['Write a letter, and plot a graph.', ['Write a letter.', 'Plot a graph.']],
    [
      'Calculate a sum, interpret a chart and write a caption that reports both.',
      ['Calculate a sum.', 'Interpret a chart.', 'Write a caption that reports a sum and a chart.'],
    ],
  ])('and can be parted: %s', (text, parts) => {
    expect(bundleOf(text)?.parts).toEqual(parts);
  });

  it('and cannot be parted where a pronoun is left hanging', () => {
    expect(bundleOf('Describe the two laws of motion and apply each in turn')).toMatchObject({ parts: null });
  });

  it.each([
    'Create and index lists',
    'Test and debug a function',
    'Describe causes and effects of erosion',
    'Open a file and read its contents',
    'Import a library and use the functions it contains.',
    'Plan, build and test a circuit',
    'Choose between the mean and the median for a skewed sample.',
    'Compare and contrast mitosis and meiosis',
    'Calculate the mean, the median and the range of a list.',
    'Read a traceback, and determine where the error took place',
  ])('but not this look-alike: %s', (text) => {
    expect(bundleOf(text)).toBeNull();
  });

  it('never throws and never parts into empty outcomes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('write', 'a', 'list', 'and', ',', 'explain', 'it', 'what', 'is', ';', '.', 'plot')),
        (words) => {
          for (const part of bundleOf(words.join(' '))?.parts ?? []) expect(part.replace(/\W/g, '')).not.toBe('');
        },
      ),
    );
  });
});

describe('the level of an outcome', () => {
  it.each([
    ['Define osmosis.', 'understand'],
    ['Define a function that takes parameters.', 'apply'],
    ['By the end of this lesson, you will be able to correctly design a poster.', 'create'],
    ['List three causes of the war', 'remember'],
    ['Something else', null],
  ])('is judged in its phrase: %s', (text, level) => {
    expect(readOutcome(text).level).toBe(level);
  });
});

describe('stems', () => {
  it.each([
    ['relational', 'relat'],
    ['hopping', 'hop'],
    ['caresses', 'caress'],
    ['generalizations', 'gener'],
  ])("are those of Porter's paper: %s", (word, expected) => {
    expect(stem(word)).toBe(expected);
  });
});

describe('outcome-observable', () => {
  it('replaces only the words that cannot be seen, and leaves mark-up alone', async () => {
    const course = courseFrom({ a: withOutcomes(['Understand how to write `for` loops.']) });
    const { findings, repair } = await lookAtLesson(outcomeObservable, course, 'a');
    const draft = await repair(findings[0]!);
    expect(draft).toMatchObject({ origin: 'rule', risk: 'low' });
    expect(applyEdits(course.lessons[0]!.files[0]!.text, draft!.edits)).toContain('- Write `for` loops.\n');
  });

  it('asks where only the author knows, and puts the answer in place', async () => {
    const course = courseFrom({ a: withOutcomes(['Know about soil.']) });
    const { findings, repair, answer } = await lookAtLesson(outcomeObservable, course, 'a');
    expect(findings).toMatchObject([{ certainty: 'needs-review', answerKind: 'text' }]);
    expect(await repair(findings[0]!)).toBeNull();
    const draft = await answer(findings[0]!, { kind: 'text', text: 'Name the layers of soil.' });
    expect(draft?.origin).toBe('person');
    expect(applyEdits(course.lessons[0]!.files[0]!.text, draft!.edits)).toContain('- Name the layers of soil.\n');
    expect(await answer(findings[0]!, { kind: 'text', text: 'Two\nlines' })).toBeNull();
  });

  it('asks a course that words everything as knowledge once', async () => {
    const lines = ['soil', 'rain', 'wind', 'sun'].map((word) => `Know about ${word}.`);
    const course = courseFrom({ a: withOutcomes(lines.slice(0, 2)), b: withOutcomes(lines.slice(2)) });
    expect((await lookAtLesson(outcomeObservable, course, 'a')).findings).toEqual([]);
    expect((await lookAtCourse(outcomesUnobservable, course)).findings).toHaveLength(1);
  });

  it('judges English only, and says so', async () => {
    const course = courseFrom({ a: withOutcomes(['Know about soil.']) }, 'de');
    expect((await lookAtLesson(outcomeObservable, course, 'a')).detection.outcome).toBe('notApplicable');
  });

  const passage = 'Dig a hole and name each layer of the soil that you see.';
  const model = (value: object): Models =>
    ({
      available: true,
      ask: async () => ({ ok: true, value, model: 'm', prompt: 'observable-outcome@1', cost: 0.01 }),
      spent: () => ({}),
    }) as never;

  it('takes a wording from a model whose quotation stands in the lesson', async () => {
    const course = courseFrom({
      a: withOutcomes(['Know about soil.'], `## Layers\n\n${passage} ${'Soil lies in layers. '.repeat(10)}`),
    });
    const { findings, repair } = await lookAtLesson(
      outcomeObservable,
      course,
      'a',
      model({ outcome: 'Name the layers of soil.', level: 'remember', quote: passage }),
    );
    expect(await repair(findings[0]!)).toMatchObject({ origin: 'model', risk: 'medium', provenance: { model: 'm' } });
  });

  it.each([
    ['a quotation that is not in the lesson', { outcome: 'Name the layers.', level: 'remember', quote: 'Nobody wrote this.' }],
    ['an outcome that cannot be observed either', { outcome: 'Understand soil.', level: 'understand', quote: passage }],
    ['doubt', { outcome: '', level: 'remember', quote: '', unsure: true }],
    ['more than one line', { outcome: 'Name it.\n- Run a command.', level: 'remember', quote: passage }],
  ])('takes nothing from a model that answers with %s', async (_, value) => {
    const course = courseFrom({ a: withOutcomes(['Know about soil.'], `## Layers\n\n${passage}`) });
    const { findings, repair } = await lookAtLesson(outcomeObservable, course, 'a', model(value));
    expect(await repair(findings[0]!)).toBeNull();
  });
});

describe('outcome-bundled', () => {
  it('parts a bullet in its own form, with the line ends of the file', async () => {
    const text = withOutcomes(['Explain what erosion is, and use it to read a map.']).replaceAll('\n', '\r\n');
    const course = courseFrom({ a: text });
    const { findings, repair } = await lookAtLesson(outcomeBundled, course, 'a');
    expect(findings).toMatchObject([{ certainty: 'fails' }]);
    const edited = applyEdits(text, (await repair(findings[0]!))!.edits);
    expect(edited).toContain('- Explain what erosion is.\r\n- Use erosion to read a map.\r\n');
  });

  it('asks instead where the line is numbered or holds mark-up', async () => {
    const numbered = courseFrom({ a: '# L\n\n## Learning objectives\n\n1. Describe rain and calculate rainfall.\n' });
    const marked = courseFrom({ a: withOutcomes(['Describe *rain* and calculate rainfall.']) });
    for (const course of [numbered, marked]) {
      const { findings, repair } = await lookAtLesson(outcomeBundled, course, 'a');
      expect(findings).toMatchObject([{ certainty: 'needs-review' }]);
      expect(await repair(findings[0]!)).toBeNull();
    }
  });
});

describe('topics-as-outcomes', () => {
  const topics = "# L\n\nIn this lesson we'll cover:\n\n- Soil\n- Rain\n";

  it('asks once a course, never once a line', async () => {
    const { findings } = await lookAtCourse(topicsAsOutcomes, courseFrom({ a: topics, b: topics }));
    expect(findings).toHaveLength(1);
    expect(findings[0]!.message).toContain('2 lessons');
  });

  it('says nothing of lessons that state outcomes', async () => {
    expect((await lookAtCourse(topicsAsOutcomes, courseFrom({ a: withOutcomes(['Name three soils.']) }))).findings).toEqual([]);
  });
});
