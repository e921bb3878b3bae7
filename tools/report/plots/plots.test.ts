import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { arcChart } from './arcs.ts';
import { barChart } from './bars.ts';
import { heatGrid } from './heat.ts';
import { lineChart } from './lines.ts';
import { plotPage } from './page.ts';

const hostile = '<script>alert(1)</script>';
const table = { header: ['x', 'A'], rows: [['10%', '20%']] };
const line = lineChart({
  id: 'one',
  title: `Curve ${hostile}`,
  description: 'Rises.',
  x: 'score',
  y: 'chose it',
  series: [
    {
      name: hostile,
      emphasis: 'main',
      points: [
        { x: 0.1, y: 0.2, low: 0.1, high: 0.3 },
        { x: 0.9, y: 0.8, low: 0.7, high: 0.9 },
      ],
    },
    {
      name: 'B',
      emphasis: 'other',
      points: [
        { x: 0.1, y: 0.8 },
        { x: 0.9, y: 0.2 },
      ],
    },
    {
      name: 'C',
      emphasis: 'other',
      points: [
        { x: 0.1, y: 0.2 },
        { x: 0.9, y: 0.2 },
      ],
    },
  ],
  table,
});
const bars = barChart({
  id: 'two',
  title: 'Mastery',
  description: 'One of two.',
  bars: [
    { name: 'Known', value: 0.9, low: 0.8, high: 1, note: '90%', tone: 'main' },
    { name: 'Unclear', value: null, note: 'too few', tone: 'other' },
  ],
  mark: { value: 0.8, name: '80%' },
  table,
});
const heat = heatGrid({
  id: 'three',
  title: 'Grid',
  description: 'Two cells.',
  columns: ['a', 'b'],
  rows: [{ name: 'r', values: [0.5, null] }],
});
const page = plotPage({ title: hostile, lead: [hostile], sections: [{ title: 'S', plots: [line, bars, heat] }] });

describe('plots', () => {
  it('have a name, a description and the same figures as a table', () => {
    for (const { text } of [line, bars, heat]) {
      const ids = /aria-labelledby="(\S+) (\S+)"/u.exec(text);
      expect(text).toContain(`<title id="${ids?.[1]}">`);
      expect(text).toContain(`<desc id="${ids?.[2]}">`);
      expect(text).toContain('role="img"');
      expect(text).toMatch(/<th scope="col">.*<th scope="row">/su);
    }
  });
  it('tell lines apart without colour', () => {
    const dashes = [...line.text.matchAll(/stroke-dasharray="([^"]*)"/gu)].map(([, dash]) => dash);
    expect(new Set(dashes).size).toBe(3);
  });
  it('keep names apart that end at one place', () => {
    const places = [...line.text.matchAll(/<text x="346" y="([\d.]+)"/gu)].map(([, y]) => Number(y)).sort((a, b) => a - b);
    expect(places).toHaveLength(3);
    places.forEach((y, index) => {
      expect(y - (places[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(14);
    });
  });
  it('lie within their pictures, with finite numbers', () => {
    for (const { text } of [line, bars, heat]) expect(text).not.toMatch(/NaN|Infinity|undefined/u);
  });
  it('make a page without scripts, links to elsewhere or unescaped words', () => {
    expect(page).not.toMatch(/<script|https?:|src=|href=/iu);
    expect(page).toContain('&lt;script&gt;');
    expect(page).toMatch(/default-src 'none'; style-src (?:'|&#39;)sha256-/u);
    expect(parse(page).childNodes.length).toBeGreaterThan(1);
  });
});

describe('arcs', () => {
  const chart = arcChart({
    ...{ id: 'arcs', title: 'Concepts', description: 'One needs the other.' },
    groups: [
      { name: '1. Start', things: [{ id: 'a', name: 'sample' }] },
      { name: '2. End', things: [{ id: 'b', name: hostile }] },
    ],
    arcs: [
      { id: 'b', needs: 'a' },
      { id: 'b', needs: 'nobody' },
    ],
    early: [{ id: 'b', group: '1. Start' }],
    columns: { thing: 'Concept', group: 'Lesson', needs: 'Needs', early: 'Used before in' },
  }).text;

  it('lead from what is needed to what needs it, dashed where it is used too early, and drawn to nothing that is not there', () => {
    expect(chart.match(/<path /gu)).toHaveLength(2);
    expect(chart.match(/stroke-dasharray/gu)).toHaveLength(1);
    expect(chart).toContain('⚠ ');
    expect(chart).not.toMatch(/<script|NaN|undefined/u);
  });

  it('have all they show in a table, too', () => {
    const rows = [...chart.matchAll(/<tr>(.*?)<\/tr>/gu)].map(([, row]) => row!.replace(/<[^>]+>/gu, '|'));
    expect(rows[1]).toContain('|sample||1. Start||–||–|');
    expect(rows[2]).toContain('|2. End||sample, nobody||1. Start|');
  });
});
