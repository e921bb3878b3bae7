/** How learners answered a course's items, as the report shows it: counts only, the items to look at first. Pure. */
import type { Range } from '../../agents/contract.ts';
import type { ItemsDocument } from './items-document.ts';
import type { Sources } from './places.ts';
import { percent } from './plots/figure.ts';
import type { LessonRef, Place } from './types.ts';
import { plural } from './words.ts';

export type ItemStatistics = ItemsDocument['items'][number];
export type OutcomeMastery = ItemsDocument['outcomes'][number];

/** An item as the library asks it. */
export interface AskedItem {
  stem: string;
  /** Lesson id. */
  lesson: string;
  range: Range;
}

/** The answers to one course's items; null and a reason where the file could not be read. */
export interface CourseAnswers {
  /** Course id. */
  course: string;
  title: string;
  /** Response file, relative to the library. */
  file: string;
  analysis: ItemsDocument | null;
  fault: string | null;
  /** By item id. */
  items: Record<string, AskedItem>;
}

export interface FlaggedItem {
  statistics: ItemStatistics;
  /** Null where the library does not have the item. */
  asked: { stem: string; lessonTitle: string; place: Place } | null;
  /** What its answers say, worst first; at least one. */
  why: string[];
}

export interface RefreshFirst {
  outcome: string;
  mastery: OutcomeMastery | null;
  lacking: number;
  downstream: number;
  /** Later outcomes that are lacked for want of it. */
  explains: string[];
  /** The earlier outcome for want of which it is lacked. */
  gap: ItemsDocument['gaps'][number] | null;
}

export interface AnswersView {
  course: string;
  title: string;
  file: string;
  fault: string | null;
  analysis: ItemsDocument | null;
  /** Worst first. */
  flagged: FlaggedItem[];
  /** What to refresh first comes first. */
  refreshFirst: RefreshFirst[];
}

/** So easy an item leaves no room for its distractors (p above this). */
const easy = 0.9;

const figure = (value: number): string => value.toFixed(2);

/** A chance in words: nothing is ever certain, as rounding would have it. @param chance 0..1 */
export function surely(chance: number): string {
  return chance >= 0.995 ? 'over 99%' : `${(100 * chance).toFixed(0)}%`;
}

/** What the answers to an item say against it, worst first, each with its rank; empty where nothing does. */
function saidOf(item: ItemStatistics): { rank: number; text: string }[] {
  const said: { rank: number; text: string }[] = [];
  if (item.miskey)
    said.push({
      rank: 0,
      text: `Perhaps “${item.miskey.option}” is right and the key wrong (chance ${surely(item.miskey.posterior)}).`,
    });
  if (item.verdict === 'negative') said.push({ rank: 1, text: 'Who knows more gets it wrong more often.' });
  if (item.dif?.class === 'C')
    said.push({
      rank: 2,
      text: `Much ${item.dif.d < 0 ? 'harder' : 'easier'} for the focal group than for others of the same score (D ${figure(item.dif.d)}, class C).`,
    });
  if (item.verdict === 'weak') said.push({ rank: 3, text: 'Hardly tells who knows more from who knows less.' });
  const idle = item.options.filter(({ works }) => works === false);
  if (idle.length > 0 && (item.p ?? 1) <= easy)
    said.push({ rank: 4, text: `Picked by fewer than 5%: ${idle.map(({ option }) => `“${option}”`).join(', ')}.` });
  return said;
}

/** Rank of an item among those to look at, 0 the worst; items with nothing against them come last. */
export function worstFirst(a: ItemStatistics, b: ItemStatistics): number {
  const rank = (item: ItemStatistics) => saidOf(item)[0]?.rank ?? 9;
  return rank(a) - rank(b);
}

function flaggedOf(
  { analysis, items }: CourseAnswers,
  lessons: ReadonlyMap<string, LessonRef>,
  sources: Pick<Sources, 'place'>,
): FlaggedItem[] {
  return (analysis?.items ?? [])
    .filter((item) => saidOf(item).length > 0)
    .sort(worstFirst)
    .map((statistics) => {
      const asked = items[statistics.item];
      return {
        statistics,
        asked: asked
          ? {
              stem: asked.stem,
              lessonTitle: lessons.get(asked.lesson)?.title ?? asked.lesson,
              place: sources.place(asked.range),
            }
          : null,
        why: saidOf(statistics).map(({ text }) => text),
      };
    });
}

export function refreshFirstOf(analysis: Pick<ItemsDocument, 'refreshFirst' | 'outcomes' | 'gaps'>): RefreshFirst[] {
  return analysis.refreshFirst.map(({ outcome, lacking, downstream, explains }) => {
    return {
      outcome,
      mastery: analysis.outcomes.find((one) => one.outcome === outcome) ?? null,
      lacking,
      downstream,
      explains,
      gap: analysis.gaps.find((one) => one.outcome === outcome) ?? null,
    };
  });
}

