// Active seconds a card: counted only while the page is seen and a person did something within the last half minute.
const root = document.documentElement;
const served = root.dataset.mode === 'served';
/** What this reader may do: look, word (edits and answers) or decide. */
const { may } = root.dataset;
const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

const clock = (() => {
  const seconds = new Map();
  const idleAfter = 30_000;
  let lastSeen = Date.now();
  let lastTick = Date.now();
  for (const kind of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'wheel', 'touchstart']) {
    addEventListener(kind, () => { lastSeen = Date.now(); }, { passive: true, capture: true });
  }
  setInterval(() => {
    const now = Date.now();
    // A sleeping machine wakes with a long step: nobody read meanwhile.
    const step = Math.min(now - lastTick, 2_000);
    lastTick = now;
    const card = currentCard();
    if (!card || document.visibilityState !== 'visible' || now - lastSeen > idleAfter) return;
    seconds.set(card.id, (seconds.get(card.id) ?? 0) + step / 1000);
  }, 1_000);
  return {
    /** Seconds since the last take. */
    take(id) {
      const value = Math.round((seconds.get(id) ?? 0) * 10) / 10;
      seconds.delete(id);
      return value;
    },
    put(id, value) { seconds.set(id, (seconds.get(id) ?? 0) + value); },
  };
})();
