/** One sandbox process: started once, asked many times, killed when a request breaks it. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { commandOf, here } from './command.ts';
import type { Limits, RunRequest, SampleLanguage, StepResult } from './sandbox.ts';

/** An interpreter must stand within this time, on a busy machine too. */
const startSeconds = 180;
/** The process ends a step by itself at its limit; where it cannot, it is killed so much later. */
const graceSeconds = 2;

export type Ending =
  | { kind: 'done' }
  | { kind: 'time' }
  | { kind: 'flood' }
  | { kind: 'broken' }
  | { kind: 'unstarted'; why: string };

export interface SandboxProcess {
  state(): 'alive' | 'ended';
  /** One request after the other; `take` is called for each step that came to an end. Any ending but `done` is the process's own end. */
  ask(request: RunRequest, take: (result: StepResult) => void, signal?: AbortSignal): Promise<Ending>;
  end(): void;
}

/** While it waits for the next request it keeps nobody's event loop alive; it ends when its standard input does. */
function hold(child: ChildProcessWithoutNullStreams, how: 'ref' | 'unref'): void {
  child[how]();
  for (const stream of [child.stdin, child.stdout, child.stderr] as { ref?(): void; unref?(): void }[]) stream[how]?.();
}

export function startProcess(language: SampleLanguage, limits: Limits): SandboxProcess {
  const { file, args } = commandOf(language, limits.megabytes);
  // An empty environment: no keys, no proxies, no NODE_OPTIONS.
  const child = spawn(file, args, { cwd: here, env: { PATH: '/usr/bin:/bin' }, stdio: ['pipe', 'pipe', 'pipe'] });
  let state: 'alive' | 'ended' = 'alive';
  let faults = '';
  let line: (text: string) => void = () => {};
  let over: (why: string) => void = () => {};
  let broken: () => void = () => {};
  let buffer = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    buffer += text;
    const lines = buffer.split('\n');
    buffer = lines.pop() ?? '';
    try {
      for (const one of lines) line(one);
    } catch {
      broken();
    }
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (faults.length < 4000) faults += text;
  });
  const close = (why: string) => {
    state = 'ended';
    over(why);
  };
  child.on('error', (error) => close(error.message));
  child.on('close', (code) => close(faults.trim().split('\n').slice(-3).join(' ') || `it ended with ${code}`));
  child.stdin.on('error', () => {});

  function ask(request: RunRequest, take: (result: StepResult) => void, signal?: AbortSignal): Promise<Ending> {
    const most = (request.steps.length + 1) * (limits.output * 8 + 2000);
    hold(child, 'ref');
    return new Promise((resolve) => {
      let taken = 0;
      let steps = 0;
      let begun = false;
      let settled: Ending | null = null;
      const end = (ending: Ending) => {
        settled ??= ending;
        child.kill('SIGKILL');
      };
      const startLimit = () => end({ kind: 'unstarted', why: `it was not ready after ${startSeconds} s.` });
      let timer = setTimeout(startLimit, startSeconds * 1000);
      const limit = () => {
        clearTimeout(timer);
        timer = setTimeout(() => end({ kind: 'time' }), (limits.seconds + graceSeconds) * 1000);
      };
      const abort = () => end({ kind: 'broken' });
      signal?.addEventListener('abort', abort, { once: true });
      const finish = (ending: Ending) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        line = () => {};
        over = () => {};
        broken = () => {};
        hold(child, 'unref');
        resolve(ending);
      };
      broken = () => end({ kind: 'broken' });
      line = (text) => {
        if (settled) return;
        taken += text.length;
        if (taken > most) return end({ kind: 'flood' });
        if (text === 'begin') {
          begun = true;
          limit();
        } else if (text === 'done') finish({ kind: 'done' });
        else {
          limit();
          const [at, result] = JSON.parse(text) as [number, StepResult];
          if (at !== steps) return end({ kind: 'broken' });
          steps += 1;
          take(result);
        }
      };
      over = (why) => finish(settled ?? (begun ? { kind: 'broken' } : { kind: 'unstarted', why }));
      if (state === 'ended') over('it had ended');
      else child.stdin.write(`${JSON.stringify({ ...request, ...limits })}\n`);
    });
  }
  return { state: () => state, ask, end: () => void child.kill('SIGKILL') };
}
