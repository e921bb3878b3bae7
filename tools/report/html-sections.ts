/** What surrounds the cards: the summary, the index of everything, what is held or waits, the alignment map. */
import type { AlignmentCell, AlignmentRow } from '../../agents/contract.ts';
import { alignmentReasons, cellWords, readClause, readLegend } from './alignment-reasons.ts';
import { html, type Markup } from './escape.ts';
import { answersLead, answersSection } from './html-answers.ts';
import { cardId, cardTitle, commandsMarkup, severityChip } from './html-card.ts';
import { criteriaSection } from './html-criteria.ts';
import { excerptMarkup } from './html-diff.ts';
import { lessonsHeat, levelBars, trendSection } from './html-figures.ts';
import { showPlace, showPlaces } from './places.ts';
import type { AlignmentCourse, DecisionCard, FindingView, ProposalView, ReportModel } from './types.ts';
import { agentLabel, byReason, dollars, duration, firstOf, knownLine, plural, statusTitles } from './words.ts';

const bySeverity = ['critical', 'serious', 'moderate', 'minor'] as const;

/** What was not looked at, in one line for the card view; null where all was. */
export function gapLine(model: ReportModel): string | null {
  const failed = model.summary.unchecked.filter((rule) => rule.kind === 'failed').length;
  const parts = [];
  if (!model.summary.run) parts.push('no refresh has run yet');
  if (model.summary.run?.partial) parts.push('the run was not completed');
  if (model.summary.lessons.notScanned.length > 0)
    parts.push(`${plural(model.summary.lessons.notScanned.length, 'lesson')} not scanned`);
  if (failed > 0) parts.push(`${plural(failed, 'check')} failed`);
  return parts.length > 0 ? `Not everything was looked at: ${parts.join(', ')}.` : null;
}

function figure(label: string, value: string, note: string | null = null): Markup {
  return html`<div class="figure"><dt>${label}</dt><dd>${value}${note ? html` <span class="hint">${note}</span>` : null}</dd></div>`;
}

function agentsTable(model: ReportModel): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Findings by agent and severity"><table><caption>Findings by agent and severity</caption><thead><tr><th scope="col">Agent</th>${bySeverity.map((severity) => html`<th scope="col" class="num">${severity}</th>`)}<th scope="col" class="num">changes proposed</th><th scope="col" class="num">questions</th></tr></thead><tbody>${model.summary.agents.map(
    (row) =>
      html`<tr><th scope="row">${agentLabel(row.agent)}${row.state === 'left-out' ? html` <span class="hint">not asked in this run</span>` : null}</th>${bySeverity.map((severity) => html`<td class="num">${row.severities[severity]}</td>`)}<td class="num">${row.proposals}</td><td class="num">${row.questions}</td></tr>`,
  )}</tbody></table></div>`;
}

function gaps(model: ReportModel): Markup | null {
  const { lessons, unchecked, run } = model.summary;
  const failed = unchecked.filter((rule) => rule.kind === 'failed');
  const other = unchecked.filter((rule) => rule.kind === 'notApplicable');
  return html`${run?.partial ? html`<p class="notice"><strong>The run was not completed.</strong> ${run.partial}</p>` : null}
${lessons.notScanned.length > 0 ? html`<h3>Not scanned</h3><ul>${byReason(lessons.notScanned).map(({ reason, paths }) => html`<li><span dir="auto">${reason}</span> ${paths.length > 4 ? html`<details><summary>${plural(paths.length, 'lesson')}</summary><ul>${paths.map((path) => html`<li><code class="place">${path}</code></li>`)}</ul></details>` : paths.map((path) => html`<code class="place">${path}</code> `)}</li>`)}</ul>` : null}
${failed.length > 0 ? html`<h3>Checks that failed</h3><p>What these would have found is not known.</p><ul>${failed.map((rule) => html`<li><strong>${rule.rule}</strong> in ${firstOf(rule.lessons)}: <span dir="auto">${rule.why}</span></li>`)}</ul>` : null}
${other.length > 0 ? html`<details><summary>${plural(other.length, 'check')} did not apply</summary><ul>${other.map((rule) => html`<li><strong>${rule.rule}</strong> (${plural(rule.lessons.length, 'lesson')}): <span dir="auto">${rule.why}</span></li>`)}</ul></details>` : null}`;
}

export function summarySection(model: ReportModel): Markup {
  const { summary } = model;
  const { lessons, run } = summary;
  const modelFigure =
    summary.model.without !== null && summary.model.calls === 0
      ? figure('Model', 'none', summary.model.without)
      : figure('Model', dollars(summary.model.cost), plural(summary.model.calls, 'call'));
  const modelGaps = [
    ...(summary.model.without !== null && summary.model.calls > 0 ? [`In part without a model: ${summary.model.without}`] : []),
    ...summary.model.notes,
  ];
  return html`<section aria-labelledby="summary-title"><h2 id="summary-title">What was looked at</h2>
