/** The figures of the nights that are drawn over time in the index of runs. */
import type { Markup } from '../../tools/report/escape.ts';
import { trendChart as chart } from '../../tools/report/plots/trend.ts';
import type { NightRecord } from './record.ts';

export interface Trend {
  id: string;
  title: string;
  valueOf: (record: NightRecord) => number;
  /** As shown at dots and in the table. */
  show: (value: number) => string;
}

/** @param records oldest first, at least one */
export function trendChart(trend: Trend, records: readonly NightRecord[]): Markup {
  const points = records.map((record) => ({ name: record.day, value: trend.valueOf(record) }));
  return chart({ id: trend.id, title: trend.title, show: trend.show, points });
}

const whole = (value: number) => String(value);

export const trends: readonly Trend[] = [
  { id: 'waiting', title: 'Decisions waiting after the run', valueOf: (one) => one.decisions, show: whole },
  { id: 'published', title: 'Published since the run before', valueOf: (one) => one.published, show: whole },
  { id: 'new', title: 'New for a person', valueOf: (one) => one.fresh, show: whole },
  { id: 'cost', title: 'Cost in US dollars', valueOf: (one) => one.cost, show: (value) => value.toFixed(2) },
];
