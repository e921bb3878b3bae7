import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { comparePictures } from './compare-pictures.ts';

function picture(width: number, height: number, paint: (x: number, y: number) => number): Uint8Array {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) png.data.set([paint(x, y), paint(x, y), paint(x, y), 255], (y * width + x) * 4);
  return PNG.sync.write(png);
}

describe('two pictures of one place', () => {
  const white = picture(40, 20, () => 255);
  it('are the same where no pixel differs', () =>
    expect(comparePictures(white, white)).toEqual({ kind: 'same-size', different: 0 }));
  it('differ by the share of pixels that changed', () =>
    expect(
      comparePictures(
        white,
        picture(40, 20, (x) => (x < 20 ? 0 : 255)),
      ),
    ).toMatchObject({ different: 0.5 }));
  it('are the same where only a shade nobody sees differs', () =>
    expect(
      comparePictures(
        white,
        picture(40, 20, () => 253),
      ),
    ).toMatchObject({ different: 0 }));
  it('of other sizes are said to be so', () =>
    expect(
      comparePictures(
        white,
        picture(40, 21, () => 255),
      ),
    ).toMatchObject({ kind: 'other-size', after: '40 × 21' }));
});
