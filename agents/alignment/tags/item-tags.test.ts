/** Tags are proposed where a course tags its items and one outcome surely is meant; elsewhere there is one question at most. */
import { describe, expect, it } from 'vitest';
import { CourseConfig } from '../../../tools/config/schema.ts';
import { applyEdits } from '../../../tools/library/edits.ts';
import { canvasText, moodleText } from '../../../tools/library/items/example-items.ts';
import { quizzesIn } from '../../../tools/library/items/sources.ts';
import type { Course } from '../../../tools/library/lesson.ts';
import { courseFrom, lookAtCourse, lookAtLesson, withOutcomes } from '../lessons.fixture.ts';
import { itemOutcomeUntagged } from './item-outcome-untagged.ts';
import { itemsPartlyTagged } from './items-partly-tagged.ts';
import { codeOf, namesOutcome, tagHabit } from './outcome-tags.ts';

const bread = withOutcomes(
  ['LO1: Knead dough until it is smooth.', 'LO2: Judge whether a loaf is proofed.'],
  `## Kneading dough

To knead dough, push it away with the heel of your hand, fold it back and turn it. Knead the dough for ten minutes, until it is smooth
and springs back when you press it. Kneading lines up the gluten, and the gluten holds the gas.

## Proofing

Judge whether a loaf is proofed by pressing a finger into it. A proofed loaf keeps the dent; a loaf that needs longer fills it at
once. Warm kitchens proof a loaf within an hour, cold cellars overnight.`,
);
const soap = withOutcomes(
  ['LO3: Weigh the lye for a batch of soap.', 'LO4: Explain why soap needs a cure of six weeks.'],
  `## Weighing lye

Weigh the lye on a scale that shows grams. Too much lye burns the skin; too little lye leaves a greasy soap. Wear goggles.

## The cure

Fresh soap needs a cure of six weeks on a shelf. During the cure water leaves the soap, so that the bar turns hard and mild.`,
);

interface Asked {
  stem: string;
  options: string[];
  tags: string[];
}

const knead: Asked = {
  stem: 'How long do you knead dough until it is smooth?',
  options: ['Ten minutes', 'One hour', 'One day'],
  tags: [],
};
const proof: Asked = {
  stem: 'A finger leaves a dent in a loaf. Judge whether the loaf is proofed.',
  options: ['The loaf is proofed', 'The loaf is raw', 'The loaf is burnt'],
  tags: [],
};
const lye: Asked = { stem: 'Which scale do you weigh lye on?', options: ['One of grams', 'One of tons', 'None'], tags: [] };
const cure: Asked = { stem: 'How long is the cure of soap?', options: ['Six weeks', 'Six days', 'Six hours'], tags: [] };
const other: Asked = { stem: 'Who invented the telephone?', options: ['Bell', 'Edison', 'Morse'], tags: [] };

const tagged = (one: Asked, ...tags: string[]): Asked => ({ ...one, tags });

const writers: Record<string, { format: string; write(asked: Asked[]): string; added: string }> = {
  'moodle-xml': {
    format: 'moodle-xml',
    write: (asked) =>
      `<quiz>${asked
        .map(({ stem, options, tags }) =>
          (/<question type="multichoice">[\s\S]*<\/question>/.exec(moodleText(stem, options, 0))?.[0] ?? '').replace(
            /<tags>.*<\/tags>/,
            tags.length > 0 ? `<tags>${tags.map((tag) => `<tag><text>${tag}</text></tag>`).join('')}</tags>` : '<tags></tags>',
          ),
        )
        .join('\n')}</quiz>`,
    added: '<tags><tag><text>LO2</text></tag></tags>',
  },
  gift: {
    format: 'gift',
    write: (asked) =>
      asked
        .map(
          ({ stem, options, tags }) =>
            `${tags.length > 0 ? `// ${tags.map((tag) => `[tag:${tag}]`).join(' ')}\n` : ''}${stem} {${options.map((one, at) => (at === 0 ? '=' : '~') + one).join(' ')}}\n`,
        )
        .join('\n'),
    added: '// [tag:LO2]\n',
  },
  qti: {
    format: 'qti',
    write: (asked) =>
      canvasText(asked.map(({ stem, options }) => ({ stem, options, key: 0 })))
        .split('</qtimetadata>')
        .map((part, at) => {
          const own = asked[at]?.tags.map(
            (tag) => `<qtimetadatafield><fieldlabel>outcome</fieldlabel><fieldentry>${tag}</fieldentry></qtimetadatafield>`,
          );
          return `${part}${own?.join('') ?? ''}`;
        })
        .join('</qtimetadata>'),
    added: '<fieldlabel>outcome</fieldlabel><fieldentry>LO2</fieldentry>',
  },
  'quiz-json': {
    format: 'quiz-json',
    write: (asked) =>
      JSON.stringify(
        [
          {
            items: asked.map(({ stem, options, tags }) => ({
              questionText: stem,
              ...(tags.length > 0 ? { serves: tags } : {}),
              answerOptions: options.map((answerText, at) => ({ answerText, isCorrect: at === 0 })),
            })),
          },
        ],
        null,
        2,
      ),
    added: '"serves": ["LO2"]',
  },
};

/** Items of both lessons, each in a file of its own. */
function courseOf(writer: string, items: { bread: Asked[]; soap: Asked[] }, outcomeTags?: 'code' | 'words'): Course {
  const { format, write } = writers[writer]!;
  const course = courseFrom({ bread, soap });
  course.config = CourseConfig.parse({
    id: 'course',
    lessons: ['*.md'],
    items: course.lessons.map(({ id }) => ({
      path: `${id}.items`,
      format,
      lesson: id,
      mapping: { quizzes: '$[*]', items: 'items', outcomes: 'serves' },
      ...(outcomeTags ? { outcomeTags } : {}),
    })),
  });
  for (const [at, lesson] of course.lessons.entries()) {
    const text = write(items[lesson.id as 'bread' | 'soap']);
    const path = `${lesson.id}.items`;
    lesson.files.push({ path, role: 'items', format: format as 'qti', text, sha256: '' });
    lesson.items.push(...quizzesIn(course.config.items[at]!, path, text).quizzes.flatMap((quiz) => quiz.items));
  }
  return course;
}

