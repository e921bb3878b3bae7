/** A lesson's code, run, and held against the output printed beside it. */
import type { Lesson } from '../../../tools/library/lesson.ts';
import type { RunRequest, SampleLanguage, Sandbox, Step, StepResult } from '../../../tools/sandbox/sandbox.ts';
import { saysTheSame, viewsOf, whyNotComparable } from './code-compare.ts';
import { requestOf, type Sample, samplesOf } from './code-samples.ts';

export type Comparison =
  | { verdict: 'same' }
  | { verdict: 'ran' }
  /** `seen` is what a notebook shows of it. */
  | { verdict: 'differs'; seen: string }
  | { verdict: 'raised'; error: { name: string; message: string; line: number | null } }
  | { verdict: 'not-comparable' | 'not-run'; why: string };

export interface Looked {
  language: SampleLanguage;
  sample: Sample;
  comparison: Comparison;
}

/** Errors that say that the sample leans on something a reader has and the sandbox has not. */
const contextual = new Set([
  'NameError',
  'ReferenceError',
  'ModuleNotFoundError',
  'ImportError',
  'FileNotFoundError',
  'OSError',
  'EOFError',
  'KeyboardInterrupt',
]);

function compare(sample: Sample, result: StepResult): Comparison {
  if (result.outcome === 'not-run') return { verdict: 'not-run', why: result.why };
  if (sample.output === null)
    return result.outcome === 'raised'
      ? { verdict: 'not-comparable', why: 'it raises an error, and nothing is printed beside it' }
      : { verdict: 'ran' };
  const why = whyNotComparable(sample.output.text);
  if (why !== null) return { verdict: 'not-comparable', why };
  if (result.outcome === 'raised') {
    if (saysTheSame(sample.output.text, result.written)) return { verdict: 'same' };
    return contextual.has(result.error.name)
      ? { verdict: 'not-run', why: `it leans on something that is not there (${result.error.name}: ${result.error.message})` }
      : { verdict: 'raised', error: result.error };
  }
  if (!result.comparable) return { verdict: 'not-comparable', why: result.why };
  if (saysTheSame(sample.output.text, result.written)) return { verdict: 'same' };
  // Code that only defines things, or that shows in a window what it has: the output is not its own.
  const seen = viewsOf(result.written)[0] ?? '';
  return seen.trim() === ''
    ? { verdict: 'not-comparable', why: 'it prints nothing, and the output may be that of another step' }
    : { verdict: 'differs', seen };
}

/**
 * Runs all code of the lesson in a language that has output printed beside it. Where something differs, it is run again: what changes
 * from run to run is chance and no fault.
 * @returns nothing where no output is printed beside any code: then nothing is run.
 */
export async function runLesson(
  lesson: Lesson,
  sandbox: Sandbox,
  signal: AbortSignal,
  scope: 'with-output' | 'all' = 'with-output',
): Promise<Looked[]> {
  const looked: Looked[] = [];
  for (const language of ['python', 'javascript'] as const) {
    const samples = samplesOf(lesson, language);
    if (samples.length === 0 || (scope === 'with-output' && samples.every((sample) => sample.output === null))) continue;
    const first = await sandbox.run(requestOf(language, samples), signal);
    const comparisons = samples.map((sample, at) => compare(sample, first.steps[at] ?? missing));
    const suspects = comparisons.flatMap((own, at) => (own.verdict === 'differs' || own.verdict === 'raised' ? [at] : []));
    if (suspects.length > 0) {
      const { request, places, alternatives } = secondLook(language, samples, suspects);
      const again = await sandbox.run(request, signal);
      for (const at of suspects) {
        const sample = samples[at] as Sample;
        if (JSON.stringify(again.steps[places[at] ?? -1]) !== JSON.stringify(first.steps[at]))
          comparisons[at] = { verdict: 'not-comparable', why: 'it gives something else each time' };
        else if ((alternatives.get(at) ?? []).some((place) => compare(sample, again.steps[place] ?? missing).verdict === 'same'))
          comparisons[at] = {
            verdict: 'not-comparable',
            why: 'it prints this after one of the pieces before it, not after all of them',
          };
      }
    }
    looked.push(...samples.map((sample, at) => ({ language, sample, comparison: comparisons[at] as Comparison })));
  }
  return looked;
}

interface SecondLook {
  request: RunRequest;
  /** Where each sample's own step stands in the request. */
  places: number[];
  alternatives: Map<number, number[]>;
}

/**
 * The same once more, and beside each suspect in a task the other ways to read it: the pieces before it may be alternatives to each
 * other ("compare it to …"), not steps.
 */
function secondLook(language: SampleLanguage, samples: Sample[], suspects: number[]): SecondLook {
  const steps: Step[] = [];
  const places: number[] = [];
  const alternatives = new Map<number, number[]>();
  const familyOf = (sample: Sample) => sample.step.parent ?? sample.step.group;
  for (const [at, sample] of samples.entries()) {
    if (suspects.includes(at) && sample.step.scope === 'aside') {
      const own: number[] = [];
      const earlier = samples.slice(0, at).filter((one) => one.step.scope === 'aside' && familyOf(one) === familyOf(sample));
      for (const [index, before] of [null, ...earlier.slice(-6)].entries()) {
        const group = `alternative-${at}-${index}`;
        if (before) steps.push({ code: before.step.code, scope: 'aside', group });
        own.push(steps.push({ code: sample.step.code, scope: 'aside', group }) - 1);
      }
      alternatives.set(at, own);
    }
    places.push(steps.push(sample.step) - 1);
  }
  return { request: { language, steps, take: 2 }, places, alternatives };
}

const missing: StepResult = { outcome: 'not-run', why: 'the sandbox gave no answer' };
