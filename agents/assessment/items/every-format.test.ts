/**
 * Every rule on items, in the formats of learning platforms: what it flags in a quiz of JSON it flags there, what it leaves it
 * leaves, and a repair changes its item only and leaves nothing for the rule to find.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { applyEdits } from '../../../tools/library/edits.ts';
import { canvasText, giftText, moodleText, qti2Text, xmlText } from '../../../tools/library/items/example-items.ts';
import { readItemFile, type WrappedFormat } from '../../../tools/library/items/read-items.ts';
import type { Item } from '../../../tools/library/lesson.ts';
import { openSandbox } from '../../../tools/sandbox/open.ts';
import type { Sandbox } from '../../../tools/sandbox/sandbox.ts';
import type { CourseContext, LessonContext } from '../../context.ts';
import type { Draft, Finding, RawFinding } from '../../contract.ts';
import type { Rule } from '../../rule.ts';
import { answerKeyContradictsRun } from '../code/answer-key-contradicts-run.ts';
import { type ExampleItem, quizExample } from '../example-course.ts';
import { flawCases } from './flaw-cases.fixture.ts';
import { itemCases } from './item-cases.fixture.ts';

type Write = (item: ExampleItem) => string;

const nobody = -1;
const keyOf = ({ key }: ExampleItem) => key[0] ?? nobody;
const plain = ({ stem, options }: ExampleItem) => ({
  stem: xmlText(stem).replaceAll('\n', '<br>'),
  options: options.map(xmlText),
});

/** A second right answer, in the way of each format. */
function withMore(text: string, { key }: ExampleItem, add: (text: string, option: number) => string): string {
  return key.slice(1).reduce(add, text);
}

const qti2: (version: '2.1' | '3.0') => Write = (version) => (item) => {
  const { stem, options } = plain(item);
  const name = version === '3.0' ? 'qti-value' : 'value';
  const text = qti2Text(version, stem.replaceAll('<br>', '<br/>'), options, keyOf(item)).replace(/ *<p>Look.*<\/p>\n/, '');
  const keyed = keyOf(item) === nobody ? text.replace(`<${name}>C-1</${name}>`, '') : text;
  return withMore(keyed, item, (now, option) => now.replace(`</${name}>`, `</${name}><${name}>C${option}</${name}>`));
};

const formats: Record<string, { format: WrappedFormat; write: Write }> = {
  'QTI 1.2': {
    format: 'qti',
    write: (item) => {
      const text = canvasText([
        { stem: plain(item).stem, options: item.options, key: item.key[0] ?? null },
        { stem: 'Who keeps the list of birds?', options: ['The warden', 'A visitor', 'Ada'], key: 0 },
      ]);
      return withMore(text, item, (now, option) =>
        now.replace(/ *<respcondition[\s\S]*?<\/respcondition>\n/, (one) => one + one.replace(/i1o\d/, `i1o${option}`)),
      );
    },
  },
  'QTI 2.1': { format: 'qti', write: qti2('2.1') },
  'QTI 3.0': { format: 'qti', write: qti2('3.0') },
  'Moodle XML': {
    format: 'moodle-xml',
    write: (item) => {
      const { stem, options } = plain(item);
      const text = moodleText(stem, options, keyOf(item)).replaceAll('<text>Yes</text>', '<text></text>');
      return withMore(text, item, (now, option) => {
        let at = -1;
        return now.replace(/fraction="\d+"/g, (one) => (++at === option ? 'fraction="100"' : one));
      });
    },
  },
  GIFT: {
    format: 'gift',
    write: (item) => {
      const { stem, options } = plain(item);
      const text = giftText(stem, options, keyOf(item)).replaceAll('#noted', '');
      return withMore(text, item, (now, option) => {
        let at = -1;
        return now.replace(/^\t[=~]/gm, (one) => (++at === option ? '\t=' : one));
      });
    },
  },
};

const example = quizExample([]);
const base = example.lesson();

function contexts(format: WrappedFormat, text: string): { items: Item[]; lesson: LessonContext; course: CourseContext } {
  const items = readItemFile(format, 'quiz', text, undefined).quizzes.flatMap((quiz) => quiz.items);
  const lesson = {
    ...base.lesson,
    files: [...base.lesson.files, { path: 'quiz', role: 'items' as const, format, text, sha256: 'x' }],
    items,
  };
  const course = { ...example.course, course: { ...example.course.course, lessons: [lesson] }, lessons: [lesson] };
  return { items, lesson: { ...base, course: course.course, lesson }, course };
}

