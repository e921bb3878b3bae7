/** Asks a model whether words do their work, where only a reader can tell. Its word counts only with a quotation that is really there. */
import { createHash } from 'node:crypto';
import { languageTag } from '../../tools/models/language.ts';
import type { LessonContext } from '../context.ts';

export type MatterKind = 'heading' | 'link' | 'title' | 'label' | 'alternative' | 'reference' | 'picture-text' | 'language';

/** One thing to be judged. */
export interface Matter {
  kind: MatterKind;
  /** What is judged, as a learner meets it. */
  words: string;
  /** What stands about it: what a reader needs for the verdict. */
  around: string;
  picture?: { mime: string; bytes: Uint8Array };
  /** What a reader would need and is not at hand ("the recording"); absent where all is there. */
  lacks?: string;
}

export interface Judgement {
  verdict: 'fails' | 'passes' | 'cannot-tell';
  reason: string;
  quote: string;
  model: string;
  prompt: string;
  cost: number;
}

interface Answers {
  answers: { number: number; verdict: Judgement['verdict']; reason: string; quote: string }[];
}

const longest = { words: 300, around: 600 };
const mostAtOnce = 10;

/**
 * Asks once for matters that lie together. A picture is asked about alone, so that no other matter can be meant.
 * @returns what holds: an answer whose quotation is not in its matter, or that was not given, is left out.
 */
export async function judge<M extends Matter>(
  { lesson, models, signal }: Pick<LessonContext, 'lesson' | 'models' | 'signal'>,
  matters: M[],
): Promise<Map<M, Judgement>> {
  const found = new Map<M, Judgement>();
  if (!models.available) return found;
  const groups = batches(matters);
  // Side by side: no group's verdict depends on another's. What comes of it keeps the order of the matters.
  const asked = await Promise.all(
    groups.map((batch) => {
      const picture = batch[0]!.picture;
      return models.ask<Answers>({
        prompt: 'judge-words',
        input: { matters: batch.map(lineOf).join('\n'), lesson: lesson.title, language: languageTag(lesson.language) },
        ...(picture ? { pictures: [picture] } : {}),
        lesson: lesson.id,
        agent: 'accessibility',
        signal,
      });
    }),
  );
  for (const [at, batch] of groups.entries()) {
    const answer = asked[at]!;
    if (!answer.ok) continue;
    for (const { number, verdict, reason, quote } of answer.value.answers) {
      const matter = batch[number - 1];
      if (!matter || found.has(matter) || !isQuotation(matter, quote)) continue;
      const { model, prompt } = answer;
      found.set(matter, { verdict, reason: fold(reason), quote: fold(quote), model, prompt, cost: answer.cost / batch.length });
    }
  }
  return found;
}

/**
 * Groups in which an edit of one matter changes as few others as can be: a group ends by what its last matter says, not by
 * count, so that answers already paid for go on counting.
 */
export function batches<M extends Matter>(matters: M[]): M[][] {
  const groups: M[][] = [];
  let group: M[] = [];
  const end = () => {
    if (group.length > 0) groups.push(group);
    group = [];
  };
  for (const matter of matters) {
    if (matter.picture) {
      end();
      groups.push([matter]);
      continue;
    }
    group.push(matter);
    const ends = createHash('sha256').update(matter.words).digest()[0]! % 6 === 0;
    if (ends || group.length === mostAtOnce) end();
  }
  end();
  return groups;
}

/** What a finding says of the model that read it. */
export function readBy({ model, reason, quote }: Judgement): string {
  return `A model (${model}) read it: ${reason} It points at “${quote}”.`;
}

function lineOf(matter: Matter, index: number): string {
  const { kind, lacks } = matter;
  const { words, around } = shown(matter);
  return JSON.stringify({ number: index + 1, kind, words, around, ...(lacks === undefined ? {} : { 'not at hand': lacks }) });
}

function shown({ words, around }: Matter) {
  return { words: fold(words).slice(0, longest.words), around: fold(around).slice(0, longest.around) };
}

function isQuotation(matter: Matter, quote: string): boolean {
  const { words, around } = shown(matter);
  const copied = fold(quote);
  return copied !== '' && (words.includes(copied) || around.includes(copied));
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
