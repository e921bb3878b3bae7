/** Every picture that says something says it in words too. */
import type { Image, Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { type Fault, faultRule, isProtected, quotation } from '../fault-rule.ts';
import { isHiddenInSource, isLabelledInSource } from '../hidden-in-source.ts';
import { alternativeFor, alternativeQuestion, alternativeReply, fromLesson } from './image-alternative.ts';
import { usedInManyLessons } from './repeated-pictures.ts';

const meta: RuleMeta = {
  id: 'image-alt-missing',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A picture has no text alternative',
  source:
    'WCAG 2.2, 1.1.1 Non-text Content (failure F65). An empty alternative that the author wrote in HTML or Pandoc is a decision; `![](x)` may be a slip.',
  wcag: ['1.1.1'],
  needs: ['model', 'siblings'],
};

/** Whether nobody has said anything about this picture: neither words nor "decorative". */
export function hasNoAlternative(lesson: Lesson, image: Image): boolean {
  if (image.decorative || isProtected(lesson, image.span)) return false;
  if ((image.alt ?? '').trim() !== '') return false;
  return image.form !== 'html' || !(isNamedOtherwise(lesson, image) || isHiddenInSource(lesson, image.span));
}

/** The other names an `img` may have (HTML-AAM 1.0, 4.1.10): a tip counts where there is no alternative at all. */
function isNamedOtherwise(lesson: Lesson, image: Image): boolean {
  const tag = sourceOf(lesson, image.span);
  const names = image.alt === null ? /^(?:aria-label|title)$/ : /^aria-label$/;
  const given = [...tag.matchAll(/\s([a-z-]+)\s*=\s*(?:"\s*[^"\s]|'\s*[^'\s]|[^"'\s>])/gi)];
  return given.some(([, name]) => names.test(name!.toLowerCase())) || isLabelledInSource(lesson, image.span);
}

/** Taken out of what is read aloud, and yet the keyboard stops there: a stop without a name (WAI-ARIA 1.2, 7.2.2 Conflict Resolution). */
function isNamelessStop(lesson: Lesson, image: Image): boolean {
  if (image.form !== 'html' || !image.decorative || isProtected(lesson, image.span)) return false;
  const tag = sourceOf(lesson, image.span);
  const stops = /\stabindex\s*=\s*["']?\s*\d/i.test(tag) && (image.alt ?? '').trim() === '';
  return stops && !isNamedOtherwise(lesson, image) && !isHiddenInSource(lesson, image.span);
}

/** A picture that is all of a link's content is the link's name: `link-empty` reports it. */
export function namesALink(lesson: Lesson, image: Image): boolean {
  const { inLink } = image;
  return (
    inLink !== null &&
    lesson.links.some(
      (link) => link.span.path === inLink.path && link.span.start === inLink.start && link.pictureOnly && link.text === '',
    )
  );
}

export const imageAltMissing = faultRule<LessonContext>(meta, (context) => {
  const { lesson, course } = context;
  return lesson.images
    .filter(
      (image) =>
        (hasNoAlternative(lesson, image) || isNamelessStop(lesson, image)) &&
        !namesALink(lesson, image) &&
        !usedInManyLessons(course.lessons, lesson, image, context.files),
    )
    .map((image): Fault => {
      const absent = image.alt === null;
      const stop = isNamelessStop(lesson, image);
      // A blank is no decision: it makes nothing decorative, and has no words.
      const blank = image.form === 'html' && !absent && !stop;
      const known = fromLesson(lesson, image);
      return {
        range: image.span,
        target: image.src,
        certainty: absent || stop || blank || known ? 'fails' : 'needs-review',
        message: stop
          ? 'The keyboard stops at this picture, which has no words.'
          : absent
            ? 'The picture has no text alternative.'
            : blank
              ? 'The text alternative is a blank: it neither names the picture nor says that it is decorative.'
              : 'The picture has an empty text alternative, and nothing says that this is meant.',
        question: alternativeQuestion,
        answerKind: 'text-alternative',
        evidence: referencesTo(lesson, image),
        // What to do with a decorative stop (words, or no stop) only its author knows.
        mend: () => (stop ? null : alternativeFor(context, image)),
        reply: (reply) => alternativeReply(lesson, image, reply),
      };
    });
});

/** The paragraphs next to it, which a person needs for the answer. */
function referencesTo(lesson: Lesson, image: Image) {
  const near = lesson.passages.filter(
    ({ span }) => span.path === image.span.path && span.start < image.span.start && image.span.start - span.end < 400,
  );
  return near
    .filter(({ span }) => span.end <= image.span.start)
    .slice(-1)
    .map(({ span }) => quotation(lesson, span))
    .filter(({ text }) => text.length <= 800);
}
