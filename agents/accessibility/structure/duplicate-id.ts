/** An id names one element. */
import { type Anchor, fileOf, type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import { literalPattern } from '../../../tools/library/literal-pattern.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { isField } from '../controls/field-repair.ts';
import { attribute, elementsOf, type Placed } from '../element-tree.ts';
import { editOf, type Fault, faultRule, isProtected, lineOf } from '../fault-rule.ts';
import { setAttribute } from '../start-tag.ts';

const meta: RuleMeta = {
  id: 'duplicate-id',
  agent: 'accessibility',
  version: '1.1',
  severity: 'moderate',
  title: 'Two elements with one id',
  source:
    'HTML Living Standard, the id attribute; WCAG 2.2, 1.3.1 and 4.1.2 where labels or descriptions point at it (failure F77).',
  wcag: ['4.1.2'],
  needs: ['siblings'],
};

export const duplicateId = faultRule<LessonContext>(meta, ({ lesson, course }) => {
  const faults: Fault[] = [];
  for (const file of lesson.files) {
    const anchors = (lesson.anchors ?? []).filter(
      (anchor) => anchor.span.path === file.path && !isProtected(lesson, anchor.span) && isId(lesson, anchor),
    );
    const first = new Map<string, Anchor>();
    const taken = new Set(anchors.map(({ id }) => id));
    const pointed = new Map<string, Pointed>();
    const counts = new Map<string, number>();
    for (const anchor of anchors) {
      const earlier = first.get(anchor.id);
      if (!earlier) {
        first.set(anchor.id, anchor);
        continue;
      }
      const by = pointed.get(anchor.id) ?? pointedAtBy(anchor.id, lesson, file.path, course.lessons);
      pointed.set(anchor.id, by);
      const pointedAt = by !== 'nothing';
      const renamed = freeName(anchor.id, taken, counts);
      taken.add(renamed);
      const source = sourceOf(lesson, anchor.span);
      const labels = pointedAt ? ownLabel(lesson, anchor, earlier) : null;
      const rename = () => editOf(lesson, anchor.span, source.replace(anchor.id, renamed));
      faults.push({
        range: anchor.span,
        certainty: 'fails',
        severity: by === 'name' ? 'serious' : pointedAt ? 'moderate' : 'minor',
        // Since 4.1.1 is gone from WCAG 2.2, an id concerns a criterion only where something takes its name or headers from it.
        wcag: by === 'name' ? ['4.1.2'] : [],
        message: `The id “${anchor.id}” is used before, in line ${lineOf(lesson, earlier.span)}.`,
        ...(labels
          ? {
              mend: {
                edits: [rename(), setAttribute(lesson, labels.tag, 'for', renamed)],
                title: `Call the second one “${renamed}”, in its label too`,
                risk: 'low' as const,
                forYou: 'Does its label still belong to it?',
              },
            }
          : pointedAt
            ? {
                question: 'Something points at this id: which of the two elements is meant, and what should the other be called?',
                answerKind: 'text' as const,
              }
            : {
                mend: {
                  edits: [rename()],
                  title: `Call the second one “${renamed}”`,
                  risk: 'low' as const,
                },
              }),
        reply: (reply) =>
          reply.kind === 'text' && /^[A-Za-z][\w:.-]*$/.test(reply.text)
            ? {
                edits: [editOf(lesson, anchor.span, source.replace(anchor.id, reply.text))],
                title: `Call this one “${reply.text}”`,
                risk: 'medium',
              }
            : null,
      });
    }
  }
  return faults;
});

/**
 * The label that means the second of two fields: each field has one `label for` of its own, with no other field between,
 * and nothing else in the file points at the id.
 */
function ownLabel(lesson: Lesson, second: Anchor, first: Anchor): Placed | null {
  const all = elementsOf(lesson, second.span.path);
  const holder = (anchor: Anchor) => all.find(({ tag }) => tag.start < anchor.span.start && anchor.span.end <= tag.end) ?? null;
  const fields = [holder(first), holder(second)];
  const labels = all.filter(({ element }) => element.tagName === 'label' && attribute(element, 'for') === second.id);
  const text = fileOf(lesson, second.span.path)!.text;
  const name = literalPattern(second.id);
  const elsewhere = new RegExp(
    `#${name}(?![\\w-])|\\b(?:form|list|headers|aria-[a-z]+)\\s*=\\s*["'][^"']*(?<![\\w-])${name}(?![\\w-])|ById\\(`,
  );
  if (labels.length !== 2 || fields.some((field) => field === null || !isField(field.element)) || elsewhere.test(text))
    return null;
  const nearest = fields.map((field) => {
    const others = all.filter(({ element }) => isField(element) && element !== field!.element);
    return labels.filter((label) => {
      const [from, to] =
        label.tag.start < field!.tag.start ? [label.tag.start, field!.tag.start] : [field!.tag.start, label.tag.start];
      return !others.some(({ tag }) => tag.start > from && tag.start < to);
    });
  });
  // Where labels stand before their fields, the second field's is the one between the two fields.
  const mine = nearest[1]!.filter((label) => label.tag.start > fields[0]!.tag.start && label.tag.start < fields[1]!.tag.start);
  const firstHas = nearest[0]!.some((label) => label.tag.start < fields[0]!.tag.start);
  return mine.length === 1 && firstHas ? mine[0]! : null;
}

/** `name` of an old anchor may repeat its own id. */
function isId(lesson: Lesson, anchor: Anchor): boolean {
  return /^(?:id\s*=|#|\{)/i.test(sourceOf(lesson, anchor.span).trim());
}

/** What may mean this id: something that takes its name, description or headers from it; a link, style or script; nothing. */
type Pointed = 'name' | 'address' | 'nothing';

function pointedAtBy(id: string, lesson: Lesson, path: string, lessons: Lesson[]): Pointed {
  const text = fileOf(lesson, path)!.text;
  const name = literalPattern(id);
  if (new RegExp(`\\b(?:for|form|list|headers|aria-[a-z]+)\\s*=\\s*["'][^"']*(?<![\\w-])${name}(?![\\w-])`).test(text))
    return 'name';
  if (new RegExp(`#${name}(?![\\w-])|getElementById\\(\\s*["']${name}["']`).test(text)) return 'address';
  const file = path.split('/').at(-1)!;
  const linked = lessons.some((other) => other.links.some(({ href }) => href.endsWith(`#${id}`) && href.includes(file)));
  return linked ? 'address' : 'nothing';
}

/** @param counts the number each id was last given */
function freeName(id: string, taken: Set<string>, counts: Map<string, number>): string {
  let count = counts.get(id) ?? 2;
  while (taken.has(`${id}-${count}`)) count += 1;
  counts.set(id, count + 1);
  return `${id}-${count}`;
}