const soapTagged = [tagged(lye, 'LO3'), tagged(cure, 'LO4')];

describe.each(Object.keys(writers))('in a course that tags its items (%s)', (writer) => {
  const course = () => courseOf(writer, { bread: [tagged(knead, 'LO1'), proof, other], soap: soapTagged });

  it('an item that surely serves one outcome gets its tag as the course writes it, and nothing else changes', async () => {
    const own = course();
    const { findings, repair } = await lookAtLesson(itemOutcomeUntagged, own, 'bread');
    expect(findings.map((finding) => finding.outcomes)).toEqual([['LO2: Judge whether a loaf is proofed.']]);
    const draft = await repair(findings[0]!);
    const text = own.lessons[0]?.files.at(-1)?.text ?? '';
    const after = applyEdits(text, draft?.edits ?? []);
    expect(after).toContain(writers[writer]!.added);
    const source = own.config!.items[0]!;
    const read = (one: string) => quizzesIn(source, 'bread.items', one).quizzes.flatMap((quiz) => quiz.items);
    expect(read(after).map((item) => item.outcomes)).toEqual([['LO1'], ['LO2'], []]);
    expect(read(after).map((item) => [item.stem.text, item.options.map((option) => [option.text, option.correct])])).toEqual(
      read(text).map((item) => [item.stem.text, item.options.map((option) => [option.text, option.correct])]),
    );
    for (const evidence of draft?.evidence ?? []) {
      const { source: place } = evidence;
      if (evidence.kind !== 'quote' || !place) continue;
      expect(text.slice(place.start, place.end)).toBe(evidence.text);
    }
  });

  it('an item that serves none gets none, and one that has its tag no other', async () => {
    const { findings } = await lookAtLesson(itemOutcomeUntagged, course(), 'bread');
    expect(findings.some((finding) => /telephone|knead/.test(finding.quote))).toBe(false);
    expect((await lookAtLesson(itemOutcomeUntagged, course(), 'soap')).findings).toEqual([]);
  });
});

describe('in a course that does not', () => {
  const untagged = { bread: [knead, proof], soap: [lye, cure] };

  it('nothing is said', async () => {
    const course = courseOf('gift', untagged);
    for (const name of ['bread', 'soap']) expect((await lookAtLesson(itemOutcomeUntagged, course, name)).findings).toEqual([]);
    expect((await lookAtCourse(itemsPartlyTagged, course)).findings).toEqual([]);
  });

  it('tags that name no outcome are no habit', async () => {
    const course = courseOf('moodle-xml', {
      bread: [tagged(knead, 'exam'), tagged(proof, 'hard')],
      soap: [tagged(lye, 'exam'), cure],
    });
    expect((await lookAtLesson(itemOutcomeUntagged, course, 'bread')).findings).toEqual([]);
    expect((await lookAtCourse(itemsPartlyTagged, course)).findings).toEqual([]);
  });

  it('a few tags are one question for the course', async () => {
    const course = courseOf('gift', { bread: [tagged(knead, 'LO1'), proof], soap: [lye, cure] });
    expect((await lookAtLesson(itemOutcomeUntagged, course, 'bread')).findings).toEqual([]);
    const { findings } = await lookAtCourse(itemsPartlyTagged, course);
    expect(findings.map((finding) => finding.message)).toEqual([
      '1 of 4 items of this course are tagged with the outcome they serve.',
    ]);
  });

  it('the configuration can ask for them, by code or by words', async () => {
    for (const [way, tag] of [
      ['code', 'LO2'],
      ['words', 'LO2: Judge whether a loaf is proofed.'],
    ] as const) {
      const { findings, repair } = await lookAtLesson(itemOutcomeUntagged, courseOf('moodle-xml', untagged, way), 'bread');
      const draft = await repair(findings.find((finding) => finding.outcomes?.[0]?.startsWith('LO2'))!);
      expect(draft?.edits[0]?.replacement).toContain(`<text>${tag}</text>`);
    }
  });
});

describe('a tag names an outcome', () => {
  const outcome = { id: 'bread#outcome-1', text: 'LO-1: Knead dough.' };
  it.each(['LO-1', 'lo-1', 'lo1', 'LO1', 'bread#outcome-1', 'lo 1 knead dough'])('%s', (tag) => {
    expect(namesOutcome(tag, outcome)).toBe(true);
  });
  it.each(['LO-11', '1', 'dough', 'Knead'])('not %s', (tag) => {
    expect(namesOutcome(tag, outcome)).toBe(false);
  });
  it('by a code only where it begins with one', () => {
    const codes = ['LO3: Plot.', '[B.2] Plot.', '2.1 Plot data', 'Plot 3 lines.', 'HTML5 basics', 'Use IPv6.'].map((text) =>
      codeOf({ text }),
    );
    expect(codes.slice(0, 4)).toEqual(['LO3', 'B.2', '2.1', null]);
    expect(codes[5]).toBeNull();
  });
  it('in one way a course, or there is no habit to follow', () => {
    const mixed = courseOf('gift', { bread: [tagged(knead, 'LO1'), tagged(proof, 'bread#outcome-2')], soap: soapTagged });
    expect(tagHabit(mixed.lessons, (item) => item.format === 'gift')).toBeNull();
  });
});
