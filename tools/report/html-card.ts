/** One decision as an article: what changes first, then why, the proof, and what is left for the person. */
import type { Severity } from '../../agents/contract.ts';
import { exact, html, type Markup } from './escape.ts';
import { statisticsLine } from './html-answers.ts';
import { changesMarkup, excerptMarkup } from './html-diff.ts';
import { answerPanel, editPanel, rejectPanel, snoozePanel } from './html-panels.ts';
import { curveLead, itemCurve } from './items-plots.ts';
import { showPlace, showPlaces } from './places.ts';
import { percent } from './plots/figure.ts';
import type { Command, DecisionCard, EvidenceView, FindingView, Hunk, ItemChange, ItemView, ProposalView } from './types.ts';
import { agentLabel, criterionName, originLine, plural, turnOf } from './words.ts';

const severitySigns: Record<Severity, string> = { critical: '◆', serious: '▲', moderate: '●', minor: '○' };

export function severityChip(severity: Severity): Markup {
  return html`<span class="chip ${severity}"><span aria-hidden="true">${severitySigns[severity]}</span> ${severity}</span>`;
}

export function cardId(card: DecisionCard): string {
  return `card-${card.key}`;
}

export function cardTitle(card: DecisionCard): string {
  return card.kind === 'question' ? (card.question.question ?? card.question.message) : card.members[0].title;
}

function evidenceItem(evidence: EvidenceView): Markup {
  const place = evidence.place ? html` <code class="place">${showPlace(evidence.place)}</code>` : null;
  const date = evidence.date ? html` <span class="date">${evidence.date}</span>` : null;
  const link = evidence.url ? html` <a href="${evidence.url}" rel="noreferrer noopener">${hostOf(evidence.url)}</a>` : null;
  const words =
    evidence.kind === 'quote' ? html`<q dir="auto">${evidence.text}</q>` : html`<span dir="auto">${evidence.text}</span>`;
  return html`<li>${words}${place}${date}${link}</li>`;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'source';
}

function evidenceMarkup(evidence: readonly EvidenceView[]): Markup | null {
  const words = evidence.filter((item) => item.picture === null);
  return words.length === 0 ? null : html`<ul class="evidence">${words.map(evidenceItem)}</ul>`;
}

function pictureEvidence(evidence: readonly EvidenceView[]): Markup | null {
  const pictures = evidence.filter((item) => item.picture !== null);
  if (pictures.length === 0) return null;
  return html`<div class="pictures">${pictures.map(
    (item) =>
      html`<figure><img src="${item.picture}" alt="The picture in question"><figcaption>${item.text || 'The picture in question'}</figcaption></figure>`,
  )}</div>`;
}

function checksMarkup(proposal: ProposalView): Markup | null {
  if (proposal.checks.length === 0) return null;
  return html`<section class="proof"><h3>Checked on a copy</h3><ul class="checks">${proposal.checks.map(
    (check) =>
      html`<li class="${check.passed ? 'passed' : 'failed'}"><span class="mark" aria-hidden="true">${check.passed ? '✓' : '✗'}</span><span class="vh">${check.passed ? 'Passed: ' : 'Failed: '}</span><span>${check.name}</span> <span class="turn">${turnOf(check)}</span></li>`,
  )}</ul></section>`;
}

function picturesMarkup(proposal: ProposalView): Markup | null {
  if (!proposal.pictures) return null;
  return html`<div class="pictures pair"><figure><img src="${proposal.pictures.before}" alt="The rendered place before the change"><figcaption>Before</figcaption></figure><figure><img src="${proposal.pictures.after}" alt="The rendered place after the change"><figcaption>After</figcaption></figure></div>`;
}

export function commandsMarkup(commands: readonly Command[], title: string): Markup | null {
  if (commands.length === 0) return null;
  return html`<details class="commands"><summary>${title}</summary><dl>${commands.map(
    (command) => html`<div><dt>${command.label}</dt><dd><code>${command.line}</code></dd></div>`,
  )}</dl></details>`;
}

