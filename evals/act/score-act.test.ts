import { describe, expect, it } from 'vitest';
import { answerTo } from './always-fails.ts';
import { type ActCase, classOf, count, criteriaOf, type Judged } from './score-act.ts';
import { summary } from './summary.ts';

const page = (expected: ActCase['expected'], criteria = ['1.1.1']): ActCase => ({
  id: 'x',
  path: 'x.html',
  expected,
  rule: 'r',
  ruleName: 'Rule',
  title: 't',
  criteria,
});
const judged = (one: ActCase, criteria: string[]): Judged => ({
  page: one,
  outcome: 'scanned',
  fails: criteria.length > 0 ? [{ by: 'axe-core', rule: 'axe', criteria }] : [],
  asks: [],
});

describe('the count of the ACT suite', () => {
  it('flags a page only by a finding that names one of the criteria its rule tests', () => {
    const pages = [judged(page('failed'), ['4.1.2']), judged(page('failed'), ['4.1.2', '1.1.1'])];
    expect(count(pages)).toEqual({ flagged: 1, failing: 2, falseAlarms: 0, others: 0 });
  });
  it('calls a flag on a passed or inapplicable page a false alarm', () => {
    const pages = [judged(page('passed'), ['1.1.1']), judged(page('inapplicable'), [])];
    expect(count(pages)).toEqual({ flagged: 0, failing: 0, falseAlarms: 1, others: 2 });
  });
  it('leaves out pages whose rule belongs to no criterion', () => {
    expect(count([judged(page('failed', []), ['1.1.1'])])).toEqual({ flagged: 0, failing: 0, falseAlarms: 0, others: 0 });
  });
  it('counts secondary criteria, and neither techniques nor ARIA', () => {
    expect(criteriaOf({ 'wcag20:1.3.1': {}, 'wcag21:1.4.12': {}, 'wcag-technique:G1': {}, 'aria12:x': {} })).toEqual([
      '1.3.1',
      '1.4.12',
    ]);
    expect(criteriaOf(null)).toEqual([]);
  });
  it('knows a rule on recordings and one on meaning by its name', () => {
    expect(classOf('Video element auditory content has captions')).toBe('media');
    expect(classOf('Heading is descriptive')).toBe('semantic');
    expect(classOf('Button has non-empty accessible name')).toBe('structural');
  });
});

describe('the model that calls everything a failure', () => {
  it('quotes each matter it was sent, by number', () => {
    const lines = [
      { number: 1, kind: 'heading', words: 'Weather', around: 'We are open.' },
      { number: 2, kind: 'picture-text', words: '', around: 'File: a.png.' },
    ];
    const reply = answerTo(
      `The matters:\n<<<material matters 7\n${lines.map((line) => JSON.stringify(line)).join('\n')}\n>>>material matters 7`,
    );
    expect(reply).toMatchObject({
      value: {
        answers: [
          { number: 1, verdict: 'fails', quote: 'Weather' },
          { number: 2, quote: 'File: a.png.' },
        ],
      },
    });
  });
});

describe('the reach of the model path', () => {
  it('is what the rules or that model flag, and tells the two apart', () => {
    const [flagged, read, silent] = [page('failed'), page('failed'), page('failed')];
    const good = page('passed');
    const rules = [judged(flagged, ['1.1.1']), judged(read, []), judged(silent, []), judged(good, [])];
    const model = [judged(flagged, ['1.1.1']), judged(read, ['1.1.1']), judged(silent, []), judged(good, ['1.1.1'])];
    const { model: path } = summary({ judged: rules, axeAlone: rules, alwaysFails: model, requests: 3, failedRules: [] });
    expect(path).toEqual({ reach: { flagged: 2, failing: 3, falseAlarms: 1, others: 1 }, byModel: 1, requests: 3 });
  });
});
