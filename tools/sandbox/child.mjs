/** The process that samples run in: one line of JSON a request on standard input, one line a step on standard output. */
import { readSync, writeSync } from 'node:fs';
import { closeDoors, closeProcess } from './lockdown.mjs';

// Taken while they are what they are.
const exit = process.exit.bind(process);
const language = process.argv[2];
const tell = (line) => writeSync(1, `${line}\n`);

let unread = Buffer.alloc(0);
const chunk = Buffer.alloc(65_536);

/** The next request; null where whoever asks is gone. Nothing else happens meanwhile. */
function nextRequest() {
  for (;;) {
    const end = unread.indexOf(10);
    if (end >= 0) {
      const line = unread.subarray(0, end).toString('utf8');
      unread = Buffer.from(unread.subarray(end + 1));
      return JSON.parse(line);
    }
    const count = readSync(0, chunk, 0, chunk.length, null);
    if (count === 0) return null;
    unread = Buffer.concat([unread, chunk.subarray(0, count)]);
  }
}

closeDoors();
const { startPython, sessionFor } = language === 'python' ? await import('./python.mjs') : {};
const { runJavaScript } = language === 'javascript' ? await import('./javascript.mjs') : {};
await startPython?.();
closeProcess();
for (let request = nextRequest(); request; request = nextRequest()) {
  const steps = sessionFor ? (await sessionFor(request))() : runJavaScript(request);
  tell('begin');
  for await (const line of steps) tell(line);
  tell('done');
}
exit(0);
