/** Embedded pages and videos say what they are. */
import { type Lesson, type Media, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { childrenOf, elementAt, isElement, textOf } from '../element-tree.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { isHiddenInSource, isLabelledInSource } from '../hidden-in-source.ts';
import { titleOfTarget } from '../links/link-target.ts';
import { attributeOf, setAttribute } from '../start-tag.ts';

const meta: RuleMeta = {
  id: 'media-title',
  agent: 'accessibility',
  version: '2.0',
  severity: 'serious',
  title: 'An embedded page or video without a name',
  source:
    'WCAG 2.2, 4.1.2 Name, Role, Value, technique H64 (ACT rule cae760): a frame without a title is announced as "frame". A video is named by what stands about it, as long as that tells it from others.',
  wcag: ['4.1.2'],
  needs: ['siblings'],
};

export const mediaTitle = faultRule<LessonContext>(meta, (context) => {
  const { lesson } = context;
  return lesson.media
    .filter(
      (media) =>
        media.kind !== 'audio' &&
        (media.title ?? '').trim() === '' &&
        !isProtected(lesson, media.span) &&
        !isOut(sourceOf(lesson, media.tagSpan)) &&
        !isLabelledInSource(lesson, media.tagSpan) &&
        !isHiddenInSource(lesson, media.tagSpan) &&
        !(media.kind === 'video' && isNamedAround(lesson, media)),
    )
    .map((media): Fault => {
      const named = media.kind === 'iframe' ? 'embedded page' : 'video';
      const write = (title: string) => [
        setAttribute(lesson, media.tagSpan, media.kind === 'iframe' ? 'title' : 'aria-label', title),
      ];
      const known = nameOf(context, media);
      return {
        range: media.tagSpan,
        target: media.src,
        certainty: media.kind === 'iframe' ? 'fails' : 'needs-review',
        severity: media.kind === 'iframe' ? 'serious' : 'minor',
        message: `The ${named} has no title${media.src ? ` (${media.src.slice(0, 120)})` : ''}.`,
        question: `What does the ${named} show?`,
        answerKind: 'text',
        ...(known
          ? {
              evidence: [{ kind: 'note' as const, text: known.why }],
              mend: {
                edits: write(known.title),
                title: `Call the ${named} “${known.title}”`,
                risk: 'medium' as const,
                forYou: `Is that what the ${named} shows?`,
              },
            }
          : {}),
        reply: (reply) =>
          reply.kind === 'text'
            ? { edits: write(reply.text.trim()), title: `Call the ${named} “${reply.text.trim()}”`, risk: 'low' }
            : null,
      };
    });
});

/** A caption of its own, or a section that has no other: a video's name need not be its own attribute (WCAG 1.1.1). */
function isNamedAround(lesson: Lesson, media: Media): boolean {
  const figure = elementAt(lesson, media.tagSpan)?.ancestors.findLast(({ tagName }) => tagName === 'figure');
  const caption = figure && childrenOf(figure).find((child) => isElement(child) && child.tagName === 'figcaption');
  if (caption && textOf(caption).trim() !== '') return true;
  const videos = lesson.media.filter(({ kind, span }) => kind === 'video' && span.path === media.span.path);
  return videos.length === 1 || onlyOneOfItsSection(lesson, media, videos) !== null;
}

/** Named otherwise, or taken out of what the keyboard reaches or what is read aloud (ACT rule cae760 leaves those alone). */
function isOut(tag: string): boolean {
  if (attributeOf(tag, 'aria-label')?.value?.trim()) return true;
  return (
    /^\s*-\d/.test(attributeOf(tag, 'tabindex')?.value ?? '') ||
    /^(?:none|presentation)$/.test(attributeOf(tag, 'role')?.value ?? '')
  );
}

function nameOf(context: LessonContext, media: Media): { title: string; why: string } | null {
  const { lesson } = context;
  const target = media.kind === 'iframe' ? titleOfTarget(context, media.span.path, media.src) : null;
  if (target) return { title: target, why: `The page it shows is called “${target}”.` };
  const heading = onlyOneOfItsSection(lesson, media, lesson.media);
  if (!heading) return null;
  const video = media.kind === 'video' || /(?:youtube(?:-nocookie)?\.com\/embed|player\.vimeo\.com|\/video)/i.test(media.src);
  return {
    title: video && !/\b(?:video|film|clip|movie)\b/i.test(heading) ? `Video: ${heading}` : heading,
    why: `It is the only one in the section “${heading}”.`,
  };
}

/** Heading of the section in which this is the only one of these; null where the name would not tell two apart. */
function onlyOneOfItsSection(lesson: Lesson, media: Media, among: Media[]): string | null {
  const above = lesson.headings.filter(({ span }) => span.path === media.span.path && span.start < media.span.start).at(-1);
  if (!above || above.text.trim() === '') return null;
  const next = lesson.headings.find(({ span }) => span.path === media.span.path && span.start > above.span.start);
  const end = next?.span.start ?? Number.POSITIVE_INFINITY;
  const others = among.filter(({ span }) => span.path === media.span.path && span.start > above.span.start && span.start < end);
  return others.length === 1 ? above.text.trim() : null;
}
