/** Running code samples of lessons where they can do no harm: what is asked for, and what comes back. Types only. */

export type SampleLanguage = 'python' | 'javascript';

/**
 * One piece of code. `session`: names carry over to later steps, as a learner would type them one after the other. `aside`: sees
 * what the session (or the aside `parent`) holds when the first step of its `group` comes, and leaves it as it was. `program`: starts
 * with nothing, as a file that is run with `argv`.
 */
export interface Step {
  code: string;
  scope: 'session' | 'aside' | 'program';
  /** Asides of one group share their names; without a group each stands alone. */
  group?: string;
  parent?: string;
  /** Words after the program's name. */
  argv?: string[];
  /** It fails on purpose: what it would have defined is not missed later. */
  mayFail?: true;
}

export interface RunRequest {
  language: SampleLanguage;
  steps: Step[];
  /** Which run this is: what differs between two runs is chance. Default 1. */
  take?: number;
}

/** A stretch of output. `value`: what a prompt shows of an expression's value; `last` of the step's last expression. */
export interface Written {
  kind: 'printed' | 'value' | 'last-value';
  text: string;
}

export type StepResult =
  | { outcome: 'ran'; written: Written[]; comparable: true }
  /** It ran; what it prints differs from machine to machine or from run to run. */
  | { outcome: 'ran'; written: Written[]; comparable: false; why: string }
  | { outcome: 'raised'; written: Written[]; error: { name: string; message: string; line: number | null } }
  /** Not the sample's fault: it needs what the sandbox has not, or what stood before it could not be run. */
  | { outcome: 'not-run'; why: string };

export interface RunResult {
  /** One for each step, in order. */
  steps: StepResult[];
}

export interface Sandbox {
  /** Names the interpreters and this folder's code: part of the key of whatever was concluded from a run. */
  version: string;
  /**
   * Never rejects because of the code: endless loops, memory bombs and floods of output are results.
   * @throws where the sandbox itself cannot be started, and where it was aborted.
   */
  run(request: RunRequest, signal?: AbortSignal): Promise<RunResult>;
}

export interface Limits {
  /** Wall time of one step once the interpreter stands. */
  seconds: number;
  /** WebAssembly memory. */
  megabytes: number;
  /** Characters of output a step may write. */
  output: number;
}

export const defaultLimits: Limits = { seconds: 10, megabytes: 256, output: 20_000 };
