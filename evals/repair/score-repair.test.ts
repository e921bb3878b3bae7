import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judge, type Sight, total } from './score-repair.ts';
import { RepairPage, readPages } from './sheet.ts';

const page = (more: object = {}) => RepairPage.parse({ id: 'a', format: 'md', source: 'x', ...more });
const sight = (more: Partial<Sight> = {}): Sight => ({
  text: 'x',
  engines: [],
  objections: [],
  findings: [],
  words: ['one'],
  links: [],
  ...more,
});
const violation = { engine: 'axe-core', rule: 'label', impact: 'critical' as const };

describe('a page of the repair suite', () => {
  it('is clean, and its score gone, where nothing fails any more', () => {
    const result = judge(page(), sight({ engines: [violation] }), sight(), 1);
    expect(result).toMatchObject({ axe: { before: 4, after: 0 }, clean: 'clean', harm: [] });
    expect(total([result])).toMatchObject({ gone: { axe: 1 }, clean: 1, harmed: 0 });
  });
  it.each([
    ['a new violation', { engines: [violation] }],
    ['what another engine newly objects to', { objections: ['accesslint labels-and-names/form-label'] }],
    ['a lost word', { words: [] }],
    ['a new word', { words: ['one', 'two'] }],
    ['a new link', { links: ['x'] }],
    ['a new finding', { findings: [{ rule: 'a', severity: 'minor' as const, message: '' }] }],
  ])('is harmed by %s', (_, more) => expect(judge(page(), sight(), sight(more), 1).harm).toHaveLength(1));
  it('is not harmed by a word that the sheet asks for', () =>
    expect(judge(page({ words: { new: ['two'] } }), sight(), sight({ words: ['one', 'Two'] }), 1).harm).toEqual([]));
  it('is harmed by any change where it is to be left alone', () =>
    expect(judge(page({ kind: 'left-alone' }), sight(), sight({ text: 'y' }), 1).harm).toHaveLength(1));
  it('is harmed by line ends of another system', () =>
    expect(judge(page({ lineEnds: 'windows' }), sight(), sight({ text: 'x\n' }), 1).harm).toEqual([
      'line ends of another system',
    ]));
});

describe('the pages', () => {
  const pages = readPages(fileURLToPath(new URL('./pages', import.meta.url)));
  it('are forty and more with known repairs, both formats about equally, and ten and more to be left alone', () => {
    const known = pages.filter(({ kind }) => kind === 'known');
    expect(known.length).toBeGreaterThanOrEqual(40);
    expect(pages.length - known.length).toBeGreaterThanOrEqual(10);
    const markdown = known.filter(({ format }) => format === 'md').length / known.length;
    expect(Math.abs(markdown - 0.5)).toBeLessThanOrEqual(0.1);
    expect(known.every(({ repaired, gone }) => repaired.length + gone.length > 0)).toBe(true);
  });
});
