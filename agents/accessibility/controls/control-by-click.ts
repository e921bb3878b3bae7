/** What can be clicked can be reached and worked with the keyboard, and says that it is a control. */
import { bodyOf, fileOf, type Lesson } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { Edit } from '../../contract.ts';
import type { RuleMeta } from '../../rule.ts';
import { attribute, childrenOf, type Element, elementsOf, isElement, type Placed, textOf } from '../element-tree.ts';
import { type Fault, faultRule, isProtected, type Mend } from '../fault-rule.ts';
import { isHiddenInSource } from '../hidden-in-source.ts';
import { addAttribute } from '../tag-edits.ts';

const meta: RuleMeta = {
  id: 'control-by-click',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A control that only a mouse can work',
  source:
    'WCAG 2.2, 2.1.1 Keyboard and 4.1.2 Name, Role, Value, failures F54, F42 and F59, technique SCR29: what only listens for a click is passed over by the keyboard and read as plain text.',
  wcag: ['2.1.1', '4.1.2'],
  needs: ['siblings'],
};

const native =
  /^(?:a|area|button|input|select|textarea|label|summary|details|option|video|audio|iframe|form|fieldset|body|html|object|embed)$/;
/** A handler that does nothing for whoever clicks. */
const idle = /^\s*(?:(?:return\s+(?:false|true)|(?:event|e)\.(?:stopPropagation|preventDefault)\(\)|void\s*\(?0\)?)\s*;?\s*)*$/;
/** A script of the page may give it what is missing here. */
const helps = /tabindex|keydown|keyup|keypress|['"`]role['"`]/i;
/** Elements that may become a button and lose nothing by it. */
const neutral = /^(?:a|b|div|em|i|img|span|strong)$/;

export const controlByClick = faultRule<LessonContext>(meta, ({ lesson, files }) => {
  if (bodyOf(lesson).format === 'quiz-json') return 'a quiz file has no page';
  return lesson.files.flatMap(({ path, text }): Fault[] => {
    if (!/\son(?:dbl)?click\s*=|\sonmouse(?:down|up)\s*=/i.test(text)) return [];
    const all = elementsOf(lesson, path).filter(({ whole }) => !isProtected(lesson, whole));
    const scripts = all
      .filter(({ element }) => element.tagName === 'script')
      .map((script) => codeOf(lesson, script, path, files));
    return all
      .filter((one) => isByClick(one) && !isHiddenInSource(lesson, one.tag))
      .map((one): Fault => {
        const words = nameOf(one.element).slice(0, 60);
        const mend = repairOf(lesson, one, words);
        return {
          range: one.tag,
          target: `${one.element.tagName} ${attribute(one.element, 'onclick') ?? ''} ${words}`,
          certainty: scripts.some((code) => helps.test(code)) ? 'needs-review' : 'fails',
          message: `${words === '' ? 'This' : `“${words}”`} can be clicked, and the keyboard cannot reach or work it.`,
          // A role says what it is, and leaves the keyboard.
          ...(attribute(one.element, 'role') === null ? {} : { wcag: ['2.1.1'] }),
          question: 'Does a script make it a control that the keyboard can work?',
          answerKind: 'yes-no',
          ...(mend ? { mend } : {}),
        };
      });
  });
});

function codeOf(lesson: Lesson, { element, whole }: Placed, path: string, files: LessonContext['files']): string {
  const src = attribute(element, 'src');
  const at = src === null ? null : files.resolve(path, src);
  if (src !== null) return at === null ? '' : (files.read(at) ?? '');
  return (fileOf(lesson, path)?.text ?? '').slice(whole.start, whole.end);
}

/** Clicked itself, not for what it holds: a row with a link, or a box whose buttons it listens for, can be used without it. */
function isByClick({ element, ancestors }: Placed): boolean {
  const handler = ['onclick', 'ondblclick', 'onmousedown', 'onmouseup']
    .map((name) => attribute(element, name) ?? '')
    .find(Boolean);
  if (!handler || idle.test(handler)) return false;
  if (isNative(element) || ancestors.some((one) => isNative(one) && !/^(?:form|fieldset|details|body|html)$/.test(one.tagName)))
    return false;
  if (element.attrs.some(({ name }) => /^onkey/.test(name)) && attribute(element, 'tabindex') !== null) return false;
  const within = inside(element);
  if (within.some((one) => isNative(one) || attribute(one, 'tabindex') !== null)) return false;
  return nameOf(element) !== '' || [element, ...within].some(({ tagName }) => /^(?:img|svg|canvas|i)$/.test(tagName));
}

function inside(element: Element): Element[] {
  return childrenOf(element)
    .filter(isElement)
    .flatMap((child) => [child, ...inside(child)]);
}

function isNative(element: Element): boolean {
  return element.tagName === 'a' ? attribute(element, 'href') !== null : native.test(element.tagName);
}

function nameOf(element: Element): string {
  return `${textOf(element, 'alt')} ${attribute(element, 'alt') ?? ''} ${attribute(element, 'aria-label') ?? ''}`
    .replace(/\s+/g, ' ')
    .trim();
}

/** SCR29: reached by the keyboard, worked by its keys, told as a button; it looks as before. */
function repairOf(lesson: Lesson, { element, tag }: Placed, words: string): Mend | null {
  const [role, stop] = [attribute(element, 'role'), attribute(element, 'tabindex')];
  if (!neutral.test(element.tagName) || words === '' || (role !== null && role !== 'button')) return null;
  if (attribute(element, 'onclick') === null || (stop !== null && !/^\s*\d/.test(stop))) return null;
  const press = "if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); this.click(); }";
  const edits: Edit[] = [
    ...(role === null ? [addAttribute(lesson, tag, 'role', 'button')] : []),
    ...(stop === null ? [addAttribute(lesson, tag, 'tabindex', '0')] : []),
    ...(element.attrs.some(({ name }) => /^onkey/.test(name)) ? [] : [addAttribute(lesson, tag, 'onkeydown', press)]),
  ];
  const joined: Edit = { ...edits[0]!, replacement: edits.map(({ replacement }) => replacement).join('') };
  return {
    edits: [joined],
    title: `Let the keyboard reach and work “${words}”`,
    risk: 'medium',
    forYou: 'Is it a button, and not a link to another page?',
  };
}
