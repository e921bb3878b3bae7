import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Edit } from '../agents/contract.ts';
import { aFinding, aProposal, aSheet } from './fixtures.ts';
import { placeSheet } from './planted.ts';
import { inlineContrast, readsRepaired, windowAfter } from './repaired.ts';
import { scoreRefresh } from './score.ts';
import { scoreTable } from './score-table.ts';
import type { AnswerSheet } from './sheet.ts';

const text = 'First line.\nSee [here](b.md) for more.\nLook: [a map](c.md) is fine.\nAlso true.\n';
const at = (quote: string) => ({ path: 'a.md', start: text.indexOf(quote), end: text.indexOf(quote) + quote.length });
const edit = (quote: string, replacement: string): Edit => ({ ...at(quote), quote, replacement });
const known = { known: { matches: '\\[(?!here)[^\\]]+\\]\\(b\\.md\\)' } };
const sheetOf = (parts: Parameters<typeof aSheet>[0]): AnswerSheet => ({
  ...aSheet({ quote: '[here](b.md)', ...parts }),
  lookalikes: [{ id: 'map', file: 'a.md', quote: '[a map](c.md)', why: 'fine' }],
  alsoTrue: [{ file: 'a.md', quote: 'Also true.', agents: ['accessibility'], why: 'true' }],
});
const score = (sheet: AnswerSheet, findings: Parameters<typeof aFinding>[0][], proposals: ReturnType<typeof aProposal>[] = []) =>
  scoreRefresh(
    placeSheet(sheet, () => text),
    { findings: findings.map(aFinding), proposals },
    () => text,
  );

const hit = { range: at('[here](b.md)') };

