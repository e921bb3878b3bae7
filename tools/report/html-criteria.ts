/** The success criteria of WCAG 2.2 AA as a table a course. */
import { html, type Markup } from './escape.ts';
import { type CriteriaCourse, type CriterionRow, criterionStates, type ReportModel } from './types.ts';
import { criterionUrl } from './wcag.ts';
import { criteriaLine, criterionWords } from './words.ts';

function rowMarkup(row: CriterionRow): Markup {
  const [sign, word] = criterionWords[row.state];
  return html`<tr><th scope="row"><a href="${criterionUrl(row.criterion)}">${row.criterion} ${row.name}</a></th><td>${row.level}</td><td class="cell ${row.state}"><span aria-hidden="true">${sign}</span> ${word}</td>${criterionStates.map((state) => html`<td class="num">${row.lessons[state]}</td>`)}<td>${row.checks === 0 ? 'only a person' : html`${row.checks}`}</td></tr>`;
}

function tableMarkup(course: CriteriaCourse): Markup {
  return html`<details><summary>${criteriaLine(course)}</summary><div class="scroll" tabindex="0" role="region" aria-label="Success criteria in ${course.course}"><table class="map"><caption>${course.course}: lessons by success criterion</caption><thead><tr><th scope="col">Criterion</th><th scope="col">Level</th><th scope="col">State</th>${criterionStates.map((state) => html`<th scope="col" class="num">${criterionWords[state][1]}</th>`)}<th scope="col">Checks</th></tr></thead><tbody>${course.rows.map(rowMarkup)}</tbody></table></div></details>`;
}

export function criteriaSection(model: ReportModel): Markup | null {
  if (model.criteria.length === 0) return null;
  return html`<section aria-labelledby="criteria-title"><h2 id="criteria-title">WCAG 2.2 AA</h2><p class="hint">“Passes the checks” means that no check found a fault: checks see part of a criterion, never all of it. Criteria without a check are for a person to judge.</p>${model.criteria.map(tableMarkup)}</section>`;
}
