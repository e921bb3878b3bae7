/** A new item for an outcome that no item asks for, written by a model from the passages that teach it. */
import type { Item, Lesson, Span } from '../../../tools/library/lesson.ts';
import { askVerified } from '../../../tools/models/escalate.ts';
import { demandOf } from '../../alignment/levels/item-level.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, Finding } from '../../contract.ts';
import type { Rules } from './write-lint.ts';
import { inPlace, insertion, type Model, modelFor } from './write-place.ts';
import { folded, placeOfQuote, sentText } from './write-quote.ts';
import { solvedBlind } from './write-solve.ts';
import { adds, objectionTo, unnamedMistake, type WrittenItem, wordsObjection, writtenEvidence } from './write-verify.ts';

export interface Wanted {
  finding: Finding;
  outcome: { id: string; text: string };
  /** Revised Bloom level; null where the wording does not tell. */
  level: string | null;
  /** More than recalling or retelling is asked for. */
  demand: 'recall' | 'more';
  /** What teaches it, best first. */
  passages: Span[];
  /** `id@version` of the rule that asks. */
  rule: string;
}

/** Characters that mean something else in a task list. */
const marks = /[[\]*_\\|~]|^\s*(?:[#>+-]|\d+[.)])\s/u;

function asItem(written: WrittenItem, like: Item, lesson: Lesson): Item {
  const { outcomes: _, feedback: __, ...form } = like;
  return {
    ...form,
    id: `${lesson.id} (new)`,
    outcomes: [],
    feedback: null,
    stem: { ...like.stem, text: folded(written.stem) },
    options: like.options.map((option, at) => ({
      ...option,
      text: folded(written.options[at] ?? ''),
      correct: at === written.key,
    })),
  };
}

function objection(written: WrittenItem, { like }: Model): string | null {
  if (written.options.length !== like.options.length) return 'another number of options than the other items';
  const wrong = wordsObjection(written);
  if (wrong) return wrong;
  const texts = [written.stem, ...written.options, ...(written.misconceptions ?? []), written.feedback ?? ''];
  if (texts.some((text) => adds.test(text))) return 'links or mark-up were added';
  if (like.format === 'task-list' && texts.some((text) => marks.test(text.replace(/`[^`]*`/gu, '')))) return 'mark-up was added';
  return unnamedMistake(written, () => true);
}

/** @returns null where no item of the lesson lends its form, or nothing held that was written: the finding's question stays */
export async function writeItem(wanted: Wanted, rules: Rules, context: LessonContext): Promise<Draft | null> {
  const { lesson, models } = context;
  const model = modelFor(lesson);
  if (!model || wanted.passages.length === 0) return null;
  const { like } = model;
  const passages = sentText(lesson, wanted.passages);
  const verify = async (value: WrittenItem): Promise<string | null> => {
    if (value.unsure) return null;
    const own = objection(value, model);
    if (own) return own;
    const written = inPlace(value, like);
    if (!insertion(lesson, model, written)) return 'the format has no place for it';
    const after = asItem(written, like, lesson);
    if (wanted.demand === 'more' && demandOf(after) === 'recall') return 'it asks for less than the outcome';
    return objectionTo({ before: null, after, quote: value.quote, passages: wanted.passages }, rules, context);
  };
  const options = like.options.map((option) => option.text);
  const form = JSON.stringify({ stem: like.stem.text, options, feedback: like.feedback?.text ?? null });
  const { answer, cost } = await askVerified<WrittenItem>(
    models,
    {
      prompt: 'write-item',
      input: {
        outcome: wanted.outcome.text,
        level: wanted.level ?? 'as its verb says',
        form,
        passages,
        language: lesson.language,
      },
      lesson: lesson.id,
      agent: wanted.finding.agent,
      signal: context.signal,
    },
    verify,
  );
  // A run that only counts its questions would forget the second call, which has no answer to be about yet.
  if (!answer.ok && answer.fault === 'only-estimated')
    await solvedBlind({ stem: like.stem.text, options, key: 0 }, passages, context);
  if (!answer.ok || answer.value.unsure) return null;
  const written = inPlace(answer.value, like);
  const edits = insertion(lesson, model, written);
  const source = placeOfQuote(lesson, wanted.passages, written.quote);
  if (!edits || !source) return null;
  return {
    findings: [wanted.finding.fingerprint],
    edits,
    title: `Add an item for “${wanted.outcome.text}”`,
    rationale: wanted.finding.message,
    evidence: [
      ...wanted.finding.evidence,
      ...writtenEvidence(written, source, () => true),
      { kind: 'note', text: 'Solved by a second call that saw neither key nor reasons: the key, and nothing else, was right.' },
    ],
    risk: 'high',
    origin: 'model',
    provenance: { rule: wanted.rule, prompt: answer.prompt, model: answer.model, cost },
    forYou: 'Does it ask for what the outcome means, and is the right answer the only right one?',
  };
}
