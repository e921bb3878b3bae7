import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { aFinding, aSheet } from './fixtures.ts';
import { accuses, placeSheet, standsAt, tells } from './planted.ts';
import { loadSheet, namedIn } from './sheet.ts';

const content = fileURLToPath(new URL('../content/', import.meta.url));
const read = (path: string): string | null => (existsSync(content + path) ? readFileSync(content + path, 'utf8') : null);

describe('the answer sheet of the sample library', () => {
  const sheet = loadSheet(fileURLToPath(new URL('./answer-sheet.yaml', import.meta.url)));

  it('quotes text that stands exactly once in its file', () => {
    expect(() => placeSheet(sheet, read)).not.toThrow();
  });

  it('holds at least as many look-alikes as faults', () => {
    expect(sheet.faults.length).toBeGreaterThanOrEqual(55);
    expect(sheet.lookalikes.length).toBeGreaterThanOrEqual(sheet.faults.length);
  });

  it('leaves two lessons and their quizzes without a fault', () => {
    for (const clean of ['field-statistics/episodes/03-sampling.md', 'usable-web/07-forms.html']) {
      expect(sheet.faults.filter((fault) => fault.file === clean || fault.alsoAt.some((place) => place.file === clean))).toEqual(
        [],
      );
    }
  });

  it('has regular expressions that compile', () => {
    for (const { repair } of sheet.faults) {
      if (repair === 'person') continue;
      const { matches, gone } = 'known' in repair ? repair.known : repair.allowed;
      expect(() => [matches, gone].map((pattern) => new RegExp(pattern ?? ''))).not.toThrow();
    }
  });

  it('does not count a fault as mended before anything was edited', async () => {
    const { readsRepaired, windowAfter } = await import('./repaired.ts');
    const already = placeSheet(sheet, read).faults.filter((fault) => {
      if (fault.repair === 'person') return false;
      const wanted = 'known' in fault.repair ? fault.repair.known : fault.repair.allowed;
      return fault.places.some((place) => readsRepaired(windowAfter(read(place.path)!, [], place), wanted));
    });
    expect(already.map((fault) => fault.id)).toEqual([]);
  });
});

describe('placing a sheet', () => {
  it('refuses a quote that is not there', () => {
    expect(() => placeSheet(aSheet({ quote: 'absent' }), () => 'some text')).toThrow('does not contain "absent"');
  });

  it('refuses a quote that stands twice', () => {
    expect(() => placeSheet(aSheet({ quote: 'ab' }), () => 'ab ab')).toThrow('more than once');
  });

  it('refuses a file that is missing', () => {
    expect(() => placeSheet(aSheet({}), () => null)).toThrow('not in the library');
  });
});

describe('a finding', () => {
  const text = `${'x'.repeat(50)}here${'y'.repeat(6000)}`;
  const [fault] = placeSheet(aSheet({ quote: 'here', rules: ['link-*'] }), () => text).faults;
  const at = (start: number, end: number) => ({ path: 'a.md', start, end });

  it('tells of a fault where agent, rule and place fit', () => {
    expect(tells(aFinding({ rule: 'link-vague', range: at(40, 52) }), fault!)).toBe(true);
  });

  it.each([
    ['of another agent', { agent: 'alignment' as const, rule: 'link-vague', range: at(50, 54) }],
    ['of another rule', { rule: 'image-alt', range: at(50, 54) }],
    ['at another place', { rule: 'link-vague', range: at(54, 60) }],
    ['in another file', { rule: 'link-vague', range: { path: 'b.md', start: 50, end: 54 } }],
    ['about the whole file', { rule: 'link-vague', range: at(0, text.length) }],
  ])('%s does not', (_, parts) => {
    expect(tells(aFinding(parts), fault!)).toBe(false);
  });

  it('that was asked once for many places tells of each place it cites', () => {
    const finding = aFinding({
      rule: 'link-vague',
      range: at(0, 3),
      evidence: [{ kind: 'quote', text: 'here', source: at(50, 54) }],
    });
    expect(standsAt(finding)).toHaveLength(2);
    expect(tells(finding, fault!)).toBe(true);
  });

  it('accuses a look-alike only where it is about that place, by an agent that must not', () => {
    const sheet = aSheet({ quote: 'here' });
    const placed = placeSheet(
      { ...sheet, lookalikes: [{ id: 'l', file: 'a.md', quote: 'here', agents: ['accessibility'], why: '' }] },
      () => text,
    );
    const entry = placed.lookalikes[0]!;
    expect(accuses(aFinding({ range: at(49, 55) }), entry)).toBe(true);
    expect(accuses(aFinding({ range: at(0, 5000) }), entry)).toBe(false);
    expect(accuses(aFinding({ agent: 'assessment', range: at(49, 55) }), entry)).toBe(false);
  });
});

it('an asterisk stands for any ending of a rule name', () => {
  expect(namedIn(['link-*', 'page-lang'], 'link-empty')).toBe(true);
  expect(namedIn(['link-*', 'page-lang'], 'page-language')).toBe(false);
});
