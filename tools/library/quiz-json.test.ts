import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuizMapping } from '../config/schema.ts';
import { parseJson, select } from './json-positions.ts';
import { jsonString, readQuizzes } from './quiz-json.ts';

const mapping = QuizMapping.parse({ lesson: '^Lesson (\\d+)', feedback: 'why' });

const file = `[{"quizzes": [
  {"id": 7, "title": "Lesson 2 - Soil: before", "quiz": [
    {"questionText": "Is \\"loam\\" soil?", "why": "It is.", "answerOptions": [
      {"answerText": "True", "isCorrect": "true"}, {"answerText": "False", "isCorrect": "false"}]},
    {"questionText": "Which?", "answerOptions": [
      {"answerText": "A", "isCorrect": true}, {"answerText": "B", "isCorrect": true}, {"answerText": "C"}]},
    {"questionText": "None?", "answerOptions": [{"answerText": "A", "isCorrect": "false"}, {"answerText": "B", "isCorrect": "False"}]}
  ]},
  {"id": 8, "title": "Extra", "quiz": []}
]}]`;

describe('quiz JSON', () => {
  it('keeps the place of every value: inside the quotes of strings, the literal otherwise', () => {
    const [quiz] = readQuizzes('q.json', file, mapping);
    const at = (span: { start: number; end: number } | null) => (span ? file.slice(span.start, span.end) : null);
    const [first, second] = quiz!.items;
    expect(first!.stem.text).toBe('Is "loam" soil?');
    expect(at(first!.stem.span)).toBe('Is \\"loam\\" soil?');
    expect(first!.options.map((one) => [at(one.span), at(one.correctSpan), one.correct])).toEqual([
      ['True', 'true', true],
      ['False', 'false', false],
    ]);
    expect(second!.options.map((one) => at(one.correctSpan))).toEqual(['true', 'true', null]);
    expect(at(first!.feedback!.span)).toBe('It is.');
  });

  it('shows items with two keys or none as they are', () => {
    const [quiz] = readQuizzes('q.json', file, mapping);
    expect(quiz!.items.map((one) => [one.id, one.kind, one.options.filter((option) => option.correct).length])).toEqual([
      ['quiz-7.1', 'true-false', 1],
      ['quiz-7.2', 'choice', 2],
      ['quiz-7.3', 'choice', 0],
    ]);
  });

  it('reads the lesson number from the title, or none', () => {
    expect(readQuizzes('q.json', file, mapping).map((quiz) => quiz.lessonNumber)).toEqual([2, null]);
  });

  it('says by line where a file stops being JSON', () => {
    expect(() => readQuizzes('q.json', '[\n{"a": 1,}\n]', mapping)).toThrow(/^q\.json:2: not valid JSON/);
    expect(() => readQuizzes('q.json', '{"a": "x\ny"}', mapping)).toThrow(/q\.json:1/);
    expect(() => readQuizzes('q.json', '[1', mapping)).toThrow(/is missing here|too early/);
  });

  it('says so where the mapping finds nothing', () => {
    expect(() => readQuizzes('q.json', '{}', mapping)).toThrow(/holds no quiz at/);
  });

  it('an edit written with jsonString keeps the file valid JSON that says what was meant', () => {
    const span = readQuizzes('q.json', file, mapping)[0]!.items[0]!.stem.span;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const edited = file.slice(0, span.start) + jsonString(words) + file.slice(span.end);
        expect(JSON.parse(edited)[0].quizzes[0].quiz[0].questionText).toBe(words);
      }),
    );
  });

  it('reads any JSON as JSON.parse does, every value at its place, BOM or not', () => {
    fc.assert(
      fc.property(fc.json(), fc.boolean(), (json, bom) => {
        const text = (bom ? '\ufeff' : '') + json;
        const node = parseJson(text);
        expect(JSON.parse(text.slice(node.start, node.end))).toEqual(JSON.parse(json));
      }),
    );
  });

  it('refuses what JSON.parse refuses', () => {
    for (const text of ['', '01', '[1,]', "{'a':1}", '{"a":1}x', '"\\x"', 'nul', '+1', '.5'])
      expect(() => parseJson(text)).toThrow();
    expect(() => parseJson('['.repeat(5000))).toThrow(/nested/);
  });

  it('selects along names, [*] and [n]; a malformed path selects nothing', () => {
    const root = parseJson('{"a":[{"b":[1,2]},{"b":[3]}]}');
    expect(select(root, '$.a[*].b[*]')?.length).toBe(3);
    expect(select(root, 'a[1].b')?.length).toBe(1);
    expect(select(root, 'a[')).toBeNull();
  });
});
