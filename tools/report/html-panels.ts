/** What opens under a card when a person rejects, edits, snoozes or answers. Works only with the page's script. */
import { exact, html, type Markup } from './escape.ts';
import { showPlace } from './places.ts';
import type { DecisionCard, FindingView } from './types.ts';

type ProposalCard = Extract<DecisionCard, { kind: 'proposal' }>;

const reasons = [
  ['not-a-fault', 'Not a fault', 'It is right as it stands. It will not be reported again.'],
  ['wrong-fix', 'Wrong fix', 'The fault is real, this change is not the answer.'],
  ['intended', 'Intended', 'It is wrong on purpose.'],
  ['other', 'Something else', 'Say it in the note.'],
] as const;

export function rejectPanel(card: ProposalCard): Markup {
  const name = `reason-${card.key}`;
  return html`<form class="panel js-only" data-panel="reject" hidden><fieldset><legend>Why not?</legend>${reasons.map(
    ([value, label, help], index) =>
      html`<label class="choice"><input type="radio" name="${name}" value="${value}"${index === 0 ? html` checked` : null}> <span><kbd>${index + 1}</kbd> <strong>${label}</strong> <span class="hint">${help}</span></span></label>`,
  )}</fieldset>
<label class="field">Note, if you like <input type="text" data-field="note" maxlength="2000" autocomplete="off"></label>
<label class="field">Holds for <select data-field="scope"><option value="this">this place</option><option value="course">this course</option><option value="library">the whole library</option></select></label>
<p class="buttons"><button type="submit" class="primary">Reject</button> <button type="button" data-close>Cancel</button></p></form>`;
}

export function snoozePanel(card: ProposalCard): Markup {
  return html`<form class="panel js-only" data-panel="snooze" hidden><label class="field">Ask again on <input type="date" data-field="until" id="until-${card.key}" required></label><p class="buttons"><button type="submit" class="primary">Snooze</button> <button type="button" data-days="7">in a week</button> <button type="button" data-days="30">in a month</button> <button type="button" data-close>Cancel</button></p></form>`;
}

/** The first line end of a text area is swallowed by parsers, so one is put before; `data-eol` remembers CRLF. */
export function editPanel(card: ProposalCard): Markup {
  const [first] = card.members;
  const note = card.members.length > 1 ? html`<p class="hint">Your text is used in every ticked place.</p>` : null;
  return html`<form class="panel js-only" data-panel="edit" hidden>${note}${first.edits.map((edit, index) => {
    const of = first.edits.length > 1 ? ` (${index + 1} of ${first.edits.length})` : '';
    const rows = Math.min(14, Math.max(2, edit.replacement.split('\n').length + Math.floor(edit.replacement.length / 90)));
    return html`<label class="field">New text at ${showPlace(edit.place)}${of}<textarea data-edit="${edit.index}" data-eol="${edit.replacement.includes('\r\n') ? 'crlf' : 'lf'}" rows="${rows}" spellcheck="true" dir="auto">${exact(`\n${edit.replacement}`)}</textarea></label>`;
  })}<p class="buttons"><button type="submit" class="primary" data-served="Check this text" data-file="Use this text">Use this text</button> <button type="button" data-close>Cancel</button></p><p class="hint">Your text is checked like every change before it is published.</p></form>`;
}

export function answerPanel(question: FindingView): Markup {
  const text = (label: string) =>
    html`<label class="field">${label}<textarea data-field="text" rows="2" dir="auto"></textarea></label><button type="submit" class="primary">Answer</button>`;
  const kinds: Record<string, () => Markup> = {
    'text-alternative': () =>
      html`${text('What would you tell someone who cannot see it?')} <button type="button" data-reply="decorative">It is decorative</button>`,
    text: () => text('Your answer'),
    'yes-no': () =>
      html`<button type="button" class="primary" data-reply="yes">Yes</button> <button type="button" data-reply="no">No</button>`,
    key: () =>
      html`<fieldset><legend>The right answer is</legend>${question.choices.map(
        (choice, index) =>
          html`<label class="choice"><input type="radio" name="key-${question.id}" value="${index}"> <span dir="auto">${choice}</span></label>`,
      )}</fieldset><button type="submit" class="primary">This is right</button>`,
  };
  const controls = question.answerKind ? kinds[question.answerKind]?.() : null;
  return html`<form class="panel answer js-only" data-panel="answer">${controls} <button type="button" data-reply="not-a-fault">Not a fault</button></form>`;
}
