import { describe, expect, it } from 'vitest';
import { knownIn } from '../../tools/models/personal-library.ts';
import { redact } from '../../tools/models/redact.ts';
import { judgePlaces } from './canaries-suite.ts';
import { canariesIn, soughtOf } from './find.ts';
import { plantLibrary } from './plant.ts';

const planted = plantLibrary(500, 3);
const sought = soughtOf(planted.canaries);
const lessons = Object.entries(planted.files).filter(([path]) => path.endsWith('.md'));

describe('the planted library', () => {
  it('holds as many canaries as asked for, each once and each where it is said to be', () => {
    expect(planted.canaries).toHaveLength(500);
    expect(new Set(planted.canaries.map(({ mark }) => mark)).size).toBe(500);
    const found = canariesIn(Buffer.from(lessons.map(([, text]) => text).join('\n')), sought);
    expect(new Set(found)).toEqual(new Set(planted.canaries.filter(({ from }) => from === 'lesson')));
    expect(canariesIn(Buffer.from(planted.files['responses.csv']!), sought).size).toBe(100);
  });

  it('is the same for the same seed', () => expect(plantLibrary(60, 9)).toEqual(plantLibrary(60, 9)));

  it('leaves none of it in what was redacted, whole lessons and single lines', () => {
    for (const [, text] of lessons) {
      expect([...canariesIn(Buffer.from(redact({ text }).input.text!), sought)]).toEqual([]);
      for (const line of text.split('\n')) expect([...canariesIn(Buffer.from(redact({ line }).input.line!), sought)]).toEqual([]);
    }
  });
});

it('leaves none of it in a piece that was cut anywhere, once the whole lessons are known', () => {
  const texts = lessons.map(([, text]) => text);
  const known = knownIn(texts);
  const alone: string[] = [];
  for (const text of texts)
    for (let at = 0; at < text.length; at += 149) {
      const piece = text.slice(at, at + 400);
      const asked = JSON.stringify({ words: piece.replace(/\s+/g, ' '), around: text.slice(at, at + 317).replace(/\s+/g, ' ') });
      for (const sent of [piece, asked]) {
        expect([...canariesIn(Buffer.from(redact({ sent }, known).input.sent!), sought)]).toEqual([]);
        alone.push(...[...canariesIn(Buffer.from(redact({ sent }).input.sent!), sought)].map(({ kind }) => kind));
      }
    }
  // What the pieces do not show by themselves.
  expect(new Set(alone)).toEqual(new Set(['person', 'email', 'phone', 'student-id', 'grade']));
});

describe('the search', () => {
  const [mail, digits] = [/^z/u, /^4471/u].map((start) => planted.canaries.find(({ mark }) => start.test(mark))!);
  const spaced = `${digits!.mark.slice(0, 4)} ${digits!.mark.slice(4, 7)}-${digits!.mark.slice(7)}`;
  it.each([
    ['plain', Buffer.from(`x${mail!.mark}@y ${digits!.mark}`)],
    ['in capitals and with separators', Buffer.from(`${mail!.mark.toUpperCase()} ${spaced}`)],
    ['as UTF-16', Buffer.from(`${mail!.mark} ${digits!.mark}`, 'utf16le')],
    ['as base64', Buffer.from(Buffer.from(`name: ${mail!.mark}, call: ${digits!.mark}`).toString('base64'))],
    ['as hex', Buffer.from(Buffer.from(`name: ${mail!.mark}, call: ${digits!.mark}`).toString('hex'))],
  ])('finds what stands there %s', (_, bytes) => expect(canariesIn(bytes, sought)).toEqual(new Set([mail, digits])));

  it('calls a leak what is learners’ data anywhere, and lessons’ data where no lesson’s text belongs', () => {
    const learner = planted.canaries.find(({ from }) => from === 'responses')!;
    const both = Buffer.from(`${learner.mark} ${mail!.mark}`);
    const [report, requests] = judgePlaces(
      new Map([
        ['.perennial/reports/review.md', both],
        ['requests', both],
      ]),
      planted.canaries,
    );
    expect(report).toMatchObject({ leaked: { [`${learner.kind} (responses)`]: 1 }, quoted: 1 });
    expect(Object.keys(requests!.leaked)).toHaveLength(2);
  });
});
