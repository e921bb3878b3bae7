/** What the item rules say of a course's items: rule ids by item. No browser, no model, no vectors. */
import { assessment } from '../../agents/assessment/index.ts';
import type { CourseContext, LessonContext } from '../../agents/context.ts';
import type { Detection, RawFinding } from '../../agents/contract.ts';
import { factsFrom } from '../../tools/facts/facts-from-products.ts';
import { resolveHref } from '../../tools/library/files.ts';
import type { Course, Item, Lesson } from '../../tools/library/lesson.ts';
import { flaws, structuralRules } from './flaws.ts';

const judged = new Set<string>([...Object.values(flaws).flat(), ...structuralRules]);

export interface Seen {
  lesson: Lesson;
  item: Item;
  rules: Set<string>;
}

/** Items with options, once each (one file may serve several lessons), by `<lesson id>#<item id>`. */
export async function lookAt(course: Course): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  const places = new Map<string, string>();
  const startOf = (span: { path: string; start: number }): string => `${span.path}:${span.start}`;
  for (const lesson of course.lessons) {
    for (const item of lesson.items) {
      if (item.options.length === 0 || places.has(startOf(item.span))) continue;
      const name = `${lesson.id}#${item.id}`;
      seen.set(name, { lesson, item, rules: new Set() });
      places.set(startOf(item.span), name);
      places.set(startOf(item.stem.span), name);
    }
  }
  const note = (detection: Detection) => {
    if (detection.outcome === 'failed') throw new Error(detection.error);
    if (detection.outcome !== 'checked') return;
    for (const finding of detection.findings) for (const name of namesIn(finding)) seen.get(name)?.rules.add(finding.rule);
  };
  const namesIn = (finding: RawFinding): string[] => {
    // A finding on many items quotes the question of each; a finding on one may quote the lesson, or the item it is held against.
    const quoted = (finding.evidence ?? []).flatMap(({ source }) => (source ? (places.get(startOf(source)) ?? []) : []));
    const own = places.get(startOf(finding.range));
    const many = quoted.length > 0 && finding.answerKind === 'yes-no';
    return many ? quoted : own ? [own] : [];
  };
  const shared = contextOf(course);
  for (const lesson of course.lessons)
    for (const rule of assessment.lessonRules)
      if (judged.has(rule.meta.id))
        note(await rule.check({ ...shared, lesson, page: () => Promise.reject(new Error('no page')) } satisfies LessonContext));
  for (const rule of assessment.courseRules)
    if (judged.has(rule.meta.id)) note(await rule.check({ ...shared, lessons: course.lessons } satisfies CourseContext));
  return seen;
}

function contextOf(course: Course): Omit<CourseContext, 'lessons'> {
  const none = () => Promise.reject(new Error('This look uses no vectors.'));
  return {
    course,
    facts: factsFrom([], []),
    vectors: { embedding: 'none', embed: none, sync: none, query: none, close: async () => {} },
    models: {
      available: false,
      ask: async () => ({ ok: false, reason: 'unavailable', detail: 'no model', cost: 0 }),
      spent: () => ({ dollars: 0, calls: 0, refused: 0 }),
    },
    today: '2026-01-01',
    settings: () => ({ enabled: true, options: {} }),
    files: { resolve: resolveHref, exists: () => false, read: () => null, bytes: () => null },
    signal: new AbortController().signal,
  };
}
