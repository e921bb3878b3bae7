// Chroma's own server as a child that cannot outlive its parent: the native server blocks this thread for good, so a
// worker thread waits for the end of standard input (the parent closed it, or died) and then ends the process.
// Arguments: the path of chromadb's command-line module, then the arguments for it.
import { readSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

if (isMainThread) {
  const [cli, ...rest] = process.argv.slice(2);
  const watch = new Worker(new URL(import.meta.url));
  watch.once('message', () => {
    process.argv = [process.argv[0], cli, ...rest];
    import(pathToFileURL(cli).href);
  });
} else {
  parentPort.postMessage('watching');
  const buffer = Buffer.alloc(64);
  for (;;) {
    try {
      if (readSync(0, buffer) === 0) break;
    } catch (error) {
      if (error.code !== 'EAGAIN' && error.code !== 'EINTR') break;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    }
  }
  process.kill(process.pid, 'SIGKILL');
}
