/** A stem that asks for the exception, with the "not" easily read over. */
import { sourceOf } from '../../../tools/library/lesson.ts';
import { unquoted } from '../wording.ts';
import { editOf, isWrapped, textEdit } from './item-edit.ts';
import { itemRule } from './item-rule.ts';
import { isRealChoice } from './items.ts';

/** Only a negation that turns the task round: "which is not …", "all of these except …". */
const turned =
  /\b(?:[Ww]hich|[Ww]hat|[Ww]ho|[Ww]here)\b(?:(?! (?:if|when|because|while|that|so|who|whose|where) )[^?:.])*?\b(?:is|are|was|were|do|does|did|can|could|would|should|will|has|have)(?:\s+(?!(?:if|when|because|while|that|so|who|whose|where|and|or|but)\b)[\p{L}-]+){0,4}?\s+(not)\b|\b(?:[Aa]ll|[Ee]ach)\b[^?:.]*\b(except)\b|\b(?:is|are)\s+(not)\s+(?:an?\b|one of\b|true\b|correct\b|part of\b)|\b(?:[Ww]hich|[Ww]hat)\b[^?:.]*\b(?:is|are)\s+(untrue|incorrect|inaccurate)\b(?!-)|\b(?:[Ww]hich|[Ww]hat)\b[^?:.]*\b(?:statements?|claims?|following|these)\s+(?:is|are)\s+(?:the\s+)?(least|false|wrong)\b|\b(?:[Ww]hich|[Ww]hat|[Ww]ho)\b[^?:.]*\b(least)\s+(?:likely|expect|appropriate|suitable|probable|typical)\b|\bwith the (exception) of\s*[:_…]*$/u;
const reversed =
  /\b[Ww]hich\b(?:(?! (?:if|when|because|while|that|so|who|whose|where) )[^?:.])*?\b(?:(?:is|are|was|were|do|does|did|ca|would|should|could|has|have)n['’]t|cannot)\b/u;

export const itemNegativeStem = itemRule({
  meta: {
    id: 'item-negative-stem',
    agent: 'assessment',
    version: '1.2',
    severity: 'minor',
    title: 'A negative in the question is not set off',
    source:
      'Word the stem positively; where a negative is needed, set it off (Haladyna, Downing & Rodriguez 2002, guideline 17).',
    needs: [],
  },
  rewrite: 'wording',
  look(item, { lesson }) {
    if (!isRealChoice(item)) return null;
    // What the question quotes does not turn it round.
    const asked = unquoted(item.stem.text);
    const match = turned.exec(asked);
    const word = match?.slice(1).find((group) => group !== undefined);
    if (word === undefined) {
      const contracted = reversed.exec(asked);
      if (!contracted) return null;
      return {
        message: `“${item.stem.text.trim()}” asks for the exception without setting the negative off.`,
        certainty: 'needs-review',
        question: 'How should the question read?',
        answerKind: 'text',
      };
    }
    const source = sourceOf(lesson, item.stem.span);
    const places = [...source.matchAll(new RegExp(`\\b${word}\\b`, 'gu'))];
    const place = places[0];
    const marked = place && /(?:[*_]|(?:<|&lt;)(?:em|strong|b|u|i)(?:>|&gt;))$/iu.test(source.slice(0, place.index));
    if (marked) return null;
    const flaw = {
      message: `“${item.stem.text.trim()}” asks for the exception, and its “${word}” is easily read over.`,
      certainty: 'fails' as const,
    };
    if (!place || places.length !== 1)
      return { ...flaw, certainty: 'needs-review', question: 'How should the question read?', answerKind: 'text' };
    const start = item.stem.span.start + place.index;
    const set = isWrapped(item)
      ? textEdit(lesson, item, item.stem.span, item.stem.text.replace(new RegExp(`\\b${word}\\b`, 'u'), word.toUpperCase()))
      : editOf(lesson, { path: item.stem.span.path, start, end: start + word.length }, word.toUpperCase());
    if (!set) return { ...flaw, certainty: 'needs-review', question: 'How should the question read?', answerKind: 'text' };
    return {
      ...flaw,
      mend: {
        edits: [set],
        title: `Set off the “${word}” in the question`,
        risk: 'low',
      },
    };
  },
});
