/** What the rules on missing and placeholder alternatives share: the question, the repair, the model's draft. */
import { fileOf, type Image, type Lesson } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Reply } from '../../contract.ts';
import { type Mend, quotation } from '../fault-rule.ts';
import { groundsFor } from './alternative-grounds.ts';
import { writeAlternative } from './write-alternative.ts';

export const alternativeQuestion = 'Is this picture decorative, or what is it for?';

/** Shape of the answer of the prompt `image-alternative`. */
interface Described {
  decision: 'describe' | 'decorative' | 'unsure';
  alternative: string;
  grounds: string;
}

const longest = 250;

/** The repair where its words are known: from the lesson itself, else from a model that sees the picture. */
export async function alternativeFor(context: LessonContext, image: Image): Promise<Mend | null> {
  return fromLesson(context.lesson, image) ?? (await fromModel(context, image));
}

export function fromLesson(lesson: Lesson, image: Image): Mend | null {
  const grounds = groundsFor(lesson, image);
  const edits = grounds && writeAlternative(lesson, image, grounds.alternative);
  if (!grounds || !edits) return null;
  const words = {
    title: "the picture's title",
    caption: 'its caption',
    introduction: 'the sentence before it',
    address: 'the formula in its address',
  }[grounds.from];
  return {
    edits,
    title: `Give the picture an alternative, from ${words}`,
    risk: 'medium',
    forYou:
      grounds.from === 'caption'
        ? 'The caption is read as well: does the picture show more than it says?'
        : 'Does this say what the picture is for?',
    evidence: [quotation(lesson, grounds.span)],
  };
}

async function fromModel(context: LessonContext, image: Image): Promise<Mend | null> {
  const { lesson, models } = context;
  if (!models.available) return null;
  const picture = await pictureOf(context, image);
  const answer = await models.ask<Described>({
    prompt: 'image-alternative',
    input: {
      title: lesson.title,
      surroundings: surroundings(lesson, image),
      purpose: purpose(lesson, image),
      language: lesson.language,
    },
    ...(picture ? { pictures: [picture] } : {}),
    lesson: lesson.id,
    agent: 'accessibility',
    signal: context.signal,
  });
  if (!answer.ok || answer.value.decision === 'unsure') return null;
  const { decision, grounds } = answer.value;
  const alternative = answer.value.alternative.replace(/\s+/g, ' ').trim();
  if (decision === 'describe' && !isAcceptable(alternative)) return null;
  const edits = writeAlternative(lesson, image, decision === 'decorative' ? '' : alternative);
  if (!edits) return null;
  return {
    edits,
    title: decision === 'decorative' ? 'Mark the picture as decorative' : 'Give the picture a text alternative',
    risk: 'medium',
    forYou:
      decision === 'decorative'
        ? 'Does a learner miss anything without this picture?'
        : 'Is every word of the alternative true of the picture?',
    evidence: [{ kind: 'note', text: grounds }],
    model: { prompt: answer.prompt, name: answer.model, cost: answer.cost },
  };
}

/** A text alternative has words, is no file name, and is short enough to listen to. */
export function isAcceptable(alternative: string): boolean {
  return (
    alternative.length > 0 &&
    alternative.length <= longest &&
    /\p{L}{2}/u.test(alternative) &&
    !/^\S+\.\w{2,4}$/.test(alternative) &&
    !/^(?:https?|data):/i.test(alternative)
  );
}

/** PNG and JPEG files go as they are; other kinds as they look on the page. */
async function pictureOf(context: LessonContext, image: Image): Promise<{ mime: string; bytes: Uint8Array } | null> {
  const path = context.files.resolve(image.span.path, image.src);
  const mime = path && /\.png$/i.test(path) ? 'image/png' : path && /\.jpe?g$/i.test(path) ? 'image/jpeg' : null;
  const bytes = path && mime ? context.files.bytes(path) : null;
  if (bytes && mime && bytes.length <= 4_000_000) return { mime, bytes };
  const onPage = path && context.files.exists(path) ? await (await context.page()).picture(image.span) : null;
  return onPage ? { mime: 'image/png', bytes: onPage } : null;
}

function surroundings(lesson: Lesson, image: Image): string {
  const text = fileOf(lesson, image.span.path)!.text;
  const { start, end } = image.span;
  return `${text.slice(Math.max(0, start - 1800), start)}[the picture stands here]${text.slice(end, end + 1200)}`.slice(0, 4000);
}

/** Where it stands says what it is for: the heading above it, and the box it lies in. */
function purpose(lesson: Lesson, image: Image): string {
  const above = lesson.headings
    .filter((heading) => heading.span.path === image.span.path && heading.span.start < image.span.start)
    .at(-1);
  const div = lesson.divs
    .filter((one) => one.span.path === image.span.path && one.span.start < image.span.start && image.span.end <= one.span.end)
    .at(-1);
  const parts = [
    above ? `It stands under “${above.text}”` : 'It stands at the beginning',
    div ? `in a box of kind “${div.name}”` : '',
    image.inLink ? 'and is a link' : '',
  ];
  return `${parts.filter(Boolean).join(', ')}. File: ${image.src.slice(0, 200)}`;
}

/** Edits for a person's reply to `alternativeQuestion`. */
export function alternativeReply(lesson: Lesson, image: Image, reply: Reply): Mend | null {
  if (reply.kind !== 'text' && reply.kind !== 'decorative') return null;
  const text = reply.kind === 'text' ? reply.text.trim() : '';
  if (reply.kind === 'text' && text === '') return null;
  const edits = writeAlternative(lesson, image, text);
  return (
    edits && {
      edits,
      title: reply.kind === 'decorative' ? 'Mark the picture as decorative' : 'Give the picture its text alternative',
      risk: 'low',
    }
  );
}
