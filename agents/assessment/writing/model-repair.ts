/** An item with a flaw that no rule can mend is reworded by a model, and a key that is missing or in doubt is named by it; checked before anyone sees it. */
import type { Item, Lesson, Span } from '../../../tools/library/lesson.ts';
import { askVerified } from '../../../tools/models/escalate.ts';
import type { LessonContext } from '../../context.ts';
import type { Draft, Edit, Evidence, Finding } from '../../contract.ts';
import { keyEdits, textEdit } from '../items/item-edit.ts';
import { type ItemRule, itemAt } from '../items/item-rule.ts';
import { described } from '../responses/item-response-miskey.ts';
import { statisticsOf } from '../responses/response-key.ts';
import { fold } from '../wording.ts';
import type { Rules } from './write-lint.ts';
import { folded, placeOfQuote, relevantPassages, sentText } from './write-quote.ts';
import { solvedBlind } from './write-solve.ts';
import { adds, objectionTo, unnamedMistake, type WrittenItem, wordsObjection, writtenEvidence } from './write-verify.ts';

/** Findings about the key itself: there a model may name the right option, and change no word. */
const aboutTheKey = new Set(['item-without-key', 'item-with-several-keys', 'item-response-miskey']);

type Mending = 'words' | 'key';

function mendingOf(rule: ItemRule): Mending | null {
  if (aboutTheKey.has(rule.meta.id)) return 'key';
  return rule.rewrite === 'wording' ? 'words' : null;
}

/** Index of the one option marked right; -1 where none is, or several are. */
function rightOf(item: Item): number {
  const keys = item.options.filter((option) => option.correct);
  return keys.length === 1 ? item.options.findIndex((option) => option.correct) : -1;
}

const sameWords = (one: string, other: string) => fold(one) === fold(other);

/** Why the answer cannot be used, by its words alone; null where it can. Pure. */
export function objection(answer: WrittenItem, item: Item, mending: Mending): string | null {
  if (answer.options.length !== item.options.length) return 'the number of options changed';
  const wrong = wordsObjection(answer);
  if (wrong) return wrong;
  const right = rightOf(item);
  const changed = (at: number) => !sameWords(answer.options[at] ?? '', item.options[at]?.text ?? '');
  if (mending === 'key') {
    if (!sameWords(answer.stem, item.stem.text) || item.options.some((_, at) => changed(at))) return 'words changed';
    return answer.key === right ? 'the key stays the same' : null;
  }
  if (answer.key !== right || changed(right)) return 'the right answer changed';
  if (
    adds.test([answer.stem, ...answer.options].join(' ')) &&
    !adds.test([item.stem.text, ...item.options.map((option) => option.text)].join(' '))
  )
    return 'links or mark-up were added';
  return unnamedMistake(answer, changed);
}

/** The item as it would read; spans stay those of the source, for linting only. */
function reworded(item: Item, answer: WrittenItem): Item {
  return {
    ...item,
    stem: { ...item.stem, text: folded(answer.stem) },
    options: item.options.map((option, at) => ({
      ...option,
      text: folded(answer.options[at] ?? option.text),
      correct: at === answer.key,
    })),
  };
}

/** Null where something would change that the format, or its reader here, has no place for. */
function editsOf(lesson: Lesson, item: Item, answer: WrittenItem): Edit[] | null {
  const edits: Edit[] = [];
  const change = (span: Span, before: string, after: string): boolean => {
    if (folded(before) === folded(after)) return true;
    const edit = textEdit(lesson, item, span, after.trim());
    if (edit) edits.push(edit);
    return edit !== null;
  };
  const whole = [
    change(item.stem.span, item.stem.text, answer.stem),
    ...item.options.flatMap((option, at) => {
      const words = answer.options[at] ?? option.text;
      if (sameWords(option.text, words)) return [true];
      // What the file says to whoever picked the old option is about the old option.
      const { feedbackWords } = option;
      const answered = feedbackWords ? change(feedbackWords.span, feedbackWords.text, answer.misconceptions?.[at] ?? '') : true;
      return [change(option.span, option.text, words), answered, option.feedback === undefined || feedbackWords !== undefined];
    }),
    item.feedback && answer.feedback ? change(item.feedback.span, item.feedback.text, answer.feedback) : true,
  ];
  return whole.every(Boolean) && edits.length > 0 ? edits : null;
}

/** What learners did with the item so far; nothing where nobody answered it, or the finding says it already. */
function statisticOf(item: Item, finding: Finding, { responses }: LessonContext): Evidence[] {
  const statistics = responses ? statisticsOf(responses, item) : null;
  if (!statistics || statistics.n === 0 || finding.evidence.some(({ kind }) => kind === 'statistic')) return [];
  return [{ kind: 'statistic', text: described(item, statistics) }];
}

