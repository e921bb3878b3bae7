/** How learners answered, as lines of `review.md`. */
import { type AnswersView, figuresLine, groundsLine, refreshFirstLine, stemOf, testLine, unitOf } from './answers.ts';
import { enoughAnswers } from './items-plots.ts';
import { code, inline } from './markdown-text.ts';
import { showPlace } from './places.ts';
import { percent } from './plots/figure.ts';
import type { ItemView } from './types.ts';

const mostFirst = 8;
const mostItems = 20;

type Interval = readonly [number, number] | null;

function ranged(value: number | null, interval: Interval, show: (value: number) => string): string {
  if (value === null) return '–';
  return interval ? `${show(value)} [${show(interval[0])}, ${show(interval[1])}]` : show(value);
}

const figure = (value: number) => value.toFixed(2);

function courseLines(view: AnswersView): string[] {
  const head = `### ${inline(view.title)}`;
  const { analysis } = view;
  if (!analysis) return [head, '', `**The answers could not be read.** ${inline(view.fault ?? '')}`, ''];
  const lines = [head, '', `${inline(testLine(analysis))} From ${code(view.file)}; learners appear as counts only.`, ''];
  for (const note of analysis.notes) lines.push(`- ${inline(note)}`);
  if (analysis.notes.length > 0) lines.push('');
  if (view.refreshFirst.length > 0) {
    lines.push('Refresh first:', '');
    view.refreshFirst.slice(0, mostFirst).forEach((one, index) => {
      lines.push(`${index + 1}. **${inline(one.outcome)}**: ${inline(refreshFirstLine(one))}`);
    });
    lines.push('');
  }
  if (analysis.outcomes.length > 0) {
    lines.push(
      `| ${unitOf(analysis)} | Learners | ${enoughAnswers} | Know it at the end | Verdict |`,
      '| --- | --- | --- | --- | --- |',
    );
    for (const { outcome, learners, fitted, mastery, masteryInterval, verdict } of analysis.outcomes)
      lines.push(`| ${inline(outcome)} | ${learners} | ${fitted} | ${ranged(mastery, masteryInterval, percent)} | ${verdict} |`);
    lines.push('');
  }
  lines.push(inline(groundsLine(analysis, stemOf(view))), '');
  if (view.flagged.length === 0) return lines;
  lines.push(
    '| Item to look at | What the answers say | Learners | Share right (p) | Tells apart (r) | Distractors that work |',
    '| --- | --- | --- | --- | --- | --- |',
  );
  for (const { statistics, asked, why } of view.flagged.slice(0, mostItems)) {
    const name = asked ? `${inline(asked.stem)} ${code(showPlace(asked.place)).replaceAll('|', '\\|')}` : inline(statistics.item);
    const distractors = statistics.distractors ? `${statistics.distractors.working} of ${statistics.distractors.of}` : '–';
    lines.push(
      `| ${name} | ${inline(why.join(' '))} | ${statistics.n} | ${ranged(statistics.p, statistics.pInterval, figure)} | ${ranged(statistics.pointBiserial, statistics.pointBiserialInterval, figure)} | ${distractors} |`,
    );
  }
  return [...lines, '', inline(figuresLine), ''];
}

/** An item as learners see it, the key marked, with what they did with it. */
export function itemLines({ stem, options, statistics }: ItemView): string[] {
  const chosen = (text: string) => {
    const own = statistics?.options.find(({ option }) => option === text);
    return own ? ` (${percent(own.share)}, r ${own.pointBiserial === null ? '–' : figure(own.pointBiserial)})` : '';
  };
  return [
    `> ${inline(stem)}`,
    '>',
    ...options.map(({ text, correct }) => `> * ${inline(text)}${correct ? ' **(marked right)**' : ''}${chosen(text)}`),
    ...(statistics
      ? [
          '>',
          `> N ${statistics.n}, p ${ranged(statistics.p, statistics.pInterval, figure)}, r ${ranged(statistics.pointBiserial, statistics.pointBiserialInterval, figure)}`,
        ]
      : []),
    '',
  ];
}

export function answersLines(answers: readonly AnswersView[]): string[] {
  return answers.length === 0 ? [] : ['## How learners answered', '', ...answers.flatMap(courseLines)];
}
