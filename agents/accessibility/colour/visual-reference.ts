/** "Click the green button on the right" leads nobody who cannot see it, unless the button is also called by its words. */
import { type Lesson, type Passage, sourceOf } from '../../../tools/library/lesson.ts';
import type { RuleMeta } from '../../rule.ts';
import { contentOf, elementsOf, textOf } from '../element-tree.ts';
import { isProtected, quotation } from '../fault-rule.ts';
import { type Doubt, judgedRule } from '../judged-rule.ts';

const meta: RuleMeta = {
  id: 'visual-reference',
  agent: 'accessibility',
  version: '1.1',
  severity: 'minor',
  title: 'Something is pointed at by its look or place alone',
  source:
    'WCAG 2.2, 1.3.3 Sensory Characteristics and, for colour, 1.4.1 Use of Color; techniques G96 and G111, failures F14, F26 and F81 (ACT rule 9bd38c).',
  wcag: ['1.3.3', '1.4.1'],
  needs: [],
};

const part =
  '(?:button|icon|link|menu|navigation|toolbar|sidebar|tab|box|textbox|field|panel|pane|column|form|list|banner|widget|area|section)s?';
const look =
  '(?:red|green|blue|yellow|orange|purple|pink|gr[ae]y|black|white|round|circular|square|rectangular|triangular|triangle|star-shaped|diamond-shaped|large|larger|big|bigger|small|smaller)';
const side = '(?:on|to|at|from|in) the (?:far |lower |upper |top |bottom )?(?:right|left)(?:[- ]hand(?: side)?| side| corner)?';
const act = '(?:click(?: on)?|press|select|choose|tap(?: on)?|use|find|open|see|look (?:at|in|for)|check|push|hit|fill in|go to)';

/** A learner is sent to a part of the page or screen by nothing but its look or place. */
const sure = [
  new RegExp(`\\b${act} (?:on )?the ${look}(?:,? ${look})* ${part}\\b`, 'i'),
  new RegExp(`\\b${act} (?:on )?the ${part} ${side}\\b`, 'i'),
  new RegExp(`\\b${act} (?:on )?the (?:right|left)(?:-hand|most)? ${part}\\b`, 'i'),
  /\b(?:fields?|words?|items?|questions?|text|terms?|links?|entries|answers?) (?:(?:that|which) (?:are|is) )?(?:marked|shown|highlighted|written|printed|coloured|colored|displayed)?\s?in (?:red|green|blue|yellow|orange|purple|pink)\b/i,
  /\b(?:is|are) (?:shown|marked|highlighted|written|printed|colou?red|displayed|indicated|given|drawn) in (?:red|green|blue|yellow|orange|purple|pink)\b(?!,? (?:and|with|as well|bold|italics?)\b)/i,
];
/** May be one: a model reads it, where there is one. */
const possible = [
  new RegExp(
    `\\b(?:within|in|under|underneath|beneath|beside|behind|next to|inside|above|below) the (?:${look} ${part}|star|circle|triangle|square|diamond|arrow)\\b`,
    'i',
  ),
  new RegExp(`\\bthe ${look} ${part}\\b`, 'i'),
  new RegExp(`\\b${part} ${side}\\b`, 'i'),
  /\b(?:in|at) the (?:upper|lower|top|bottom)[- ](?:right|left)\b|\bon the (?:right|left)(?:-hand)? side\b/i,
];
/** The thing is called by its words as well: quoted, set off as code or in bold, linked, or written with a capital inside the sentence. */
const named =
  /["“”‘'`«»][^"“”‘'`«»]{1,40}["“”’'`«»]|\*\*[^*]+\*\*|__[^_]+__|`[^`]+`|<(?:b|strong|code|kbd|em|i|q|a)\b|\[[^\]]+\]\(|\b(?:called|named|labell?ed|titled|that says|saying|marked with)\b/i;
const capital = /(?<![.!?:]\s)(?<!^)\b(?:the|on|select|click|press|choose) (?:\w+ )?\p{Lu}\p{Ll}+/u;
/** A thing one can touch is not on the page. */
const tangible =
  /\b(?:board|device|sensor|wire|cable|pin|socket|plug|breadboard|hardware|keyboard|mouse|phone|hat|kit|connector|port|LED|light)s?\b/i;

export type Reference = 'sure' | 'possible' | null;

/** @param sentence source text of one sentence, mark-up included */
export function referenceIn(sentence: string): Reference {
  if (tangible.test(sentence)) return null;
  const hit = sure.find((pattern) => pattern.test(sentence));
  if (hit && !named.test(sentence) && !capital.test(sentence)) return 'sure';
  return hit || possible.some((pattern) => pattern.test(sentence)) ? 'possible' : null;
}

export const visualReference = judgedRule(meta, ({ lesson }) => {
  if (!/^en\b/i.test(lesson.language)) return 'references are read in English only';
  const read = [...lesson.passages.filter(({ kind }) => kind !== 'table'), ...instructions(lesson)];
  return read.filter(({ span }) => !isProtected(lesson, span)).flatMap((passage) => referencesIn(lesson, passage));
});

/** What a form says of its fields is no passage of the lesson, and tells a learner what to do. */
function instructions(lesson: Lesson): Pick<Passage, 'text' | 'span'>[] {
  return lesson.files
    .filter(({ format }) => format === 'html')
    .flatMap(({ path }) =>
      elementsOf(lesson, path).flatMap(({ element, ancestors }) => {
        const content = contentOf(element);
        if (!content || !/^(?:p|legend|li)$/.test(element.tagName) || !ancestors.some(({ tagName }) => tagName === 'form'))
          return [];
        const span = { path, ...content };
        return /<(?:input|select|textarea|p|li)\b/i.test(sourceOf(lesson, span)) ? [] : [{ text: textOf(element), span }];
      }),
    );
}

function referencesIn(lesson: Lesson, passage: Pick<Passage, 'text' | 'span'>): Doubt[] {
  const source = sourceOf(lesson, passage.span);
  return [...source.matchAll(/[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]*)*(?:\n(?!\s*\n)[^.!?\n]+)*[.!?]?/g)].flatMap((match): Doubt[] => {
    const sentence = match[0].trim();
    const found = referenceIn(sentence);
    if (!found) return [];
    const start = passage.span.start + match.index + match[0].indexOf(sentence);
    const range = { path: passage.span.path, start, end: start + sentence.length };
    return [
      {
        kind: 'reference',
        words: sentence.replace(/<[^>]*>/g, ' '),
        around: `${outline(lesson)} The paragraph: ${passage.text}`,
        grounds: found === 'sure' ? 'suspected' : 'possible',
        fault: {
          range,
          message: 'This sentence points at something by its look or place alone.',
          question: 'What is the thing called, so that who cannot see it finds it too?',
          answerKind: 'text',
          evidence: [quotation(lesson, range)].filter(({ text }) => text.length <= 600),
        },
      },
    ];
  });
}

/** Names one could find on the page. */
function outline(lesson: Lesson): string {
  const names = [...lesson.headings.map(({ text }) => text), ...lesson.links.map(({ text }) => text)];
  return `Headings and links of the page: ${names.join(' · ').slice(0, 250) || 'none'}.`;
}
