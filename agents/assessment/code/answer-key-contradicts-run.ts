/** The option marked right is not what the question's own code gives, and another option is. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { Sandbox, StepResult, Written } from '../../../tools/sandbox/sandbox.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { keyEdits } from '../items/item-edit.ts';
import { itemAt } from '../items/item-rule.ts';
import { itemWrongKey } from '../items/item-wrong-key.ts';
import { isChoice, keyOf } from '../items/items.ts';
import { type AskedCode, askedCode } from './answer-key-code.ts';
import { saysTheSame, viewsOf } from './code-compare.ts';
import { notAskedFor } from './code-output-differs.ts';

const meta: RuleMeta = {
  id: 'answer-key-contradicts-run',
  agent: 'assessment',
  version: '1.0',
  severity: 'critical',
  title: 'The item’s key contradicts the run of its own code',
  source:
    'The key must be right (Haladyna, Downing & Rodriguez 2002, guideline 18); the question’s code was run in a sandbox without network and disk, twice with the same result.',
  needs: ['run'],
};

interface Asked extends AskedCode {
  item: Item;
}

/** Choice items with one key that ask for what their code gives. What arithmetic can settle is left to `item-wrong-key`. */
function askedItems(context: LessonContext): Asked[] {
  return context.lesson.items.flatMap((item) => {
    if (!isChoice(item) || !keyOf(item) || item.keying === 'computed' || item.keying === 'unscored') return [];
    const asked = askedCode(context.lesson, item);
    return asked && itemWrongKey.look(item, context) === null ? [{ ...asked, item }] : [];
  });
}

/** An option's words without the marks of code. */
function wordsOf(text: string): string {
  return text.trim().replace(/^(`+)\s*([\s\S]*?)\s*\1$/u, '$2');
}

const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}.+-]/gu, '');
const speaksOfErrors = /\b(?:errors?|exceptions?|crash\w*|fails?|nothing|neither|none)\b/iu;
const errorName = /\b[A-Z]\w*(?:Error|Exception|StopIteration)\b/u;

function gives(option: string, written: readonly Written[]): boolean {
  const words = wordsOf(option);
  return !/\.\.\.|…/u.test(words) && saysTheSame(words, written);
}

/** Could somebody call it the same? Then the key is left. */
function mayMean(option: string, written: readonly Written[]): boolean {
  return gives(option, written) || viewsOf(written).some((view) => letters(view) === letters(wordsOf(option)));
}

/** Errors that blame what is not in the sandbox. */
const contextual = /^(?:NameError|ReferenceError|ImportError|ModuleNotFoundError|FileNotFoundError|OSError|EOFError)$/u;

/**
 * Index of the option that a run shows to be right while another is marked; null where the key agrees, or nothing is proved.
 * @param options texts in order
 */
export function provedKey(options: readonly string[], key: number, result: StepResult): number | null {
  const marked = options[key] ?? '';
  const only = (right: (option: string) => boolean) => {
    const found = options.flatMap((option, at) => (right(option) ? [at] : []));
    return found.length === 1 && found[0] !== key ? (found[0] ?? null) : null;
  };
  if (result.outcome === 'not-run') return null;
  if (result.outcome === 'raised') {
    const { name } = result.error;
    if (contextual.test(name) || result.written.length > 0 || marked.includes(name)) return null;
    if (errorName.test(marked)) return only((option) => option.includes(name));
    return speaksOfErrors.test(marked)
      ? null
      : only(
          (option) => option.includes(name) || /^(?:it (?:raises|gives|throws) )?an? (?:error|exception)\b/iu.test(option.trim()),
        );
  }
  if (!result.comparable || viewsOf(result.written).every((view) => view.trim() === '')) return null;
  return mayMean(marked, result.written) ? null : only((option) => gives(option, result.written));
}

interface Proved extends Asked {
  right: number;
  shown: string;
}

function shownOf(result: StepResult): string {
  if (result.outcome === 'not-run') return '';
  if (result.outcome === 'raised') return result.error.name;
  const views = viewsOf(result.written);
  return (views[2]?.trim() || views[0]?.trim() || '').replace(/\s*\n\s*/gu, ' ⏎ ');
}

async function provedItems(context: LessonContext, sandbox: Sandbox): Promise<Proved[]> {
  const proved: Proved[] = [];
  for (const language of ['python', 'javascript'] as const) {
    const asked = askedItems(context).filter((one) => one.language === language);
    if (asked.length === 0) continue;
    const steps = asked.map(({ code }) => ({ code, scope: 'program' as const }));
    const rightBy = (results: StepResult[]) =>
      asked.map(({ item }, at) => {
        const result = results[at];
        const texts = item.options.map((option) => option.text);
        return result
          ? provedKey(
              texts,
              item.options.findIndex((option) => option.correct),
              result,
            )
          : null;
      });
    const first = (await sandbox.run({ language, steps }, context.signal)).steps;
    const found = rightBy(first);
    if (found.every((right) => right === null)) continue;
    const again = rightBy((await sandbox.run({ language, steps, take: 2 }, context.signal)).steps);
    for (const [at, right] of found.entries()) {
      const own = asked[at];
      if (own && right !== null && again[at] === right) proved.push({ ...own, right, shown: shownOf(first[at] as StepResult) });
    }
  }
  return proved;
}

function findingOf(lesson: Lesson, { item, right, shown, code }: Proved): RawFinding {
  const message = `“${keyOf(item)?.text ?? ''}” is marked right, but the question’s code, when run, gives “${shown.slice(0, 80)}”, which is option ${right + 1}.`;
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'fails',
    range: { ...item.span },
    target: sourceOf(lesson, item.stem.span),
    message,
    evidence: [
      {
        kind: 'run',
        text: `${code
          .trim()
          .replace(/\s*\n\s*/gu, ' ⏎ ')
          .slice(0, 300)} → ${shown.slice(0, 300)}`,
      },
      { kind: 'rule', text: meta.source },
    ],
    ...(item.outcomes.length > 0 ? { outcomes: item.outcomes } : {}),
  };
}

export const answerKeyContradictsRun: Rule<LessonContext> = {
  meta,
  async check(context) {
    if (!context.lesson.items.some(isChoice)) return { outcome: 'notApplicable', reason: 'the lesson has no items with options' };
    if (!context.sandbox) return { outcome: 'notApplicable', reason: notAskedFor };
    if (askedItems(context).length === 0) return { outcome: 'notApplicable', reason: 'no item asks what its code gives' };
    const proved = await provedItems(context, context.sandbox);
    return { outcome: 'checked', findings: proved.map((one) => findingOf(context.lesson, one)) };
  },
  async repair(finding, context): Promise<Draft | null> {
    const { lesson, sandbox } = context;
    const item = itemAt(lesson, finding.range);
    if (!item || !sandbox) return null;
    const own = (await provedItems(context, sandbox)).find((one) => one.item === item);
    const edits = own ? keyEdits(lesson, item, own.right) : null;
    if (!own || !edits || edits.length === 0) return null;
    return {
      findings: [finding.fingerprint],
      edits,
      title: `Make “${item.options[own.right]?.text}” the key`,
      rationale: finding.message,
      evidence: finding.evidence,
      risk: item.feedback || item.options.some((option) => option.feedback) ? 'medium' : 'low',
      origin: 'rule',
      provenance: { rule: `${meta.id}@${meta.version}` },
      ...(item.feedback || item.options.some((option) => option.feedback)
        ? { forYou: 'Does the feedback still fit the new key?' }
        : {}),
    };
  },
};
