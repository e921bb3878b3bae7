/** Things in an order with what each needs as arcs beside them: one line a thing, so that any number stays readable. */
import { html, type Markup } from '../escape.ts';
import { at, type FigureTexts, figureOf } from './figure.ts';

export interface ArcChart extends FigureTexts {
  /** In their order; the things of one group stand beneath its name. */
  groups: { name: string; things: { id: string; name: string }[] }[];
  /** `id` needs `needs`. */
  arcs: { id: string; needs: string }[];
  /** Used in the group of this name before it comes: drawn dashed, with a sign beside its name. */
  early: { id: string; group: string }[];
  /** Heads of the table's columns. */
  columns: { thing: string; group: string; needs: string; early: string };
}

const width = 400;
const nameRight = 232;
const dot = nameRight + 12;
const widest = width - dot - 6;
const lineHeight = 18;
const longestName = { thing: 32, group: 54 };

export function arcChart({ groups, arcs, early, columns, ...texts }: ArcChart): Markup {
  const places = new Map<string, number>();
  const heads = new Map<string, number>();
  const names = new Map<string, string>();
  let y = lineHeight;
  for (const group of groups) {
    heads.set(group.name, y);
    y += lineHeight;
    for (const { id, name } of group.things) {
      places.set(id, y);
      names.set(id, name);
      y += lineHeight;
    }
    y += lineHeight / 2;
  }
  const height = y;
  const earlyIds = new Set(early.map(({ id }) => id));
  const lengths = [
    ...arcs.map(({ id, needs }) => [places.get(needs), places.get(id)]),
    ...early.map((one) => [heads.get(one.group), places.get(one.id)]),
  ];
  const longest = Math.max(1, ...lengths.map(([from, to]) => Math.abs((to ?? 0) - (from ?? to ?? 0))));
  const arc = (from: number, to: number) => {
    const depth = 8 + (Math.abs(to - from) / longest) * (widest - 8);
    return `M${dot} ${at(from - 4)}C${at(dot + depth * 1.33)} ${at(from - 4)} ${at(dot + depth * 1.33)} ${at(to - 4)} ${dot} ${at(to - 4)}`;
  };
  const drawing = html`${groups.map(
    (group) => html`<text x="0" y="${at(heads.get(group.name)!)}" class="faint">${short(group.name, longestName.group)}</text>
${group.things.map(
  ({
    id,
    name,
  }) => html`<text x="${nameRight}" y="${at(places.get(id)!)}" text-anchor="end">${earlyIds.has(id) ? '⚠ ' : ''}${short(name, longestName.thing)}</text><circle cx="${dot}" cy="${at(places.get(id)! - 4)}" r="3" class="${earlyIds.has(id) ? 'warn' : 'main'} filled"/>
`,
)}`,
  )}${arcs.flatMap(({ id, needs }) => {
    const [from, to] = [places.get(needs), places.get(id)];
    return from === undefined || to === undefined ? [] : [html`<path d="${arc(from, to)}" class="s4 series"/>`];
  })}${early.flatMap(({ id, group }) => {
    const [from, to] = [heads.get(group), places.get(id)];
    return from === undefined || to === undefined
      ? []
      : [html`<path d="${arc(from, to)}" class="warn series" stroke-dasharray="6 4"/>`];
  })}`;
  const needsOf = (id: string) =>
    arcs
      .filter((one) => one.id === id)
      .map(({ needs }) => names.get(needs) ?? needs)
      .join(', ');
  const rows = groups.flatMap((group) =>
    group.things.map(({ id, name }) => [
      name,
      group.name,
      needsOf(id) || '–',
      early
        .filter((one) => one.id === id)
        .map((one) => one.group)
        .join(', ') || '–',
    ]),
  );
  return figureOf(texts, { width, height }, drawing, {
    header: [columns.thing, columns.group, columns.needs, columns.early],
    rows,
  });
}

function short(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1).trimEnd()}…` : text;
}
