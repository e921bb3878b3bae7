/** From the ledger's records to what a card shows. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Evidence, Finding, Proposal, Range } from '../../agents/contract.ts';
import type { ProposalRecord } from '../ledger/ledger.ts';
import { excerptOf, hunksOf, shorten } from './changes.ts';
import { type CommandLine, proposalCommands, questionCommands } from './commands.ts';
import { pictureAddress } from './pictures.ts';
import type { Sources } from './places.ts';
import type { EvidenceView, FindingView, ItemChange, ItemView, LessonRef, ProposalView } from './types.ts';

export interface ViewContext {
  sources: Sources;
  pictures: (path: string) => Uint8Array | null;
  lessons: ReadonlyMap<string, LessonRef>;
  commands: CommandLine;
  finding: (idOrFingerprint: string) => Finding | null;
  /** The item that stands exactly at a range, if any. */
  item: (range: Range) => ItemView | null;
  /** The item a change set is about, if any. */
  changedItem: (proposal: Proposal) => ItemChange | null;
}

/** Course and title of a lesson id; `course:<id>` names the course as a whole. */
export function whereOf(lesson: string, context: Pick<ViewContext, 'lessons'>): { course: string; title: string } {
  const known = context.lessons.get(lesson);
  if (known) return { course: known.course, title: known.title };
  if (lesson.startsWith('course:')) return { course: lesson.slice(7), title: 'The whole course' };
  return { course: '', title: lesson };
}

export function evidenceView(evidence: Evidence, context: ViewContext): EvidenceView {
  const path = evidence.source?.path;
  return {
    kind: evidence.kind,
    text: evidence.text,
    place: evidence.source && evidence.kind !== 'picture' ? context.sources.place(evidence.source) : null,
    url: evidence.url !== undefined && /^https?:\/\//u.test(evidence.url) ? evidence.url : null,
    date: evidence.date ?? null,
    picture: evidence.kind === 'picture' ? pictureAddress(path ? context.pictures(path) : null) : null,
  };
}

function faultOf(proposal: Proposal, context: ViewContext): string | null {
  const message = proposal.findings.map((name) => context.finding(name)?.message).find((words) => words !== undefined);
  if (message === undefined || proposal.title.includes(message) || proposal.rationale.includes(message)) return null;
  return message;
}

export function proposalView(record: ProposalRecord, context: ViewContext): ProposalView {
  const { proposal } = record;
  const where = whereOf(proposal.lesson, context);
  const changeSet = `${proposal.id}@${proposal.revision}`;
  const criteria = new Set(proposal.findings.flatMap((name) => context.finding(name)?.wcag ?? []));
  const before = pictureAddress(proposal.pictures ? context.pictures(proposal.pictures.before) : null);
  const after = pictureAddress(proposal.pictures ? context.pictures(proposal.pictures.after) : null);
  const edits = proposal.edits.map((edit, index) => ({
    index,
    place: context.sources.place(edit),
    quote: edit.quote,
    replacement: edit.replacement,
  }));
  return {
    id: proposal.id,
    revision: proposal.revision,
    digest: proposal.digest,
    changeSet,
    status: proposal.status,
    why: record.why,
    agent: proposal.agent,
    rule: proposal.rule,
    severity: proposal.severity,
    risk: proposal.risk,
    origin: proposal.origin,
    course: where.course,
    lesson: proposal.lesson,
    lessonTitle: where.title,
    title: proposal.title,
    fault: faultOf(proposal, context),
    rationale: proposal.rationale,
    forYou: proposal.forYou ?? null,
    places: edits.map((edit) => edit.place),
    hunks: hunksOf(proposal, context.sources).map((hunk) => ({ ...hunk, rows: hunk.rows.map((row) => shorten(row)) })),
    edits,
    evidence: proposal.evidence.map((item) => evidenceView(item, context)),
    criteria: [...criteria].sort(),
    checks: proposal.checks,
    ruleVersion: proposal.provenance.rule,
    prompt: proposal.provenance.prompt ?? null,
    model: proposal.provenance.model ?? null,
    cost: proposal.provenance.cost ?? null,
    group: proposal.group,
    findings: proposal.findings,
    pictures: before && after ? { before, after } : null,
    item: context.changedItem(proposal),
    commands: proposalCommands(context.commands, changeSet),
    until: record.decision?.until ?? null,
  };
}

/**
 * Digest of what a question asks, and of what. Kept beside an answer, so that an answer given to an older question is
 * noticed instead of being applied to another text.
 */
export function askedDigest(finding: Finding): string {
  const asked = [finding.fingerprint, finding.question ?? '', finding.answerKind ?? '', finding.choices ?? [], finding.quote];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 16);
}

/** Nobody can say what a picture shows without seeing it: the one the finding quotes, where the library holds it. */
function pictureInQuestion(finding: Finding, context: ViewContext): EvidenceView[] {
  if (finding.answerKind !== 'text-alternative' || finding.evidence.some((item) => item.kind === 'picture')) return [];
  const written = /!\[[^\]]*\]\(\s*<?([^\s)>]+)|<img[^>]*\ssrc\s*=\s*["']?([^"'\s>]+)/iu.exec(finding.quote);
  const src = (written?.[1] ?? written?.[2] ?? '').replace(/[?#].*$/u, '');
  if (src === '' || /^[a-z][a-z0-9+.-]*:|^\/\//iu.test(src)) return [];
  const path = src.startsWith('/') ? src.slice(1) : posix.join(posix.dirname(finding.range.path), decoded(src));
  const picture = path.startsWith('..') ? null : pictureAddress(context.pictures(path));
  return picture ? [{ kind: 'picture', text: src, place: null, url: null, date: null, picture }] : [];
}

function decoded(src: string): string {
  try {
    return decodeURIComponent(src);
  } catch {
    // A stray percent sign is part of the name.
    return src;
  }
}

export function findingView(finding: Finding, unverified: string | null, context: ViewContext): FindingView {
  const where = whereOf(finding.lesson, context);
  return {
    id: finding.id,
    asked: askedDigest(finding),
    agent: finding.agent,
    rule: finding.rule,
    severity: finding.severity,
    course: where.course,
    lesson: finding.lesson,
    lessonTitle: where.title,
    message: finding.message,
    question: finding.question ?? null,
    answerKind: finding.answerKind ?? null,
    choices: finding.choices ?? [],
    place: context.sources.place(finding.range),
    item: context.item(finding.range),
    excerpt: excerptOf(finding.range, context.sources).map((row) => shorten(row)),
    evidence: [...pictureInQuestion(finding, context), ...finding.evidence.map((item) => evidenceView(item, context))],
    criteria: finding.wcag ?? [],
    unverified,
    commands: questionCommands(context.commands, finding.id, finding.answerKind ?? null),
  };
}
