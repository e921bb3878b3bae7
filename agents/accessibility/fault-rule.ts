/** The frame of an accessibility rule: one look that yields faults, each with its repair and what a reply makes of it. */
import type { FileFormat, Lesson, Span } from '../../tools/library/lesson.ts';
import { fileOf, sourceOf } from '../../tools/library/lesson.ts';
import type { CourseContext, LessonContext } from '../context.ts';
import type { AnswerKind, Certainty, Draft, Edit, Evidence, Finding, RawFinding, Reply, Risk, Severity } from '../contract.ts';
import type { Rule, RuleMeta } from '../rule.ts';

export interface Mend {
  edits: Edit[];
  title: string;
  risk: Risk;
  forYou?: string;
  /** Shown beside the finding's own. */
  evidence?: Evidence[];
  /** Where a model wrote it. */
  model?: { prompt: string; name: string; cost: number };
}

export interface Fault {
  range: Span;
  message: string;
  certainty: Certainty;
  severity?: Severity;
  target?: string;
  question?: string;
  answerKind?: AnswerKind;
  evidence?: Evidence[];
  wcag?: string[];
  engines?: string[];
  readBy?: 'model';
  mend?: Mend | (() => Mend | null | Promise<Mend | null>);
  /** Edits that a reply stands for; null where it stands for none. */
  reply?: (reply: Reply) => Mend | null;
}

export type Look<C> = (context: C) => Fault[] | string | Promise<Fault[] | string>;

/**
 * @param look the faults, or the reason why the rule does not apply. Called again for repairs: it must be a pure look.
 */
export function faultRule<C extends LessonContext | CourseContext>(meta: RuleMeta, look: Look<C>): Rule<C> {
  const find = async (finding: Finding, context: C): Promise<Fault | null> => {
    const faults = await look(context);
    if (typeof faults === 'string') return null;
    const { path, start, end } = finding.range;
    return (
      faults.find(
        (fault) =>
          fault.range.path === path &&
          fault.range.start === start &&
          fault.range.end === end &&
          fault.message === finding.message,
      ) ?? null
    );
  };
  const draft = (finding: Finding, mend: Mend, origin: Draft['origin']): Draft => ({
    findings: [finding.fingerprint],
    edits: mend.edits,
    title: mend.title,
    rationale: finding.message,
    evidence: [...finding.evidence, ...(mend.evidence ?? [])],
    risk: mend.risk,
    origin,
    provenance: {
      rule: `${meta.id}@${meta.version}`,
      ...(mend.model ? { prompt: mend.model.prompt, model: mend.model.name, cost: mend.model.cost } : {}),
    },
    ...(mend.forYou === undefined ? {} : { forYou: mend.forYou }),
  });
  return {
    meta,
    async check(context) {
      const faults = await look(context);
      if (typeof faults === 'string') return { outcome: 'notApplicable', reason: faults };
      return { outcome: 'checked', findings: faults.map((fault) => findingOf(meta, fault)) };
    },
    async repair(finding, context) {
      const fault = await find(finding, context);
      const mend = typeof fault?.mend === 'function' ? await fault.mend() : (fault?.mend ?? null);
      if (!mend || mend.edits.length === 0) return null;
      return draft(finding, mend, mend.model ? 'model' : 'rule');
    },
    async answer(finding, reply, context) {
      const fault = await find(finding, context);
      const mend = fault?.reply?.(reply) ?? null;
      return mend && mend.edits.length > 0 ? draft(finding, mend, 'person') : null;
    },
  };
}

function findingOf(meta: RuleMeta, fault: Fault): RawFinding {
  const wcag = fault.wcag ?? meta.wcag;
  return {
    rule: meta.id,
    severity: fault.severity ?? meta.severity,
    certainty: fault.certainty,
    range: { path: fault.range.path, start: fault.range.start, end: fault.range.end },
    message: fault.message,
    evidence: [{ kind: 'rule', text: meta.source }, ...(fault.evidence ?? [])],
    ...(fault.target === undefined ? {} : { target: fault.target }),
    ...(fault.question === undefined ? {} : { question: fault.question }),
    ...(fault.answerKind === undefined ? {} : { answerKind: fault.answerKind }),
    ...(wcag && wcag.length > 0 ? { wcag } : {}),
    ...(fault.engines === undefined ? {} : { engines: fault.engines }),
    ...(fault.readBy === undefined ? {} : { readBy: fault.readBy }),
  };
}

/** Replaces a stretch of one of the lesson's files. */
export function editOf(lesson: Lesson, span: Span, replacement: string): Edit {
  return { path: span.path, start: span.start, end: span.end, replacement, quote: sourceOf(lesson, span) };
}

export function insertionAt(path: string, at: number, text: string): Edit {
  return { path, start: at, end: at, replacement: text, quote: '' };
}

/** Evidence that quotes the source word for word. */
export function quotation(lesson: Lesson, span: Span): Evidence {
  return { kind: 'quote', text: sourceOf(lesson, span), source: { path: span.path, start: span.start, end: span.end } };
}

/**
 * Code, output and transcripts are teaching material: nothing inside them is judged or changed. What stands in `noscript` nobody meets
 * whose browser runs scripts, as those do that WCAG is judged with.
 */
export function isProtected(lesson: Lesson, span: Span): boolean {
  const within = (outer: Span) => outer.path === span.path && outer.start <= span.start && span.end <= outer.end;
  return lesson.code.some((block) => within(block.span)) || withoutScripts(lesson).some(within);
}

const spare = new WeakMap<Lesson, Span[]>();

function withoutScripts(lesson: Lesson): Span[] {
  const known = spare.get(lesson);
  if (known) return known;
  const spans: Span[] = [];
  for (const { path, text } of lesson.files.filter((file) => file.format === 'html' && /<noscript/i.test(file.text))) {
    let start = -1;
    // Read as text: a tree read without scripts ends a `noscript` of the head early. Comments and scripts may name it.
    for (const { index, 1: slash } of text.matchAll(/<!--[\s\S]*?-->|<script\b[\s\S]*?<\/script|<(\/?)noscript(?=[\s>/])/gi)) {
      if (slash === '') start = start === -1 ? index : start;
      else if (slash === '/' && start !== -1) {
        spans.push({ path, start, end: index });
        start = -1;
      }
    }
  }
  spare.set(lesson, spans);
  return spans;
}

export function formatOf(lesson: Lesson, path: string): FileFormat | null {
  return fileOf(lesson, path)?.format ?? null;
}

/** From 1, for people. */
export function lineOf(lesson: Lesson, span: Span): number {
  const text = fileOf(lesson, span.path)?.text ?? '';
  return text.slice(0, span.start).split('\n').length;
}