const riskWords = { low: 'Low risk', medium: 'Medium risk', high: 'High risk' } as const;

function facts(proposal: ProposalView): Markup {
  const criteria = proposal.criteria.map((criterion) => `WCAG ${criterionName(criterion)}`);
  return html`<ul class="facts"><li>${riskWords[proposal.risk]}</li><li>${originLine(proposal)}</li>${criteria.map((name) => html`<li>${name}</li>`)}<li>${proposal.changeSet}</li></ul>`;
}

function head(agent: string, severity: Severity, where: string, lesson: string, state: 'decision' | 'question'): Markup {
  return html`<p class="eyebrow">${severityChip(severity)} <span class="agent">${agent}</span>${state === 'question' ? html` <span class="agent">Question</span>` : null} <span class="where"><span dir="auto">${lesson}</span> <code class="place">${where}</code></span></p>`;
}

/** Further places of a group show only the lines that change: the first has shown how it reads. */
function withoutContext(hunk: Hunk): Hunk {
  return { ...hunk, rows: hunk.rows.filter((row) => row.kind !== 'context') };
}

function memberList(card: Extract<DecisionCard, { kind: 'proposal' }>): Markup | null {
  if (card.members.length === 1) return null;
  return html`<fieldset class="members"><legend>The same change in ${plural(card.members.length, 'place')}</legend><p class="js-only hint">What you decide holds for the ticked ones.</p>${card.members.map(
    (member, index) =>
      html`<div class="member"><label><input class="js-only" type="checkbox" checked data-member="${index}"> <span><span dir="auto">${member.lessonTitle}</span> <code class="place">${showPlaces(member.places)}</code></span></label>${index === 0 ? null : changesMarkup(member.hunks.map(withoutContext))}</div>`,
  )}</fieldset>`;
}

/** The rationale stands right under the title where the finding's own words add nothing; here stands what is left to show. */
function whyMarkup(proposal: ProposalView): Markup | null {
  const evidence = evidenceMarkup(movesStatistics(proposal) ? proposal.evidence.filter(isNoStatistic) : proposal.evidence);
  if (proposal.fault === null && evidence === null) return null;
  const words = proposal.fault === null ? null : html`<p dir="auto">${proposal.rationale}</p>`;
  return html`<section class="why"><h3>${proposal.fault === null ? 'Evidence' : 'Why'}</h3>${words}${evidence}</section>`;
}

/** What the page's script must know of a card. */
function cardData(card: DecisionCard): string {
  if (card.kind === 'question') return JSON.stringify({ finding: card.question.id, asked: card.question.asked });
  return JSON.stringify({
    members: card.members.map((member) => ({ proposal: member.id, revision: member.revision, digest: member.digest })),
  });
}

function proposalCard(card: Extract<DecisionCard, { kind: 'proposal' }>, number: number): Markup {
  const [first] = card.members;
  return html`<article class="card" id="${cardId(card)}" data-kind="proposal" data-card="${exact(cardData(card))}" aria-labelledby="${cardId(card)}-title">
${head(agentLabel(first.agent), card.severity, showPlaces(first.places), first.lessonTitle, 'decision')}
<h2 id="${cardId(card)}-title" tabindex="-1" dir="auto"><span class="vh">${number}. </span>${first.title}</h2>
<p class="state" hidden></p>
<p class="message" dir="auto">${first.fault ?? first.rationale}</p>
${first.item ? itemChangeMarkup(first, first.item) : null}
${changesMarkup(first.hunks)}
${memberList(card)}
${picturesMarkup(first)}${pictureEvidence(first.evidence)}
<div class="reasons">${whyMarkup(first)}${checksMarkup(first)}</div>
${first.forYou ? html`<p class="for-you"><strong>Left for you:</strong> <span dir="auto">${first.forYou}</span></p>` : null}
${facts(first)}
${editPanel(card)}${rejectPanel(card)}${snoozePanel(card)}
${commandsMarkup(first.commands, 'On the command line')}
</article>`;
}

