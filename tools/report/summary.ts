/** What was looked at, what was not and why, and what it found. */
import { type AgentName, agentNames, type Finding, type Severity } from '../../agents/contract.ts';
import type { RunRecord } from '../ledger/events.ts';
import type { AgentCount, LessonRef, Summary, UncheckedRule } from './types.ts';

/** Rules that failed, or did not apply, with every lesson it happened in. Failures first. */
export function uncheckedRules(run: RunRecord): UncheckedRule[] {
  const byKey = new Map<string, UncheckedRule>();
  for (const lesson of run.lessons) {
    for (const entry of lesson.unchecked) {
      const key = `${entry.kind}\0${entry.rule}\0${entry.why}`;
      const known = byKey.get(key);
      if (known) known.lessons.push(lesson.title);
      else byKey.set(key, { ...entry, lessons: [lesson.title] });
    }
  }
  return [...byKey.values()].sort((a, b) => (a.kind === b.kind ? a.rule.localeCompare(b.rule) : a.kind === 'failed' ? -1 : 1));
}

function countOf(
  run: RunRecord | null,
  agent: AgentName,
  findings: readonly Finding[],
  proposals: number,
  questions: number,
): AgentCount {
  const counts: Record<Severity, number> = { critical: 0, serious: 0, moderate: 0, minor: 0 };
  const own = findings.filter((finding) => finding.agent === agent);
  for (const finding of own) counts[finding.severity]++;
  return {
    agent,
    state: run?.agents.includes(agent) ? 'ran' : 'left-out',
    severities: counts,
    total: own.length,
    proposals,
    questions,
  };
}

/** What a run looked at. What it looked at of a course as a whole is told only where it failed. */
export function lessonsOfRun(run: RunRecord): Summary['lessons'] {
  const lessons = run.lessons.filter((one) => !one.lesson.startsWith('course:') || one.status === 'not-scanned');
  return {
    total: lessons.length,
    scanned: lessons.filter((lesson) => lesson.status === 'scanned').length,
    unchanged: lessons.filter((lesson) => lesson.status === 'unchanged').length,
    notScanned: lessons
      .filter((lesson) => lesson.status === 'not-scanned')
      .map((lesson) => ({ path: lesson.path, title: lesson.title, reason: lesson.reason ?? 'no reason was recorded' })),
  };
}

export interface SummaryInput {
  run: RunRecord | null;
  lessons: readonly LessonRef[];
  /** Open findings. */
  findings: readonly Finding[];
  proposals: readonly { agent: AgentName }[];
  questions: readonly { agent: AgentName }[];
  known: number;
}

export function summaryOf(input: SummaryInput): Summary {
  const { run } = input;
  const lessons = run === null ? null : lessonsOfRun(run);
  return {
    run: run && {
      id: run.run,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      seconds: Math.max(0, (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000) || 0,
      partial: run.partial,
    },
    lessons: lessons?.total
      ? lessons
      : {
          ...(lessons ?? { scanned: 0, unchanged: 0, notScanned: [] }),
          total: input.lessons.filter((lesson) => !lesson.id.startsWith('course:')).length,
        },
    unchecked: run ? uncheckedRules(run) : [],
    agents: agentNames.map((agent) =>
      countOf(
        run,
        agent,
        input.findings,
        input.proposals.filter((proposal) => proposal.agent === agent).length,
        input.questions.filter((question) => question.agent === agent).length,
      ),
    ),
    model: {
      calls: run?.modelCalls ?? 0,
      cost: run?.cost ?? 0,
      without: run?.withoutModel ?? null,
      notes: run?.modelNotes ?? [],
    },
    pagesOpened: run?.pagesOpened ?? 0,
    known: input.known,
  };
}