describe('the scorer', () => {
  it('finds nothing right in a run that found nothing', () => {
    const { total, missed } = score(sheetOf({}), []);
    expect(total).toMatchObject({ planted: 1, found: 0, findings: 0, wrong: 0 });
    expect(missed.map((miss) => miss.id)).toEqual(['one']);
  });

  it('counts a fault once, however many findings tell of it', () => {
    const { total } = score(sheetOf({}), [hit, { ...hit, id: 'f-2', fingerprint: 'print-2' }]);
    expect(total).toMatchObject({ planted: 1, found: 1, findings: 2, right: 2, wrong: 0 });
  });

  it('counts what nobody planted as wrong, unless the sheet says that it is also true', () => {
    const { total, falseAlarms, lookAlikes } = score(sheetOf({}), [
      { range: at('First') },
      { range: at('Also') },
      { range: at('[a map]') },
    ]);
    expect(total).toMatchObject({ right: 0, alsoTrue: 1, wrong: 2 });
    expect(falseAlarms.map((alarm) => alarm.lookAlike)).toEqual([null, 'map']);
    expect(lookAlikes).toEqual({ total: 1, accused: 1 });
  });

  it('notices a finding that is surer than the sheet', () => {
    expect(score(sheetOf({ certainty: 'needs-review' }), [hit]).total).toMatchObject({ found: 1, certain: 0 });
    expect(score(sheetOf({ certainty: 'either' }), [hit]).total).toMatchObject({ found: 1, certain: 1 });
  });

  it('counts a repair that reads as it should', () => {
    const done = score(sheetOf({ repair: known }), [hit], [aProposal({ edits: [edit('here', 'the rules')] })]);
    expect(done.total).toMatchObject({ repairable: 1, repaired: 1, proposals: 1, harmful: 0 });
  });

  it.each([
    ['wrong', known, 'rule', edit('](b.md)', '](d.md)')],
    ['guess', 'person', 'rule', edit('here', 'the rules')],
  ] as const)('calls a %s harm', (kind, repair, origin, made) => {
    const { harms, total } = score(sheetOf({ repair }), [hit], [aProposal({ origin, edits: [made] })]);
    expect(harms.map((harm) => harm.kind)).toEqual([kind]);
    expect(total.repaired).toBe(0);
  });

  it("does not judge a model's draft where only a person can know the answer", () => {
    expect(score(sheetOf({}), [hit], [aProposal({ origin: 'model', edits: [edit('here', 'the rules')] })]).harms).toEqual([]);
  });

  it('does not ask for a repair that is only allowed, and judges it when it comes', () => {
    const allowed = { allowed: known.known };
    expect(score(sheetOf({ repair: allowed }), [hit]).total).toMatchObject({ repairable: 0, harmful: 0 });
    const wrong = score(sheetOf({ repair: allowed }), [hit], [aProposal({ edits: [edit('more', 'less')] })]);
    expect(wrong.harms.map((harm) => harm.kind)).toEqual(['wrong']);
  });

  it('calls an edit of a look-alike, or of what is no fault, harm', () => {
    const findings = [{ range: at('[a map]') }, { range: at('First'), fingerprint: 'print-2' }];
    const proposals = [
      aProposal({ edits: [edit('a map', 'a chart')] }),
      aProposal({ id: 'p-2', findings: ['print-2'], edits: [edit('First', 'Last')] }),
    ];
    expect(score(sheetOf({}), findings, proposals).harms.map((harm) => harm.kind)).toEqual(['look-alike', 'needless']);
  });

  it('leaves out proposals that nobody was shown', () => {
    const hidden = aProposal({ status: 'unverified', edits: [edit('a map', 'a chart')] });
    expect(score(sheetOf({}), [hit], [hidden]).total).toMatchObject({ proposals: 0, harmful: 0 });
  });

  it('has sums that agree, whatever was found', () => {
    const place = fc.integer({ min: 0, max: text.length - 1 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, fc.constantFrom('accessibility', 'alignment') as fc.Arbitrary<'accessibility'>), {
          maxLength: 12,
        }),
        (drawn) => {
          const found = drawn.map(([start, agent]) => ({ agent, range: { path: 'a.md', start, end: start + 1 } }));
          const { total, byAgent, byRule } = score(sheetOf({}), found);
          expect(total.right + total.alsoTrue + total.wrong).toBe(found.length);
          for (const key of ['planted', 'found', 'wrong', 'right'] as const) {
            expect(Object.values(byAgent).reduce((sum, tally) => sum + tally[key], 0)).toBe(total[key]);
            expect(Object.values(byRule).reduce((sum, tally) => sum + tally[key], 0)).toBe(total[key]);
          }
        },
      ),
    );
  });

  it('prints a table with every agent and every miss', () => {
    const table = scoreTable(score(sheetOf({}), [{ range: at('[a map]') }]));
    expect(table).toContain('accessibility  0% (0/1)');
    expect(table).toContain('Missed (1)');
    expect(table).toContain('[look-alike map]');
  });
});

describe('reading a repair', () => {
  it('looks at whole lines around place and edits', () => {
    expect(windowAfter(text, [edit('here', 'the rules of the game')], at('[here](b.md)'))).toBe(
      'See [the rules of the game](b.md) for more.\n',
    );
    expect(windowAfter(text, [edit('First', 'Last')], at('for more'))).toBe('Last line.\nSee [here](b.md) for more.\n');
  });

  it('knows contrast as WCAG computes it', () => {
    expect(inlineContrast('<p style="color:#767676;background-color:#ffffff">')).toBeCloseTo(4.54, 2);
    expect(inlineContrast('<p style="background:#000;color: #fff">')).toBeCloseTo(21, 5);
    expect(inlineContrast('<p>')).toBe(0);
    expect(readsRepaired('<p style="color:#777777;background:#ffffff">', { contrast: 4.5 })).toBe(false);
  });

  it('needs every part of what is wanted', () => {
    expect(readsRepaired('a b', { text: 'a', matches: 'b', gone: 'c' })).toBe(true);
    expect(readsRepaired('a b c', { text: 'a', matches: 'b', gone: 'c' })).toBe(false);
  });
});
