/** Code says its language, where the course's other code does: a screen reader and a highlighter read it by that. */
import type { CodeBlock, Lesson } from '../../tools/library/lesson.ts';
import { sourceOf } from '../../tools/library/lesson.ts';
import type { CourseContext } from '../context.ts';
import type { Edit } from '../contract.ts';
import type { RuleMeta } from '../rule.ts';
import { type Fault, faultRule, insertionAt } from './fault-rule.ts';

const meta: RuleMeta = {
  id: 'code-language',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'Code without its language',
  source: 'Beyond WCAG: HTML Standard, `code` element ("language-…" class); markdownlint MD040. One question a course.',
  needs: [],
};

/** From so much of the course's code on that says its language, the rest is an omission and not a style. */
const mostSayIt = 0.8;

/** The language of code that can be nothing else; null where it could. */
export function certainLanguage(text: string): 'python' | 'json' | 'html' | 'cpp' | null {
  const trimmed = text.trim();
  if (/^[{[]/.test(trimmed) && trimmed.includes('\n')) {
    try {
      JSON.parse(trimmed);
      return 'json';
    } catch {
      return null;
    }
  }
  if (/^<!doctype html|^<html[\s>]/i.test(trimmed)) return 'html';
  if (/^\s*#include\s+[<"]/m.test(text)) return 'cpp';
  const python = (
    text.match(
      /^\s*(?:def \w+\(.*\).*:|class \w+.*:|import \w[\w.]*(?: as \w+)?|from [\w.]+ import .+|for \w+(?:, \w+)* in .+:|elif .+:|print\(.*\))\s*$/gm,
    ) ?? []
  ).length;
  // Types in angle brackets and arrows are of other languages, or of none: an outline of a program.
  return python >= 2 && !/[;{}]\s*$|\w<[\w\s,]+>\s*$|=>/m.test(text) ? 'python' : null;
}

function isFenced(lesson: Lesson, block: CodeBlock): boolean {
  return /^(?:`{3,}|~{3,})[ \t]*\r?\n/.test(sourceOf(lesson, block.span));
}

export const codeLanguage = faultRule<CourseContext>(meta, ({ lessons }) => {
  const all = lessons.flatMap((lesson) => lesson.code.map((block) => ({ lesson, block })));
  const saying = all.filter(({ block }) => block.lang !== null);
  const silent = all.filter(
    ({ lesson, block }) => block.lang === null && block.role === 'plain' && block.text.trim() !== '' && isFenced(lesson, block),
  );
  if (silent.length === 0 || saying.length < 5 || saying.length / (saying.length + silent.length) < mostSayIt) return [];
  const used = new Set(saying.map(({ block }) => block.lang!.toLowerCase()));
  const known = silent.map((one) => {
    const language = certainLanguage(one.block.text);
    return { ...one, language: language !== null && used.has(language) ? language : null };
  });
  const open = known.filter(({ language }) => language === null);
  const faults: Fault[] = known.flatMap(({ lesson, block, language }): Fault[] =>
    language === null
      ? []
      : [
          {
            range: block.span,
            certainty: 'fails',
            message: `This code does not say its language; ${saying.length} others of the course do.`,
            mend: { edits: [fenceEdit(lesson, block, language)], title: `Say that it is ${language}`, risk: 'low' },
          },
        ],
  );
  const first = open[0];
  if (first) {
    const places = new Map<string, number>();
    for (const { lesson } of open) places.set(lesson.title, (places.get(lesson.title) ?? 0) + 1);
    faults.push({
      range: first.block.span,
      target: 'code without a language',
      certainty: 'needs-review',
      message: `${open.length} ${open.length === 1 ? 'code block does not say its' : 'code blocks do not say their'} language; ${saying.length} of the course do.`,
      question: 'Are these blocks plain text on purpose (output, a file tree, a message)?',
      answerKind: 'yes-no',
      evidence: [
        {
          kind: 'note',
          text: [...places]
            .slice(0, 8)
            .map(([title, count]) => `${title}: ${count}`)
            .join('; '),
        },
      ],
    });
  }
  return faults;
});

/** Behind the opening marks; what stands inside the block is not touched. */
function fenceEdit(lesson: Lesson, block: CodeBlock, language: string): Edit {
  const marks = /^(?:`{3,}|~{3,})/.exec(sourceOf(lesson, block.span))![0];
  return insertionAt(block.span.path, block.span.start + marks.length, language);
}
