/** Blanks written into the text of a Moodle question: `{1:SHORTANSWER:=Rome#yes~%50%Roma}`. */
import type { Item, ItemAnswer, ItemGap, ItemWords } from '../lesson.ts';
import { numberOf } from './found.ts';
import { spanWithin } from './words.ts';

const opening =
  /\{(\d*):(SHORTANSWER|SA|MW|SHORTANSWER_C|SAC|MWC|NUMERICAL|NM|MULTICHOICE(?:_[VHS]{1,2})?|MC[VHS]{0,2}|MULTIRESPONSE(?:_[HS]{1,2})?|MR[HS]{0,2}):/g;

/** The gaps, and the stem with `____` in their place. */
export function gapsOfCloze(words: ItemWords, text: string): { gaps: ItemGap[]; stem: ItemWords } {
  const gaps: ItemGap[] = [];
  let shown = '';
  let at = 0;
  for (const match of words.text.matchAll(opening)) {
    if (match.index < at) continue;
    const start = match.index + match[0].length;
    const end = closing(words.text, start);
    if (end === -1) continue;
    gaps.push(gapOf(`${gaps.length + 1}`, match[2] ?? '', start, end, words, text));
    shown += `${words.text.slice(at, match.index)}____`;
    at = end + 1;
  }
  return { gaps, stem: { text: shown + words.text.slice(at), span: words.span } };
}

function closing(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '}') return at;
  }
  return -1;
}

function gapOf(id: string, type: string, start: number, end: number, words: ItemWords, text: string): ItemGap {
  const answers = parts(words.text, start, end).map(({ from, to }): ItemAnswer => {
    const body = words.text.slice(from, to);
    const lead = /^(?:=|%(-?\d+(?:\.\d+)?)%=?)?/.exec(body);
    const note = unescapedAt(body, '#');
    const answerEnd = note === -1 ? body.length : note;
    const share = body.startsWith('=') ? 1 : (numberOf(lead?.[1]) ?? 0) / 100;
    const answer = body.slice(lead?.[0].length ?? 0, answerEnd).trim();
    const first = from + (lead?.[0].length ?? 0);
    const span = spanWithin(text, words, first, first + Math.max(answer.length, 1)) ?? words.span;
    const numeric = /^(?:NUMERICAL|NM)$/.test(type) ? /^([^:]*)(?::(.*))?$/.exec(answer) : null;
    const value = numberOf(numeric?.[1]);
    const tolerance = numberOf(numeric?.[2]) ?? 0;
    return {
      text: answer.replace(/\\(.)/g, '$1'),
      span,
      share,
      ...(value === null ? {} : { least: value - tolerance, most: value + tolerance }),
    };
  });
  if (!/^M(?:ULTI|C|R)/.test(type)) return { id, options: [], answers: answers.filter((one) => one.share > 0) };
  const options: Item['options'] = answers.map((one) => ({
    text: one.text,
    span: one.span,
    correct: one.share > 0,
    correctSpan: null,
  }));
  return { id, options, answers: [] };
}

/** Answers between unescaped tildes. */
function parts(text: string, start: number, end: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let from = start;
  for (let at = start; at <= end; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (at === end || text[at] === '~') {
      if (at > from) found.push({ from, to: at });
      from = at + 1;
    }
  }
  return found;
}

function unescapedAt(text: string, mark: string): number {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === mark) return at;
  }
  return -1;
}
