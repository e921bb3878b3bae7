/**
 * Courses in which nothing changed since they were looked at: they are not opened, and cost what it takes to find that out.
 * A look is kept with everything it depended on: the course's files, the program, the configuration, what it asked of other files,
 * the day as far as a day matters, and the place in the ledger up to which decisions were heard.
 */
import { createHash, randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentName, AlignmentRow, Finding } from '../../agents/contract.ts';
import { keyOf } from '../../tools/cache/results.ts';
import { responsesOf } from '../../tools/config/schema.ts';
import type { LedgerEvent, LessonOutcome, StoredEvent } from '../../tools/ledger/events.ts';
import type { Course, Library } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';
import { type Looked, stampOf, stillHolds } from './looked.ts';

/** What came of a look at a course and its lessons. */
export interface CourseLook {
  outcomes: LessonOutcome[];
  /** Fingerprints of what was found and not settled before. */
  found: string[];
  alignment: AlignmentRow[];
  looked: Looked[];
}

interface Kept {
  look: string;
  /** Everything it depended on but other files and the ledger. */
  key: string;
  /** Day it was made on; it holds for later days only where no day matters to it. */
  day: string;
  days: 'any' | 'this';
  /** Hash of the library's files by name, size and time of change. */
  listing: string;
  /** What it asked of files that are not in the listing. */
  elsewhere: Looked[];
  outcomes: LessonOutcome[];
  found: string[];
  alignment: AlignmentRow[];
}

/** Which looks the last whole run ended with, and where the ledger stood then. */
interface LastRun {
  seq: number;
  looks: Record<string, string>;
}

/** So many events are gone through to see which courses they touch; after more, every course is opened. */
const mostEvents = 20_000;

export interface Settled {
  /** The look that still holds; null where the course has to be looked at. */
  of(course: Course): CourseLook | null;
  /** Keeps a look at a course that was opened. */
  keep(course: Course, look: CourseLook, texts: Iterable<string>): void;
  /** At the end of a whole run. */
  finish(): void;
}

/** @param agents those of the run: a look by fewer says nothing for more */
export async function settledCourses(workspace: Workspace, library: Library, agents: readonly AgentName[]): Promise<Settled> {
  const base = await baseOf(workspace, library, agents);
  const name = (course: string) => keyOf('course-look', workspace.ledger.id, course);
  const nameOfLast = keyOf('course-looks', workspace.ledger.id);
  const last = workspace.results.get<LastRun>(nameOfLast);
  const touched = last === null ? 'all' : touchedSince(workspace, library, last.seq);
  const listing = listingOf(workspace, library);
  const start = workspace.ledger.head().seq;
  const looks: Record<string, string> = {};
  const keyOfCourse = async (course: Course) => keyOf(base, await partsOf(workspace, course));
  const keys = new Map<string, string>();
  for (const course of library.courses) keys.set(course.id, await keyOfCourse(course));
  const trends = new Set<string>();
  for (const course of library.courses) if (await workspace.news(course)) trends.add(course.id);
  const quietDays = (await workspace.facts()).days?.() ?? null;

  /** Whether a day that matters to some fact lies between. */
  const holdsToday = ({ day, days }: Kept): boolean => {
    if (day === workspace.today) return true;
    if (days === 'this' || quietDays === null || day > workspace.today) return false;
    return !quietDays.some((one) => day <= one && one <= workspace.today);
  };

  return {
    of(course) {
      if (last === null || touched === 'all' || touched.has(course.id)) return null;
      const kept = workspace.results.get<Kept>(name(course.id));
      if (!kept || kept.look !== last.looks[course.id] || kept.key !== keys.get(course.id) || !holdsToday(kept)) return null;
      const same = kept.listing === listing.hash;
      const asked = same ? kept.elsewhere : (workspace.results.get<Looked[]>(keyOf('course-looked', kept.look)) ?? null);
      if (asked === null || !stillHolds(asked, workspace.files, workspace.root)) return null;
      looks[course.id] = kept.look;
      const outcomes = kept.outcomes.map((one) => ({ ...one, status: 'unchanged' as const }));
      return { outcomes, found: kept.found, alignment: kept.alignment, looked: [] };
    },
    keep(course, look, texts) {
      const key = keys.get(course.id);
      const whole = look.outcomes.every(
        (one) => one.status !== 'not-scanned' && one.unchecked.every((rule) => rule.kind !== 'failed'),
      );
      if (key === undefined || !whole) return;
      const id = randomUUID();
      const { outcomes, found, alignment } = look;
      const looked = onlyOnce(look.looked);
      const kept: Kept = {
        look: id,
        key,
        day: workspace.today,
        days: trends.has(course.id) || namesComingYear(texts, workspace.today) ? 'this' : 'any',
        listing: listing.hash,
        elsewhere: looked.filter((one) => !listing.tells(one)),
        outcomes,
        found,
        alignment,
      };
      workspace.results.put(name(course.id), kept);
      workspace.results.put(keyOf('course-looked', id), looked);
      looks[course.id] = id;
    },
    finish() {
      const since = touchedSince(workspace, library, start, (stored) => stored.by !== 'perennial');
      const holding = Object.entries(looks).filter(([course]) => since !== 'all' && !since.has(course));
      const record: LastRun = { seq: workspace.ledger.head().seq, looks: Object.fromEntries(holding) };
      workspace.results.put(nameOfLast, record);
    },
  };
}

