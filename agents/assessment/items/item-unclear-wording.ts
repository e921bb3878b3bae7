/** Wording that cannot be understood in one way, or only by guessing: what can be seen in the words themselves. */
import type { Item, Lesson } from '../../../tools/library/lesson.ts';
import { sourceOf } from '../../../tools/library/lesson.ts';
import { itemRule } from './item-rule.ts';
import { isChoice, isVerdictItem } from './items.ts';

/** `x` for code, quotations and formulas: their words are not the author's. */
function plain(text: string): string {
  return text.replace(/`[^`]*`|"[^"\n]*"|“[^”\n]*”/gu, ' x ');
}

const auxiliary =
  /^(?:is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had|isn['’]t|aren['’]t|don['’]t|doesn['’]t|can['’]t)$/iu;
const asking = /\b(?:who|whom|whose|which|what|when|where|why|how)\b/iu;
const asksFirst = /^(?:who|whom|whose|which|what|when|where|why|how)\b/iu;

/** "Whales cannot dive?": is the statement to be judged, or the question to be answered? */
function statementAsked(item: Item): string | null {
  if (!isVerdictItem(item)) return null;
  const text = plain(item.stem.text).trim();
  if (!text.endsWith('?') || /[.:;,]\s/u.test(text)) return null;
  const verdict = item.options.some((option) => /^\s*(?:true|false|t|f)\b/iu.test(option.text));
  if (verdict && asksFirst.test(text)) return 'asks for an answer, and offers true and false';
  const [first = ''] = text.split(/\s+/u);
  if (asking.test(text) || auxiliary.test(first)) return null;
  return 'is a statement with a question mark: should learners judge the statement or answer the question?';
}

/** The same word twice in a row, where English never has it so. */
const doubled = /(?<![\p{L}\p{N}'’-])(\p{Ll}{2,})\s+\1(?![\p{L}\p{N}'’-])/u;
const mayDouble = new Set(['had', 'that', 'is', 'do', 'in', 'on', 'so', 'very', 'bye', 'no', 'ha', 'blah', 'knock', 'tut']);

function doubledWord(item: Item): string | null {
  for (const text of [item.stem.text, ...item.options.map((option) => option.text)]) {
    const word = doubled.exec(plain(text))?.[1];
    if (word && !mayDouble.has(word)) return `says “${word} ${word}”`;
  }
  return null;
}

/** Two negations in one clause of the question. */
const twice =
  /\b(?:not|cannot|never|nobody|nothing|none|\p{L}+n['’]t)\b(?! (?:only|just|matter)\b)[^.;:?!]*?\b(?:not|cannot|never|without|except|impossible|incorrect|untrue|unlikely|unnecessary|uncommon|unable|false|\p{L}+n['’]t)\b/iu;

/** Words that begin a clause of its own: what is denied there is not denied twice. */
const another = /\b(?:if|because|when|while|that|unless)\b/iu;
/** “Isn't it incorrect that …”, “is it not untrue that …”: denied twice at once, whatever clause follows. */
const deniedAtOnce =
  /(?:\bnot|\bnever|n['’]t(?: (?:it|this|that))?)\s+(?:incorrect|untrue|impossible|unlikely|unnecessary|uncommon|unusual|inaccurate|improbable)\b/iu;

function doubleNegative(item: Item): string | null {
  const text = plain(item.stem.text).trim();
  if (deniedAtOnce.test(text)) return 'holds two negations';
  if (!twice.test(text) || another.test(text) || /\bwhether or not\b|\b(?:true or|or) false\b/iu.test(text)) return null;
  return 'holds two negations';
}

const things =
  'picture|figure|image|diagram|photo|photograph|drawing|sketch|scheme|screenshot|illustration|map|chart|code|snippet|program|table|graph';
const pictured = /^(?:picture|figure|image|diagram|photo|photograph|drawing|sketch|scheme|screenshot|illustration|map)$/iu;
const shown = new RegExp(
  [
    String.raw`\b(?:the|this)\s+(?:following|above|below)\s+(${things})\b`,
    String.raw`\b(?:the|this)\s+(${things})\s+(?:above|below|shown|opposite|overleaf|(?:on|to|at)\s+the\s+(?:left|right))\b`,
    String.raw`\b(?:according\s+to|(?:shown|marked|labell?ed|drawn|seen)\s+(?:in|on)|look(?:ing)?\s+(?:closely\s+)?at|refer(?:ring)?\s+to)\s+(?:the|this)\s+(${things})\b(?!\s+(?:of|for|in|from|by|with)\b)`,
  ].join('|'),
  'iu',
);

/** A picture, table or program that the question points to and that is not there. */
function nothingShown(item: Item, lesson: Lesson): string | null {
  const thing = shown
    .exec(item.stem.text)
    ?.slice(1)
    .find((word) => word !== undefined);
  // “On maps of large areas, what is drawn on the map …” speaks of maps, and shows none.
  if (thing && (item.stem.text.match(new RegExp(`\\b${thing}s?\\b`, 'giu'))?.length ?? 0) > 1) return null;
  if (!thing || item.lead || item.format === 'challenge') return null;
  // On a page, a picture may stand anywhere near.
  const isOnPage = item.format === 'task-list' || item.format === 'html';
  if (isOnPage && (lesson.images.length + lesson.media.length > 0 || !pictured.test(thing))) return null;
  const source = sourceOf(lesson, item.span);
  // Anything that could be it: code, mark-up of a picture or a table, several lines.
  if (/(?<!<)!\[|`|(?:<|&lt;)(?:img|matimage|pre|code|table|object|svg|figure|tt|audio|video)\b|\\n|\|/iu.test(source))
    return null;
  if (/:\s*\S/u.test(item.stem.text)) return null;
  return `points to a ${thing.toLowerCase()} that is not there`;
}

export const itemUnclearWording = itemRule({
  meta: {
    id: 'item-unclear-wording',
    agent: 'assessment',
    version: '1.1',
    severity: 'minor',
    title: 'The item can be understood in more than one way',
    source:
      'Word items clearly, edit and proof them, avoid double negatives (Haladyna, Downing & Rodriguez 2002, guidelines 12, 14 and 17; Tarrant et al. 2006: ambiguous or unclear information).',
    needs: [],
  },
  rewrite: 'wording',
  look(item, { lesson }) {
    if (!isChoice(item)) return null;
    const why = statementAsked(item) ?? doubleNegative(item) ?? nothingShown(item, lesson) ?? doubledWord(item);
    if (why === null) return null;
    return {
      message: `“${item.stem.text.trim()}” ${why}${why.endsWith('?') ? '' : '.'}`,
      certainty: 'needs-review',
      question: 'How should the question read?',
      answerKind: 'text',
    };
  },
});
