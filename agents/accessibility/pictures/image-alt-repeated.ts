/** A picture without alternative that stands in many lessons: asked once, mended everywhere. */
import type { Image, Lesson } from '../../../tools/library/lesson.ts';
import type { CourseContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { type Fault, faultRule } from '../fault-rule.ts';
import { hasNoAlternative, namesALink } from './image-alt-missing.ts';
import { alternativeQuestion, alternativeReply } from './image-alternative.ts';
import { manyLessons, pictureKey } from './repeated-pictures.ts';

const meta: RuleMeta = {
  id: 'image-alt-repeated',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A picture used in many lessons has no text alternative',
  source: 'WCAG 2.2, 1.1.1 Non-text Content; asked once a course because the answer is the same everywhere.',
  wcag: ['1.1.1'],
  needs: ['siblings'],
};

export const imageAltRepeated = faultRule<CourseContext>(meta, ({ lessons, files }) => {
  const uses = new Map<string, { lesson: Lesson; image: Image }[]>();
  for (const lesson of lessons) {
    for (const image of lesson.images) {
      if (!hasNoAlternative(lesson, image) || namesALink(lesson, image)) continue;
      const key = pictureKey(image, files);
      uses.set(key, [...(uses.get(key) ?? []), { lesson, image }]);
    }
  }
  return [...uses].flatMap(([key, places]): Fault[] => {
    const inLessons = new Set(places.map(({ lesson }) => lesson.id)).size;
    if (inLessons < manyLessons) return [];
    return [
      {
        range: places[0]!.image.span,
        target: key,
        certainty: 'needs-review',
        message: `The same picture stands without a text alternative in ${inLessons} lessons (${places.length} places).`,
        question: alternativeQuestion,
        answerKind: 'text-alternative',
        reply: (reply) => {
          const mends = places.map(({ lesson, image }) => alternativeReply(lesson, image, reply));
          const first = mends[0];
          if (!first || mends.some((mend) => mend === null)) return null;
          return { ...first, edits: mends.flatMap((mend) => mend?.edits ?? []), risk: 'medium' };
        },
      },
    ];
  });
});
