// The verdicts, and the panels that ask for more: reason, day, new text, answer.
function closePanels() {
  for (const panel of $$('.panel:not(.answer)')) panel.hidden = true;
}

function openPanel(name) {
  const card = currentCard();
  const panel = card && $(`[data-panel="${name}"]`, card);
  if (!panel) return;
  closePanels();
  panel.hidden = false;
  const field = $('input, textarea, select', panel);
  field?.focus();
  panel.scrollIntoView({ block: 'nearest', behavior: 'instant' });
}

/** The ticked members of a group; the one change set of any other card. */
function chosen(card) {
  const { members } = dataOf(card);
  const boxes = $$('input[data-member]', card);
  return boxes.length === 0 ? members : members.filter((_, index) => boxes[index]?.checked);
}

let busy = false;
async function decide(card, verdict, more = {}) {
  if (busy) return;
  const changes = chosen(card);
  if (changes.length === 0) return trouble(card, 'Tick at least one place.');
  if (decided.has(card.id)) return trouble(card, 'This is decided already; take it back first (U).');
  const all = dataOf(card).members.length;
  const words = all > 1 ? `${stateWords[verdict]} in ${changes.length} of ${all} places` : undefined;
  if (served) {
    busy = true;
    const result = await post('/api/decide', { changes, verdict, ...more });
    busy = false;
    if (!result.ok) return trouble(card, result.message);
    const seconds = clock.take(card.id);
    if (seconds > 0) void post('/api/time', { changeSet: `${changes[0].proposal}@${changes[0].revision}`, seconds: Math.min(3600, seconds) });
  }
  keep(card, { verdict, words, decisions: changes.map((change) => ({ ...change, verdict, ...more })), changeSets: changes.map((change) => `${change.proposal}@${change.revision}`) });
}

async function edit(card, form) {
  if (busy) return;
  const texts = $$('[data-edit]', form)
    .map((area) => ({ edit: Number(area.dataset.edit), text: area.dataset.eol === 'crlf' ? area.value.replaceAll('\n', '\r\n') : area.value, was: area.defaultValue, now: area.value }))
    .filter((entry) => entry.now !== entry.was)
    .map(({ edit: index, text }) => ({ edit: index, text }));
  if (texts.length === 0) return trouble(card, 'The text is unchanged.');
  const changes = chosen(card);
  if (!served) {
    return keep(card, { verdict: 'edit', decisions: changes.map((change) => ({ ...change, verdict: 'edit', replacements: texts })) });
  }
  busy = true;
  tell('Your text is being checked.');
  $('#toast').textContent = 'Your text is being checked …';
  for (const change of changes) {
    const result = await post('/api/edit', { ...change, replacements: Object.fromEntries(texts.map((entry) => [entry.edit, entry.text])) });
    if (!result.ok) {
      busy = false;
      $('#toast').textContent = '';
      return trouble(card, result.message);
    }
  }
  await takeOver(card);
  busy = false;
  show(at);
  $('#toast').textContent = 'Checked. Approve it if it is right now.';
  tell('Your text was checked. Approve it if it is right now.');
}

async function answer(card, reply, words) {
  if (busy) return;
  if (decided.has(card.id)) return trouble(card, 'This is answered already; take it back first (U).');
  const { finding, asked } = dataOf(card);
  if (served) {
    busy = true;
    const result = await post('/api/answer', { finding, asked, reply });
    busy = false;
    if (!result.ok) return trouble(card, result.message);
    const seconds = clock.take(card.id);
    if (seconds > 0) void post('/api/time', { changeSet: finding, seconds: Math.min(3600, seconds) });
    if (result.proposals.length > 0) await takeOver(null);
    keep(card, { verdict: 'answer', words, changeSets: result.proposals.map((change) => `${change.proposal}@${change.revision}`) });
    if (result.proposals.length > 0) $('#toast').textContent = 'Your answer became a change; it waits at the end of today’s cards.';
    // Nothing on the server takes a remembered answer back from here.
    history.pop();
    return showProgress();
  }
  keep(card, { verdict: 'answer', words, answer: { finding, asked, reply } });
}

function replyOf(name) {
  if (name === 'decorative') return [{ kind: 'decorative' }, 'Answered: decorative'];
  if (name === 'not-a-fault') return [{ kind: 'not-a-fault' }, 'Answered: not a fault'];
  return [{ kind: 'text', text: name }, `Answered: ${name}`];
}

function isoDay(days) {
  const day = new Date(Date.now() + days * 86_400_000);
  return new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

const submits = {
  reject(card, form) {
    const note = $('[data-field="note"]', form).value.trim();
    void decide(card, 'reject', { reason: $('input:checked', form).value, scope: $('[data-field="scope"]', form).value, ...(note ? { note } : {}) });
  },
  snooze(card, form) { void decide(card, 'snooze', { until: $('[data-field="until"]', form).value }); },
  edit(card, form) { void edit(card, form); },
  answer(card, form) {
    const option = $('input:checked', form);
    const text = $('[data-field="text"]', form)?.value.trim();
    if (option) void answer(card, { kind: 'key', option: Number(option.value) }, `Answered: ${option.parentElement.textContent.trim()}`);
    else if (text) void answer(card, { kind: 'text', text }, `Answered: ${text}`);
    else trouble(card, 'Give an answer first.');
  },
};

function wirePanels(card) {
  for (const form of $$('.panel', card)) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submits[form.dataset.panel](card, form);
    });
    const day = $('[data-field="until"]', form);
    if (day) {
      day.min = isoDay(1);
      day.value = isoDay(7);
    }
    for (const button of $$('[data-days]', form)) button.addEventListener('click', () => decide(card, 'snooze', { until: isoDay(Number(button.dataset.days)) }));
    for (const button of $$('[data-reply]', form)) button.addEventListener('click', () => answer(card, ...replyOf(button.dataset.reply)));
    for (const button of $$('[data-close]', form)) button.addEventListener('click', closeAndReturn);
    for (const button of $$('[data-served]', form)) button.textContent = served ? button.dataset.served : button.dataset.file;
  }
}

function closeAndReturn() {
  closePanels();
  const card = currentCard();
  if (card) $('h2', card).focus();
}
