/** A picture that is nothing but words is words: they cannot be enlarged, recoloured or read aloud as a picture. */
import { type Image, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { faultRule, isProtected } from '../fault-rule.ts';

const meta: RuleMeta = {
  id: 'picture-of-text',
  agent: 'accessibility',
  version: '1.0',
  severity: 'moderate',
  title: 'A picture of words',
  source: 'WCAG 2.2, 1.4.5 Images of Text (failure F3, ACT rule 0va7u6): an SVG picture that holds text and draws nothing else.',
  wcag: ['1.4.5'],
  needs: ['siblings'],
};

const drawing =
  /<(?:path|rect|circle|ellipse|line|polyline|polygon|image|use|foreignObject|filter|mask|linearGradient|animate)\b/i;

/** Words of an SVG that draws nothing else; null for any other. A single sign is an icon. */
export function onlyWords(svg: string): string | null {
  if (!/<svg[\s>]/i.test(svg) || drawing.test(svg)) return null;
  const words = [...svg.matchAll(/<text\b[^>]*>([\s\S]*?)<\/text\s*>/gi)]
    .map((match) => match[1]!.replace(/<[^>]*>/g, ' ').trim())
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  return (words.match(/\p{L}/gu) ?? []).length >= 4 ? words : null;
}

export const pictureOfText = faultRule<LessonContext>(meta, (context) =>
  context.lesson.images.flatMap((image) => {
    const svg = svgOf(context, image);
    const words = svg && onlyWords(svg);
    if (!words || isProtected(context.lesson, image.span) || /logo|brand/i.test(sourceOf(context.lesson, image.span))) return [];
    return [
      {
        range: image.span,
        certainty: 'fails' as const,
        message: `This picture is nothing but the words “${words.slice(0, 80)}”.`,
        question: 'May the words stand as text here?',
      },
    ];
  }),
);

function svgOf({ files }: LessonContext, image: Image): string | null {
  if (/^data:image\/svg\+xml/i.test(image.src)) return decoded(image.src);
  const path = /\.svg(?:[?#]|$)/i.test(image.src) ? files.resolve(image.span.path, image.src) : null;
  return path === null ? null : files.read(path);
}

function decoded(address: string): string | null {
  const comma = address.indexOf(',');
  const body = address.slice(comma + 1);
  if (/;base64$/i.test(address.slice(0, comma).trim())) return Buffer.from(body, 'base64').toString('utf8');
  try {
    return decodeURIComponent(body);
  } catch {
    return body;
  }
}
