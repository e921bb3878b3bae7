// One card at a time, the whole list, and what has been decided.
let cards = $$('#deck > article');
let at = 0;
let view = 'cards';
const finished = $('#finished');

function currentCard() {
  return view === 'cards' && !finished.classList.contains('current') ? cards[at] : undefined;
}

function dataOf(card) { return JSON.parse(card.dataset.card); }
function titleOf(card) { return $('h2', card).lastChild.textContent; }

function show(index, focus = true) {
  closePanels();
  // The welcome has been read: the card gets the room.
  if (index > 0 || decided.size > 0) root.classList.add('begun');
  const end = index >= cards.length;
  finished.hidden = !end;
  finished.classList.toggle('current', end);
  if (!end) at = Math.max(0, index);
  for (const [place, card] of cards.entries()) card.classList.toggle('current', !end && place === at);
  const card = end ? finished : cards[at];
  showBar();
  if (focus && card) {
    $('h2', card).focus({ preventScroll: true });
    scrollTo({ top: Math.max(0, (card.offsetTop ?? 0) - 16), behavior: 'instant' });
  }
}

function setView(name, focus = true) {
  view = name;
  root.dataset.view = name;
  for (const button of $$('[data-view]', $('.top'))) button.setAttribute('aria-pressed', String(button.dataset.view === name));
  showBar();
  if (!focus) return;
  if (name === 'list') {
    const heading = $('#summary-title');
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: 'instant' });
  } else show(finished.classList.contains('current') ? cards.length : at);
  tell(name === 'list' ? 'The whole list' : 'One at a time');
}

const stateWords = { approve: 'Approved', reject: 'Rejected', snooze: 'Snoozed', edit: 'Approved with your text', answer: 'Answered' };

function mark(card, verdict, words) {
  const line = $('.state', card);
  line.hidden = verdict === null;
  line.classList.remove('trouble');
  line.textContent = verdict === null ? '' : (words ?? stateWords[verdict]);
  const tag = $(`[data-state-of="${card.id}"]`);
  if (tag) {
    tag.hidden = verdict === null;
    tag.textContent = line.textContent;
  }
}

function trouble(card, message) {
  const line = $('.state', card);
  line.hidden = false;
  line.classList.add('trouble');
  line.textContent = message;
  tell(message);
}

function showProgress() {
  const bar = $('#progress');
  if (!bar) return;
  bar.value = decided.size;
  $('#progress-text').textContent = `${decided.size} of ${cards.length} decided`;
  for (const button of $$('[data-save]')) button.hidden = served || decided.size === 0;
  const counts = new Map();
  for (const entry of decided.values()) counts.set(entry.verdict, (counts.get(entry.verdict) ?? 0) + 1);
  const words = [...counts].map(([verdict, count]) => `${count} ${stateWords[verdict].toLowerCase()}`).join(', ');
  const left = cards.length - decided.size;
  $('#finished-title').textContent = left === 0 ? 'All decided' : `${left} left for later`;
  $('#finished-text').textContent = words ? `${words[0].toUpperCase()}${words.slice(1)}.` : 'Nothing is decided yet.';
  $('[data-act="undo"]').disabled = history.length === 0;
}

/** Whether this reader may do that with this card; the server refuses it in any case. */
function mayAct(name, card) {
  if (may === 'decide' || !['approve', 'reject', 'edit', 'snooze', 'undo'].includes(name)) return true;
  return may === 'word' && (name === 'edit' || (name === 'approve' && card?.dataset.kind === 'question'));
}

function showBar() {
  const card = currentCard();
  $('.bar').hidden = view !== 'cards' || cards.length === 0;
  const question = card?.dataset.kind === 'question';
  for (const name of ['edit', 'snooze']) $(`[data-act="${name}"]`).hidden = question || !card || !mayAct(name, card);
  $('[data-act="approve"] span').textContent = question ? 'Answer' : 'Approve';
  $('[data-act="reject"] span').textContent = question ? 'Not a fault' : 'Reject';
  for (const name of ['approve', 'reject']) $(`[data-act="${name}"]`).hidden = !card || !mayAct(name, card);
  $('[data-act="undo"]').hidden = !mayAct('undo', card);
  $('[data-act="next"]').disabled = !card;
  $('[data-act="previous"]').disabled = card ? at === 0 : cards.length === 0;
}

/** The next card without a decision, wrapping round; the end where all are decided. */
function nextOpen() {
  for (let step = 1; step <= cards.length; step++) {
    const index = (at + step) % cards.length;
    if (!decided.has(cards[index].id)) return index;
  }
  return cards.length;
}

function keep(card, entry) {
  decided.set(card.id, { ...entry, seconds: clock.take(card.id) });
  history.push(card.id);
  unsaved++;
  mark(card, entry.verdict, entry.words);
  showProgress();
  const words = `${entry.words ?? stateWords[entry.verdict]}: ${titleOf(card)}`;
  $('#toast').textContent = words;
  show(nextOpen());
  tell(`${words}. ${cards.length - decided.size} left.`);
}

async function undo() {
  const id = history.pop();
  const card = cards.find((candidate) => candidate.id === id);
  if (!card) return;
  const entry = decided.get(id);
  if (served) {
    for (const change of entry.changeSets ?? []) {
      const result = await post('/api/undo', { changeSet: change });
      if (!result.ok) {
        history.push(id);
        return trouble(card, result.message);
      }
    }
  }
  clock.put(id, served ? 0 : entry.seconds);
  decided.delete(id);
  unsaved++;
  mark(card, null);
  showProgress();
  setView('cards', false);
  show(cards.indexOf(card));
  $('#toast').textContent = `Taken back: ${titleOf(card)}`;
  tell(`Taken back: ${titleOf(card)}`);
}

/** After an edit or an answer the server knows more than this page: take its newest cards over. */
async function takeOver(card) {
  const text = await (await fetch('/', { credentials: 'same-origin' })).text();
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  const known = new Set(cards.map((candidate) => candidate.id));
  const newer = card ? fresh.getElementById(card.id) : null;
  if (card && newer) {
    const adopted = document.adoptNode(newer);
    card.replaceWith(adopted);
    cards[cards.indexOf(card)] = adopted;
    wirePanels(adopted);
  }
  const added = [...fresh.querySelectorAll('#deck > article')].filter((candidate) => !known.has(candidate.id));
  for (const extra of added) {
    const adopted = document.adoptNode(extra);
    $('#deck').insertBefore(adopted, finished);
    cards.push(adopted);
    wirePanels(adopted);
  }
  const bar = $('#progress');
  if (bar) bar.max = cards.length;
  showProgress();
  return added.length;
}
