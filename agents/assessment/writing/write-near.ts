/** Is a new item only another item of the course in other words? By the words of question and answer, and by their meaning. */
import type { Course, Item } from '../../../tools/library/lesson.ts';
import { cosine } from '../../../tools/vectors/embedder.ts';
import type { Vectors } from '../../../tools/vectors/vectors.ts';
import { distinctItems } from '../items/item-pattern.ts';
import { keyOf } from '../items/items.ts';
import { contentWords, stem } from '../wording.ts';

/** Share of joint word stems, of all that either has. */
const sameWords = 0.75;
/** The most alike items of a course that stand side by side set the mark for meaning; within these bounds. */
const bounds = { least: 0.85, most: 0.95 };
const above = 0.05;
/** A rewording may lie as near to another item as the old words did. */
const slack = 0.02;

const askedBy = (item: Item) => `${item.stem.text} ${keyOf(item)?.text ?? ''}`.trim();

function overlap(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => new Set(contentWords(text).map(stem)));
  const joint = [...left!].filter((word) => right!.has(word)).length;
  return joint / Math.max(1, left!.size + right!.size - joint);
}

interface Standing {
  items: Item[];
  vectors: number[][];
  /** Similarity from which on two items count as the same. */
  mark: number;
}

const known = new WeakMap<Course, WeakMap<Vectors, Promise<Standing>>>();

function standingOf(course: Course, vectors: Vectors): Promise<Standing> {
  const own = known.get(course) ?? new WeakMap<Vectors, Promise<Standing>>();
  known.set(course, own);
  const found = own.get(vectors);
  if (found) return found;
  const made = embedItems(course, vectors);
  own.set(vectors, made);
  // A failure must not stick: the next repair tries again.
  made.catch(() => own.delete(vectors));
  return made;
}

/** Of more items, the nearest pairs are looked for among these. */
const mostCompared = 600;

async function embedItems(course: Course, vectors: Vectors): Promise<Standing> {
  const items = distinctItems(course.lessons).map(({ item }) => item);
  const embedded = await vectors.embed(items.map(askedBy));
  const some = embedded.slice(0, mostCompared);
  const nearest = some
    .map((one, at) => some.reduce((most, other, place) => (place === at ? most : Math.max(most, cosine(one, other))), 0))
    .sort((a, b) => a - b);
  const high = nearest[Math.floor(nearest.length * 0.9)] ?? 0;
  return { items, vectors: embedded, mark: Math.min(bounds.most, Math.max(bounds.least, high + above)) };
}

/**
 * The item of the course that the new one repeats; null where it repeats none.
 * @param before the item it replaces, which it may of course resemble
 * @throws where the embedding cannot be had
 */
export async function repeated(after: Item, before: Item | null, course: Course, vectors: Vectors): Promise<Item | null> {
  const text = askedBy(after);
  const old = before ? askedBy(before) : null;
  if (text === old) return null;
  const { items, vectors: standing, mark } = await standingOf(course, vectors);
  const [mine, previous] = await vectors.embed(old === null ? [text] : [text, old]);
  for (const [at, item] of items.entries()) {
    if (before && item.span.path === before.span.path && item.span.start === before.span.start) continue;
    const words = overlap(text, askedBy(item));
    if (words >= sameWords && words > (old === null ? 0 : overlap(old, askedBy(item)))) return item;
    const meaning = cosine(mine!, standing[at]!);
    if (meaning >= mark && meaning > (previous ? cosine(previous, standing[at]!) + slack : 0)) return item;
  }
  return null;
}

/** Nearer than this in meaning, two tasks count as the same. */
const sameTask = 0.92;

/**
 * The task of the course that a new one repeats; null where it repeats none.
 * @throws where the embedding cannot be had
 */
export async function repeatedTask(task: string, course: Course, vectors: Vectors): Promise<Item | null> {
  const tasks = course.lessons
    .flatMap((lesson) => lesson.items)
    .filter((item) => item.options.length === 0 && item.stem.text !== '');
  const [mine, ...theirs] = await vectors.embed([task, ...tasks.map((item) => item.stem.text)]);
  return tasks.find((item, at) => overlap(task, item.stem.text) >= sameWords || cosine(mine!, theirs[at]!) >= sameTask) ?? null;
}
