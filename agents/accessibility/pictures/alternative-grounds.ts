/** What the lesson itself says a picture shows: the only grounds on which a rule may write an alternative. */
import { fileOf, type Image, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import { attributeOf } from '../start-tag.ts';
import { latexOf } from './formula-picture.ts';

export interface Grounds {
  alternative: string;
  from: 'title' | 'caption' | 'introduction' | 'address';
  span: Span;
}

const tooShort = 8;
const tooLong = 250;

/** The title the author gave it, its figure caption, the formula in its address, or the sentence before it that says what it shows; null without any. */
export function groundsFor(lesson: Lesson, image: Image): Grounds | null {
  return fromTitle(lesson, image) ?? fromCaption(lesson, image) ?? fromAddress(image) ?? fromIntroduction(lesson, image);
}

function usable(text: string): boolean {
  return text.length >= tooShort && text.length <= tooLong && /\p{L}{3}/u.test(text) && !/^\S+\.\w{2,4}$/.test(text);
}

/** A service that paints formulas is given the formula in its address. */
function fromAddress(image: Image): Grounds | null {
  const latex = latexOf(image.src);
  return latex && image.srcSpan && latex.length <= tooLong ? { alternative: latex, from: 'address', span: image.srcSpan } : null;
}

function fromTitle(lesson: Lesson, image: Image): Grounds | null {
  const source = sourceOf(lesson, image.span);
  const { path, start } = image.span;
  if (image.form === 'html') {
    const title = attributeOf(source, 'title');
    if (!title?.value || !usable(title.value) || /[&<]/.test(title.value)) return null;
    return {
      alternative: title.value,
      from: 'title',
      span: { path, start: start + title.valueStart, end: start + title.valueEnd },
    };
  }
  const title = /^!\[[^\]]*\]\([^)\s]+\s+(?:"([^"\\]+)"|'([^'\\]+)')\s*\)/.exec(source);
  const text = title?.[1] ?? title?.[2];
  if (!text || !usable(text)) return null;
  const at = start + source.indexOf(text, source.indexOf(']('));
  return { alternative: text, from: 'title', span: { path, start: at, end: at + text.length } };
}

function fromCaption(lesson: Lesson, image: Image): Grounds | null {
  if (image.form !== 'html' || !image.caption || !usable(image.caption)) return null;
  const text = fileOf(lesson, image.span.path)!.text;
  const at = text.indexOf(image.caption, image.span.end);
  if (at === -1 || at - image.span.end > 2000) return null;
  return {
    alternative: image.caption.replace(/^(?:figure|fig\.?) ?\d+[.:]?\s*/i, ''),
    from: 'caption',
    span: { path: image.span.path, start: at, end: at + image.caption.length },
  };
}

const shows =
  /\b(?:the |this |our )?(?:following |next )?(?:figure|diagram|picture|image|screenshot|photo|photograph|chart|graph|plot|illustration|map|flowchart)(?: below| that follows)? (?:shows|illustrates|depicts|displays) ([^.:]{12,220})[.:]?\s*$/i;

/** "The following diagram shows how the water rises:" directly before the picture. */
function fromIntroduction(lesson: Lesson, image: Image): Grounds | null {
  if (!/^en\b/i.test(lesson.language)) return null;
  const text = fileOf(lesson, image.span.path)!.text;
  const before = lesson.passages
    .filter(({ span, kind }) => kind === 'paragraph' && span.path === image.span.path && span.end <= image.span.start)
    .at(-1);
  if (!before || text.slice(before.span.end, image.span.start).trim() !== '') return null;
  const match = shows.exec(before.text);
  const said = match?.[1]?.trim();
  if (!said || !usable(said) || /\b(?:below|above|here|it|this|that|these|those)$/i.test(said)) return null;
  const kind = /(figure|diagram|picture|image|screenshot|photo|photograph|chart|graph|plot|illustration|map|flowchart)/i
    .exec(match![0])![1]!
    .toLowerCase();
  const lead = /^(?:figure|picture|image|illustration)$/.test(kind) ? '' : `${kind.charAt(0).toUpperCase()}${kind.slice(1)} of `;
  const alternative =
    /^(?:how|what|where|when|why|that|which|if|whether)\b/i.test(said) && lead
      ? lead.replace(/ of $/, ' showing ') + said
      : lead + said;
  return { alternative: alternative.charAt(0).toUpperCase() + alternative.slice(1), from: 'introduction', span: before.span };
}
