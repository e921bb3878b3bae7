/** How far two pictures of one place differ. */
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

export type Likeness =
  | { kind: 'same-size' /** Share of the pixels that a person could tell apart, 0 to 1. */; different: number }
  | { kind: 'other-size'; before: string; after: string };

/** Colour distance from which a pixel counts as changed (pixelmatch's own measure, YIQ; 0 to 1). Smoothed edges do not count. */
const threshold = 0.1;

/**
 * @param before PNG
 * @param after PNG
 * @throws where one of them is no PNG
 */
export function comparePictures(before: Uint8Array, after: Uint8Array): Likeness {
  const one = PNG.sync.read(Buffer.from(before));
  const other = PNG.sync.read(Buffer.from(after));
  if (one.width !== other.width || one.height !== other.height)
    return { kind: 'other-size', before: `${one.width} × ${one.height}`, after: `${other.width} × ${other.height}` };
  const different = pixelmatch(one.data, other.data, undefined, one.width, one.height, { threshold });
  return { kind: 'same-size', different: different / (one.width * one.height) };
}
