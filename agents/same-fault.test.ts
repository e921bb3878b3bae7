import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawFinding } from './contract.ts';
import { oneForEachFault, type Said } from './same-fault.ts';

const at = (start: number, end = start + 10) => ({ path: 'quiz.json', start, end });

function said(rule: string, finding: Partial<RawFinding> = {}, fault: string | undefined = 'off'): Said {
  return {
    agent: rule.startsWith('a') ? 'assessment' : 'alignment',
    fault,
    finding: { rule, severity: 'minor', certainty: 'needs-review', range: at(0), message: `${rule} says so`, ...finding },
  };
}
const rules = (list: Said[]) => oneForEachFault(list).map(({ finding }) => finding.rule);

describe('one fault, one question', () => {
  it('is asked by the agent named first, as severely as the worst, with what the other says as evidence', () => {
    const [one, ...more] = oneForEachFault([
      said('a', { severity: 'moderate', evidence: [{ kind: 'rule', text: 'source' }], outcomes: ['o1'] }),
      said('b', { range: at(2, 6), evidence: [{ kind: 'outcome', text: 'Loop.' }] }),
    ]);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ agent: 'alignment', finding: { rule: 'b', severity: 'moderate', outcomes: ['o1'] } });
    expect(one?.finding.evidence?.map(({ text }) => text)).toEqual(['Loop.', 'a says so', 'source']);
  });
  it('is asked by the more severe of two rules of one agent', () => {
    expect(rules([said('b'), said('c', { severity: 'serious' })])).toEqual(['c']);
  });
  it('is asked by the one that speaks of more places, as severely as the worst', () => {
    const many = said('b', { places: [at(0), at(20), at(40)] });
    const [one, ...more] = oneForEachFault([said('a', { severity: 'moderate', range: at(20) }), many]);
    expect([one?.finding.rule, one?.finding.severity, more]).toEqual(['b', 'moderate', []]);
  });
  it('stays two questions where each rule speaks of a place of its own', () => {
    expect(rules([said('a', { places: [at(0), at(20)] }), said('b', { places: [at(20), at(40)] })])).toEqual(['a', 'b']);
    expect(rules([said('a'), said('b', { range: at(50) })])).toEqual(['a', 'b']);
    expect(rules([said('a'), said('b', { range: { ...at(0), path: 'other.json' } })])).toEqual(['a', 'b']);
    expect(rules([said('a'), said('b', { range: at(5, 15) })])).toEqual(['a', 'b']);
  });
  it('is another where the rules look for different faults, or name none', () => {
    expect(rules([said('a'), said('b', {}, 'other')])).toEqual(['a', 'b']);
    const plain = [said('a'), said('b')].map(({ fault: _, ...rest }): Said => ({ ...rest, fault: undefined }));
    expect(rules(plain)).toEqual(['a', 'b']);
  });
  it('never takes in another finding of its own rule', () => {
    expect(rules([said('a'), said('a')])).toEqual(['a', 'a']);
  });
  it('loses no place that was spoken of, whatever is said', () => {
    const place = fc.integer({ min: 0, max: 3 }).map((n) => at(20 * n));
    const any = fc.record({
      rule: fc.constantFrom('a', 'b', 'c'),
      places: fc.array(place, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 6 }), (list) => {
        const before = list.map(({ rule, places }) => said(rule, { places, range: places[0]! }));
        const covered = (found: Said[]) =>
          [...new Set(found.flatMap(({ finding }) => (finding.places ?? []).map(({ start }) => start)))].sort((x, y) => x - y);
        expect(covered(oneForEachFault(before))).toEqual(covered(before));
      }),
      { numRuns: 50 },
    );
  });
});