${run ? null : html`<p class="notice">No refresh has run yet, so nothing can be said of the lessons.</p>`}
<dl class="figures">${figure('Lessons', String(lessons.total))}${figure('Looked at', String(lessons.scanned))}${figure('Unchanged', String(lessons.unchanged))}${figure('Not scanned', String(lessons.notScanned.length))}${run ? figure('Time', duration(run.seconds), plural(summary.pagesOpened, 'page')) : null}${modelFigure}</dl>
${modelGaps.map((line) => html`<p class="notice">${line}</p>`)}
${agentsTable(model)}
${summary.known > 0 ? html`<p class="hint">${knownLine(summary.known)}</p>` : null}
${gaps(model)}
${answersLead(model.answers)}</section>`;
}

function indexRow(card: DecisionCard): Markup {
  const [first] = card.kind === 'proposal' ? card.members : [null];
  const where = card.kind === 'question' ? showPlace(card.question.place) : showPlaces(card.members[0].places);
  const count = card.kind === 'proposal' && card.members.length > 1 ? `${card.members.length} places, first ` : '';
  return html`<li><a href="#${cardId(card)}" data-open="${cardId(card)}" dir="auto">${cardTitle(card)}</a> <span class="state-tag" data-state-of="${cardId(card)}" hidden></span>${card.kind === 'question' && card.question.question ? html`<span class="row-facts" dir="auto">${card.question.message}</span>` : null}<span class="row-facts">${severityChip(card.severity)} <span>${card.kind === 'question' ? 'question' : `${first?.risk} risk`}</span> <span>${count}<code class="place">${where}</code></span></span></li>`;
}

export function indexSection(model: ReportModel): Markup {
  return html`<section aria-labelledby="index-title"><h2 id="index-title">All decisions, worst first</h2>${model.cards.length > 0 ? html`<ol class="index">${model.cards.map(indexRow)}</ol>` : html`<p>Nothing waits for a decision.</p>`}</section>`;
}

function byHandItem(item: FindingView): Markup {
  return html`<li>${severityChip(item.severity)} <span dir="auto">${item.message}</span> <code class="place">${showPlace(item.place)}</code>${item.unverified ? html`<p class="hint">A change was tried and did not pass its checks: ${item.unverified}</p>` : null}<details><summary>Show the place<span class="vh"> of ${item.id}</span></summary>${excerptMarkup(item.place.path, item.excerpt)}<p class="hint">Rule ${item.rule}, ${item.id}</p></details></li>`;
}

function proposalItem(item: ProposalView, undo: boolean): Markup {
  return html`<li>${severityChip(item.severity)} <span dir="auto">${item.title}</span> <code class="place">${showPlaces(item.places)}</code> <span class="hint">${item.changeSet}${item.until ? `, comes back on ${item.until}` : ''}${item.why ? ` · ${item.why}` : ''}</span>${undo ? html` <button type="button" class="js-only small" data-take-back="${item.changeSet}">Take back<span class="vh"> ${item.title}</span></button>` : null}</li>`;
}

export function restSections(model: ReportModel, mode: 'file' | 'served'): Markup {
  const held = model.held.proposals.length + model.held.questions.length;
  return html`${model.byHand.length > 0 ? html`<section aria-labelledby="by-hand"><h2 id="by-hand">To mend by hand (${model.byHand.length})</h2><p>These fail a rule, and no change could be proposed that is surely right.</p><ul class="plain">${model.byHand.map(byHandItem)}</ul></section>` : null}
