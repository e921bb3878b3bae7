/** Words shown in an empty field can be read. */
import { parse } from 'postcss';
import type { PageSurvey } from '../../../tools/browser/survey.ts';
import { fileOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { RuleMeta } from '../../rule.ts';
import { contentOf, elementsOf } from '../element-tree.ts';
import { editOf, type Mend } from '../fault-rule.ts';
import { type MarkedFault, surveyRule } from '../survey-rule.ts';
import { contrast, nearestForAll, type OnGround, parseColour, type Rgb, toHex } from './colour.ts';
import { declarationIn } from './style-sheet.ts';

const meta: RuleMeta = {
  id: 'hint-contrast',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'The words in an empty field are too pale',
  source:
    'WCAG 2.2, 1.4.3 Contrast (Minimum): it holds for placeholder text as for any other (Understanding 1.4.3); engines pass it over.',
  wcag: ['1.4.3'],
  needs: ['page'],
};

/** One finding a colour: one declaration gives it to all fields that have it. */
export const hintContrast = surveyRule(meta, ({ survey, context, path }) => {
  const pale = survey.hints.flatMap((hint) => {
    const [words, ground] = [parseColour(hint.colour), parseColour(hint.ground)];
    return words && ground && contrast(words, ground) < hint.least
      ? [{ ...hint, words, on: { background: ground, ratio: hint.least } }]
      : [];
  });
  return [...new Set(pale.map(({ colour }) => colour))].map((colour): MarkedFault => {
    const hints = pale.filter((hint) => hint.colour === colour);
    const { mark, html, words, on } = hints[0]!;
    const mend = mendOf(context.lesson, path, words, grounds(survey.hints, colour));
    return {
      mark,
      target: html.slice(0, 300),
      certainty: 'fails',
      message: `The words shown in ${hints.length === 1 ? 'the empty field' : `${hints.length} empty fields`} have a contrast of ${ratioOf(words, on.background)} to 1 (${toHex(words)} on ${toHex(on.background)}); ${on.ratio} to 1 is needed.`,
      ...(mend ? { mend } : {}),
    };
  });
});

/** All grounds on which this colour must pass, those it passes on already too. */
function grounds(hints: PageSurvey['hints'], colour: string): OnGround[] {
  return hints
    .filter((hint) => hint.colour === colour)
    .flatMap(({ ground, least }) => {
      const background = parseColour(ground);
      return background ? [{ background, ratio: least }] : [];
    });
}

function ratioOf(one: Rgb, other: Rgb): string {
  return (Math.floor(contrast(one, other) * 100) / 100).toFixed(2);
}

/** Where one declaration of the file's own styles, and no other, gives placeholders this colour. */
function mendOf(lesson: Lesson, path: string, was: Rgb, on: OnGround[]): Mend | null {
  const better = nearestForAll(was, on);
  const text = fileOf(lesson, path)?.text ?? '';
  const places = elementsOf(lesson, path)
    .filter(({ element }) => element.tagName === 'style')
    .flatMap(({ element, whole }) => {
      const content = contentOf(element);
      return content
        ? selectorsOf(text.slice(content.start, content.end)).map((one) =>
            declarationIn(lesson, whole, one.selector, ['color'], one.nth),
          )
        : [];
    })
    .filter((place) => place !== null)
    .filter((place) => {
      const colour = parseColour(place.text);
      return colour !== null && toHex(colour) === toHex(was);
    });
  if (!better || places.length !== 1) return null;
  return {
    edits: [editOf(lesson, places[0]!.value, toHex(better))],
    title: `Darken or lighten the words to ${toHex(better)}`,
    risk: 'low',
  };
}

/** Rules for placeholders that say a colour; `nth` of those with one selector. */
function selectorsOf(css: string): { selector: string; nth: number }[] {
  const found: { selector: string; nth: number }[] = [];
  try {
    parse(css).walkRules((rule) => {
      if (!/placeholder/i.test(rule.selector) || !rule.nodes.some((node) => node.type === 'decl' && node.prop === 'color'))
        return;
      found.push({ selector: rule.selector, nth: found.filter(({ selector }) => selector === rule.selector).length });
    });
  } catch {
    // Styles that cannot be read are not written in: the finding stands without a repair.
    return [];
  }
  return found;
}
