/** The rules on items in the formats of learning platforms: found, edited in place, read back. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Config } from '../../../tools/config/schema.ts';
import { applyEdits } from '../../../tools/library/edits.ts';
import { canvasText, giftText, moodleText, qti2Text, xmlText, zipOf } from '../../../tools/library/items/example-items.ts';
import { fileOf, type Lesson } from '../../../tools/library/lesson.ts';
import { readLibrary, rereadLesson } from '../../../tools/library/read.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, Finding, RawFinding, Reply } from '../../contract.ts';
import { quizExample } from '../example-course.ts';
import { itemAllOrNone } from './item-all-or-none.ts';
import { itemGrammarClue } from './item-grammar-clue.ts';
import { itemNegativeStem } from './item-negative-stem.ts';
import type { ItemRule } from './item-rule.ts';
import { itemWithoutKey } from './item-without-key.ts';
import { itemWrongKey } from './item-wrong-key.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'formats-'));
});
afterEach(() => rmSync(root, { recursive: true }));

type Make = (stem: string, options: string[], key: number) => string | Buffer;
const manifest = '<manifest><resources><resource type="imsqti_item_xmlv2p2" href="i.xml"/></resources></manifest>';
const packed: Make = (stem, options, key) =>
  zipOf({ 'imsmanifest.xml': manifest, 'i.xml': qti2Text('2.2', xmlText(stem), options.map(xmlText), key) });

const formats: [name: string, file: string, format: string, make: Make][] = [
  ['QTI 1.2', 'quiz/a.xml', 'qti', (stem, options, key) => canvasText([{ stem: `<p>${xmlText(stem)}</p>`, options, key }])],
  ['QTI 2.1', 'quiz/a.xml', 'qti', (stem, options, key) => qti2Text('2.1', xmlText(stem), options.map(xmlText), key)],
  ['QTI 3.0', 'quiz/a.xml', 'qti', (stem, options, key) => qti2Text('3.0', xmlText(stem), options.map(xmlText), key)],
  ['Moodle XML', 'quiz/a.xml', 'moodle-xml', (stem, options, key) => moodleText(xmlText(stem), options.map(xmlText), key)],
  ['GIFT', 'quiz/a.gift', 'gift', giftText],
  ['QTI 2.2 in a package', 'quiz/a.zip', 'qti', packed],
];

async function reading(file: string, format: string, content: string | Buffer) {
  mkdirSync(path.join(root, 'quiz'), { recursive: true });
  writeFileSync(path.join(root, 'README.md'), '# One\n\nNothing to see here.\n');
  writeFileSync(path.join(root, file), content);
  const config = Config.parse({ courses: [{ id: 'c', lessons: ['README.md'], items: [{ path: file, format }] }] });
  const library = await readLibrary(root, config);
  const lesson = library.courses[0]?.lessons[0];
  if (!lesson) throw new Error('The lesson is not read.');
  const example = quizExample([]).lesson();
  const contextOf = (own: Lesson): LessonContext => ({ ...example, lesson: own });
  return {
    lesson,
    contextOf,
    again: (at: string, text: string) => rereadLesson(library, config, lesson.id, new Map([[at, text]])),
  };
}

async function found(rule: ItemRule, context: LessonContext): Promise<RawFinding[]> {
  const detection = await rule.check(context);
  return detection.outcome === 'checked' ? detection.findings : [];
}

/** Mends (or answers) the first finding and gives the lesson as it reads afterwards. */
async function mended(rule: ItemRule, file: string, format: string, content: string | Buffer, reply?: Reply) {
  const { lesson, contextOf, again } = await reading(file, format, content);
  const [raw] = await found(rule, contextOf(lesson));
  if (!raw) throw new Error(`${rule.meta.id} finds nothing.`);
  const finding = { ...raw, fingerprint: 'f', evidence: raw.evidence ?? [] } as unknown as Finding;
  const draft: Draft | null =
    (reply ? await rule.answer?.(finding, reply, contextOf(lesson)) : await rule.repair?.(finding, contextOf(lesson))) ?? null;
  if (!draft) return { left: null, item: null, before: null, text: null };
  const before = fileOf(lesson, raw.range.path)?.text ?? '';
  const text = applyEdits(before, draft.edits);
  const after = again(raw.range.path, text);
  return { left: await found(rule, contextOf(after)), item: after.items[0], before, text };
}

describe.each(formats)('%s', (_, file, format, make) => {
  it('a wrong key is moved', async () => {
    const { left, item } = await mended(itemWrongKey, file, format, make('What is 7 * 8?', ['54', '56', '64'], 0));
    expect(left).toEqual([]);
    expect(item?.options.map((option) => option.correct)).toEqual([false, true, false]);
  });

  it('a “not” is set off in the stem and nowhere else', async () => {
    const options = ['Iron is not light', 'Copper & tin', 'Wood'];
    const content = make('Which of these is not a metal?', options, 2);
    const { left, item, before, text } = await mended(itemNegativeStem, file, format, content);
    expect(left).toEqual([]);
    expect(item?.stem.text).toBe('Which of these is NOT a metal?');
    expect(text).toBe(before?.replace('is not a', 'is NOT a'));
  });

  it('a doubled word is dropped from the question', async () => {
    const { left, item } = await mended(
      itemGrammarClue,
      file,
      format,
      make('Actuators are used to', ['To move', 'To sense', 'To store'], 0),
    );
    expect(left).toEqual([]);
    expect(item?.stem.text).toBe('Actuators are used');
  });

  it('a new wording of an option is written in its format', async () => {
    const reply: Reply = { kind: 'text', text: 'Gold = {Au} & <b>silver</b>' };
    const { left, item } = await mended(
      itemAllOrNone,
      file,
      format,
      make('Which are metals?', ['Iron', 'Wood', 'All of the above'], 0),
      reply,
    );
    expect(left).toEqual([]);
    expect(item?.options[2]?.text).toBe('Gold = {Au} & <b>silver</b>');
  });
});

describe('keys that are not stated', () => {
  it('are asked for where answers are scored, and set by the reply', async () => {
    const text = moodleText('Which gas do plants take in?', ['Oxygen', 'Carbon dioxide', 'Helium'], 5);
    const { item } = await mended(itemWithoutKey, 'quiz/a.xml', 'moodle-xml', text, { kind: 'key', option: 1 });
    expect(item?.options.map((option) => option.correct)).toEqual([false, true, false]);
  });

  it('are no fault of a survey', async () => {
    const text = qti2Text('2.2', 'The format is easy to use.', ['1', '2', '3'], 0)
      .replace(/<correctResponse>.*<\/correctResponse>/, '')
      .replace(/<responseProcessing[^>]*>/, '');
    const { lesson, contextOf } = await reading('quiz/a.xml', 'qti', text);
    expect(await found(itemWithoutKey, contextOf(lesson))).toEqual([]);
  });
});