/** What every course depends on. */
async function baseOf(workspace: Workspace, library: Library, agents: readonly AgentName[]): Promise<string> {
  const { courses: _, ...config } = workspace.config;
  const models = await workspace.models();
  const places = library.courses.map((course) => [course.id, course.root, course.config?.publishedTogether ?? null]);
  return keyOf(
    workspace.ruleset,
    config,
    places,
    agents,
    (await workspace.facts()).snapshot,
    (await workspace.vectors()).embedding,
    [models.available, models.mode, models.available ? models.promptVersions() : null],
    (await workspace.sandbox())?.version ?? 'off',
    (await workspace.links()).snapshot,
  );
}

async function partsOf(workspace: Workspace, course: Course): Promise<unknown> {
  const stated = responsesOf(course.config ?? workspace.config.courses.find((one) => one.id === course.id));
  return [
    course.id,
    course.title,
    course.language,
    course.config,
    course.unreadable,
    stated ? stampOf(workspace.root, stated.file) : null,
    (await workspace.news(course))?.snapshot ?? null,
    course.lessons.map((lesson) => [
      [lesson.id, lesson.kind, lesson.partOf, lesson.order, lesson.title, lesson.language],
      lesson.files.map((file) => [file.path, file.role, file.sha256]),
    ]),
  ];
}

/** Courses that events behind `seq` are about. */
function touchedSince(
  workspace: Workspace,
  library: Library,
  seq: number,
  counts: (stored: StoredEvent) => boolean = () => true,
): Set<string> | 'all' {
  const { ledger } = workspace;
  const head = ledger.head().seq;
  if (head < seq || head - seq > mostEvents) return 'all';
  const courses = new Map(library.courses.flatMap((course) => course.lessons.map((lesson) => [lesson.id, course.id] as const)));
  const courseOf = (owner: string) => (owner.startsWith('course:') ? owner.slice('course:'.length) : courses.get(owner));
  const touched = new Set<string>();
  for (const stored of head === seq ? [] : ledger.events(seq + 1)) {
    if (!counts(stored)) continue;
    const { event } = stored;
    if (event.type === 'decision-made' && event.decision.scope !== 'this') return 'all';
    const owner = ownerOf(workspace, stored, event);
    const course = owner === null ? undefined : courseOf(owner);
    if (course !== undefined) touched.add(course);
  }
  return touched;
}

function ownerOf({ ledger }: Workspace, { by }: StoredEvent, event: LedgerEvent): string | null {
  const ofFinding = (fingerprint: string) => ledger.finding(fingerprint)?.finding.lesson ?? null;
  const ofProposal = (id: string) => ledger.proposal(id)?.proposal.lesson ?? null;
  switch (event.type) {
    case 'finding-recorded':
    case 'finding-updated':
      return event.finding.lesson;
    case 'finding-closed':
    case 'finding-reopened':
    case 'finding-answered':
      return ofFinding(event.fingerprint);
    case 'proposal-recorded':
      return event.proposal.lesson;
    case 'proposal-status':
      // What comes before a person at the end of a run was looked at in it.
      return by === 'perennial' && event.status === 'pending' ? null : ofProposal(event.proposal);
    case 'proposal-rebased':
      return ofProposal(event.proposal);
    case 'decision-made':
      return ofProposal(event.decision.proposal.replace(/@\d+$/u, ''));
    case 'publication-intended':
      return ofProposal(event.proposal);
    case 'publication-done':
    case 'publication-failed':
    case 'undo-intended':
    case 'undo-done':
    case 'undo-failed':
      return ofProposal(ledger.publication(event.publication)?.proposal ?? '');
    case 'lesson-renamed':
      return event.lesson;
    default:
      return null;
  }
}

interface ListingHash {
  hash: string;
  /** Would another answer to the question show in the hash? */
  tells(one: Looked): boolean;
}

function listingOf(workspace: Workspace, library: Library): ListingHash {
  const paths = library.paths ?? [];
  const hash = createHash('sha256');
  for (const path of paths) {
    const stats = statSync(join(workspace.root, path), { throwIfNoEntry: false });
    hash.update(stats ? `${path}\0${stats.size} ${stats.mtimeMs}\n` : `${path}\0absent\n`);
  }
  let known: Set<string> | null = null;
  const listed = (path: string) => {
    known ??= new Set(paths);
    return known.has(path);
  };
  const tellsOf = (path: string) => {
    // Hidden folders are not listed.
    return listed(path) || !/(?:^|\/)(?:\.|node_modules(?:\/|$))/u.test(path);
  };
  return {
    hash: library.paths === undefined ? randomUUID() : hash.digest('hex'),
    tells(one) {
      if (one.asked === 'resolve') return one.answer === null || tellsOf(one.answer);
      // Found, and yet not listed: it lies in a folder that is not entered, or is a folder itself.
      if (one.asked === 'exists' ? one.answer : one.answer !== 'absent') return listed(one.path);
      return tellsOf(one.path);
    },
  };
}

/** A text that names this year or a later one may speak of a day that passes. */
function namesComingYear(texts: Iterable<string>, today: string): boolean {
  const year = Number(today.slice(0, 4));
  for (const text of texts) for (const [found] of text.matchAll(/\b2\d{3}\b/gu)) if (Number(found) >= year) return true;
  return false;
}

function onlyOnce(looked: readonly Looked[]): Looked[] {
  return [...new Map(looked.map((one) => [JSON.stringify(one), one])).values()];
}

/** What a course was found to have, from the ledger. */
export function findingsAgain(workspace: Workspace, look: Pick<CourseLook, 'outcomes' | 'found'>): Finding[] {
  const found = new Set(look.found);
  return look.outcomes
    .flatMap(({ lesson }) => workspace.ledger.findings({ lesson }))
    .map(({ finding }) => finding)
    .filter((finding) => found.has(finding.fingerprint));
}
