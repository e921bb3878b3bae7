/** Which texts lose letters when a learner doubles the size of everything: the window is then half as wide and high. */
import { callInPage } from './in-page.ts';
import { inWindow } from './in-window.ts';
import { sourceAttribute } from './source-marks.ts';
import type { Mark } from './survey.ts';
import type { Tab } from './tab.ts';

/** The window that WCAG 1.4.4 is judged at: 1280 by 1024, at 200 percent. */
const doubled = { width: 640, height: 512 };

export function cutOffWhenDoubled(tab: Tab): Promise<{ mark: Mark; html: string }[]> {
  return inWindow(tab, doubled, callInPage(cutOffTexts, { attribute: sourceAttribute }));
}

/** Runs inside the page: uses nothing from this module. */
function cutOffTexts(options: { attribute: string }): { mark: Mark; html: string }[] {
  const found = new Map<Element, { mark: Mark; html: string }>();
  const clips = (value: string) => value === 'hidden' || value === 'clip';
  const scrolls = (value: string) => value === 'auto' || value === 'scroll';
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(), looked = 0; node && looked < 20_000; node = walker.nextNode(), looked += 1) {
    const parent = node.parentElement;
    if (
      !parent ||
      (node.nodeValue ?? '').trim() === '' ||
      parent.closest('script,style,template,noscript,svg,marquee,[aria-hidden="true"]')
    )
      continue;
    let lines: DOMRect[] | null = null;
    for (let box: Element | null = parent; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      if (style.position === 'fixed' || style.position === 'absolute') break;
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      if (style.visibility !== 'visible') break;
      const edge = box.getBoundingClientRect();
      // Taken out of sight on purpose: words for screen readers only.
      if (edge.width <= 2 || edge.height <= 2) break;
      if (!lines) {
        const range = document.createRange();
        range.selectNodeContents(node);
        lines = Array.from(range.getClientRects());
      }
      const halfLetter = Number.parseFloat(style.fontSize) / 2;
      const across =
        clips(style.overflowX) && style.textOverflow !== 'ellipsis' && lines.some((line) => line.right > edge.right + halfLetter);
      // A box as high as so many whole lines was made to show only those.
      const pitch = Number.parseFloat(style.lineHeight) || (lines[0]?.height ?? 0);
      const wholeLines = pitch > 0 && Math.abs(box.clientHeight / pitch - Math.round(box.clientHeight / pitch)) * pitch < 1.5;
      const through =
        clips(style.overflowY) &&
        !(wholeLines && box.clientHeight >= pitch - 1.5) &&
        lines.some((line) => line.bottom - (line.height - halfLetter * 2) / 2 > edge.bottom + 1);
      if (across || through) {
        const html = box.outerHTML.replace(new RegExp(` ${options.attribute}="[^"]*"`, 'g'), '').slice(0, 300);
        found.set(box, { mark: box.getAttribute(options.attribute), html });
        break;
      }
      if (scrolls(style.overflowX) && scrolls(style.overflowY)) break;
    }
  }
  return [...found.values()];
}
