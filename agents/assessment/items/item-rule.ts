/** The frame of a rule on single items: one look an item, a repair where one is known, answers to its question. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { AnswerKind, Certainty, Draft, Edit, Evidence, Finding, RawFinding, Reply, Risk } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { keyEdits, textEdit } from './item-edit.ts';
import { hasOptions } from './items.ts';

export interface Flaw {
  message: string;
  certainty: Certainty;
  question?: string;
  answerKind?: AnswerKind;
  evidence?: Evidence[];
  /** The option a text reply replaces; without it the reply replaces the stem. */
  option?: number;
  /** A repair that is surely right. */
  mend?: { edits: Edit[]; title: string; risk: Risk; forYou?: string };
}

export interface ItemRuleOptions {
  meta: RuleMeta;
  look(item: Item, context: LessonContext): Flaw | null;
  /** May a model rewrite the item to mend this? It may move the key only where the flaw is the key. */
  rewrite: 'wording' | 'key' | 'never';
}

export interface ItemRule extends Rule<LessonContext> {
  look: ItemRuleOptions['look'];
  rewrite: ItemRuleOptions['rewrite'];
}

export function itemAt(lesson: Lesson, range: { path: string; start: number; end: number }): Item | null {
  return (
    lesson.items.find(
      (item) => item.span.path === range.path && item.span.start === range.start && item.span.end === range.end,
    ) ?? null
  );
}

/** What identifies an item in a fingerprint: its source text, not its place. */
function targetOf(lesson: Lesson, item: Item): string {
  return sourceOf(lesson, item.stem.span);
}

function findingOf(meta: RuleMeta, lesson: Lesson, item: Item, flaw: Flaw): RawFinding {
  const { answerKind, question } = flaw;
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: flaw.certainty,
    range: { ...item.span },
    target: targetOf(lesson, item),
    message: flaw.message,
    ...(question === undefined ? {} : { question }),
    ...(answerKind === undefined ? {} : { answerKind }),
    ...(answerKind === 'key' ? { choices: item.options.map((option) => option.text) } : {}),
    evidence: [{ kind: 'rule', text: meta.source }, ...(flaw.evidence ?? [])],
    ...(item.outcomes.length > 0 ? { outcomes: item.outcomes } : {}),
  };
}

/** The draft of a person's reply to an item's question. */
export function draftOfReply(
  meta: RuleMeta,
  finding: Finding,
  reply: Reply,
  lesson: Lesson,
  item: Item,
  option?: number,
): Draft | null {
  const frame = {
    findings: [finding.fingerprint],
    rationale: finding.message,
    evidence: finding.evidence,
    origin: 'person' as const,
    provenance: { rule: `${meta.id}@${meta.version}` },
  };
  if (reply.kind === 'key') {
    const edits = keyEdits(lesson, item, reply.option);
    const right = item.options[reply.option];
    if (!edits || edits.length === 0 || !right) return null;
    return { ...frame, edits, title: `Make “${right.text}” the key of ${item.id}`, risk: 'medium' };
  }
  if (reply.kind === 'text') {
    const span = option === undefined ? item.stem.span : item.options[option]?.span;
    const edit = span ? textEdit(lesson, item, span, reply.text) : null;
    if (!edit || edit.quote === edit.replacement) return null;
    return {
      ...frame,
      edits: [edit],
      title: `Reword ${option === undefined ? 'the question' : `option ${option + 1}`} of ${item.id}`,
      risk: 'medium',
    };
  }
  return null;
}

/** Builds a rule over the lesson's items from one look at each. */
export function itemRule(options: ItemRuleOptions): ItemRule {
  const { meta, look, rewrite } = options;
  return {
    meta,
    look,
    rewrite,
    check(context) {
      const items = context.lesson.items.filter(hasOptions);
      if (items.length === 0) return { outcome: 'notApplicable', reason: 'the lesson has no items with options' };
      const findings = items.flatMap((item) => {
        const flaw = look(item, context);
        return flaw ? [findingOf(meta, context.lesson, item, flaw)] : [];
      });
      return { outcome: 'checked', findings };
    },
    repair(finding, context) {
      const item = itemAt(context.lesson, finding.range);
      const flaw = item ? look(item, context) : null;
      if (!flaw?.mend) return null;
      return {
        findings: [finding.fingerprint],
        edits: flaw.mend.edits,
        title: flaw.mend.title,
        rationale: flaw.message,
        evidence: finding.evidence,
        risk: flaw.mend.risk,
        origin: 'rule',
        provenance: { rule: `${meta.id}@${meta.version}` },
        ...(flaw.mend.forYou === undefined ? {} : { forYou: flaw.mend.forYou }),
      };
    },
    answer(finding, reply, context) {
      const item = itemAt(context.lesson, finding.range);
      if (!item) return null;
      return draftOfReply(meta, finding, reply, context.lesson, item, look(item, context)?.option);
    },
  };
}
