/** A rule: one thing that can be wrong, how to see it, and where it can be known, how to mend it. */
import type { AgentName, Detection, Draft, Finding, Reply, Severity } from './contract.ts';

/** What a rule looked at besides the lesson's own files; it decides what its cached result depends on. */
export type RuleNeed =
  | 'page'
  | 'vectors'
  | 'facts'
  | 'date'
  | 'siblings'
  | 'responses'
  | 'model'
  | 'links'
  | 'trends'
  | 'campaigns'
  | 'run';

export interface RuleMeta {
  /** File name without `.ts`; also the name in configs and reports. */
  id: string;
  agent: AgentName;
  /** `major.minor`; a new major makes rejected findings return. */
  version: string;
  severity: Severity;
  title: string;
  /** Where the rule comes from: a criterion, a guideline, a paper. */
  source: string;
  wcag?: string[];
  /** The fault it sees, where rules of other agents see the same one from their side: one finding is made of them (`same-fault.ts`). */
  fault?: string;
  needs: RuleNeed[];
}

/**
 * @typeParam C what the rule looks at: a LessonContext or a CourseContext.
 */
export interface Rule<C> {
  meta: RuleMeta;
  /** A pure look at the context; throws only on a defect (reported as a failed check, never as clean). */
  check(context: C): Detection | Promise<Detection>;
  /** The repair, where a right one can be known; null says "a person must look". */
  repair?(finding: Finding, context: C): Draft | null | Promise<Draft | null>;
  /** Turns a person's reply to the finding's question into a draft; null where the reply fits no edit. */
  answer?(finding: Finding, reply: Reply, context: C): Draft | null | Promise<Draft | null>;
}

export interface Agent<L, C> {
  name: AgentName;
  /** One line a person reads in the report. */
  purpose: string;
  lessonRules: Rule<L>[];
  courseRules: Rule<C>[];
}
