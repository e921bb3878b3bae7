/** News of the field that touches what a course teaches or asks: few, recent and close, each with its note and day. */
import type { Item, Lesson, Span } from '../../../tools/library/lesson.ts';
import type { NewsNote } from '../../../tools/news/news.ts';
import type { CourseContext } from '../../context.ts';
import type { RawFinding } from '../../contract.ts';
import type { Rule, RuleMeta } from '../../rule.ts';
import { allItems } from '../items/items.ts';
import { fold } from '../wording.ts';

const meta: RuleMeta = {
  id: 'trend-touches-lesson',
  agent: 'assessment',
  version: '1.0',
  severity: 'minor',
  title: 'News of the field touches an outcome or item',
  source:
    'A dated note from the course’s own folder or feed, near in meaning to an outcome or item and sharing its words. Its weight halves with every year of age.',
  needs: ['trends', 'vectors', 'date', 'siblings'],
};

/** A note of this age (days) weighs half; of twice this age a quarter. */
export const halfLifeDays = 365;
/** Notes a course is asked about at a time. */
const most = 3;
/** Similarity of the nearest outcome or item above the middle of all of them, in their spread: what stands out, not what is merely of the field. */
const outstanding = 2;
/** Least similarity times weight; the built-in embedding gives unrelated sentences of one field 0.1 to 0.35. */
const least = 0.3;

/** Weight of a note by its age in days: 1 today, ½ after a half-life. Notes from the future weigh nothing. */
export function weightOf(date: string, today: string): number {
  const days = (Date.parse(today) - Date.parse(date)) / 86_400_000;
  return days < 0 ? 0 : 0.5 ** (days / halfLifeDays);
}

interface Target {
  lesson: Lesson;
  kind: 'outcome' | 'item';
  text: string;
  span: Span;
  item?: Item;
  outcome?: string;
}

function targetsOf(lessons: Lesson[]): Target[] {
  const seen = new Set<string>();
  const outcomes = lessons.flatMap((lesson) =>
    lesson.outcomes.map(
      (outcome): Target => ({ lesson, kind: 'outcome', text: outcome.text, span: outcome.span, outcome: outcome.id }),
    ),
  );
  const items = allItems(lessons).map(
    ({ lesson, item }): Target => ({
      lesson,
      kind: 'item',
      text: [item.stem.text, ...item.options.filter((option) => option.correct).map((option) => option.text)]
        .join(' ')
        .slice(0, 400),
      span: item.stem.span,
      item,
    }),
  );
  return [...outcomes, ...items].filter(({ span, text }) => {
    const key = `${span.path}:${span.start}`;
    if (text.trim() === '' || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const common = new Set(
  'about above after again also among another because been before being below between both cannot could course courses does doing done down each else even ever every field find from further give given gives have having here high into itself just know last least less lesson lessons like list long make makes many more most much must name names need never next none note often once only other over page pages part person place same say says should show since some such take than that their them then there these they thing this those three through time times under until upon used using very want what when where which while will with within without word words would write writing year years your'.split(
    ' ',
  ),
);

/** Words that carry a subject, without endings: "plots" and "plot" are one. */
function subjectWords(text: string): Set<string> {
  return new Set(
    fold(text)
      .split(/[^\p{L}\p{N}-]+/u)
      .filter((word) => word.length >= 4 && !common.has(word))
      .map((word) => word.replace(/(?:ing|ies|es|s|ed)$/u, '').slice(0, 7)),
  );
}

function shared(a: Set<string>, b: Set<string>): number {
  return [...a].filter((word) => b.has(word)).length;
}

function similarity(a: number[], b: number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

interface Match {
  note: NewsNote;
  target: Target;
  similarity: number;
  weight: number;
}

/** Vectors are unit vectors. */
export function bestMatch(
  note: { vector: number[]; words: Set<string> },
  targets: { vector: number[]; words: Set<string> }[],
): { index: number; similarity: number } | null {
  const all = targets.map((target) => similarity(note.vector, target.vector));
  if (all.length === 0) return null;
  const mean = all.reduce((a, b) => a + b, 0) / all.length;
  const spread = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
  const ranked = all.map((value, index) => ({ index, similarity: value })).sort((a, b) => b.similarity - a.similarity);
  return (
    ranked.find(
      ({ index, similarity: value }) =>
        value >= mean + outstanding * spread && shared(note.words, targets[index]?.words ?? new Set()) >= 2,
    ) ?? null
  );
}

async function matchesOf(context: CourseContext, notes: readonly NewsNote[]): Promise<Match[]> {
  const targets = targetsOf(context.lessons);
  const live = notes
    .map((note) => ({ note, weight: weightOf(note.date, context.today) }))
    .filter(({ weight }) => weight >= least);
  if (targets.length === 0 || live.length === 0) return [];
  const vectors = await context.vectors.embed([
    ...targets.map(({ text }) => text),
    ...live.map(({ note }) => `${note.title}. ${note.text}`.slice(0, 600)),
  ]);
  const known = targets.map(({ text }, index) => ({ vector: vectors[index] ?? [], words: subjectWords(text) }));
  return live.flatMap(({ note, weight }, index) => {
    const own = { vector: vectors[targets.length + index] ?? [], words: subjectWords(`${note.title} ${note.text}`) };
    const best = bestMatch(own, known);
    const target = best ? targets[best.index] : undefined;
    if (!best || !target || best.similarity * weight < least) return [];
    return [{ note, target, similarity: best.similarity, weight }];
  });
}

function findingOf({ note, target, similarity: near, weight }: Match): RawFinding {
  const what = target.kind === 'outcome' ? 'this outcome' : `item ${target.item?.id ?? ''}`;
  return {
    rule: meta.id,
    severity: meta.severity,
    certainty: 'needs-review',
    range: target.span,
    target: `${note.source} ${note.id}: ${target.text}`,
    message: `“${note.title}” (${note.date}) touches ${what}.`,
    question: `Should ${target.lesson.title} take it up?`,
    answerKind: 'yes-no',
    ...(target.outcome === undefined ? {} : { outcomes: [target.outcome] }),
    evidence: [
      {
        kind: 'note',
        text: `${note.title}: ${note.text.slice(0, 600)} (${note.source})`,
        ...(note.url ? { url: note.url } : {}),
        date: note.date,
      },
      {
        kind: 'statistic',
        text: `similarity ${near.toFixed(2)}, weight by age ${weight.toFixed(2)} (half after ${halfLifeDays} days)`,
      },
    ],
  };
}

export const trendTouchesLesson: Rule<CourseContext> = {
  meta,
  async check(context) {
    const { trends } = context;
    if (!trends) return { outcome: 'notApplicable', reason: 'the config names no news of the field (trends)' };
    if (trends.notes.length === 0 && trends.faults.length > 0) return { outcome: 'failed', error: trends.faults.join(' ') };
    const matches = await matchesOf(context, trends.notes);
    const strongest = matches.sort((a, b) => b.similarity * b.weight - a.similarity * a.weight);
    return { outcome: 'checked', findings: strongest.slice(0, most).map(findingOf) };
  },
};