const isNoStatistic = ({ kind }: EvidenceView) => kind !== 'statistic';

/** What the rule says of the answers stands under the old item where the item itself carries no figures. */
const movesStatistics = ({ item }: ProposalView) => item?.before != null && item.before.statistics === undefined;

/** Old and new beside each other, the old one with what learners did with it; the lines of the file follow. */
function itemChangeMarkup(proposal: ProposalView, { before, after }: ItemChange): Markup {
  const said = movesStatistics(proposal) ? evidenceMarkup(proposal.evidence.filter((one) => !isNoStatistic(one))) : null;
  const old = before ? itemMarkup(before, `${proposal.id}-now`, html`<figcaption>Now</figcaption>`, said) : null;
  const unanswered = before?.statistics ? html`<p class="statistics">Nobody has answered it in these words.</p>` : null;
  return html`<div class="item-change">${old}${itemMarkup(after, `${proposal.id}-then`, html`<figcaption>${before ? 'Proposed' : 'New item'}</figcaption>`, unanswered)}</div>${before ? curveMarkup(before, `${proposal.id}-now`) : null}`;
}

/** The key is marked by a sign and a word, not by colour. */
function itemMarkup(item: ItemView, id: string, caption: Markup | null = null, below: Markup | null = null): Markup {
  const { statistics } = item;
  const chosen = (text: string) => {
    const own = statistics?.options.find(({ option }) => option === text);
    if (!own) return null;
    const r = own.pointBiserial === null ? '' : `, r ${own.pointBiserial.toFixed(2)}`;
    return html` <span class="chosen">chosen by ${percent(own.share)}${r}</span>`;
  };
  const figure = html`<figure class="item">${caption}<p dir="auto">${item.stem}</p><ul>${item.options.map(
    (option) =>
      html`<li dir="auto">${option.text}${option.correct ? html` <strong class="key">✓ marked right</strong>` : null}${chosen(option.text)}</li>`,
  )}</ul>${statistics ? statisticsLine(statistics) : null}${below}</figure>`;
  return caption === null ? html`${figure}${curveMarkup(item, id)}` : figure;
}

function curveMarkup({ stem, statistics }: ItemView, id: string): Markup | null {
  const curve = statistics ? itemCurve(statistics, `curve-${id}`, stem) : null;
  return curve
    ? html`<details><summary>Who chose which option</summary><p class="hint">${curveLead}</p>${curve}</details>`
    : null;
}

function questionCard(question: FindingView, card: DecisionCard, number: number): Markup {
  const title = question.question ?? question.message;
  return html`<article class="card" id="${cardId(card)}" data-kind="question" data-card="${exact(cardData(card))}" aria-labelledby="${cardId(card)}-title">
${head(agentLabel(question.agent), question.severity, showPlace(question.place), question.lessonTitle, 'question')}
<h2 id="${cardId(card)}-title" tabindex="-1" dir="auto"><span class="vh">${number}. </span>${title}</h2>
<p class="state" hidden></p>
${question.question ? html`<p class="message" dir="auto">${question.message}</p>` : null}
${pictureEvidence(question.evidence)}
${question.item ? itemMarkup(question.item, question.id) : excerptMarkup(question.place.path, question.excerpt)}
${evidenceMarkup(question.evidence)}
${question.unverified ? html`<p class="for-you"><strong>A change was tried and not shown:</strong> ${question.unverified}</p>` : null}
${answerPanel(question)}
<ul class="facts"><li>Rule ${question.rule}</li>${question.criteria.map((criterion) => html`<li>WCAG ${criterionName(criterion)}</li>`)}<li>${question.id}</li></ul>
${commandsMarkup(question.commands, 'On the command line')}
</article>`;
}

export function cardMarkup(card: DecisionCard, number: number): Markup {
  return card.kind === 'question' ? questionCard(card.question, card, number) : proposalCard(card, number);
}
