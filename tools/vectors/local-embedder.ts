/** The embedding that comes with the program: 512 dimensions, no network, in a worker thread that starts on first use. */
import { Worker } from 'node:worker_threads';
import { type Embedder, unit } from './embedder.ts';

const batchSize = 32;

interface Pending {
  resolve(vectors: number[][]): void;
  reject(error: Error): void;
}

type Answer = { id: number; vectors: number[][] } | { id: number; error: string };

export function localEmbedder(): Embedder {
  let worker: Worker | null = null;
  let next = 0;
  const pending = new Map<number, Pending>();

  function fail(error: Error): void {
    worker = null;
    for (const waiting of pending.values()) waiting.reject(error);
    pending.clear();
  }

  function start(): Worker {
    const started = new Worker(new URL('./embedding-worker.mjs', import.meta.url), { execArgv: [], stdout: true });
    started.on('message', (answer: Answer) => {
      const waiting = pending.get(answer.id);
      pending.delete(answer.id);
      if ('error' in answer) waiting?.reject(new Error(`The local embedding failed: ${answer.error}`));
      else waiting?.resolve(answer.vectors);
      if (pending.size === 0) started.unref();
    });
    started.on('error', (error) => fail(new Error(`The local embedding stopped: ${error.message}`)));
    started.on('exit', (code) => {
      if (worker === started) fail(new Error(`The local embedding ended with code ${code}.`));
    });
    return started;
  }

  function askWorker(texts: string[]): Promise<number[][]> {
    worker ??= start();
    const running = worker;
    return new Promise((resolve, reject) => {
      const id = next;
      next += 1;
      pending.set(id, { resolve, reject });
      running.ref();
      running.postMessage({ id, texts });
    });
  }

  return {
    id: 'energetic-ai-en@0.2.0',
    async embed(texts) {
      const vectors: number[][] = [];
      for (let i = 0; i < texts.length; i += batchSize) {
        for (const vector of await askWorker(texts.slice(i, i + batchSize))) vectors.push(unit(vector));
      }
      return vectors;
    },
    async close() {
      const running = worker;
      fail(new Error('The vectors were closed.'));
      await running?.terminate();
    },
  };
}
