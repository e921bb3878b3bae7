/** What a whole page says in its head, and text that moves: repairs that follow from the page itself. */
import { fileOf, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import { attribute, elementsOf, isElement, meaningful, type Placed, textOf } from '../element-tree.ts';
import { editOf, insertionAt, type Mend, quotation } from '../fault-rule.ts';
import { attributeOf, setAttribute } from '../start-tag.ts';
import { endOfLine, removeAttribute, renameElement, withItsLine } from '../tag-edits.ts';

/** `title` from the page's own first heading (WCAG 2.4.2, H25). */
export function titleRepair(lesson: Lesson, path: string): Mend | null {
  if (fileOf(lesson, path)?.format !== 'html') return null;
  const all = elementsOf(lesson, path);
  const heading = lesson.headings.find(({ span, text }) => span.path === path && text.trim() !== '');
  const words = heading?.text.trim();
  if (!heading || !words || words.length > 150) return null;
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const inSvg = (one: Placed) => one.ancestors.some(({ tagName }) => tagName === 'svg');
  const present = all.find((one) => one.element.tagName === 'title' && !inSvg(one));
  const head = all.find(({ element }) => element.tagName === 'head');
  const html = all.find(({ element }) => element.tagName === 'html');
  const eol = endOfLine(lesson, path);
  const mend = (edits: Mend['edits']): Mend => ({
    edits,
    title: `Title the page “${words}”`,
    risk: 'low',
    forYou: 'Does it tell this page from the others?',
    evidence: [quotation(lesson, heading.textSpan.start < heading.textSpan.end ? heading.textSpan : heading.span)],
  });
  if (present) {
    const at = present.element.sourceCodeLocation;
    if (!at?.startTag || !at.endTag) return null;
    return mend([editOf(lesson, { path, start: at.startTag.endOffset, end: at.endTag.startOffset }, escaped)]);
  }
  const charset = all.find(
    ({ element, ancestors }) =>
      element.tagName === 'meta' && attribute(element, 'charset') !== null && ancestors.at(-1)?.tagName === 'head',
  );
  if (charset) return mend([insertionAt(path, charset.tag.end, `${eol}<title>${escaped}</title>`)]);
  if (head) return mend([insertionAt(path, head.tag.end, `${eol}<title>${escaped}</title>`)]);
  if (html) return mend([insertionAt(path, html.tag.end, `${eol}<head><title>${escaped}</title></head>`)]);
  return null;
}

/** A page may be enlarged (WCAG 1.4.4): what forbids it goes, the rest of the setting stays. */
export function viewportRepair(lesson: Lesson, { tag }: Placed): Mend | null {
  const content = attributeOf(sourceOf(lesson, tag), 'content');
  if (!content?.value) return null;
  const kept = content.value.split(/\s*[,;]\s*/).filter((part) => !/^(?:user-scalable|maximum-scale)\s*=/i.test(part.trim()));
  if (kept.length === 0)
    return { edits: [editOf(lesson, withItsLine(lesson, tag), '')], title: 'Let learners enlarge the page', risk: 'low' };
  return { edits: [setAttribute(lesson, tag, 'content', kept.join(', '))], title: 'Let learners enlarge the page', risk: 'low' };
}

/** A page that reloads or leaves by itself (WCAG 2.2.1, F40, F41): at once (G110), by its own link, or not at all. */
export function refreshRepair(lesson: Lesson, { tag }: Placed): Mend | null {
  const content = attributeOf(sourceOf(lesson, tag), 'content');
  const target = /url\s*=\s*['"]?([^'"]+)/i.exec(content?.value ?? '')?.[1]?.trim();
  if (!content?.value) return null;
  const linked = target !== undefined && lesson.links.some(({ href }) => href.trim() === target);
  if (target === undefined || linked) {
    return {
      edits: [editOf(lesson, withItsLine(lesson, tag), '')],
      title: target ? 'Leave it to the link on the page to lead on' : 'Let the page stay: no reload by itself',
      risk: 'medium',
      forYou: target ? 'Is the link enough?' : 'Does anything on it have to be renewed?',
    };
  }
  return {
    edits: [setAttribute(lesson, tag, 'content', content.value.replace(/^\s*[\d.]+/, '0'))],
    title: 'Lead on at once instead of after a while',
    risk: 'medium',
    forYou: 'Is there anything to read on this page before?',
  };
}

/** Text that blinks or moves by itself (WCAG 2.2.2, F16, F47): the words stay, in an element that stands still. */
export function movingRepair(lesson: Lesson, placed: Placed): Mend | null {
  const { element, tag } = placed;
  const holdsBlocks = meaningful(element).some(
    (child) => isElement(child) && /^(?:p|div|ul|ol|table|h[1-6])$/.test(child.tagName),
  );
  const name = holdsBlocks ? 'div' : 'span';
  const edits = renameElement(lesson, placed, name);
  if (!edits) return null;
  const own = /^(?:behavior|direction|scroll(?:amount|delay)|loop|truespeed|hspace|vspace|width|height|bgcolor)$/;
  for (const { name: one } of element.attrs) {
    const gone = own.test(one) ? removeAttribute(lesson, tag, one) : null;
    if (gone) edits.push(gone);
  }
  return { edits, title: `Let “${textOf(element).slice(0, 60)}” stand still`, risk: 'low' };
}

/** Learners may set their own spacing (WCAG 1.4.12): `!important` in the element forbids it. */
export function spacingRepair(lesson: Lesson, { tag }: Placed): Mend | null {
  const style = attributeOf(sourceOf(lesson, tag), 'style');
  if (!style?.value) return null;
  const free = style.value.replace(/((?:letter-spacing|word-spacing|line-height)\s*:[^;!]*?)\s*!\s*important/gi, '$1');
  if (free === style.value) return null;
  const at: Span = { path: tag.path, start: tag.start + style.valueStart, end: tag.start + style.valueEnd };
  return { edits: [editOf(lesson, at, free)], title: 'Let learners set their own spacing', risk: 'low' };
}
