/** Opens the sandbox: one locked-down process a language, started when it is first needed, a fresh interpreter for each request. */
import { versionOf } from './command.ts';
import { type SandboxProcess, startProcess } from './process.ts';
import {
  defaultLimits,
  type Limits,
  type RunRequest,
  type RunResult,
  type SampleLanguage,
  type Sandbox,
  type StepResult,
} from './sandbox.ts';

/** A step that loops for ever takes its process with it; the others are run again without it, this many times. */
const restarts = 3;
/** A process is replaced after so many requests, so that nothing it holds on to adds up. */
const mostRequests = 40;

interface Held {
  process: SandboxProcess;
  asked: number;
}

/** @throws where a package the sandbox needs is not installed. */
export function openSandbox(limits: Partial<Limits> = {}): Sandbox {
  const own = { ...defaultLimits, ...limits };
  const held = new Map<SampleLanguage, Held>();
  let last: Promise<unknown> = Promise.resolve();
  const processFor = (language: SampleLanguage): SandboxProcess => {
    const known = held.get(language);
    if (known && known.asked < mostRequests && known.process.state() === 'alive') {
      known.asked += 1;
      return known.process;
    }
    known?.process.end();
    const process = startProcess(language, own);
    held.set(language, { process, asked: 1 });
    return process;
  };
  const runInTurn = async (request: RunRequest, signal?: AbortSignal): Promise<RunResult> => {
    const skipped = new Map<number, string>();
    for (;;) {
      signal?.throwIfAborted();
      const steps: StepResult[] = [];
      const asked = request.steps.map((step, at) => ({ ...step, skip: skipped.get(at) }));
      const process = processFor(request.language);
      const ending = await process.ask({ ...request, steps: asked }, (result) => steps.push(result), signal);
      if (ending.kind !== 'done') {
        process.end();
        held.delete(request.language);
      }
      signal?.throwIfAborted();
      if (ending.kind === 'unstarted') throw new Error(`The sandbox did not start: ${ending.why}`);
      if (steps.length === request.steps.length) return { steps };
      const why =
        ending.kind === 'time'
          ? `it runs longer than ${own.seconds} s`
          : ending.kind === 'flood'
            ? 'it writes more than the sandbox takes'
            : 'it brought the sandbox down';
      if (skipped.size >= restarts) {
        while (steps.length < request.steps.length) steps.push({ outcome: 'not-run', why });
        return { steps };
      }
      skipped.set(steps.length, why);
    }
  };
  return {
    version: versionOf(),
    run(request, signal) {
      // One after the other: lessons share the process, and a step's time is its own.
      const turn = last.then(() => runInTurn(request, signal));
      last = turn.catch(() => {});
      return turn;
    },
  };
}
