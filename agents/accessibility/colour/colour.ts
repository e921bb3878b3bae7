/** Colours: contrast after WCAG 2.2, and the nearest passing colour in OKLCH (Björn Ottosson, "A perceptual color space", 2020). */

export type Rgb = [number, number, number];

/** `#rgb`, `#rrggbb`, `rgb(…)` without transparency; null for anything else. */
export function parseColour(text: string): Rgb | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (hex) {
    const full = hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex;
    return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as Rgb;
  }
  const parts = /^rgb\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*\)$/i.exec(text.trim());
  return parts ? ([parts[1], parts[2], parts[3]].map((part) => Math.min(255, Number(part))) as Rgb) : null;
}

export function toHex(rgb: Rgb): string {
  return `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function gamma(value: number): number {
  const part = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
  return part * 255;
}

/** Relative luminance, WCAG 2.2. */
export function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

interface Oklch {
  l: number;
  c: number;
  h: number;
}

export function toOklch(rgb: Rgb): Oklch {
  const [r, g, b] = rgb.map(linear) as Rgb;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { l: lightness, c: Math.hypot(a, bb), h: Math.atan2(bb, a) };
}

/** Null where the colour lies outside of sRGB. */
function fromOklch({ l, c, h }: Oklch): Rgb | null {
  const a = c * Math.cos(h);
  const b = c * Math.sin(h);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ].map(gamma);
  if (rgb.some((value) => value < -0.5 || value > 255.5 || Number.isNaN(value))) return null;
  return rgb.map((value) => Math.round(Math.min(255, Math.max(0, value)))) as Rgb;
}

/**
 * The colour nearest to `foreground` that reaches `ratio` on `background`: its hue kept, its lightness moved as little as
 * possible, its chroma taken back only where sRGB has no such colour. Null where not even black or white reaches it.
 */
export function nearestPassing(foreground: Rgb, background: Rgb, ratio: number): Rgb | null {
  if (contrast(foreground, background) >= ratio) return foreground;
  const from = toOklch(foreground);
  let best: { colour: Rgb; distance: number } | null = null;
  for (const direction of [-1, 1]) {
    for (let step = 1; step <= 1000; step++) {
      const l = from.l + (direction * step) / 1000;
      if (l < 0 || l > 1) break;
      const found = inGamut({ ...from, l });
      if (!found || contrast(found.colour, background) < ratio) continue;
      const distance = Math.hypot(step / 1000, from.c - found.c);
      if (!best || distance < best.distance) best = { colour: found.colour, distance };
      break;
    }
  }
  if (best) return best.colour;
  const extremes: Rgb[] = [
    [0, 0, 0],
    [255, 255, 255],
  ];
  return extremes.find((extreme) => contrast(extreme, background) >= ratio) ?? null;
}

function inGamut(colour: Oklch): { colour: Rgb; c: number } | null {
  for (let c = colour.c; c >= 0; c -= 0.005) {
    const rgb = fromOklch({ ...colour, c });
    if (rgb) return { colour: rgb, c };
  }
  const grey = fromOklch({ ...colour, c: 0 });
  return grey && { colour: grey, c: 0 };
}

export interface OnGround {
  background: Rgb;
  /** What is needed on it. */
  ratio: number;
}

/** The colour nearest to `foreground` that passes on every ground; null where none of the nearest ones of each does. */
export function nearestForAll(foreground: Rgb, grounds: OnGround[]): Rgb | null {
  const from = toOklch(foreground);
  const away = (colour: Rgb) => {
    const to = toOklch(colour);
    return Math.hypot(
      to.l - from.l,
      to.c * Math.cos(to.h) - from.c * Math.cos(from.h),
      to.c * Math.sin(to.h) - from.c * Math.sin(from.h),
    );
  };
  return (
    grounds
      .map(({ background, ratio }) => nearestPassing(foreground, background, ratio))
      .filter((colour): colour is Rgb => colour !== null)
      .filter((colour) => grounds.every(({ background, ratio }) => contrast(colour, background) >= ratio))
      .sort((a, b) => away(a) - away(b))[0] ?? null
  );
}
