/** A list is written as a list, not as lines that begin with a bullet. */
import { bodyOf, fileOf, type Lesson, type Span, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { type FakeList, fakeList } from './list-lines.ts';
import { listsOfBlocks, looseLists } from './list-of-blocks.ts';

const meta: RuleMeta = {
  id: 'list-fake',
  agent: 'accessibility',
  version: '1.1',
  severity: 'moderate',
  title: 'A list that only looks like one',
  source: 'WCAG 2.2, 1.3.1 Info and Relationships, technique H48: a real list says how many items it has and lets one skip it.',
  wcag: ['1.3.1'],
  needs: [],
};

export const listFake = faultRule<LessonContext>(meta, ({ lesson }) =>
  bodyOf(lesson).format === 'quiz-json'
    ? 'a quiz file has no lists'
    : [...inMarkdown(lesson), ...inHtml(lesson), ...ofBlocks(lesson)],
);

function inMarkdown(lesson: Lesson): Fault[] {
  return lesson.passages.flatMap((passage): Fault[] => {
    if (fileOf(lesson, passage.span.path)?.format !== 'markdown' || passage.kind === 'table' || passage.kind === 'list-item')
      return [];
    const source = sourceOf(lesson, passage.span);
    if (source.startsWith('<') || isProtected(lesson, passage.span)) return [];
    const eol = source.includes('\r\n') ? '\r\n' : '\n';
    const lines = source.split(/<br\s*\/?>[ \t]*(?:\r?\n)?|(?: {2,}|\\)?\r?\n/i);
    const list = fakeList(lines);
    if (!list || (!/<br/i.test(source) && lines.length !== source.split('\n').length)) return [];
    const lead = list.lead ? `${list.lead}${eol}${eol}` : '';
    const marked = list.items.map((item, index) => (list.kind === 'bullets' ? `- ${item}` : `${index + 1}. ${item}`));
    return [faultFor(lesson, passage.span, list, lead + marked.join(eol))];
  });
}

function inHtml(lesson: Lesson): Fault[] {
  const faults: Fault[] = [];
  for (const file of lesson.files) {
    if (file.role === 'items') continue;
    for (const match of file.text.matchAll(
      /<(p|div)\b[^>]*>((?:(?!<\/?(?:p|div|ul|ol|li|table|pre|h[1-6])\b)[\s\S]){8,4000}?)<\/\1\s*>/gi,
    )) {
      const span: Span = { path: file.path, start: match.index, end: match.index + match[0].length };
      const list = /<br/i.test(match[2]!) ? fakeList(match[2]!.split(/<br\s*\/?>/i)) : null;
      if (!list || isProtected(lesson, span)) continue;
      const tag = list.kind === 'bullets' ? 'ul' : 'ol';
      const eol = file.text.includes('\r\n') ? '\r\n' : '\n';
      const lead = list.lead ? `<p>${list.lead}</p>${eol}` : '';
      faults.push(
        faultFor(
          lesson,
          span,
          list,
          `${lead}<${tag}>${eol}${list.items.map((item) => `<li>${item}</li>${eol}`).join('')}</${tag}>`,
        ),
      );
    }
  }
  return faults;
}

/** Paragraphs in a row that each begin with a mark, and lines that stand loose between blocks. */
function ofBlocks(lesson: Lesson): Fault[] {
  const paths = lesson.files.filter(({ format }) => format === 'html').map(({ path }) => path);
  return paths
    .flatMap((path) => [...listsOfBlocks(lesson, path), ...looseLists(lesson, path)])
    .filter(({ span }) => !isProtected(lesson, span))
    .map(({ span, list, replacement }) => faultFor(lesson, span, list, replacement));
}

function faultFor(lesson: Lesson, span: Span, list: FakeList, replacement: string | null): Fault {
  return {
    range: span,
    certainty: 'fails',
    message: `These ${list.items.length} lines look like a list and are none.`,
    ...(replacement === null
      ? {}
      : {
          mend: {
            edits: [editOf(lesson, span, replacement)],
            title: `Make it a list of ${list.items.length} items`,
            risk: 'low',
          },
        }),
  };
}
