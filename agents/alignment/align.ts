/** Where each outcome of a course is taught, practised and assessed: retrieval over Chroma, then the pair scorer. */
import { type Lesson, type Outcome, type Span, sourceOf } from '../../tools/library/lesson.ts';
import { cosine } from '../../tools/vectors/embedder.ts';
import type { Vectors } from '../../tools/vectors/vectors.ts';
import type { AlignmentCell } from '../contract.ts';
import { type CourseIndex, keyOf, summaryOf } from './course-index.ts';
import { type OutcomePhrase, readOutcome } from './levels/bloom.ts';
import { isStatement } from './outcomes.ts';
import { sourceQuote } from './quote.ts';
import type { Standing } from './scoring/course-presence.ts';
import { fulfilment } from './scoring/fulfils.ts';
import { coverage, tellingTerms, termsOf } from './scoring/lexical.ts';
import { presenceBounds, presenceScore } from './scoring/presence.ts';
import { type PairScore, scorePair, surelyUntaught, verdictOf } from './scoring/score.ts';
import { codeMarksOf, sentencesOf, stemsOf } from './scoring/words.ts';
import { namesOutcome } from './tags/outcome-tags.ts';
import { bare, type Role, type Unit } from './units.ts';

export interface UnitScore {
  unit: Unit;
  score: number;
  pair: PairScore;
  /** The author's own tag joins item and outcome. */
  declared: boolean;
}

export interface Sibling {
  lesson: Lesson;
  outcome: Outcome;
  similarity: number;
}

export interface OutcomeAlignment {
  lesson: Lesson;
  outcome: Outcome;
  phrase: OutcomePhrase;
  taught: AlignmentCell;
  practised: AlignmentCell;
  assessed: AlignmentCell;
  /** Units of the own lesson, best first. */
  own: UnitScore[];
  /** Best units of other lessons, best first. */
  elsewhere: UnitScore[];
  /** Nearest other outcomes of the course, nearest first. */
  siblings: Sibling[];
  /**
   * How much of what the best teaching passages say comes back in one exercise or item, 0..1: practice often uses the words
   * of the teaching rather than those of the outcome.
   */
  echo: number;
  /** How it stands beside its siblings and the other lessons; null where the course gives too little to compare. */
  standing: Standing | null;
  /** A good share of the outcome's telling words (rare in the course) stands in one exercise or item of its lesson. */
  touched: boolean;
}

/** Units of each role whose sentences are looked at one by one. */
const closer = 2;
const sentencesEach = 4;
const neighbours = 12;

/**
 * One row an outcome of the lesson, in order.
 * @throws where the embedding or Chroma cannot be had.
 */
export async function alignLesson(index: CourseIndex, lesson: Lesson, vectors: Vectors): Promise<OutcomeAlignment[]> {
  const rows: OutcomeAlignment[] = [];
  for (const outcome of lesson.outcomes)
    rows.push(isStatement(outcome) ? await alignOutcome(index, lesson, outcome, vectors) : alignTopic(index, lesson, outcome));
  return rows;
}

async function alignOutcome(index: CourseIndex, lesson: Lesson, outcome: Outcome, vectors: Vectors): Promise<OutcomeAlignment> {
  const subject: Subject = { outcome, marks: codeMarksOf(sourceOf(lesson, outcome.span)), index };
  const key = keyOf(lesson, outcome);
  const mine = index.unitsOf(lesson);
  const near = (await vectors.query(index.collection, outcome.text, neighbours, { kind: 'unit' }))
    .map((hit) => index.units.get(hit.id))
    .filter((unit) => unit !== undefined && unit.lesson !== lesson.id) as Unit[];
  const nearOutcomes = await vectors.query(index.collection, outcome.text, 6, { kind: 'outcome' });
  const [vector, ...embedded] = await vectors.embed([outcome.text, ...[...mine, ...near].map(summaryOf)]);
  const scores = [...mine, ...near].map((unit, at) => scoreUnit(subject, unit, cosine(vector!, embedded[at]!)));
  await lookCloser(subject, vector!, scores, vectors);
  const own = scores.slice(0, mine.length).sort(byScore);
  const elsewhere = scores.slice(mine.length).sort(byScore);
  const standing = index.presence.of(lesson, outcome);
  const echo = echoOf(subject, own);
  const touched = touchedIn(subject, own);
  const doing = (role: Role) => doubted(cellOf(lesson, own, role), own, role, echo, touched);
  return {
    lesson,
    outcome,
    phrase: readOutcome(outcome.text),
    standing,
    taught: taughtCell(lesson, outcome, own, standing),
    practised: doing('practises'),
    assessed: doing('assesses'),
    own,
    elsewhere,
    siblings: nearOutcomes
      .filter((hit) => hit.id !== key && index.outcomes.has(hit.id))
      .map((hit) => ({ ...index.outcomes.get(hit.id)!, similarity: hit.similarity })),
    echo,
    touched,
  };
}

