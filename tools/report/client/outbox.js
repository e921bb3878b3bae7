// Where decisions go: to the server at once, or into memory until they are saved as decisions.json.
const decided = new Map();
const history = [];
let unsaved = 0;

async function post(path, body) {
  try {
    const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), credentials: 'same-origin', keepalive: true });
    return await response.json();
  } catch {
    return { ok: false, status: 'unreachable', message: 'The review server does not answer. Is perennial review still running?' };
  }
}

function tell(words) {
  $('#live').textContent = '';
  requestAnimationFrame(() => { $('#live').textContent = words; });
}

/** What a click on Save writes: only what is decided; seconds are the person's own. */
function decisionsFile() {
  const file = { format: 'perennial-decisions', version: 1, library: root.dataset.library, savedAt: new Date().toISOString(), decisions: [], answers: [] };
  for (const entry of decided.values()) {
    if (entry.answer) file.answers.push({ ...entry.answer, activeSeconds: entry.seconds });
    else entry.decisions.forEach((decision, index) => file.decisions.push(index === 0 ? { ...decision, activeSeconds: entry.seconds } : decision));
  }
  return file;
}

function save() {
  const blob = new Blob([`${JSON.stringify(decisionsFile(), null, 2)}\n`], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = 'decisions.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  unsaved = 0;
  showProgress();
  tell('decisions.json saved.');
  $('#toast').textContent = 'decisions.json saved.';
}

addEventListener('beforeunload', (event) => {
  if (!served && unsaved > 0) event.preventDefault();
});
