/** Loss of verdicts against cost as an SVG picture: one line a family, a shape and a dash of its own besides its colour, and a text that says the same. Pure. */
import type { Simulated } from './simulation.ts';

const size = { width: 760, height: 470, left: 70, right: 250, top: 50, bottom: 60 };
/** Dark enough for 4.5:1 on white (Okabe and Ito's palette, darkened). */
const styles = [
  { colour: '#005a8c', dash: '', shape: 'circle' },
  { colour: '#a03c00', dash: '8 4', shape: 'square' },
  { colour: '#00664a', dash: '2 4', shape: 'diamond' },
  { colour: '#8a3d73', dash: '10 4 2 4', shape: 'triangle' },
  { colour: '#7a5c00', dash: '14 4', shape: 'wedge' },
  { colour: '#333333', dash: '4 2', shape: 'cross' },
  { colour: '#b3261e', dash: '1 3', shape: 'ring' },
  { colour: '#3d4db3', dash: '6 6', shape: 'frame' },
] as const;
type Shape = (typeof styles)[number]['shape'];

/** @param lines of `simulateRouting`; x is the cost as a share of the large tier alone, y the wrong answers shown beyond its own */
export function routingPlot(lines: readonly Simulated[]): string {
  const points = lines.map((line) => ({
    family: line.family,
    rate: line.smallErrorRate,
    x: line.cost / line.largeAlone.cost,
    y: line.wrongShown - line.largeAlone.wrongShown,
  }));
  const families = [...new Set(points.map(({ family }) => family))];
  const maxX = Math.max(1, ...points.map(({ x }) => x)) * 1.05;
  const [minY, maxY] = [Math.min(0, ...points.map(({ y }) => y)), Math.max(0.05, ...points.map(({ y }) => y)) * 1.1];
  const px = (x: number) => size.left + (x / maxX) * (size.width - size.left - size.right);
  const py = (y: number) => size.height - size.bottom - ((y - minY) / (maxY - minY)) * (size.height - size.top - size.bottom);
  const text = families
    .map((family) => {
      const own = points.filter((point) => point.family === family);
      return `${family}: ${own.map(({ rate, x, y }) => `small tier errs in ${share(rate)}: ${share(x)} of the cost, ${share(y)} more wrong answers`).join('; ')}.`;
    })
    .join(' ');
  const drawn = families.map((family, at) => {
    const style = styles[at % styles.length]!;
    const own = points.filter((point) => point.family === family);
    const path = own.map(({ x, y }, place) => `${place === 0 ? 'M' : 'L'}${px(x).toFixed(1)} ${py(y).toFixed(1)}`).join(' ');
    const key = size.top + 20 + at * 24;
    return [
      `<path d="${path}" fill="none" stroke="${style.colour}" stroke-width="2"${style.dash ? ` stroke-dasharray="${style.dash}"` : ''}/>`,
      ...own.map(({ x, y }) => mark(style.shape, px(x), py(y), style.colour)),
      mark(style.shape, size.width - size.right + 30, key, style.colour),
      `<text x="${size.width - size.right + 44}" y="${key + 5}">${escaped(family)}</text>`,
    ].join('\n');
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].filter((x) => x <= maxX);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="routing-title routing-text" font-family="sans-serif" font-size="13">
<title id="routing-title">Simulated routing: wrong answers shown beyond the large tier’s own, against cost</title>
<desc id="routing-text">${escaped(text)}</desc>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${size.left}" y="24" font-size="15">Simulation, no model was asked. Along each line the small tier errs in 0, 5, 20 and 40 %.</text>
<path d="M${size.left} ${size.top} V${size.height - size.bottom} H${size.width - size.right}" fill="none" stroke="#333"/>
${ticks.map((x) => `<text x="${px(x).toFixed(1)}" y="${size.height - size.bottom + 20}" text-anchor="middle">${share(x)}</text>`).join('\n')}
${[...(minY < -0.03 ? [minY] : []), 0, maxY / 2, maxY].map((y) => `<text x="${size.left - 8}" y="${(py(y) + 4).toFixed(1)}" text-anchor="end">${share(y)}</text>`).join('\n')}
<text x="${(size.left + size.width - size.right) / 2}" y="${size.height - 16}" text-anchor="middle">cost a task, as a share of the large tier alone</text>
<text transform="translate(18 ${(size.top + size.height - size.bottom) / 2}) rotate(-90)" text-anchor="middle">more wrong answers shown</text>
${drawn.join('\n')}
</svg>
`;
}

const corners = {
  diamond: [0, -6, 6, 0, 0, 6, -6, 0],
  triangle: [0, -6, 6, 5, -6, 5],
  wedge: [0, 6, 6, -5, -6, -5],
} as const;

function mark(shape: Shape, x: number, y: number, colour: string): string {
  const [cx, cy] = [Number(x.toFixed(1)), Number(y.toFixed(1))];
  if (shape === 'circle') return `<circle cx="${cx}" cy="${cy}" r="5" fill="${colour}"/>`;
  if (shape === 'ring') return `<circle cx="${cx}" cy="${cy}" r="5" fill="#fff" stroke="${colour}" stroke-width="2"/>`;
  if (shape === 'square') return `<rect x="${cx - 5}" y="${cy - 5}" width="10" height="10" fill="${colour}"/>`;
  if (shape === 'frame')
    return `<rect x="${cx - 5}" y="${cy - 5}" width="10" height="10" fill="#fff" stroke="${colour}" stroke-width="2"/>`;
  if (shape === 'cross')
    return `<path d="M${cx - 5} ${cy - 5} l10 10 m0 -10 l-10 10" fill="none" stroke="${colour}" stroke-width="3"/>`;
  const points = corners[shape];
  const pairs = points.map((value, at) => (at % 2 === 0 ? cx + value : cy + value));
  return `<polygon points="${pairs.join(' ')}" fill="${colour}"/>`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(value !== 0 && Math.abs(value) < 0.1 ? 1 : 0)} %`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