/**
 * A topic promises no performance: at most `partial`, and practice and assessment are never denied it. That its words are also a
 * heading proves nothing, and counts for nothing.
 */
function alignTopic(index: CourseIndex, lesson: Lesson, outcome: Outcome): OutcomeAlignment {
  const subject: Subject = { outcome, marks: codeMarksOf(sourceOf(lesson, outcome.span)), index };
  const own = index
    .unitsOf(lesson)
    .map((unit) => scoreUnit(subject, unit, null))
    .sort(byScore);
  const cell = (role: Role): AlignmentCell => {
    const found = cellOf(lesson, own, role);
    return { ...found, verdict: found.verdict === 'full' || found.verdict === 'partial' ? 'partial' : 'unsure' };
  };
  const standing = index.presence.of(lesson, outcome);
  return {
    lesson,
    outcome,
    phrase: readOutcome(outcome.text),
    standing,
    taught: standing ? taughtCell(lesson, outcome, own, standing) : cell('teaches'),
    practised: cell('practises'),
    assessed: cell('assesses'),
    own,
    elsewhere: [],
    siblings: [],
    echo: 0,
    touched: true,
  };
}

interface Subject {
  outcome: Outcome;
  marks: string[];
  index: CourseIndex;
}

const byScore = (a: UnitScore, b: UnitScore) => b.score - a.score || (a.unit.id < b.unit.id ? -1 : 1);

function scoreUnit(
  subject: Subject,
  unit: Unit,
  similarity: number | null,
  sentenceSimilarity?: ReadonlyMap<number, number>,
): UnitScore {
  const { outcome } = subject;
  const pair = scorePair({
    outcome: outcome.text,
    text: proseOf(unit),
    title: bare(unit.title) === bare(outcome.text) ? '' : unit.title,
    code: unit.code,
    marks: { outcome: subject.marks, text: unit.marks },
    background: subject.index.background,
    similarity,
    sentenceSimilarity,
  });
  const declared = unit.outcomes.some((tag) => namesOutcome(tag, outcome));
  return { unit, score: declared ? 1 : pair.score, pair, declared };
}

/** Prose of a unit, pieces parted by blank lines. */
function proseOf(unit: Unit): string {
  return unit.pieces.map((piece) => piece.text).join('\n\n');
}

/** Embeds the best sentences of the best units and scores those units again, in place. */
async function lookCloser(subject: Subject, vector: number[], scores: UnitScore[], vectors: Vectors): Promise<void> {
  const roles: Role[] = ['teaches', 'practises', 'assesses'];
  const terms = termsOf(subject.outcome.text, subject.index.background, subject.marks);
  const chosen = roles.flatMap((role) =>
    scores
      .filter(({ unit }) => unit.role === role)
      .sort(byScore)
      .slice(0, closer),
  );
  const wanted = chosen.map(({ unit }) =>
    sentencesOf(proseOf(unit))
      .map((sentence) => ({ ...sentence, share: coverage(terms, new Set(stemsOf(sentence.text))) }))
      .sort((a, b) => b.share - a.share || a.start - b.start)
      .slice(0, sentencesEach),
  );
  const embedded = await vectors.embed(wanted.flat().map((sentence) => sentence.text));
  let at = 0;
  chosen.forEach((scored, place) => {
    const similar = new Map(wanted[place]!.map((sentence) => [sentence.start, cosine(vector, embedded[at++]!)]));
    Object.assign(scored, scoreUnit(subject, scored.unit, scored.pair.features.meaning, similar));
  });
}

function cellOf(lesson: Lesson, ranked: UnitScore[], role: Role): AlignmentCell {
  const best = ranked.find(({ unit }) => unit.role === role);
  if (!best) return { verdict: 'none', score: 0 };
  const verdict = best.declared ? 'full' : verdictOf(best.score);
  if (verdict === 'none') return { verdict, score: best.score };
  const quoted = quotedPiece(lesson, best);
  // What cannot be quoted from the source is not claimed.
  return { verdict: 'quote' in quoted ? verdict : 'unsure', score: best.score, ...quoted };
}

/** Highest echo at which a low score is believed. */
const silent = 0.35;

/**
 * "None" is said where the lesson has nothing of the role, or neither the outcome's words nor those of its teaching come back in it:
 * a short outcome shares few words with the exercise that serves it.
 */
function doubted(cell: AlignmentCell, own: UnitScore[], role: Role, echo: number, touched: boolean): AlignmentCell {
  if (cell.verdict !== 'none' || !own.some(({ unit }) => unit.role === role)) return cell;
  return touched || cell.score + echo > silent ? { ...cell, verdict: 'unsure' } : cell;
}