async function found<C>(rule: Rule<C>, context: C): Promise<RawFinding[]> {
  const detection = await rule.check(context);
  return detection.outcome === 'checked' ? detection.findings : [];
}

const asFinding = (raw: RawFinding) => ({ ...raw, fingerprint: 'f', evidence: raw.evidence ?? [] }) as unknown as Finding;

/** Nothing outside of the item changed, and in it only words and key. */
function requireOwnElement(before: string, draft: Draft, item: Item, after: string): void {
  for (const edit of draft.edits) {
    expect(edit.start).toBeGreaterThanOrEqual(item.span.start);
    expect(edit.end).toBeLessThanOrEqual(item.span.end);
    // Tags stay whole, and so do the names of elements.
    expect(edit.quote + edit.replacement).not.toMatch(/<\/?(?:item|question|answer|simpleChoice|qti-|response_label)/);
  }
  expect(after.startsWith(before.slice(0, item.span.start))).toBe(true);
  expect(after.endsWith(before.slice(item.span.end))).toBe(true);
}

describe.each(Object.entries(formats))('%s', (_, { format, write }) => {
  /** The item in a file of the format, and that it is read as it was meant. */
  const seen = (one: ExampleItem) => {
    const text = write(one);
    const read = contexts(format, text);
    const right = read.items[0]?.options.map(({ correct }) => correct);
    expect([one.stem, right]).toEqual([one.stem, one.options.map((__, at) => one.key.includes(at))]);
    return { text, ...read };
  };

  it.each(itemCases.map((one) => [one.rule.meta.id, one] as const))('%s', async (__, { rule, flagged, clean }) => {
    for (const one of clean) expect([one.stem, await found(rule, seen(one).lesson)]).toEqual([one.stem, []]);
    for (const one of flagged) {
      const { text, items, lesson } = seen(one);
      const raws = await found(rule, lesson);
      expect([one.stem, raws.map(({ range }) => range)]).toEqual([one.stem, [items[0]?.span]]);
      const draft = (await rule.repair?.(asFinding(raws[0]!), lesson)) ?? null;
      if (!draft) continue;
      const after = applyEdits(text, draft.edits);
      requireOwnElement(text, draft, items[0]!, after);
      expect([one.stem, await found(rule, contexts(format, after).lesson)]).toEqual([one.stem, []]);
    }
  });

  it.each(flawCases.map((one) => [one.rule.meta.id, one] as const))('%s', async (__, { rule, flagged, clean }) => {
    for (const one of flagged) {
      const { items, course } = seen(one);
      expect([one.stem, (await found(rule, course)).map(({ range }) => range.start)]).toEqual([one.stem, [items[0]?.span.start]]);
    }
    for (const one of clean) expect([one.stem, await found(rule, seen(one).course)]).toEqual([one.stem, []]);
  });
});

describe('a key held against the run of the code it asks about', () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = openSandbox();
  });
  const code = (lines: string) => `What is printed?<pre><code class="language-javascript">${lines}</code></pre>`;
  const texts: Record<string, (key: number) => string> = {
    'QTI 1.2': (key) => canvasText([{ stem: code('console.log(7 * 8)'), options: ['54', '56', '64'], key }]),
    'QTI 2.1': (key) => qti2Text('2.1', code('console.log(7 * 8)'), ['54', '56', '64'], key),
    'Moodle XML': (key) => moodleText(code('console.log(7 * 8)'), ['54', '56', '64'], key),
    GIFT: (key) => giftText(code('console.log(7 * 8)'), ['54', '56', '64'], key),
  };

  it.each(Object.entries(texts))('moves a wrong one in %s, and leaves a right one', async (name, write) => {
    const { format } = formats[name]!;
    const run = (text: string) => ({ ...contexts(format, text).lesson, sandbox });
    expect(await found(answerKeyContradictsRun, run(write(1)))).toEqual([]);
    const text = write(0);
    const [raw] = await found(answerKeyContradictsRun, run(text));
    expect(raw?.message).toContain('gives “56”, which is option 2');
    const draft = await answerKeyContradictsRun.repair?.(asFinding(raw!), run(text));
    const after = applyEdits(text, draft?.edits ?? []);
    requireOwnElement(text, draft!, contexts(format, text).items[0]!, after);
    expect(contexts(format, after).items[0]?.options.map((option) => option.correct)).toEqual([false, true, false]);
  });
});
