/** The one path on which a model writes: an item with a flaw that no rule can mend is reworded, and checked before anyone sees it. */
import type { Item, Lesson, Passage, Span } from '../../tools/library/lesson.ts';
import { sourceOf } from '../../tools/library/lesson.ts';
import type { LessonContext } from '../context.ts';
import type { Draft, Edit, Finding } from '../contract.ts';
import { textEdit } from './item-edit.ts';
import { type ItemRule, itemAt } from './item-rule.ts';
import { contentWords, fold, stem } from './wording.ts';

/** What the prompt `repair-item` answers. */
export interface RepairedItem {
  stem: string;
  options: string[];
  /** Index of the right option, from 0. */
  key: number;
  feedback?: string | null;
  /** Words of the passages that bear the answer out. */
  quote: string;
  unsure?: boolean | null;
}

const mostPassages = 6;
const longestPassages = 6000;

/** Passages of the lesson that speak of what the item asks, best first, by shared words. */
export function relevantPassages(lesson: Lesson, item: Item): Passage[] {
  const wanted = new Set(contentWords([item.stem.text, ...item.options.map((option) => option.text)].join(' ')).map(stem));
  return lesson.passages
    .map((passage) => ({
      passage,
      shared: new Set(
        contentWords(passage.text)
          .map(stem)
          .filter((word) => wanted.has(word)),
      ).size,
    }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, mostPassages)
    .map(({ passage }) => passage);
}

function folded(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Place of a quotation in the passages' source; null where it is not there word for word. */
function quoted(lesson: Lesson, passages: Passage[], quote: string): Span | null {
  if (folded(quote).length < 12) return null;
  return passages.find((passage) => folded(sourceOf(lesson, passage.span)).includes(folded(quote)))?.span ?? null;
}

/** Why the answer cannot be used; null where it can. Pure. */
export function objection(answer: RepairedItem, item: Item, mayChangeKey: boolean): string | null {
  const right = item.options.findIndex((option) => option.correct);
  if (answer.unsure) return 'the model was unsure';
  if (answer.options.length !== item.options.length) return 'the number of options changed';
  if (answer.stem.trim() === '' || answer.options.some((option) => option.trim() === '')) return 'a text is empty';
  if (answer.options[answer.key] === undefined) return 'the key names no option';
  if (new Set(answer.options.map(fold)).size !== answer.options.length) return 'two options say the same';
  if (!mayChangeKey && (answer.key !== right || fold(answer.options[right] ?? '') !== fold(item.options[right]?.text ?? '')))
    return 'the right answer changed';
  if (
    /https?:|<[a-z]/iu.test([answer.stem, ...answer.options].join(' ')) &&
    !/https?:|<[a-z]/iu.test([item.stem.text, ...item.options.map((option) => option.text)].join(' '))
  )
    return 'links or mark-up were added';
  return null;
}

/** The item as it would read; spans stay those of the source, for linting only. */
function reworded(item: Item, answer: RepairedItem): Item {
  return {
    ...item,
    stem: { ...item.stem, text: answer.stem },
    options: item.options.map((option, index) => ({ ...option, text: answer.options[index] ?? option.text })),
  };
}

function editsOf(lesson: Lesson, item: Item, answer: RepairedItem): Edit[] | null {
  const edits: Edit[] = [];
  const change = (span: Span, before: string, after: string): boolean => {
    if (folded(before) === folded(after)) return true;
    const edit = textEdit(lesson, item, span, after.trim());
    if (edit) edits.push(edit);
    return edit !== null;
  };
  const whole = [
    change(item.stem.span, item.stem.text, answer.stem),
    ...item.options.map((option, index) => change(option.span, option.text, answer.options[index] ?? option.text)),
    item.feedback && answer.feedback ? change(item.feedback.span, item.feedback.text, answer.feedback) : true,
  ];
  return whole.every(Boolean) && edits.length > 0 ? edits : null;
}

/** Flaws that the new wording would have and the old one had not. A look that needs the old source may fail on new words: then it objects. */
function newFlaws(before: Item, after: Item, rules: ItemRule[], context: LessonContext): string[] {
  return rules
    .filter((rule) => rule.look(after, context) !== null && rule.look(before, context) === null)
    .map((rule) => rule.meta.id);
}

async function repairItem(
  rule: ItemRule,
  finding: Finding,
  item: Item,
  flaw: string,
  rules: ItemRule[],
  context: LessonContext,
): Promise<Draft | null> {
  const { lesson, models } = context;
  const passages = relevantPassages(lesson, item);
  if (passages.length === 0) return null;
  const answer = await models.ask<RepairedItem>({
    prompt: 'repair-item',
    input: {
      item: JSON.stringify({
        stem: item.stem.text,
        options: item.options.map((option) => option.text),
        key: item.options.findIndex((option) => option.correct),
        feedback: item.feedback?.text,
      }),
      flaw,
      passages: passages
        .map((passage) => sourceOf(lesson, passage.span))
        .join('\n\n')
        .slice(0, longestPassages),
      language: lesson.language,
    },
    lesson: lesson.id,
    agent: 'assessment',
    signal: context.signal,
  });
  if (!answer.ok || objection(answer.value, item, rule.rewrite === 'key') !== null) return null;
  const source = quoted(lesson, passages, answer.value.quote);
  const after = reworded(item, answer.value);
  const edits = source ? editsOf(lesson, item, answer.value) : null;
  if (!source || !edits || rule.look(after, context) !== null || newFlaws(item, after, rules, context).length > 0) return null;
  return {
    findings: [finding.fingerprint],
    edits,
    title: `Reword ${item.id}`,
    rationale: flaw,
    evidence: [...finding.evidence, { kind: 'quote', text: answer.value.quote, source }],
    risk: 'medium',
    origin: 'model',
    provenance: { rule: `${rule.meta.id}@${rule.meta.version}`, prompt: answer.prompt, model: answer.model, cost: answer.cost },
    forYou: 'Is the right answer still the only right one?',
  };
}

/** Gives a rule a second way to mend: where it knows no repair of its own, a model rewords the item. */
export function withModelRepair(rule: ItemRule, rules: ItemRule[]): ItemRule {
  return {
    ...rule,
    async repair(finding, context) {
      const own = await rule.repair?.(finding, context);
      if (own || rule.rewrite === 'never' || !context.models.available) return own ?? null;
      const item = itemAt(context.lesson, finding.range);
      const flaw = item ? rule.look(item, context) : null;
      return item && flaw ? repairItem(rule, finding, item, flaw.message, rules, context) : null;
    },
  };
}
