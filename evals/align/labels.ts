/** Which sections and exercises serve an outcome, as labelled by hand before the scorer was written. No text of a course is kept. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { bare } from '../../agents/alignment/units.ts';
import type { Lesson, Span } from '../../tools/library/lesson.ts';
import type { BenchUnit } from './courses.ts';

/** Slugs of headings (`_` is what stands before the first) and ids of items; a section includes the sections below it. */
const Label = z.strictObject({ taught: z.array(z.string()), practised: z.array(z.string()) });
export type Label = z.infer<typeof Label>;
const Labels = z.record(z.string(), z.record(z.string(), Label));
export type Labels = z.infer<typeof Labels>;

/** By lesson id, then by the first 12 hex digits of the SHA-256 of the outcome's bare words. */
export function readLabels(file = fileURLToPath(new URL('./labels.json', import.meta.url))): Labels {
  return Labels.parse(JSON.parse(readFileSync(file, 'utf8')));
}

export function hashOf(outcome: string): string {
  return createHash('sha256').update(bare(outcome)).digest('hex').slice(0, 12);
}

const inside = (inner: Span, outer: Span) => inner.path === outer.path && inner.start >= outer.start && inner.end <= outer.end;

/** Ids of the units that a row of labels names, with what lies within them. */
export function labelled(lesson: Lesson, units: BenchUnit[], names: string[]): Set<string> {
  const found = new Set<string>();
  for (const name of names) {
    const item = lesson.items.find((one) => one.id === name);
    const sections = lesson.sections.filter((section) => (section.heading?.slug ?? '_') === name);
    for (const { unit } of units) {
      if (unit.lesson !== lesson.id) continue;
      const own = lesson.sections.find((section) => `${lesson.id}#${section.id}` === unit.id);
      const held = item
        ? unit.item === item.id || (own !== undefined && inside(unit.span, item.span))
        : own !== undefined &&
          sections.some(
            (section) =>
              inside(own.span, section.span) && (own === section || own.heading?.within === (section.heading?.within ?? null)),
          );
      if (held) found.add(unit.id);
    }
  }
  return found;
}
