/** Text an author coloured can be read. */
import type { ColourSource } from '../../../tools/browser/colour-source.ts';
import { bodyOf, type Lesson, type Span } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Edit } from '../../contract.ts';
import type { RuleMeta } from '../../rule.ts';
import { type Agreed, agreedOn } from '../engines/engines.ts';
import { type Fault, faultRule, isProtected, lineOf, type Mend } from '../fault-rule.ts';
import { contrast as contrastOf, luminance, nearestForAll, type OnGround, parseColour, type Rgb, toHex } from './colour.ts';
import { colourPlace, inlineColour } from './colour-place.ts';
import { opacityMend } from './opacity.ts';

const meta: RuleMeta = {
  id: 'contrast',
  agent: 'accessibility',
  version: '1.2',
  severity: 'serious',
  title: 'Too little contrast between text and background',
  source: 'WCAG 2.2, 1.4.3 Contrast (Minimum): 4.5 to 1, large text 3 to 1. Only colours the lesson itself sets.',
  wcag: ['1.4.3'],
  needs: ['page'],
};

interface Place {
  span: Span;
  result: Agreed;
  foreground: Rgb | null;
  ground: OnGround | null;
  source: ColourSource | null;
}

export const contrast = faultRule<LessonContext>(meta, async (context) => {
  const { lesson } = context;
  const { format } = bodyOf(lesson);
  if (format === 'quiz-json') return 'a quiz file has no page';
  const places = agreedOn(lesson, await (await context.page()).audit())
    .filter((result) => result.rule === 'color-contrast' && result.span && result.verdict === 'fails')
    .filter((result) => !isProtected(lesson, result.span!))
    .map(placeOf);
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const declaration = place.source?.sheet
      ? `${place.span.path} ${place.source.sheet.start} ${place.source.selector} ${place.source.nth}`
      : '';
    const key = declaration || `${place.span.path} ${place.span.start}`;
    groups.set(key, [...(groups.get(key) ?? []), place]);
  }
  return [...groups.values()].map((group) => faultFor(lesson, group));
});

function placeOf(result: Agreed): Place {
  const { fgColor, bgColor, expectedContrastRatio } = result.data as Record<string, unknown>;
  const background = parseColour(String(bgColor));
  const source = (result.data.colourSource as ColourSource | undefined) ?? null;
  const owner = source && !source.sheet ? source.owner : (result.data.colourOwner as { start: number; end: number } | undefined);
  const own = result.span!;
  return {
    // What a style sheet colours is reported where it shows.
    span: owner && !source?.sheet ? { path: own.path, start: owner.start, end: owner.end } : own,
    result,
    foreground: parseColour(String(fgColor)),
    ground: background && { background, ratio: Number.parseFloat(String(expectedContrastRatio)) || 4.5 },
    source,
  };
}

function faultFor(lesson: Lesson, group: Place[]): Fault {
  const { span, result, ground } = group[0]!;
  const { fgColor, bgColor, contrastRatio } = result.data as Record<string, unknown>;
  const others = group.length - 1;
  const mend = () => mendFor(lesson, group);
  return {
    range: span,
    certainty: 'fails',
    message: `The text has a contrast of ${contrastRatio} to 1 (${fgColor} on ${bgColor}); ${ground?.ratio ?? 4.5} to 1 is needed.`,
    engines: result.engines,
    ...(others > 0
      ? {
          evidence: group.slice(1, 9).map((place) => ({
            kind: 'note' as const,
            text: `The same declaration colours line ${lineOf(lesson, place.result.span!)}: ${place.result.html.slice(0, 120)}`,
          })),
        }
      : {}),
    mend,
  };
}

/** One colour for all that the declaration colours; where none serves all of them, a colour of its own for each. */
function mendFor(lesson: Lesson, group: Place[]): Mend | null {
  const { foreground, ground, source, span } = group[0]!;
  const grounds = group.flatMap((place) => place.ground ?? []);
  if (!foreground || !ground || grounds.length < group.length) return null;
  if (source?.property === 'opacity') return opacityMend(lesson, span.path, source, grounds);
  const better = nearestForAll(foreground, grounds);
  const edit = better && colourPlace(lesson, span, source, foreground, toHex(better));
  if (better && edit) return mendOf([edit], foreground, better, grounds);
  if (!source?.sheet || group.length > 20) return null;
  const own = group.map((place) => {
    const colour = place.foreground && place.ground && nearestForAll(place.foreground, [place.ground]);
    return colour ? inlineColour(lesson, place.result.span!, toHex(colour)) : null;
  });
  const first = nearestForAll(foreground, [ground]);
  return first && own.every((one): one is Edit => one !== null) ? mendOf(own, foreground, first, [ground]) : null;
}

function mendOf(edits: Edit[], was: Rgb, better: Rgb, grounds: OnGround[]): Mend {
  const reached = grounds.map(({ background }) => Math.floor(contrastOf(better, background) * 100) / 100);
  const direction = luminance(better) < luminance(was) ? 'Darken' : 'Lighten';
  return {
    edits,
    title: `${direction} the text to ${toHex(better)} (${Math.min(...reached)} to 1)`,
    risk: 'low',
    forYou: 'Is the new colour still right for what it marks?',
    evidence: [
      {
        kind: 'note',
        text: `${toHex(was)} → ${toHex(better)}: the nearest colour of the same hue (OKLCH) that reaches ${Math.max(...grounds.map(({ ratio }) => ratio))} to 1 on ${[...new Set(grounds.map(({ background }) => toHex(background)))].join(', ')}.`,
      },
    ],
  };
}
