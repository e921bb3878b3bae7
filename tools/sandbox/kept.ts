/** A sandbox that keeps what it saw: the same code in the same sandbox is run once. */
import { createHash } from 'node:crypto';
import type { RunResult, Sandbox } from './sandbox.ts';

export interface RunStore {
  get<T>(key: string): T | null;
  put(key: string, value: unknown): void;
}

/** The key is the code's hash and the sandbox's version. What was aborted or could not start is not kept. */
export function keptSandbox(sandbox: Sandbox, store: RunStore): Sandbox {
  return {
    version: sandbox.version,
    async run(request, signal) {
      const hash = createHash('sha256')
        .update(JSON.stringify([sandbox.version, request]))
        .digest('hex');
      const key = `run-${hash}`;
      const known = store.get<RunResult>(key);
      if (known) return known;
      const result = await sandbox.run(request, signal);
      store.put(key, result);
      return result;
    },
  };
}
