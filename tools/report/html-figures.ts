/** The report's plots: how many findings stayed open from run to run, what each lesson serves, at which levels outcomes lie. */
import { agentNames } from '../../agents/contract.ts';
import { html, type Markup } from './escape.ts';
import { barChart } from './plots/bars.ts';
import { heatGrid } from './plots/heat.ts';
import { trendChart } from './plots/trend.ts';
import type { AlignmentCourse, ReportModel } from './types.ts';
import { agentLabel, plural } from './words.ts';

export function trendSection(model: ReportModel): Markup | null {
  if (model.history.length < 2) return null;
  const chart = trendChart({
    id: 'trend',
    title: 'Open findings at the end of each run',
    points: model.history.map((point) => ({ name: point.day, value: point.total })),
    show: String,
    table: {
      header: ['Run', ...agentNames.map(agentLabel), 'All'],
      rows: model.history.map((point) => [
        point.day,
        ...agentNames.map((agent) => String(point.open[agent])),
        String(point.total),
      ]),
    },
  });
  return html`<section aria-labelledby="trend-heading"><h2 id="trend-heading">From run to run</h2>${chart}</section>`;
}

const served = (verdict: string) => verdict === 'full' || verdict === 'partial';

/** Share of each lesson's outcomes that is taught, practised and assessed. */
export function lessonsHeat(course: AlignmentCourse, index: number): Markup | null {
  const columns = (['taught', 'practised', 'assessed'] as const).filter((one) => one !== 'assessed' || course.items === 'some');
  const rows = course.lessons.flatMap((lesson) => {
    const own = lesson.rows.filter((row) => row.outcome.kind === 'outcome');
    if (own.length === 0) return [];
    return [
      {
        name: lesson.title,
        values: columns.map((column) => own.filter((row) => served(row[column].verdict)).length / own.length),
      },
    ];
  });
  if (rows.length < 2) return null;
  return heatGrid({
    id: `served-${index}`,
    title: `${course.course}: share of each lesson’s outcomes that is served`,
    description: `One row a lesson, ${plural(rows.length, 'lesson')}; a column each for ${columns.join(', ')}. A darker cell means more of its outcomes.`,
    columns,
    rows,
  });
}

/** Levels of Anderson and Krathwohl, "A Taxonomy for Learning, Teaching, and Assessing", 2001, lowest first. */
const levels = ['remember', 'understand', 'apply', 'analyse', 'evaluate', 'create'];

const fewestKnown = 3;

/** A chart each for outcomes, exercises and items, where at least three levels are known; null where none is. */
export function levelBars(course: AlignmentCourse, index: number): Markup | null {
  const rows = course.lessons.flatMap((lesson) => lesson.rows);
  const tasks = rows.flatMap((row) => row.tasks ?? []);
  const of = (kind: 'activity' | 'item') => tasks.flatMap((task) => (task.kind === kind ? [task.level] : []));
  const charts = [
    levelChart(
      course,
      index,
      'outcome',
      rows.flatMap((row) => (row.outcome.kind === 'outcome' ? [row.outcome.level] : [])),
    ),
    levelChart(course, index, 'exercise', of('activity')),
    levelChart(course, index, 'item', of('item')),
  ].filter((chart) => chart !== null);
  return charts.length === 0 ? null : html`${charts}`;
}

function levelChart(
  course: AlignmentCourse,
  index: number,
  noun: 'outcome' | 'exercise' | 'item',
  all: (string | null)[],
): Markup | null {
  const known = all.filter((level) => level !== null && levels.includes(level));
  if (known.length < fewestKnown) return null;
  const count = (level: string) => known.filter((one) => one === level).length;
  return barChart({
    id: noun === 'outcome' ? `levels-${index}` : `levels-${noun}-${index}`,
    title: `${course.course}: levels of its ${noun}s`,
    description: `Of ${plural(all.length, noun)}, the level of ${known.length} can be told: ${levels.map((level) => `${count(level)} ${level}`).join(', ')}.`,
    bars: levels.map((level) => ({ name: level, value: count(level) / known.length, note: String(count(level)), tone: 'main' })),
    table: {
      header: ['Level', `${noun[0]!.toUpperCase()}${noun.slice(1)}s`],
      rows: levels.map((level) => [level, String(count(level))]),
    },
  });
}
