/**
 * Courses in which nothing changed since they were looked at: they are not opened, and cost what it takes to find that out.
 * A look is kept with everything it depended on: the course's files, the program, the configuration, what it asked of other files,
 * the day as far as a day matters, and the place in the ledger up to which decisions were heard.
 */
import { randomUUID } from 'node:crypto';
import type { AgentName, AlignmentRow, Finding } from '../../agents/contract.ts';
import { keyOf } from '../../tools/cache/results.ts';
import { responsesOf } from '../../tools/config/schema.ts';
import type { LedgerEvent, LessonOutcome, StoredEvent } from '../../tools/ledger/events.ts';
import type { Course, Library } from '../../tools/library/lesson.ts';
import type { Workspace } from '../workspace.ts';
import { type DueDays, dueDays, firstDue } from './due-days.ts';
import { type Listed, listingOf } from './listing.ts';
import { type Looked, stampOf, stillHolds } from './looked.ts';

/** What came of a look at a course and its lessons. */
export interface CourseLook {
  outcomes: LessonOutcome[];
  /** Fingerprints of what was found and not settled before. */
  found: string[];
  alignment: AlignmentRow[];
  looked: Looked[];
}

/** What was found, and in what. */
export interface FoundIn {
  outcomes: Pick<LessonOutcome, 'lesson'>[];
  found: string[];
}

/** What a look that holds leaves to be watched. */
export interface HeldLook {
  /** `seq` of the event that says what was seen. */
  at: number;
  /** What it asked of files that no list of the library's files names. */
  elsewhere: Looked[];
  days: DueDays;
}

interface Kept extends FoundIn {
  look: string;
  /** Everything it depended on but other files and the ledger. */
  key: string;
  /** Day it was made on; it holds until the first day on which something is due. */
  day: string;
  days: DueDays;
  /** Hash of the library's files by name, size and time of change. */
  listing: string;
  /** What it asked of files that are not in the listing. */
  elsewhere: Looked[];
}

/** Which looks the last whole run ended with, and where the ledger stood then. */
interface LastRun {
  seq: number;
  /** By course: the look, and the `seq` of the event that says what was seen. */
  looks: Record<string, { look: string; at: number }>;
}

/** So many events are gone through to see which courses they touch; after more, every course is opened. */
const mostEvents = 20_000;

export interface Settled {
  /** The library's files as they were when the run began. */
  readonly listed: Listed;
  /** What every course depends on, as one hash. */
  readonly inputs: string;
  /** `seq` of the event that says what was seen when it was last looked at; null where it has to be looked at. */
  of(course: Course): number | null;
  /**
   * Keeps a look at a course that was opened; one in which some rule failed is not kept.
   * @param at `seq` of the event that says what was seen
   */
  keep(course: Course, look: CourseLook, texts: Iterable<string>, at: number): 'kept' | 'not-kept';
  /**
   * At the end of a whole run.
   * @param questions `left`: models did not answer all they were asked, so what was looked at now is looked at again
   * @returns the looks that hold for the next run, by course; null where some course has none
   */
  finish(questions: 'answered' | 'left'): Map<string, HeldLook> | null;
}