/** From here on a text does enough of what the verb asks for. */
const fulfilled = 0.5;

/**
 * Taught or not, by how the outcome stands in its course: `full` where the best section also does what the verb asks for. What
 * cannot be quoted from the source is not claimed.
 */
function taughtCell(lesson: Lesson, outcome: Outcome, own: UnitScore[], standing: Standing | null): AlignmentCell {
  if (!standing) return hardlyNone(cellOf(lesson, own, 'teaches'));
  const score = presenceScore(standing.presence);
  if (score <= presenceBounds.none) return { verdict: 'none', score };
  const best = own.find(({ unit }) => unit === standing.best);
  const quoted = best ? quotedFrom(lesson, own, best) : {};
  if (score < presenceBounds.taught || !('quote' in quoted)) return { verdict: 'unsure', score, ...quoted };
  const whole = outcome.kind === 'outcome' && fulfilment(outcome.text, `${best!.unit.text}\n${best!.unit.code}`) >= fulfilled;
  return { verdict: whole ? 'full' : 'partial', score, ...quoted };
}

/** In a course too small to compare, few shared words do not prove that nothing is taught. */
const hardlyNone = (cell: AlignmentCell): AlignmentCell =>
  cell.verdict === 'none' && cell.score > surelyUntaught ? { ...cell, verdict: 'unsure' } : cell;

type Quoted = { quote: string; span: Span } | Record<string, never>;

/**
 * The section that the verdict was decided on is quoted; where nothing of it can be, another that is nearer to the outcome, with a
 * sentence nearer to it.
 */
export function quotedFrom(lesson: Lesson, own: UnitScore[], best: UnitScore): Quoted {
  const nearer = (one: UnitScore) => one.score > best.score && one.pair.features.sentence > best.pair.features.sentence;
  const told = own.filter((one) => one.unit.role === 'teaches' && nearer(one));
  const ranked = [best, ...told.sort((a, b) => b.pair.features.sentence - a.pair.features.sentence)];
  return ranked.map((one) => quotedPiece(lesson, one)).find((quoted) => 'quote' in quoted) ?? {};
}

/** The quoted sentence as it stands in the source; of two that neighbouring pieces hold, the longer. Nothing where it cannot be found there. */
function quotedPiece(lesson: Lesson, { unit, pair, declared }: UnitScore): Quoted {
  const parts = pair.carrier.split('\n\n').sort((a, b) => b.length - a.length);
  // An item that its author tagged may share no word with its outcome: its question is quoted then.
  const wanted = [pair.carrier, ...parts, ...(declared ? [unit.pieces[0]?.text ?? ''] : [])];
  for (const sentence of wanted) {
    const piece = unit.pieces.find((candidate) => sentence.trim() !== '' && candidate.text.includes(sentence));
    const found = piece && sourceQuote(lesson, piece.span, sentence);
    if (found) return found;
  }
  return {};
}

const echoedPieces = 3;
const echoedTerms = 10;

/** Terms of the teaching passages nearest to the outcome, looked for in each unit of practice or assessment. */
function echoOf(subject: Subject, own: UnitScore[]): number {
  const { background } = subject.index;
  const teaching = own.find(({ unit }) => unit.role === 'teaches')?.unit;
  if (!teaching) return 0;
  const terms = termsOf(subject.outcome.text, background, subject.marks);
  const told = teaching.pieces
    .map((piece) => ({ stems: stemsOf(piece.text), share: 0 }))
    .map((piece) => ({ ...piece, share: coverage(terms, new Set(piece.stems)) }))
    .sort((a, b) => b.share - a.share)
    .slice(0, echoedPieces);
  const telling = tellingTerms(
    told.flatMap((piece) => piece.stems),
    background,
    echoedTerms,
  );
  return Math.max(0, ...own.filter(({ unit }) => unit.role !== 'teaches').map(({ unit }) => coverage(telling, unit.stems)));
}

/** A word is telling where at most this share of the course's units hold it. */
const rare = 0.15;
const touchingShare = 0.2;

function touchedIn(subject: Subject, own: UnitScore[]): boolean {
  const { background } = subject.index;
  const terms = termsOf(subject.outcome.text, background, subject.marks);
  const all = terms.reduce((sum, term) => sum + term.weight, 0);
  const telling = terms.filter((term) => (background.holding.get(term.stem) ?? 0) <= rare * background.documents);
  return own.some(({ unit }) => {
    if (unit.role === 'teaches') return false;
    const held = telling.reduce((sum, term) => sum + (unit.stems.has(term.stem) ? term.weight : 0), 0);
    return held >= touchingShare * all;
  });
}
