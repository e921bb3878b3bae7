/** One control in another: nobody can say which of the two is meant. */
import { bodyOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, elementsOf, type Placed, textOf } from '../element-tree.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { nestedRepair } from '../structure/list-repair.ts';

const meta: RuleMeta = {
  id: 'control-nested',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'One control within another',
  source:
    'HTML Standard, 4.5.1: a link holds no interactive content; WAI-ARIA 1.2, 5.2.8 Children Presentational (ACT rule 307n5z); WCAG 2.2, 4.1.2. Links, buttons and fields in a button are reported by `axe` (nested-interactive).',
  wcag: ['4.1.2'],
  needs: [],
};

export const controlNested = faultRule<LessonContext>(meta, ({ lesson }) => {
  if (bodyOf(lesson).format === 'quiz-json') return 'a quiz file has no page';
  return lesson.files.flatMap(({ path }) => nestedIn(lesson, path));
});

function nestedIn(lesson: Lesson, path: string): Fault[] {
  const all = elementsOf(lesson, path).filter(({ whole }) => !isProtected(lesson, whole));
  return all.flatMap((outer): Fault[] => {
    const isLink = outer.element.tagName === 'a' && attribute(outer.element, 'href') !== null;
    if (!isLink && !hasFlatContent(outer)) return [];
    const within = all.filter(({ tag, whole }) => tag.start > outer.tag.start && whole.end <= outer.whole.end);
    const inner = within.find((one) => (isLink ? one.element.tagName === 'button' : isPlainStop(one)));
    if (!inner) return [];
    const words = textOf(inner.element).slice(0, 60);
    return [
      {
        range: outer.whole,
        certainty: 'fails',
        message: isLink
          ? `The link holds a button (“${words}”): the keyboard meets both, and only one works.`
          : `The keyboard stops at “${words}” within a control, whose parts are not read out: nothing is said there.`,
        mend: () => nestedRepair(lesson, outer),
      },
    ];
  });
}

/** Roles of which a screen reader reads one flat name, and nothing of what lies inside (WAI-ARIA 1.2, 5.2.8). */
const flat = new Set(
  'button checkbox img math menuitemcheckbox menuitemradio meter option progressbar radio scrollbar slider switch tab'.split(' '),
);

function hasFlatContent({ element }: Placed): boolean {
  const role = (attribute(element, 'role') ?? '').trim().toLowerCase();
  return role === '' ? element.tagName === 'button' : flat.has(role);
}

/** Put into the tab order by `tabindex` alone: no link, button or field, and of no role (those are the engines' to see). */
function isPlainStop({ element, ancestors }: Placed): boolean {
  if (!/^\s*\d/.test(attribute(element, 'tabindex') ?? '') || attribute(element, 'role') !== null) return false;
  if (/^(?:a|button|input|select|textarea|iframe|summary|audio|video)$/.test(element.tagName)) return false;
  return ![element, ...ancestors].some((one) => attribute(one, 'hidden') !== null || attribute(one, 'inert') !== null);
}