/** @param agents those of the run: a look by fewer says nothing for more */
export async function settledCourses(workspace: Workspace, library: Library, agents: readonly AgentName[]): Promise<Settled> {
  const places = library.courses.map((course) => [course.id, course.root, course.config?.publishedTogether ?? null]);
  const inputs = await commonInputs(workspace, agents);
  const base = keyOf(inputs, places);
  const name = (course: string) => nameOfLook(workspace, course);
  const nameOfLast = keyOf('course-looks', workspace.ledger.id);
  const last = workspace.results.get<LastRun>(nameOfLast);
  const touched = last === null ? 'all' : touchedSince(workspace, library, last.seq);
  const listing = listingOf(workspace, library);
  const start = workspace.ledger.head().seq;
  const looks: LastRun['looks'] = {};
  const holding = new Map<string, HeldLook>();
  const justNow = new Set<string>();
  const keyOfCourse = async (course: Course) => keyOf(base, await partsOf(workspace, course));
  const keys = new Map<string, string>();
  for (const course of library.courses) keys.set(course.id, await keyOfCourse(course));
  const trends = new Set<string>();
  for (const course of library.courses) if (await workspace.news(course)) trends.add(course.id);
  const facts = await workspace.facts();

  const holdsToday = ({ day, days }: Kept): boolean => {
    const due = firstDue(days, day);
    return day === workspace.today || (day < workspace.today && (due === null || workspace.today < due));
  };

  return {
    listed: listing,
    inputs,
    of(course) {
      if (last === null || touched === 'all' || touched.has(course.id)) return null;
      const kept = workspace.results.get<Kept>(name(course.id));
      if (!kept || kept.look !== last.looks[course.id]?.look || kept.key !== keys.get(course.id) || !holdsToday(kept))
        return null;
      const same = kept.listing === listing.hash;
      const asked = same ? kept.elsewhere : (workspace.results.get<Looked[]>(keyOf('course-looked', kept.look)) ?? null);
      if (asked === null || !stillHolds(asked, workspace.files, workspace.root)) return null;
      const { at } = last.looks[course.id]!;
      looks[course.id] = { look: kept.look, at };
      holding.set(course.id, { at, elsewhere: asked.filter((one) => !listing.tells(one)), days: kept.days });
      return at;
    },
    keep(course, look, texts, at) {
      const key = keys.get(course.id);
      const whole = look.outcomes.every(
        (one) => one.status !== 'not-scanned' && one.unchecked.every((rule) => rule.kind !== 'failed'),
      );
      if (key === undefined || !whole) return 'not-kept';
      const id = randomUUID();
      const { outcomes, found } = look;
      const looked = onlyOnce(look.looked);
      const kept: Kept = {
        look: id,
        key,
        day: workspace.today,
        days: trends.has(course.id) ? 'each' : dueDays(texts, facts, workspace.today),
        listing: listing.hash,
        elsewhere: looked.filter((one) => !listing.tells(one)),
        outcomes: outcomes.map(({ lesson }) => ({ lesson })),
        found,
      };
      workspace.results.put(name(course.id), kept);
      workspace.results.put(keyOf('course-looked', id), looked);
      looks[course.id] = { look: id, at };
      holding.set(course.id, { at, elsewhere: kept.elsewhere, days: kept.days });
      justNow.add(course.id);
      return 'kept';
    },
    finish(questions) {
      const since = touchedSince(workspace, library, start, (stored) => stored.by !== 'perennial');
      for (const course of Object.keys(looks)) {
        const holds = since !== 'all' && !since.has(course) && !(justNow.has(course) && questions === 'left');
        if (holds) continue;
        delete looks[course];
        holding.delete(course);
      }
      const record: LastRun = { seq: workspace.ledger.head().seq, looks };
      workspace.results.put(nameOfLast, record);
      return library.courses.every((course) => course.lessons.length === 0 || holding.has(course.id)) ? holding : null;
    },
  };
}

const nameOfLook = (workspace: Workspace, course: string) => keyOf('course-look', workspace.ledger.id, course);

/** What every course depends on, whatever it holds. */
export async function commonInputs(workspace: Workspace, agents: readonly AgentName[]): Promise<string> {
  const { courses: _, ...config } = workspace.config;
  const { endOfLife, retirements, online } = config.facts;
  const models = await workspace.models();
  return keyOf(
    workspace.ruleset,
    config,
    agents,
    // What comes with the program is known by the program.
    endOfLife === undefined && retirements === undefined && !online ? 'built in' : (await workspace.facts()).snapshot,
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

export function onlyOnce(looked: readonly Looked[]): Looked[] {
  return [...new Map(looked.map((one) => [JSON.stringify(one), one])).values()];
}

/** What courses were found to have when they were last looked at, from the ledger. */
export function findingsOfCourses(workspace: Workspace, courses: Iterable<string>): Finding[] {
  return [...courses].flatMap((course) => {
    const kept = workspace.results.get<Kept>(nameOfLook(workspace, course));
    return kept ? findingsAgain(workspace, kept) : [];
  });
}

/** What a course was found to have, from the ledger. */
export function findingsAgain(workspace: Workspace, look: FoundIn): Finding[] {
  const found = new Set(look.found);
  return look.outcomes
    .flatMap(({ lesson }) => workspace.ledger.findings({ lesson }))
    .map(({ finding }) => finding)
    .filter((finding) => found.has(finding.fingerprint));
}
