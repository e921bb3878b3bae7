import { expect, it } from 'vitest';
import type { OpenCounts, RunRecord } from '../ledger/events.ts';
import { html } from './escape.ts';
import { runHistory } from './history.ts';
import { trendChart } from './plots/trend.ts';

const none = { critical: 0, serious: 0, moderate: 0, minor: 0 };
const open: OpenCounts = {
  alignment: none,
  accessibility: { ...none, serious: 2, minor: 1 },
  assessment: { ...none, critical: 4 },
};
const run = (finishedAt: string, more: Partial<RunRecord> = {}) =>
  ({
    run: `r-${finishedAt}`,
    finishedAt,
    agents: ['alignment', 'accessibility', 'assessment'],
    partial: null,
    open,
    ...more,
  }) as RunRecord;

it('shows whole runs of all agents, oldest first; others would make dips that mean nothing', () => {
  const history = runHistory([
    run('2026-03-04T02:00:00Z'),
    run('2026-03-03T02:00:00Z', { partial: 'stopped' }),
    run('2026-03-02T02:00:00Z', { agents: ['alignment'] }),
    run('2026-03-01T02:00:00Z'),
  ]);
  expect(history.map((point) => [point.day, point.open.accessibility, point.total])).toEqual([
    ['2026-03-01', 3, 7],
    ['2026-03-04', 3, 7],
  ]);
  const { open: _before, ...old } = run('2025-01-01T02:00:00Z');
  expect(runHistory([old])).toEqual([]);
});

it('draws a trend that says in words what it shows, also where nothing was ever open', () => {
  const chart = (values: number[]) =>
    html`${trendChart({ id: 't', title: 'Open', show: String, points: values.map((value, index) => ({ name: `<d${index}>`, value })) })}`
      .text;
  expect(chart([7, 3])).toContain('From &lt;d0&gt; to &lt;d1&gt;, 2 runs: 7 at first, 3 at last, at most 7.');
  expect(chart([0])).not.toMatch(/NaN|Infinity/u);
});
