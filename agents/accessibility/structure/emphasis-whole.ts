/** Emphasis marks what matters; a whole long paragraph of it marks nothing and is hard to read. */
import { fileOf, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, isProtected } from '../fault-rule.ts';

const meta: RuleMeta = {
  id: 'emphasis-whole',
  agent: 'accessibility',
  version: '1.0',
  severity: 'minor',
  title: 'A long paragraph set all in bold or italics',
  source:
    'British Dyslexia Association, Dyslexia Style Guide 2023: no italics for continuous text, bold for single words. No WCAG criterion: advice.',
  needs: [],
};

const longFrom = 60;

export const emphasisWhole = faultRule<LessonContext>(meta, ({ lesson }) =>
  lesson.passages.flatMap((passage): Fault[] => {
    if (fileOf(lesson, passage.span.path)?.format !== 'markdown' || passage.kind === 'quote' || isProtected(lesson, passage.span))
      return [];
    const source = sourceOf(lesson, passage.span);
    const match = /^(\*{1,3}|_{1,3})(?![\s*_])([\s\S]+?)\1$/.exec(source.trim());
    if (!match || match[2]!.includes(match[1]!)) return [];
    // Names and links in a row are not read as continuous text.
    const words = match[2]!
      .replace(/\[[^\]]*\]\([^)]*\)/g, '')
      .split(/\s+/)
      .filter((word) => /\p{L}/u.test(word)).length;
    if (words < longFrom) return [];
    const look = match[1]!.length === 2 ? 'bold' : 'italics';
    return [
      {
        range: passage.span,
        certainty: 'needs-review',
        message: `All ${words} words of this paragraph are in ${look}.`,
        question: 'Should this paragraph stand in normal type?',
        answerKind: 'yes-no',
        reply: (reply) =>
          reply.kind === 'text' && /^y(?:es)?$/i.test(reply.text.trim())
            ? {
                edits: [editOf(lesson, passage.span, source.replace(match[0], match[2]!))],
                title: 'Set the paragraph in normal type',
                risk: 'low',
              }
            : null,
      },
    ];
  }),
);
