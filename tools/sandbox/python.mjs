/**
 * Python interpreters, a fresh one for each request. Starting one takes seconds; so one is started, its memory is copied before any
 * lesson's code ran, and each request gets an interpreter made from that copy: no name, no module and no patch of another request is in it.
 */
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadPyodide } from 'pyodide';

const source = readFileSync(new URL('./session.py', import.meta.url), 'utf8');
const indexURL = dirname(fileURLToPath(import.meta.resolve('pyodide')));
const now = Date.now.bind(Date);
const chance = Math.random.bind(Math);
/** An interpreter that was told to stop and did not is told again after this many milliseconds. */
const again = 1000;

function load(more) {
  return loadPyodide({ indexURL, jsglobals: Object.create(null), stdin: () => null, stdout: () => {}, stderr: () => {}, ...more });
}

/** By the seed of the hashes of words, on which the order of sets depends. */
const copies = new Map();

async function copyFor(seed) {
  if (!copies.has(seed)) {
    const python = await load({ env: { HOME: '/home/learner', PYTHONHASHSEED: seed }, _makeSnapshot: true });
    python.runPython(source);
    copies.set(seed, python.makeMemorySnapshot());
  }
  return copies.get(seed);
}

/** Makes the first copy. */
export async function startPython() {
  await copyFor('1');
}

/** Code whose output can depend on the order of a set. */
const unordered = /\b(?:frozenset|set|hash|union|intersection|difference|symmetric_difference)\b|\{(?![^{}]*:)[^{}]*,[^{}]*\}|\.(?:keys|items)\(\)\s*[&|^-]/u;

/** @returns a function that yields JSON of `[index, result]` for each step of the request */
export async function sessionFor(request) {
  const seed = (request.take ?? 1) > 1 && request.steps.some(({ code }) => unordered.test(code)) ? '2' : '1';
  const python = await load({ env: { HOME: '/home/learner' }, _loadSnapshot: await copyFor(seed) });
  let deadline = Infinity;
  // The interpreter looks here every few instructions; 2 is the number of an interrupt.
  python.setInterruptBuffer({
    get 0() {
      if (now() < deadline) return 0;
      deadline = now() + again;
      return 2;
    },
    set 0(_) {},
  });
  const steps = python.runPython('run_all')(JSON.stringify({ ...request, chance: chance() }));
  return function* () {
    for (;;) {
      deadline = now() + request.seconds * 1000;
      const next = steps.next();
      deadline = Infinity;
      if (next.done) return;
      yield next.value;
    }
  };
}
