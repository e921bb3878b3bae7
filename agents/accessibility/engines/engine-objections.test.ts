import { describe, expect, it } from 'vitest';
import type { EngineResult } from '../../../tools/browser/page.ts';
import { newViolations, unspoken } from './engine-objections.ts';

const failing = (rule: string, more: Partial<EngineResult> = {}): EngineResult => ({
  engine: 'accesslint',
  rule,
  impact: 'serious',
  verdict: 'fails',
  wcag: ['1.2.1'],
  message: '',
  html: '',
  selector: '',
  span: { path: 'a.html', start: 5, end: 20 },
  data: {},
  ...more,
});
const spoken = { rule: 'recording-words', range: { path: 'a.html', start: 5, end: 20 }, wcag: ['1.2.1'] };
const left = (results: EngineResult[], format: 'markdown' | 'html' = 'html', findings = [spoken].slice(1)) =>
  unspoken(results, findings, () => format).map(({ rule }) => rule);

describe('what engines object to and no rule of ours says', () => {
  it('is what they fail in the source', () => {
    expect(left([failing('a'), failing('b', { verdict: 'incomplete' }), failing('c', { span: null })])).toEqual(['a']);
  });
  it('is not what a rule of ours says of the same place under the same criterion', () => {
    expect(left([failing('a')], 'html', [spoken])).toEqual([]);
    expect(left([failing('a', { wcag: ['1.1.1'] })], 'html', [spoken])).toEqual(['a']);
    expect(left([failing('a')], 'html', [{ ...spoken, rule: 'axe' }])).toEqual(['a']);
  });
  it('is not what nobody can tell without hearing a recording', () => {
    expect(left([failing('time-based-media/audio-transcript'), failing('a')])).toEqual(['a']);
  });
  it('is not what belongs to the site, or to the page put round Markdown', () => {
    expect(left([failing('landmarks/region'), failing('region')])).toEqual([]);
    expect(left([failing('target-size'), failing('x/target-size')], 'markdown')).toEqual([]);
    expect(left([failing('target-size')])).toEqual(['target-size']);
  });
});

describe('a repair', () => {
  it('brings in a violation where a rule fails more nodes than before, hidden ones that it shows included', () => {
    expect(newViolations([failing('a')], [failing('a'), failing('a'), failing('b')])).toEqual(['accesslint a', 'accesslint b']);
    expect(newViolations([failing('a'), failing('b')], [failing('b')])).toEqual([]);
  });
});