interface Repair {
  rule: ItemRule;
  finding: Finding;
  item: Item;
  flaw: string;
  mending: Mending;
  rules: Rules;
  context: LessonContext;
}

async function repairItem({ rule, finding, item, flaw, mending, rules, context }: Repair): Promise<Draft | null> {
  const { lesson, models } = context;
  const passages = relevantPassages(lesson, item).map(({ span }) => span);
  if (passages.length === 0) return null;
  const sent = sentText(lesson, passages);
  const suspect = context.responses ? statisticsOf(context.responses, item)?.miskey : null;

  const editsFor = (value: WrittenItem) => (mending === 'key' ? keyEdits(lesson, item, value.key) : editsOf(lesson, item, value));
  const verify = async (value: WrittenItem): Promise<string | null> => {
    // An honest "I cannot tell" is taken at its word, and asked of nobody else.
    if (value.unsure) return null;
    const own = objection(value, item, mending);
    if (own) return own;
    if (suspect && mending === 'key' && !sameWords(suspect.option, item.options[value.key]?.text ?? ''))
      return 'the answers of learners speak for another key';
    if (!editsFor(value)?.length) return 'the format has no place for the change';
    const after = reworded(item, value);
    // A look that needs the old source may see the flaw in new words: then it objects.
    if (rule.look(after, context) !== null) return 'the flaw is still there';
    return objectionTo({ before: item, after, quote: value.quote, passages }, rules, context);
  };
  const { answer, cost } = await askVerified<WrittenItem>(
    models,
    {
      prompt: 'repair-item',
      input: {
        item: JSON.stringify({
          stem: item.stem.text,
          options: item.options.map((option) => option.text),
          key: rule.meta.id === 'item-response-miskey' ? -1 : rightOf(item),
          feedback: item.feedback?.text,
        }),
        // What learners picked is no argument for what is right.
        flaw: rule.meta.id === 'item-response-miskey' ? 'The key is in doubt: name the right option.' : flaw,
        passages: sent,
        language: lesson.language,
      },
      lesson: lesson.id,
      agent: 'assessment',
      signal: context.signal,
    },
    verify,
  );
  if (!answer.ok) {
    if (answer.fault === 'only-estimated') await countBlindSolution(item, sent, context);
    return null;
  }
  const { value } = answer;
  if (value.unsure) return null;
  const source = placeOfQuote(lesson, passages, value.quote);
  const edits = editsFor(value);
  if (!source || !edits) return null;
  const isNew = (at: number) => !sameWords(value.options[at] ?? '', item.options[at]?.text ?? '');
  return {
    findings: [finding.fingerprint],
    edits,
    title: mending === 'key' ? `Make “${value.options[value.key]}” the key of ${item.id}` : `Reword ${item.id}`,
    rationale: flaw,
    evidence: [
      ...finding.evidence,
      ...statisticOf(item, finding, context),
      ...writtenEvidence(value, source, isNew),
      { kind: 'note', text: 'Solved by a second call that saw neither key nor reasons: the key, and nothing else, was right.' },
    ],
    risk: mending === 'key' ? 'high' : 'medium',
    origin: 'model',
    provenance: { rule: `${rule.meta.id}@${rule.meta.version}`, prompt: answer.prompt, model: answer.model, cost },
    forYou: 'Is the right answer still the only right one?',
  };
}

/** A run that only counts its questions would forget the second call, which has no answer to be about yet. */
async function countBlindSolution(item: Item, passages: string, context: LessonContext): Promise<void> {
  const options = item.options.map((option) => option.text);
  await solvedBlind({ stem: item.stem.text, options, key: 0 }, passages, context);
}

/**
 * Gives a rule a second way to mend: where it knows no repair of its own, a model rewords the item. An item without a finding is
 * never touched.
 * @param rules all rules on items, which the new words must pass
 */
export function withModelRepair(rule: ItemRule, rules: () => Rules): ItemRule {
  const mending = mendingOf(rule);
  if (!mending) return rule;
  return {
    ...rule,
    // Its repair depends on whether there is a model: what was kept without one does not count with one.
    meta: { ...rule.meta, needs: [...rule.meta.needs, 'model'] },
    async repair(finding, context) {
      const own = await rule.repair?.(finding, context);
      if (own || !context.models.available) return own ?? null;
      const item = itemAt(context.lesson, finding.range);
      const flaw = item ? rule.look(item, context) : null;
      if (!item || !flaw || item.options.length < 2) return null;
      if (mending === 'words' && rightOf(item) < 0) return null;
      return repairItem({ rule, finding, item, flaw: flaw.message, mending, rules: rules(), context });
    },
  };
}
