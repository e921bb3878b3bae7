/** Whose lines of text run beyond a narrow window: who magnifies a page four times reads it in one of 320 by 256. */
import { callInPage } from './in-page.ts';
import { inWindow } from './in-window.ts';
import { sourceAttribute } from './source-marks.ts';
import type { Mark } from './survey.ts';
import type { Tab } from './tab.ts';

/** The window that WCAG 1.4.10 is judged at: 1280 by 1024, at 400 percent. */
const narrow = { width: 320, height: 256 };

export interface WideText {
  mark: Mark;
  html: string;
  /** Longest line, CSS pixels. */
  width: number;
}

export function linesBeyondWindow(tab: Tab): Promise<WideText[]> {
  return inWindow(tab, narrow, callInPage(wideTexts, { attribute: sourceAttribute }));
}

/** Runs inside the page: uses nothing from this module. */
function wideTexts(options: { attribute: string }): WideText[] {
  const found = new Map<Element, WideText>();
  const root = document.documentElement;
  if (root.scrollWidth <= innerWidth) return [];
  // Data, code, drawings and forms of two dimensions may need their width.
  const twoDimensional =
    'table,pre,code,samp,kbd,svg,math,canvas,object,select,textarea,[role="table"],[role="grid"],[role="toolbar"],[role="menubar"],[role="application"],script,style,template,noscript,marquee';
  const walker = document.createTreeWalker(document.body ?? root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(), looked = 0; node && looked < 20_000; node = walker.nextNode(), looked += 1) {
    const parent = node.parentElement;
    const text = (node.nodeValue ?? '').trim();
    if (!parent || text.length < 40 || !/\s/.test(text) || parent.closest(twoDimensional)) continue;
    if (getComputedStyle(parent).visibility !== 'visible') continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = Array.from(range.getClientRects()).filter(({ height, right }) => height > 2 && right > 0);
    const width = Math.max(0, ...lines.map((line) => line.width));
    // A long word alone makes one line wide; a box makes most of them.
    const wide = lines.filter((line) => line.width > innerWidth && line.right > innerWidth + 16);
    if (wide.length === 0 || wide.length * 2 < lines.length) continue;
    let box: Element = parent;
    let scrolls = false;
    for (let one: Element | null = parent; one && one !== root; one = one.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(one);
      if (overflowX !== 'visible' || overflowY !== 'visible') scrolls = true;
      if (one.getBoundingClientRect().width > innerWidth) box = one;
    }
    // What is cut off or scrolls by itself is another question.
    if (scrolls) continue;
    const html = box.outerHTML.replace(new RegExp(` ${options.attribute}="[^"]*"`, 'g'), '').slice(0, 300);
    const before = found.get(box);
    found.set(box, { mark: box.getAttribute(options.attribute), html, width: Math.max(before?.width ?? 0, Math.round(width)) });
  }
  return [...found.values()];
}
