/** Runs the rules that run code over lessons made of cases, and counts what was found and what was called wrong without being so. */
import { answerContradictsExample } from '../../agents/assessment/code/answer-contradicts-example.ts';
import { answerKeyContradictsRun } from '../../agents/assessment/code/answer-key-contradicts-run.ts';
import { codeOutputDiffers } from '../../agents/assessment/code/code-output-differs.ts';
import { optionStringsMismatch } from '../../agents/assessment/code/option-strings-mismatch.ts';
import { type Example, exampleCourse, quizPath } from '../../agents/assessment/example-course.ts';
import type { LessonContext } from '../../agents/context.ts';
import type { RawFinding } from '../../agents/contract.ts';
import type { Rule } from '../../agents/rule.ts';
import type { SampleLanguage, Sandbox } from '../../tools/sandbox/sandbox.ts';
import { type Case, casesOf, type Truth } from './cases.ts';

export const rules: Rule<LessonContext>[] = [
  codeOutputDiffers,
  answerContradictsExample,
  answerKeyContradictsRun,
  optionStringsMismatch,
];

export interface KindScore {
  kind: string;
  language: SampleLanguage;
  truth: Truth;
  /** Cases with a finding on them: right for a fault, a false alarm for a look-alike. */
  flagged: number;
  of: number;
}

export interface TruthScore {
  kinds: KindScore[];
  recall: { found: number; of: number };
  falseAlarms: { found: number; of: number };
  /** Findings that lie on no case. */
  strays: number;
}

/** @throws where a rule failed: that is no result. */
export async function findingsOf(rule: Rule<LessonContext>, context: LessonContext): Promise<RawFinding[]> {
  const detection = await rule.check(context);
  if (detection.outcome === 'failed') throw new Error(`${rule.meta.id}: ${detection.error}`);
  return detection.outcome === 'checked' ? detection.findings : [];
}

interface Placed extends Case {
  path: string;
  start: number;
  end: number;
}

function lessonOf(cases: Case[]): { example: Example; placed: Placed[] } {
  let text = '# One\n';
  const placed: Placed[] = [];
  for (const [at, own] of cases.entries()) {
    if (own.text === undefined) continue;
    text += `\n## Section ${at + 1}\n\n`;
    const start = text.length;
    text += own.text;
    placed.push({ ...own, path: 'one.md', start, end: text.length });
  }
  const withItem = cases.filter((own) => own.item !== undefined);
  const example = exampleCourse({
    lessons: { 'one.md': text },
    quizzes: [{ title: 'Quiz', lesson: 0, items: withItem.flatMap((own) => own.item ?? []) }],
  });
  for (const [at, item] of example
    .lesson()
    .lesson.items.filter((own) => own.span.path === quizPath)
    .entries()) {
    const own = withItem[at];
    if (own) placed.push({ ...own, path: quizPath, start: item.span.start, end: item.span.end });
  }
  return { example, placed };
}

/**
 * @param lessons a language
 * @param draw a number from 0 to below the given one
 */
export async function scoreTruth(lessons: number, draw: (below: number) => number, sandbox: Sandbox): Promise<TruthScore> {
  const kinds = new Map<string, KindScore>();
  let strays = 0;
  for (const language of ['python', 'javascript'] as const) {
    for (let n = 0; n < lessons; n++) {
      const { example, placed } = lessonOf(casesOf(language, n * 100, draw));
      const context: LessonContext = { ...example.lesson(), sandbox };
      const found: RawFinding[] = [];
      for (const rule of rules) found.push(...(await findingsOf(rule, context)));
      const on = (own: Placed) =>
        found.filter(({ range }) => range.path === own.path && range.start >= own.start && range.end <= own.end);
      strays += found.length - placed.reduce((count, own) => count + on(own).length, 0);
      for (const own of placed) {
        const key = `${own.truth} ${own.language} ${own.kind}`;
        const score = kinds.get(key) ?? { kind: own.kind, language, truth: own.truth, flagged: 0, of: 0 };
        kinds.set(key, { ...score, flagged: score.flagged + (on(own).length > 0 ? 1 : 0), of: score.of + 1 });
      }
    }
  }
  const sum = (truth: Truth) => {
    const own = [...kinds.values()].filter((one) => one.truth === truth);
    return { found: own.reduce((count, one) => count + one.flagged, 0), of: own.reduce((count, one) => count + one.of, 0) };
  };
  return { kinds: [...kinds.values()], recall: sum('fault'), falseAlarms: sum('look-alike'), strays };
}
