/** Sections from headings: a heading reigns until the next of its level or above in the same container, or its container's end. */
import type { Heading, Section } from './lesson.ts';

export interface PlacedHeading {
  heading: Heading;
  /** Stretch of the container (file, fenced div, quotation) the heading stands in. */
  container: { start: number; end: number };
}

export function sectionsOf(placed: PlacedHeading[], owner: string, path: string, length: number): Section[] {
  const first = placed[0]?.heading.span.start ?? length;
  const sections: Section[] = [{ id: `${owner}#`, heading: null, span: { path, start: 0, end: first } }];
  const ends = endsOf(placed);
  const used = new Set([`${owner}#`]);
  placed.forEach(({ heading }, index) => {
    const wish = `${owner}#${heading.slug || 'untitled'}`;
    let id = wish;
    // Authors' own ids may repeat; ours must not.
    for (let count = 2; used.has(id); count += 1) id = `${wish}~${count}`;
    used.add(id);
    sections.push({ id, heading, span: { path, start: heading.span.start, end: ends[index] ?? length } });
  });
  return sections;
}

/** From the back: for each container, where the next heading of each level starts. */
function endsOf(placed: PlacedHeading[]): number[] {
  const next = new Map<string, number[]>();
  return placed
    .toReversed()
    .map(({ heading, container }) => {
      const key = `${container.start}-${container.end}`;
      const starts = next.get(key) ?? Array<number>(7).fill(container.end);
      next.set(key, starts);
      const end = Math.min(...starts.slice(1, heading.depth + 1));
      starts[heading.depth] = heading.span.start;
      return end;
    })
    .toReversed();
}

/** The innermost section that holds an offset: the latest to start, of those still open. Sections stand in order of start. */
export function sectionAt(sections: Section[], offset: number): string {
  let low = 0;
  let high = sections.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sections[middle]!.span.start <= offset) low = middle + 1;
    else high = middle;
  }
  for (let index = low - 1; index >= 0; index -= 1) if (offset < sections[index]!.span.end) return sections[index]!.id;
  return sections[0]?.id ?? '';
}
