/** What words and pictures stand where, as it is read inside the page, after AccessLint has been loaded there (for names). */
import { callInPage } from './in-page.ts';
import { sourceAttribute } from './source-marks.ts';
import type { MeaningSurvey, SurveyedGraphic } from './survey.ts';

export function meaningExpression(format: 'markdown' | 'html'): string {
  return callInPage(surveyMeaning, { attribute: sourceAttribute, html: format === 'html' });
}

declare const AccessLint: { getAccessibleName(element: Element): string };

/** Uses nothing from this module. */
function surveyMeaning(options: { attribute: string; html: boolean }): MeaningSurvey {
  const fold = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
  const markOf = (element: Element | null) => element?.closest(`[${options.attribute}]`)?.getAttribute(options.attribute) ?? null;
  const htmlOf = (element: Element) =>
    element.outerHTML.replace(new RegExp(` ${options.attribute}="[^"]*"`, 'g'), '').slice(0, 300);
  const rendered = (element: Element) =>
    element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
  const hidden = (element: Element) => !rendered(element) || element.closest('[aria-hidden="true"]') !== null;
  const every = (selector: string) => Array.from(document.querySelectorAll(selector));
  const nameOf = (element: Element) => fold(AccessLint.getAccessibleName(element));

  const headings = every('h1, h2, h3, h4, h5, h6, [role="heading"]').filter(
    (heading) => !hidden(heading) && !/^(?:none|presentation)$/.test(heading.getAttribute('role') ?? ''),
  );
  const beneath = new Map<Element, string>();
  let opening = '';
  let current: Element | null = null;
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.nodeValue ?? '';
    if (!parent || text.trim() === '' || parent.closest('script,style,template,noscript,title,head')) continue;
    if (hidden(parent)) continue;
    if (opening.length < 600) opening += ` ${text}`;
    const heading = headings.find((one) => one.contains(parent)) ?? null;
    if (heading) current = heading;
    else if (current && (beneath.get(current) ?? '').length < 600) beneath.set(current, `${beneath.get(current) ?? ''} ${text}`);
  }

  const graphics: SurveyedGraphic[] = [];
  const around = (element: Element) =>
    fold((element.closest('p, li, td, th, figure, section, main, body') ?? element).textContent).slice(0, 400);
  for (const element of every('svg, canvas, input[type="image"], [role="img"]:not(img)')) {
    if (hidden(element) || element.parentElement?.closest('svg, [role="img"]')) continue;
    const tag = element.tagName.toLowerCase();
    const kind = tag === 'svg' || tag === 'canvas' ? tag : tag === 'input' ? 'image-button' : 'other';
    const name = nameOf(element);
    if (name === '') continue;
    graphics.push({ mark: markOf(element), kind, name, src: element.getAttribute('src'), around: around(element) });
  }
  for (const element of options.html ? every('[style*="background"]') : []) {
    const src = /background(?:-image)?\s*:[^;]*url\(\s*(['"]?)(.*?)\1\s*\)/i.exec(element.getAttribute('style') ?? '')?.[2];
    if (src && rendered(element) && fold(element.textContent) === '')
      graphics.push({ mark: markOf(element), kind: 'background', name: '', src, around: around(element) });
  }

  const title = every('title').find((element) => !element.closest('svg')) ?? null;
  return {
    title: { mark: markOf(title), text: fold(title?.textContent) },
    opening: fold(opening).slice(0, 600),
    headings: headings.map((heading) => ({
      mark: markOf(heading),
      text: nameOf(heading) || fold(heading.textContent),
      beneath: fold(beneath.get(heading)).slice(0, 500),
    })),
    graphics,
    frames: every('iframe[src], frame[src]')
      .filter((frame) => !hidden(frame))
      .map((frame) => ({ mark: markOf(frame), name: nameOf(frame), src: frame.getAttribute('src') ?? '' })),
    focusUnseen: options.html ? focusUnseen() : [],
  };

  /**
   * Elements whose own look, and that of what lies in and around them, is the same with the focus as without. Asked only where the
   * page's author takes the browser's own ring away.
   */
  function focusUnseen(): MeaningSurvey['focusUnseen'] {
    const active = document.activeElement;
    const focusable = every('a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex]').filter(
      (element) => !hidden(element) && !(element as HTMLInputElement).disabled && (element as HTMLElement).tabIndex >= 0,
    ) as HTMLElement[];
    const groundOf = (element: Element) => {
      for (let one: Element | null = element.parentElement; one; one = one.parentElement) {
        const { backgroundColor, backgroundImage } = getComputedStyle(one);
        if (backgroundImage !== 'none') return null;
        if (!isClear(backgroundColor)) return backgroundColor;
      }
      return 'rgb(255, 255, 255)';
    };
    const isClear = (colour: string) => colour === 'transparent' || /^rgba\(.*,\s*0\)$/.test(colour);
    // A ring without colour, or in the colour of what it lies on, is none.
    const ringOf = (style: CSSStyleDeclaration, ground: string | null) =>
      style.outlineStyle === 'none' || isClear(style.outlineColor) || style.outlineColor === ground
        ? ''
        : `${style.outlineWidth} ${style.outlineColor} ${style.outlineStyle}`;
    const look = (element: Element) => {
      const ground = groundOf(element);
      const near = [element, ...Array.from(element.children).slice(0, 10), element.parentElement, element.nextElementSibling];
      near.push(...Array.from(element.parentElement?.children ?? []).slice(0, 20), ...ancestors(element));
      return near
        .flatMap((one) => (one ? [null, '::before', '::after'].map((pseudo) => getComputedStyle(one, pseudo)) : []))
        .map((style) =>
          [
            ringOf(style, ground),
            ...[style.border, style.boxShadow, style.background, style.color, style.textDecoration, style.transform],
            ...[style.opacity, style.fontWeight, style.fontSize, style.display, style.visibility, style.filter, style.width],
            ...[style.height, style.content, style.left, style.top, style.clipPath],
          ].join('|'),
        )
        .join('\n');
    };
    const found: MeaningSurvey['focusUnseen'] = [];
    // What fades in would look the same at first.
    const still = new CSSStyleSheet();
    still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');
    document.adoptedStyleSheets.push(still);
    for (const element of focusable.slice(0, 100)) {
      const before = look(element);
      element.focus({ preventScroll: true });
      const took = document.activeElement === element && element.matches(':focus');
      const after = look(element);
      element.blur();
      // A field shows the caret.
      if (took && before === after && !element.matches('input, textarea, select, [contenteditable]'))
        found.push({ mark: markOf(element), html: htmlOf(element) });
    }
    document.adoptedStyleSheets.pop();
    (active as HTMLElement | null)?.focus?.({ preventScroll: true });
    return found;
  }

  function ancestors(element: Element): Element[] {
    const found: Element[] = [];
    for (let one = element.parentElement; one && found.length < 6; one = one.parentElement) found.push(one);
    return found;
  }
}
