/** The embedding that comes with the program: 512 dimensions, no network, in worker threads that start on first use. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Embedder, unit } from './embedder.ts';

/** Texts a thread takes at once: more are not embedded faster, and ask for more memory. */
const batchSize = 8;
/** Batches that wait when another thread is worth its start: it reads the whole model. */
const crowd = 8;

interface Batch {
  texts: string[];
  resolve(vectors: number[][]): void;
  reject(error: Error): void;
}

type Answer = { vectors: number[][] } | { error: string };

interface Thread {
  worker: Worker;
  hand: Batch | null;
  state: 'untried' | 'answers';
}

/** @param most threads that embed side by side; each takes a processor and some 170 MB */
export function localEmbedder(most = Math.min(4, availableParallelism())): Embedder {
  const threads = new Set<Thread>();
  const waiting: Batch[] = [];

  function start(): Thread {
    const worker = new Worker(new URL('./embedding-worker.mjs', import.meta.url), { execArgv: [], stdout: true });
    const thread: Thread = { worker, hand: null, state: 'untried' };
    worker.on('message', (answer: Answer) => {
      const { hand } = thread;
      thread.hand = null;
      thread.state = 'answers';
      if ('error' in answer) hand?.reject(new Error(`The local embedding failed: ${answer.error}`));
      else hand?.resolve(answer.vectors);
      giveOut();
      if (!thread.hand) worker.unref();
    });
    worker.on('error', (error) => lose(thread, new Error(`The local embedding stopped: ${error.message}`)));
    worker.on('exit', (code) => lose(thread, new Error(`The local embedding ended with code ${code}.`)));
    threads.add(thread);
    return thread;
  }

  /** What the thread had in hand fails with it. What waits is for the others, unless there is none that ever answered: nor would the next. */
  function lose(thread: Thread, error: Error): void {
    if (!threads.delete(thread)) return;
    thread.hand?.reject(error);
    const works = thread.state === 'answers' || [...threads].some(({ state }) => state === 'answers');
    if (!works) for (const { reject } of waiting.splice(0)) reject(error);
    giveOut();
  }

  function giveOut(): void {
    while (waiting.length > 0) {
      const idle = [...threads].find(({ hand }) => hand === null);
      const another = threads.size === 0 || (threads.size < most && waiting.length >= crowd);
      if (!idle && !another) return;
      const thread = idle ?? start();
      thread.hand = waiting.shift()!;
      thread.worker.ref();
      thread.worker.postMessage(thread.hand.texts);
    }
  }

  function embedBatch(texts: string[]): Promise<number[][]> {
    return new Promise((resolve, reject) => waiting.push({ texts, resolve, reject }));
  }

  return {
    id: 'energetic-ai-en@0.2.0',
    async embed(texts) {
      const batches: Promise<number[][]>[] = [];
      for (let at = 0; at < texts.length; at += batchSize) batches.push(embedBatch(texts.slice(at, at + batchSize)));
      giveOut();
      return (await Promise.all(batches)).flat().map(unit);
    },
    async close() {
      const running = [...threads];
      threads.clear();
      const closed = new Error('The vectors were closed.');
      for (const { hand } of running) hand?.reject(closed);
      for (const { reject } of waiting.splice(0)) reject(closed);
      await Promise.all(running.map(({ worker }) => worker.terminate()));
    },
  };
}
