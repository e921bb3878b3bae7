/** Does a text read as the answer sheet wants it after a proposal's edits? Pure. */
import type { Edit, Range } from '../agents/contract.ts';
import { applyEdits } from '../tools/library/edits.ts';
import type { Repaired } from './sheet.ts';

/**
 * The lines around a place after the edits: from the line on which the place or the first edit begins to the line on
 * which the last of them ends.
 * @throws EditError where the edits do not fit the text.
 */
export function windowAfter(text: string, edits: Edit[], place: Range): string {
  const own = edits.filter((edit) => edit.path === place.path);
  const from = Math.min(place.start, ...own.map((edit) => edit.start));
  const to = Math.max(place.end, ...own.map((edit) => edit.end));
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  const lineEnd = next < 0 ? text.length : next + 1;
  const grown = own.reduce((sum, edit) => sum + edit.replacement.length - edit.quote.length, 0);
  return applyEdits(text, own).slice(lineStart, lineEnd + grown);
}

export function readsRepaired(window: string, wanted: Repaired): boolean {
  if (wanted.text !== undefined && !window.includes(wanted.text)) return false;
  if (wanted.matches !== undefined && !new RegExp(wanted.matches).test(window)) return false;
  if (wanted.gone !== undefined && new RegExp(wanted.gone).test(window)) return false;
  return wanted.contrast === undefined || inlineContrast(window) >= wanted.contrast;
}

/** Contrast ratio of the first `color` and `background` of an inline style (WCAG 2.2, "contrast ratio"); 0 where there is none. */
export function inlineContrast(html: string): number {
  const text = /(?:^|[\s"';])color:\s*#([0-9a-f]{6}|[0-9a-f]{3})\b/i.exec(html)?.[1];
  const ground = /background(?:-color)?:\s*#([0-9a-f]{6}|[0-9a-f]{3})\b/i.exec(html)?.[1];
  if (text === undefined || ground === undefined) return 0;
  const [dark, light] = [luminance(text), luminance(ground)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const [red, green, blue] = [0, 2, 4].map((at) => {
    const share = Number.parseInt(full.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
