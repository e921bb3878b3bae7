/** Small pictures of a place on the page, to be looked at side by side. */
import { type Box, boxExpression, callInPage } from './in-page.ts';
import type { Tab } from './tab.ts';

const widest = 480;
const tallest = 360;
const surroundings = 24;

/** PNG of the element that covers the span, with a little of what stands round it; null where it is not on the page. */
export async function takePicture(tab: Tab, span: { start: number; end: number }): Promise<Uint8Array | null> {
  const box = await tab.evaluate<Box | null>(boxExpression(span.start, span.end));
  if (!box) return null;
  await tab.evaluate(callInPage(filmBars, 'away'));
  try {
    const { data } = await tab.send('Page.captureScreenshot', {
      format: 'png',
      clip: clipOf(box),
      captureBeyondViewport: true,
      optimizeForSpeed: false,
    });
    return Buffer.from(data, 'base64');
  } finally {
    await tab.evaluate(callInPage(filmBars, 'back'));
  }
}

/**
 * The bar of a player fades and turns for as long as it likes: a film is shown by its box and poster, so that two pictures of one
 * place are alike. Runs inside the page.
 */
function filmBars(state: 'away' | 'back'): void {
  const mark = 'data-perennial-bar';
  for (const film of document.querySelectorAll(state === 'away' ? 'video[controls]' : `video[${mark}]`)) {
    if (state === 'away') film.setAttribute(mark, film.getAttribute('controls') ?? '');
    else film.setAttribute('controls', film.getAttribute(mark) ?? '');
    film.removeAttribute(state === 'away' ? 'controls' : mark);
  }
}

/** Large elements are shown by their upper left part; wide ones shrink to half at most. */
export function clipOf(box: Box): { x: number; y: number; width: number; height: number; scale: number } {
  const x = Math.max(0, box.x - surroundings);
  const y = Math.max(0, box.y - surroundings);
  const right = Math.min(box.pageWidth, box.x + box.width + surroundings);
  const bottom = Math.min(box.pageHeight, box.y + box.height + surroundings);
  const width = Math.max(1, Math.min(right - x, widest * 2));
  const scale = Math.min(1, widest / width);
  const height = Math.max(1, Math.min(bottom - y, tallest / scale));
  return { x, y, width, height, scale };
}
