// Buttons and keys; then the page starts.
const acts = {
  approve() {
    const card = currentCard();
    if (!card) return;
    if (card.dataset.kind === 'question') $('.answer input, .answer textarea, .answer button', card)?.focus();
    else void decide(card, 'approve');
  },
  reject() {
    const card = currentCard();
    if (!card) return;
    if (card.dataset.kind === 'question') void answer(card, ...replyOf('not-a-fault'));
    else openPanel('reject');
  },
  edit() { openPanel('edit'); },
  snooze() { openPanel('snooze'); },
  undo() { void undo(); },
  next() { if (currentCard()) show(at + 1); },
  previous() { show(currentCard() ? at - 1 : cards.length - 1); },
  list() { setView(view === 'list' ? 'cards' : 'list'); },
  help() { $('#help').showModal(); },
};
const keys = { a: 'approve', r: 'reject', e: 'edit', s: 'snooze', u: 'undo', n: 'next', arrowright: 'next', p: 'previous', arrowleft: 'previous', l: 'list', '?': 'help' };

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $('#help').open) return;
  const form = event.target.closest?.('form.panel:not(.answer)');
  if (event.key === 'Escape') return closeAndReturn();
  const reason = form?.dataset.panel === 'reject' && event.target.type !== 'text' ? $$('input[type="radio"]', form)[Number(event.key) - 1] : undefined;
  if (reason) {
    reason.checked = true;
    reason.focus();
    return;
  }
  if (form && event.key === 'Enter' && event.target.type === 'radio') {
    event.preventDefault();
    return form.requestSubmit();
  }
  if (!$('#shortcuts').checked || event.target.closest?.('input:not([type="checkbox"]), textarea, select, [contenteditable]')) return;
  const act = keys[event.key.toLowerCase()];
  if (!act || (view === 'list' && !['list', 'help', 'undo'].includes(act))) return;
  if (!mayAct(act, currentCard())) return;
  event.preventDefault();
  acts[act]();
});

for (const button of $$('[data-act]')) button.addEventListener('click', () => acts[button.dataset.act]());
for (const button of $$('.top [data-view]')) button.addEventListener('click', () => setView(button.dataset.view));
for (const link of $$('[data-show-list]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    setView('list');
  });
}
for (const link of $$('[data-open]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    setView('cards', false);
    show(cards.findIndex((card) => card.id === link.dataset.open));
  });
}
for (const button of $$('[data-save]')) button.addEventListener('click', save);
$('[data-help]').addEventListener('click', acts.help);
$('[data-close-help]').addEventListener('click', () => $('#help').close());
for (const button of $$('[data-take-back]')) {
  button.addEventListener('click', async () => {
    const result = await post('/api/undo', { changeSet: button.dataset.takeBack });
    if (!result.ok) return tell(result.message);
    button.disabled = true;
    button.textContent = 'Taken back';
    tell('Taken back. It is among the decisions again when the page is loaded anew.');
  });
}
addEventListener('beforeprint', () => { for (const details of $$('details:not(.commands)')) details.open = true; });

root.classList.add('js');
for (const card of cards) wirePanels(card);
showProgress();
if (cards.length > 0) {
  setView('cards', false);
  show(0, false);
} else setView('list', false);