${held > 0 ? html`<section aria-labelledby="held"><h2 id="held">Held back by the limits (${held})</h2><p>${model.held.why}</p><ul class="plain">${model.held.proposals.map((item) => proposalItem(item, false))}${model.held.questions.map((item) => html`<li>${severityChip(item.severity)} <span dir="auto">${item.message}</span> <code class="place">${showPlace(item.place)}</code> <span class="hint">${item.id}</span></li>`)}</ul>${commandsMarkup(model.held.commands, 'Release them')}</section>` : null}
${model.waiting.map(
  (entry) =>
    html`<section aria-labelledby="waiting-${entry.status}"><h2 id="waiting-${entry.status}">${statusTitles[entry.status] ?? entry.status} (${entry.proposals.length})</h2><ul class="plain">${entry.proposals.map((item) => proposalItem(item, mode === 'served' && (entry.status === 'approved' || entry.status === 'snoozed')))}</ul></section>`,
)}
${answersSection(model.answers)}
${alignmentSection(model)}
${criteriaSection(model)}
${trendSection(model)}
<section aria-labelledby="commands-title"><h2 id="commands-title">On the command line</h2><dl class="command-list">${model.commands.map((command) => html`<div><dt>${command.label}</dt><dd><code>${command.line}</code></dd></div>`)}</dl></section>`;
}

function cellMarkup(cell: AlignmentCell): Markup {
  const [sign, words] = cellWords(cell);
  return html`<td class="cell ${cell.verdict}"><span aria-hidden="true">${sign}</span> ${words}</td>`;
}

function alignmentRow(row: AlignmentRow, items: AlignmentCourse['items']): Markup {
  const sections = row.sections
    .slice(0, 2)
    .map((section) => section.title)
    .filter((title) => title !== '')
    .join('; ');
  const level = row.outcome.kind === 'topic' ? 'topic' : row.outcome.level;
  return html`<tr><th scope="row"><span dir="auto">${row.outcome.text}</span>${level ? html` <span class="level">${level}</span>` : null}</th>${cellMarkup(row.taught)}${cellMarkup(row.practised)}${items === 'some' ? cellMarkup(row.assessed) : null}<td class="near" dir="auto">${sections || '–'}${reasonsMarkup(row, items)}</td></tr>`;
}

function reasonsMarkup(row: AlignmentRow, items: AlignmentCourse['items']): Markup | null {
  const reasons = alignmentReasons(row, items);
  if (reasons.length === 0) return null;
  return html`<details><summary>Why<span class="vh">: ${row.outcome.text}</span></summary><ul>${reasons.map(
    ({ label, words, form, note }) =>
      html`<li>${label}: ${form === 'quote' ? html`<q dir="auto">${words}</q>` : words}${note === '' ? null : html` (<span dir="auto">${note}</span>)`}</li>`,
  )}</ul></details>`;
}

export function alignmentSection(model: ReportModel): Markup | null {
  if (model.alignment.length === 0) return null;
  const figures = model.alignment.map((course, index) => html`${lessonsHeat(course, index)}${levelBars(course, index)}`);
  return html`<section aria-labelledby="map-title"><h2 id="map-title">Alignment map</h2><p class="legend"><span class="cell full">✓ yes</span> <span class="cell partial">~ partly</span> <span class="cell none">× no</span> <span class="cell unsure">? unsure</span></p>${model.alignment.some(({ read }) => read > 0) ? html`<p class="hint">${readLegend}</p>` : null}${model.alignment.map(
    (course) =>
      html`<div class="scroll" tabindex="0" role="region" aria-label="Outcomes of ${course.course}"><table class="map"><caption>${course.course}: of ${plural(course.outcomes, 'outcome')} ${course.taught} taught, ${course.practised} practised, ${course.items === 'some' ? `${course.assessed} assessed` : 'no quiz items to assess them'}${readClause(course)}</caption><thead><tr><th scope="col">Outcome</th><th scope="col">Taught</th><th scope="col">Practised</th>${course.items === 'some' ? html`<th scope="col">Assessed</th>` : null}<th scope="col">Nearest sections</th></tr></thead>${course.lessons.map(
        (lesson) =>
          html`<tbody><tr class="lesson"><th scope="rowgroup" colspan="${course.items === 'some' ? 5 : 4}" dir="auto">${lesson.title}</th></tr>${lesson.rows.map((row) => alignmentRow(row, course.items))}</tbody>`,
      )}</table></div>`,
  )}${figures}</section>`;
}