export function answersViews(
  answers: readonly CourseAnswers[],
  lessons: ReadonlyMap<string, LessonRef>,
  sources: Pick<Sources, 'place'>,
): AnswersView[] {
  return answers.map((one) => ({
    course: one.course,
    title: one.title,
    file: one.file,
    fault: one.fault,
    analysis: one.analysis,
    flagged: flaggedOf(one, lessons, sources),
    refreshFirst: one.analysis ? refreshFirstOf(one.analysis) : [],
  }));
}

/** How many answered what, and how well the test holds together. */
export function testLine({ test }: Pick<ItemsDocument, 'test'>): string {
  const which = test.attempts === 'all' ? 'all attempts' : `${test.attempts} attempts`;
  const interval = test.alphaInterval ? ` [${figure(test.alphaInterval[0])}, ${figure(test.alphaInterval[1])}]` : '';
  const alpha = test.alpha === null ? '–' : `${figure(test.alpha)}${interval}`;
  return `${plural(test.learners, 'learner')}, ${plural(test.items, 'item')}, ${plural(test.answers, 'answer')} (${which}); reliability (Cronbach’s alpha) ${alpha} over the ${test.complete} who answered everything. 95% intervals in brackets.`;
}

/** What the figures of an item mean, for who does not know them. */
export const figuresLine =
  'p: share of learners who answer it right. r: whether those are the ones who do well on the other items (0: no link; below 0: the wrong way round). A distractor works where 5% or more choose it.';

/** What mastery is counted by. */
export function unitOf({ outcomesFrom }: Pick<ItemsDocument, 'outcomesFrom'>): 'outcome' | 'lesson' {
  return outcomesFrom === 'lessons' ? 'lesson' : 'outcome';
}

/**
 * Where the outcomes and what needs what come from, in a sentence; what is missing is said.
 * @param named what an item is called
 */
export function groundsLine(
  {
    outcomesFrom,
    outcomes,
    prerequisites,
    leftOutOfMastery,
  }: Pick<ItemsDocument, 'outcomesFrom' | 'outcomes' | 'prerequisites' | 'leftOutOfMastery'>,
  named: (item: string) => string = (item) => item,
): string {
  if (outcomes.length === 0) return 'No item names an outcome, so nothing can be said of what learners reach.';
  const unit = unitOf({ outcomesFrom });
  const from =
    outcomesFrom === 'lessons'
      ? 'Too few items name an outcome, so each counts for its lesson.'
      : outcomesFrom === 'column'
        ? 'Outcomes of items are those of the response file.'
        : 'Outcomes are those the items name.';
  const needs =
    prerequisites.from === 'none'
      ? 'What must be known before what was not given, so no earlier gap can explain a later one.'
      : `Which ${unit} needs which comes from ${prerequisites.from === 'file' ? 'a file' : 'the order in which the course introduces its concepts'}: ${prerequisites.pairs === 0 ? `no need among these ${unit}s is known, so no earlier gap can explain a later one` : `${prerequisites.pairs} ${prerequisites.pairs === 1 ? 'need' : 'needs'}`}.`;
  const left =
    leftOutOfMastery.length === 0 ? '' : ` Left out, since their key is in doubt: ${leftOutOfMastery.map(named).join(', ')}.`;
  return `${from} ${needs}${left}`;
}

/** Outcomes are sentences; within another they lose their full stop. */
function quoted(outcome: string): string {
  return `“${outcome.replace(/\.$/u, '')}”`;
}

/** How often learners lack an outcome who lack an earlier one, beside those who know that. */
export function gapLine({ explainedBy, explained, n, ratio, ratioInterval }: NonNullable<RefreshFirst['gap']>): string {
  const times = [ratio, ...ratioInterval].map((value) => value.toFixed(1));
  return `${percent(explained)} of them for want of ${quoted(explainedBy)}: who lacks that lacks this ${times[0]} times as often (${times[1]} to ${times[2]}; ${n} learners).`;
}

/** Why one outcome should be refreshed before the others. */
export function refreshFirstLine({ mastery, lacking, downstream, explains, gap }: Omit<RefreshFirst, 'outcome'>): string {
  const range = mastery?.masteryInterval?.map((share) => Math.round(mastery.learners * (1 - share)));
  const of = mastery ? ` of ${mastery.learners}` : '';
  const sure = range ? ` (${range[1]} to ${range[0]})` : '';
  const later =
    downstream > 0
      ? `, and ${downstream} more lack ${explains.map(quoted).join(', ')} for want of it${explains.length > 1 ? ' (added up)' : ''}`
      : '';
  return `${lacking}${of} learners lack it${sure}${later}.${gap ? ` ${gapLine(gap)}` : ''}`;
}

/** The name of each item in doubt as learners know it; items the library does not have keep their id. */
export function stemOf({ flagged }: Pick<AnswersView, 'flagged'>): (item: string) => string {
  const stems = new Map(flagged.flatMap(({ statistics, asked }) => (asked ? [[statistics.item, asked.stem] as const] : [])));
  return (item) => (stems.has(item) ? `“${stems.get(item)}”` : item);
}
