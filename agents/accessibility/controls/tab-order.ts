/** The keyboard goes through a page in the order in which it is read. */
import { bodyOf, fileOf, type Lesson, type Span } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, elementsOf, type Placed } from '../element-tree.ts';
import { type Fault, faultRule, isProtected, lineOf } from '../fault-rule.ts';
import { isHiddenInSource } from '../hidden-in-source.ts';
import { setAttribute } from '../start-tag.ts';
import { removeAttribute } from '../tag-edits.ts';

const meta: RuleMeta = {
  id: 'tab-order',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'The keyboard goes through the page in another order',
  source:
    'WCAG 2.2, 2.4.3 Focus Order (failure F44) for the fields of one form; elsewhere good practice (axe-core, `tabindex`). Numbers that count in the order of the page are left alone.',
  wcag: ['2.4.3'],
  needs: [],
};

/** Stops of the keyboard without a `tabindex`. */
const native = /^(?:button|input|select|textarea|summary|iframe)$/;

interface Stop {
  at: Span;
  /** 0 for a stop in its own place. */
  number: number;
  placed: Placed | null;
}

export const tabOrder = faultRule<LessonContext>(meta, ({ lesson }) => {
  if (bodyOf(lesson).format === 'quiz-json') return 'a quiz file has no page';
  return lesson.files.flatMap(({ path }): Fault[] => {
    const stops = stopsOf(lesson, path);
    const moved = stops.filter(({ number }) => number > 0);
    const visited = [...moved].sort((one, other) => one.number - other.number);
    visited.push(...stops.filter(({ number }) => number === 0));
    // One number alone stands in no order, and its place changes with whatever is added before it.
    if (moved.length === 0 || (moved.length > 1 && visited.every((stop, at) => stop === stops[at]))) return [];
    const edits = moved.flatMap(({ placed }) => (placed ? backInPlace(lesson, placed) : []));
    const first = moved[0]!;
    return [
      {
        range: first.at,
        target: moved.map(({ number }) => number).join(' '),
        certainty: 'fails',
        wcag: crossesInForm(visited) ? ['2.4.3'] : [],
        message: `The keyboard goes through the page in another order than it is read: ${moved.length === 1 ? 'one element says' : `${moved.length} elements say`} when ${moved.length === 1 ? 'its' : 'their'} turn comes.`,
        evidence: [
          {
            kind: 'note',
            text: `In the order of the keyboard: ${visited
              .filter(({ number }) => number > 0)
              .map(({ at }) => `line ${lineOf(lesson, at)}`)
              .join(', ')}.`,
          },
        ],
        mend: { edits, title: 'Put it back into the order of the page', risk: 'low' },
      },
    ];
  });
});

function stopsOf(lesson: Lesson, path: string): Stop[] {
  const written = elementsOf(lesson, path)
    .filter(({ element, tag }) => {
      if (isProtected(lesson, tag) || isHiddenInSource(lesson, tag) || attribute(element, 'disabled') !== null) return false;
      if (attribute(element, 'tabindex') !== null) return true;
      if (element.tagName === 'a' || element.tagName === 'area') return attribute(element, 'href') !== null;
      return native.test(element.tagName) && attribute(element, 'type') !== 'hidden';
    })
    .map(
      (placed): Stop => ({
        at: placed.tag,
        number: Number.parseInt(attribute(placed.element, 'tabindex') ?? '0', 10) || 0,
        placed,
      }),
    );
  const linked = lesson.links
    .filter(({ span, form }) => span.path === path && form !== 'html' && fileOf(lesson, path)?.format === 'markdown')
    .map(({ span }): Stop => ({ at: span, number: 0, placed: null }));
  return [...written, ...linked].filter(({ number }) => number >= 0).sort((one, other) => one.at.start - other.at.start);
}

/** Two fields of one form come in another order than they are written. */
function crossesInForm(visited: Stop[]): boolean {
  const formOf = (stop: Stop) => stop.placed?.ancestors.findLast(({ tagName }) => tagName === 'form') ?? null;
  return visited.some((stop, at) => {
    const form = formOf(stop);
    return form !== null && visited.slice(at + 1).some((later) => formOf(later) === form && later.at.start < stop.at.start);
  });
}

function backInPlace(lesson: Lesson, { element, tag }: Placed) {
  const edit =
    native.test(element.tagName) || (element.tagName === 'a' && attribute(element, 'href') !== null)
      ? removeAttribute(lesson, tag, 'tabindex')
      : setAttribute(lesson, tag, 'tabindex', '0');
  return edit ? [edit] : [];
}
