/** Keeps what people are asked few and right: past decisions, duplicates, overlaps, limits. Pure; each step a function. */
import type { Decision, Finding, Proposal } from './contract.ts';
import { severities } from './contract.ts';
import { normalise } from './fingerprint.ts';
import { editsOverlap } from './proposal.ts';

/** What the ledger remembers that keeps a finding away. */
export interface Memory {
  /** Findings rejected or answered "not a fault", by fingerprint, with the rule version they were judged under. */
  settled: Map<string, string | null>;
  /** Rejections that reach further than their own finding. */
  rejections: { decision: Decision; proposal: Proposal }[];
}

/** Why a finding gets no proposal and no question; null where nothing stands against it. */
export type Suppression = 'rejected-before' | 'rejected-in-course' | 'rejected-in-library' | null;

const major = (version: string | null): string => (version ?? '').replace(/^.*@/u, '').split('.')[0] ?? '';

/**
 * A rejection holds until the target's text changes (another fingerprint) or the rule's major version does.
 * With scope `course` or `library` it holds for every finding of the rule there; with `item` for the same words in the lesson.
 */
export function suppression(
  finding: Finding,
  courseOf: (lesson: string) => string,
  ruleVersion: string,
  memory: Memory,
): Suppression {
  if (memory.settled.has(finding.fingerprint)) {
    const under = memory.settled.get(finding.fingerprint) ?? null;
    if (under === null || major(under) === major(ruleVersion)) return 'rejected-before';
  }
  for (const { decision, proposal } of memory.rejections) {
    if (proposal.rule !== finding.rule || decision.reason === 'wrong-fix') continue;
    if (major(proposal.provenance.rule) !== major(ruleVersion)) continue;
    if (decision.scope === 'library') return 'rejected-in-library';
    if (decision.scope === 'course' && courseOf(proposal.lesson) === courseOf(finding.lesson)) return 'rejected-in-course';
    if (decision.scope === 'item' && proposal.lesson === finding.lesson) {
      if (proposal.edits.some((edit) => normalise(edit.quote) === normalise(finding.quote))) return 'rejected-before';
    }
  }
  return null;
}

/** What tells which of two proposals comes first. */
type Placed = Pick<Proposal, 'severity'> & { edits: readonly Pick<Proposal['edits'][number], 'path' | 'start'>[] };

/** Severity, then place. */
export function byUrgency(a: Placed, b: Placed): number {
  const rank = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  if (rank !== 0) return rank;
  const left = a.edits[0];
  const right = b.edits[0];
  if (!left || !right) return 0;
  return left.path < right.path ? -1 : left.path > right.path ? 1 : left.start - right.start;
}

export interface Settlement {
  kept: Proposal[];
  superseded: { proposal: Proposal; by: string }[];
}

/**
 * Two agents on one span: one stays. The more severe stays; among equals the earlier in reading order; what already
 * waits for a decision or was approved stays before anything new.
 * @param standing open proposals on the same files from before
 */
export function settleOverlaps(candidates: Proposal[], standing: Proposal[]): Settlement {
  const kept: Proposal[] = [];
  const superseded: Settlement['superseded'] = [];
  for (const proposal of [...candidates].sort(byUrgency)) {
    const rival = [...standing, ...kept].find((other) => other.id !== proposal.id && editsOverlap(other.edits, proposal.edits));
    if (rival) superseded.push({ proposal, by: rival.id });
    else kept.push(proposal);
  }
  return { kept, superseded };
}

export interface Room {
  /** Open proposals there may be in a course, and are. */
  openPerCourse: number;
  open: Map<string, number>;
  /** How many new ones this run may still admit. */
  newThisRun: number;
}

/** Part of a campaign: a person asked for it by name, so no limit holds it back, and it takes no room from the rest. */
export function isAskedFor(proposal: Pick<Proposal, 'rule'>): boolean {
  return proposal.rule === 'campaign';
}

/**
 * Which held proposals come before a person now. Critical ones always do; others while there is room, worst first.
 * Members of a group count as one decision.
 * @returns ids of the admitted, in order
 */
export function admit(
  held: (Pick<Proposal, 'id' | 'lesson' | 'rule' | 'group'> & Placed)[],
  courseOf: (lesson: string) => string,
  room: Room,
): string[] {
  const open = new Map(room.open);
  let left = room.newThisRun;
  const groups = new Set<string>();
  const admitted: string[] = [];
  for (const proposal of [...held].sort(byUrgency)) {
    const course = courseOf(proposal.lesson);
    const counted = open.get(course) ?? 0;
    const free =
      proposal.severity === 'critical' || isAskedFor(proposal) || (proposal.group !== null && groups.has(proposal.group));
    if (!free && (left <= 0 || counted >= room.openPerCourse)) continue;
    if (proposal.group !== null) groups.add(proposal.group);
    if (!free) left -= 1;
    if (!isAskedFor(proposal)) open.set(course, counted + 1);
    admitted.push(proposal.id);
  }
  return admitted;
}
