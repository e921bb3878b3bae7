/** What a page's own styles do to fields, to what moves and to what lies over it, as it is read inside the page. HTML only: a Markdown page's styles are ours. */
import { callInPage } from './in-page.ts';
import { sourceAttribute } from './source-marks.ts';
import type { LookSurvey } from './survey.ts';

export const lookExpression = callInPage(surveyLook, { attribute: sourceAttribute });

/** Uses nothing from this module. */
function surveyLook(options: { attribute: string }): Omit<LookSurvey, 'wide'> {
  const markOf = (element: Element) => element.closest(`[${options.attribute}]`)?.getAttribute(options.attribute) ?? null;
  const htmlOf = (element: Element) =>
    element.outerHTML.replace(new RegExp(` ${options.attribute}="[^"]*"`, 'g'), '').slice(0, 300);
  const rendered = (element: Element) =>
    element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
  const every = (selector: string) => Array.from(document.querySelectorAll<HTMLElement>(selector));
  const isClear = (colour: string) => colour === 'transparent' || /^rgba\(.*,\s*0\)$/.test(colour);
  const isOpaque = (colour: string) => /^rgb\(/.test(colour);
  /** The one colour behind an element; null where a picture, a gradient or something half clear makes it several. */
  const groundBehind = (element: Element | null): string | null => {
    for (let one = element; one; one = one.parentElement) {
      const { backgroundColor, backgroundImage, opacity } = getComputedStyle(one);
      if (backgroundImage !== 'none' || opacity !== '1') return null;
      if (isOpaque(backgroundColor)) return backgroundColor;
      if (!isClear(backgroundColor)) return null;
    }
    return 'rgb(255, 255, 255)';
  };
  const textual =
    'input:not([type]),input[type="text"],input[type="email"],input[type="search"],input[type="tel"],input[type="url"],input[type="password"],input[type="number"],textarea';
  const fields = every(textual).filter(
    (field) => rendered(field) && !(field as HTMLInputElement).disabled && (field as HTMLInputElement).value === '',
  ) as HTMLInputElement[];
  return {
    hints: fields
      .filter(({ placeholder }) => /\p{L}{2}|\d/u.test(placeholder))
      .flatMap((field) => {
        const { color, opacity, fontSize, fontWeight } = getComputedStyle(field, '::placeholder');
        const ground = groundBehind(field);
        // The browser's own grey is nobody's choice.
        if (ground === null || color === 'rgb(117, 117, 117)' || !isOpaque(color) || opacity !== '1') return [];
        const size = Number.parseFloat(fontSize);
        const large = size >= 24 || (size >= 18.66 && Number.parseInt(fontWeight, 10) >= 700);
        return [{ mark: markOf(field), html: htmlOf(field), colour: color, ground, least: large ? 3 : 4.5 }];
      }),
    edges: fields.filter(({ placeholder }) => placeholder.trim() === '').flatMap((field) => edgeOf(field)),
    motions: motions(),
    bars: bars(),
  };

  /** The colours that part an empty field from what lies round it. */
  function edgeOf(field: HTMLElement): LookSurvey['edges'] {
    const style = getComputedStyle(field);
    const ground = groundBehind(field.parentElement);
    const own = isClear(style.backgroundColor) ? ground : style.backgroundColor;
    if (ground === null || own === null || !isOpaque(own) || style.backgroundImage !== 'none') return [];
    if (style.boxShadow !== 'none' || style.outlineStyle !== 'none' || style.opacity !== '1') return [];
    const sides = (['Top', 'Right', 'Bottom', 'Left'] as const).flatMap((side) => {
      const kind = style[`border${side}Style`];
      return kind === 'none' || kind === 'hidden' || Number.parseFloat(style[`border${side}Width`]) === 0
        ? []
        : [{ kind, colour: style[`border${side}Color`] }];
    });
    // The browser's own edge, and one that lets through what lies behind.
    if (sides.some(({ kind, colour }) => kind === 'inset' || !isOpaque(colour))) return [];
    const box = field.getBoundingClientRect();
    let one = field.parentElement;
    for (let up = 0; one && one !== document.body && up < 3; one = one.parentElement, up += 1) {
      const outer = one.getBoundingClientRect();
      const near = outer.width - box.width < 120 && outer.height - box.height < 40;
      const { borderTopStyle, borderBottomStyle, boxShadow, backgroundColor, outlineStyle } = getComputedStyle(one);
      const drawn = [borderTopStyle, borderBottomStyle, outlineStyle].some((kind) => kind !== 'none');
      // What lies close round it shows where it is.
      if (near && (drawn || boxShadow !== 'none' || !isClear(backgroundColor))) return [];
    }
    const around = field.parentElement;
    for (const pseudo of ['::before', '::after'])
      if (around && !['none', 'normal'].includes(getComputedStyle(around, pseudo).content)) return [];
    return [{ mark: markOf(field), html: htmlOf(field), ground, own, borders: [...new Set(sides.map(({ colour }) => colour))] }];
  }

  /** Words that blink or run without end, looked at in eight moments of their animation. */
  function motions(): LookSurvey['motions'] {
    const found = new Map<Element, LookSurvey['motions'][number]>();
    const pausable = Array.from(document.styleSheets).some((sheet) => {
      try {
        return Array.from(sheet.cssRules).some(({ cssText }) => /:(?:hover|focus)[^{]*\{[^}]*paused/.test(cssText));
      } catch {
        return false;
      }
    });
    for (const animation of document.getAnimations().slice(0, 200)) {
      const effect = animation.effect;
      if (!(effect instanceof KeyframeEffect) || !effect.target || effect.pseudoElement) continue;
      const element = effect.target;
      const { iterations, duration, delay = 0 } = effect.getComputedTiming();
      if (iterations !== Number.POSITIVE_INFINITY || typeof duration !== 'number' || duration <= 0) continue;
      if (
        !/\p{L}{3}/u.test(element.textContent ?? '') ||
        element.closest('[aria-busy="true"],[role="progressbar"],[role="status"]')
      )
        continue;
      const at = animation.currentTime;
      const seen: { opacity: number; left: number; top: number; shown: boolean }[] = [];
      for (let moment = 0; moment < 8; moment++) {
        animation.currentTime = delay + duration * (moment / 8 + 0.01);
        const { opacity, visibility, color } = getComputedStyle(element);
        const { left, top } = element.getBoundingClientRect();
        seen.push({ opacity: Number(opacity), left, top, shown: visibility === 'visible' && !isClear(color) });
      }
      animation.currentTime = at;
      const spread = (values: number[]) => Math.max(...values) - Math.min(...values);
      const hides = new Set(seen.map(({ shown }) => shown)).size > 1;
      const blinks = hides || spread(seen.map(({ opacity }) => opacity)) >= 0.6;
      const runs = Math.max(spread(seen.map(({ left }) => left)), spread(seen.map(({ top }) => top))) >= 24;
      if (blinks || runs)
        found.set(element, {
          mark: markOf(element),
          html: htmlOf(element),
          kind: blinks ? 'blinks' : 'runs',
          pause: pausable ? 'by-pointer' : 'none',
        });
    }
    return [...found.values()];
  }

  /** Bars that stay while the page scrolls, with what the keyboard reaches under them and nobody sees. */
  function bars(): LookSurvey['bars'] {
    const fixed = every('body *').filter((element) => {
      const { position, backgroundColor, backgroundImage } = getComputedStyle(element);
      if (position !== 'fixed' && position !== 'sticky') return false;
      if (!rendered(element) || (!isOpaque(backgroundColor) && backgroundImage === 'none')) return false;
      const box = element.getBoundingClientRect();
      // What covers most of the window is a page of its own: a dialog, or a curtain that a script lifts.
      return (
        box.width >= innerWidth / 2 &&
        box.height >= 40 &&
        box.height <= innerHeight * 0.6 &&
        !element.closest('dialog,[role="dialog"],[role="alertdialog"]')
      );
    });
    if (fixed.length === 0) return [];
    const active = document.activeElement as HTMLElement | null;
    const [x, y] = [scrollX, scrollY];
    const stops = every('a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]').filter(
      (element) => rendered(element) && !(element as HTMLInputElement).disabled,
    );
    const found = fixed.map((bar) => ({ bar, words: [] as string[] }));
    for (const stop of stops.slice(0, 300)) {
      const under = () =>
        found.find(({ bar }) => {
          if (bar.contains(stop)) return false;
          const [over, box] = [bar.getBoundingClientRect(), stop.getBoundingClientRect()];
          if (box.left < over.left || box.right > over.right || box.top < over.top || box.bottom > over.bottom) return false;
          const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
          return top !== null && bar.contains(top);
        });
      scrollTo(x, y);
      if (!under()) continue;
      stop.focus();
      under()?.words.push((stop.textContent ?? stop.getAttribute('name') ?? '').trim().slice(0, 60));
      stop.blur();
    }
    scrollTo(x, y);
    active?.focus?.({ preventScroll: true });
    return found
      .filter(({ words }) => words.length > 0)
      .map(({ bar, words }) => ({ mark: markOf(bar), html: htmlOf(bar), covered: words.length, words: words.slice(0, 5) }));
  }
}
