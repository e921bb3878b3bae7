/** What follows the decisions in `review.md`: the alignment map, the success criteria, the runs before. */
import { agentNames } from '../../agents/contract.ts';
import { alignmentReasons, cellWords, readClause, readLegend } from './alignment-reasons.ts';
import { inline } from './markdown-text.ts';
import { type AlignmentCourse, criterionStates, type ReportModel } from './types.ts';
import { agentLabel, criteriaLine, criterionWords } from './words.ts';

export function alignmentLines(model: ReportModel): string[] {
  if (model.alignment.length === 0) return [];
  const lines = ['## Alignment map', ''];
  for (const course of model.alignment) {
    lines.push(
      `**${inline(course.course)}**: of ${course.outcomes} outcomes ${course.taught} taught, ${course.practised} practised, ${course.items === 'some' ? `${course.assessed} assessed` : 'no quiz items to assess them'}${readClause(course)}.${course.read > 0 ? ` ${readLegend}` : ''}`,
      '',
    );
    const columns = ['Lesson', 'Outcome', 'Taught', 'Practised', ...(course.items === 'some' ? ['Assessed'] : [])];
    lines.push(`| ${columns.join(' | ')} |`, `| ${columns.map(() => '---').join(' | ')} |`);
    for (const lesson of course.lessons) {
      for (const row of lesson.rows) {
        const shown = [row.taught, row.practised, ...(course.items === 'some' ? [row.assessed] : [])];
        const cells = shown.map((cell) => cellWords(cell).join(' '));
        lines.push(`| ${inline(lesson.title)} | ${inline(row.outcome.text)} | ${cells.join(' | ')} |`);
      }
    }
    lines.push('', ...reasonLines(course));
  }
  return lines;
}

/** What carries the verdicts, folded away: long, and read only where a verdict surprises. */
function reasonLines(course: AlignmentCourse): string[] {
  const lines = course.lessons.flatMap(({ rows }) =>
    rows.flatMap((row) => {
      const reasons = alignmentReasons(row, course.items).map(
        ({ label, words, form, note }) =>
          `${label.toLowerCase()}${form === 'quote' ? ` “${inline(words)}”` : `: ${words}`}${note === '' ? '' : ` (${inline(note)})`}`,
      );
      return reasons.length === 0 ? [] : [`- ${inline(row.outcome.text)} ${reasons.join('; ')}`];
    }),
  );
  if (lines.length === 0) return [];
  return [
    '<details><summary>The words that carry each verdict, and the nearest other outcome</summary>',
    '',
    ...lines,
    '',
    '</details>',
    '',
  ];
}

export function criteriaLines(model: ReportModel): string[] {
  if (model.criteria.length === 0) return [];
  const lines = ['## WCAG 2.2 AA', '', 'Lessons by success criterion. Checks see part of a criterion, never all of it.', ''];
  for (const course of model.criteria) {
    lines.push(`${inline(criteriaLine(course))}.`, '');
    lines.push(`| Criterion | Level | State | ${criterionStates.map((state) => criterionWords[state][1]).join(' | ')} |`);
    lines.push(`| --- | --- | --- | ${criterionStates.map(() => '---').join(' | ')} |`);
    for (const row of course.rows.filter((one) => one.checks > 0 || one.state !== 'not-scanned')) {
      const numbers = criterionStates.map((state) => row.lessons[state]).join(' | ');
      lines.push(`| ${row.criterion} ${inline(row.name)} | ${row.level} | ${criterionWords[row.state].join(' ')} | ${numbers} |`);
    }
    const left = course.rows.filter((one) => one.checks === 0 && one.state === 'not-scanned').map((one) => one.criterion);
    lines.push('', `No check sees ${left.join(', ')}: a person must.`, '');
  }
  return lines;
}

export function historyLines(model: ReportModel): string[] {
  if (model.history.length < 2) return [];
  return [
    '## From run to run',
    '',
    'Open findings at the end of each run.',
    '',
    `| Run | ${agentNames.map(agentLabel).join(' | ')} | All |`,
    `| --- | ${agentNames.map(() => '---').join(' | ')} | --- |`,
    ...model.history.map(
      (point) => `| ${point.day} | ${agentNames.map((agent) => point.open[agent]).join(' | ')} | ${point.total} |`,
    ),
    '',
  ];
}
