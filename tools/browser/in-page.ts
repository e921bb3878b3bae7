/** Functions of ours that run inside the page: they may use nothing but their argument and the page. */
import { sourceAttribute } from './source-marks.ts';

/** An expression that calls `run` in the page. The transpiler's name helper does not exist there, so it is given. */
export function callInPage<A>(run: (argument: A) => unknown, argument: A): string {
  return `(() => { const __name = (it) => it; return (${run.toString()})(${JSON.stringify(argument)}); })()`;
}

export const readText = callInPage(textOfPage, null);
export const readLinks = callInPage(linksOfPage, null);

/** Box of the smallest element that covers start..end, in page coordinates; null where none is shown. */
export function boxExpression(start: number, end: number): string {
  return callInPage(boxOf, { start, end, attribute: sourceAttribute });
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
  pageWidth: number;
  pageHeight: number;
}

function textOfPage(): string {
  const silent = 'script,style,template,noscript,title,head';
  const block = 'p,li,td,th,h1,h2,h3,h4,h5,h6,pre,div,section,blockquote,dt,dd,figcaption,caption,summary,main,body';
  const walker = document.createTreeWalker(document.body ?? document.documentElement, NodeFilter.SHOW_TEXT);
  let text = '';
  let last: Element | null = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || parent.closest(silent)) continue;
    const owner = parent.closest(block);
    text += (owner === last ? '' : ' ') + (node.nodeValue ?? '');
    last = owner;
  }
  return text.replace(/\s+/g, ' ').trim();
}

function linksOfPage(): string[] {
  return Array.from(document.querySelectorAll('a[href], area[href]'), (link) => link.getAttribute('href') ?? '');
}

function boxOf(wanted: { start: number; end: number; attribute: string }): Box | null {
  let best: Element | null = null;
  let smallest = Number.POSITIVE_INFINITY;
  for (const element of document.querySelectorAll(`[${wanted.attribute}]`)) {
    const match = /^(\d+):(\d+)$/.exec(element.getAttribute(wanted.attribute) ?? '');
    if (!match) continue;
    const start = Number(match[1]);
    const end = Number(match[2]);
    if (start > wanted.start || end < wanted.end || end - start > smallest) continue;
    best = element;
    smallest = end - start;
  }
  for (let element: Element | null = best; element; element = element.parentElement) {
    const box = element.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) continue;
    return {
      x: box.x + scrollX,
      y: box.y + scrollY,
      width: box.width,
      height: box.height,
      pageWidth: document.documentElement.scrollWidth,
      pageHeight: document.documentElement.scrollHeight,
    };
  }
  return null;
}
