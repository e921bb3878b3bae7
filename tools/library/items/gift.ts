/**
 * Questions in Moodle's GIFT. A question is a block of lines; its answers stand in braces. Comment lines (`//`) are blank
 * to the reader but stay in the file.
 */
import { kindOfItem } from '../item-kind.ts';
import type { Item, ItemOption, ItemWords, Span } from '../lesson.ts';
import { type Found, Ids, numberOf, passedAt } from './found.ts';
import { type Block, blocksOf } from './gift-blocks.ts';
import { wordsIn } from './words.ts';

/** @param found takes the questions as they are read */
export function readGiftInto(path: string, text: string, found: Found): void {
  // Same length, so that every place stays what it is.
  const clean = text.replace(/^[\ufeff \t]*\/\/.*$/gm, (line) => ' '.repeat(line.length)).replace(/^\ufeff/, ' ');
  const ids = new Ids();
  let category: string | null = null;
  let outcomes: string[] = [];
  for (let block of blocksOf(text)) {
    if (clean.slice(block.start, block.end).trim() === '') continue;
    const named = /^\s*\$CATEGORY:[ \t]*(.*)$/m.exec(clean.slice(block.start, block.end));
    if (named) {
      category =
        (named[1] ?? '')
          .trim()
          .replace(/^\$[^$]*\$\/?/, '')
          .replace(/^top\//, '') || null;
      block = { start: block.start + named.index + named[0].length, end: block.end };
      if (clean.slice(block.start, block.end).trim() === '') continue;
    }
    outcomes = [...text.slice(block.start, block.end).matchAll(/^[\ufeff \t]*\/\/.*$/gm)].flatMap((line) =>
      [...line[0].matchAll(/\[tag:([^\]]+)\]/g)].map((tag) => (tag[1] ?? '').trim()),
    );
    new Question(path, text, clean, block, category, outcomes, found, ids).read();
  }
}

type Encoding = 'gift' | 'gift-html';

interface Part {
  mark: '=' | '~';
  markAt: number;
  weight: number | null;
  words: Block;
  feedback: Block | null;
}

/** Percent of the points an answer earns. */
function creditOf({ mark, weight }: Part): number {
  return weight ?? (mark === '=' ? 100 : 0);
}

class Question {
  private readonly path: string;
  private readonly text: string;
  private readonly clean: string;
  private readonly block: Block;
  private readonly quiz: string | null;
  private readonly outcomes: string[];
  private readonly found: Found;
  private readonly ids: Ids;
  private encoding: Encoding = 'gift-html';

  constructor(
    path: string,
    text: string,
    clean: string,
    block: Block,
    quiz: string | null,
    outcomes: string[],
    found: Found,
    ids: Ids,
  ) {
    this.path = path;
    this.text = text;
    this.clean = clean;
    this.block = block;
    this.quiz = quiz;
    this.outcomes = outcomes;
    this.found = found;
    this.ids = ids;
  }

  read(): void {
    const { clean, block } = this;
    let at = block.start + (clean.slice(block.start, block.end).search(/\S/) ?? 0);
    const start = at;
    let title: string | null = null;
    if (clean.startsWith('::', at)) {
      const close = this.unescaped('::', at + 2, block.end);
      if (close !== -1) {
        title = this.words({ start: at + 2, end: close }).text;
        at = close + 2;
      }
    }
    const format = this.formatAt(at, block.end);
    if (format) {
      this.encoding = format.encoding;
      at += format.length;
    }
    const id = this.ids.next(title);
    const open = this.unescaped('{', at, block.end);
    if (open === -1) {
      this.found.passed(passedAt(start, id, 'no-question', 'a text without a question'));
      return;
    }
    const close = this.unescaped('}', open + 1, block.end);
    if (close === -1) {
      this.found.passed(passedAt(start, id, 'not-read', 'its "{" is never closed (an empty line in it ends a question)'));
      return;
    }
    const end = block.start + clean.slice(block.start, block.end).trimEnd().length;
    const { answers, general } = this.withoutGeneral({ start: open + 1, end: close });
    const feedback = general ? this.words(general) : null;
    this.found.item({
      id,
      kind: 'open',
      stem: this.stem({ start: at, end: open }, { start: close + 1, end }),
      options: [],
      solutions: [],
      feedback: feedback && feedback.text !== '' ? feedback : null,
      outcomes: this.outcomes,
      span: { path: this.path, start, end },
      quiz: this.quiz,
      format: 'gift',
      ...this.answers(answers),
    });
  }

  private unescaped(mark: string, from: number, to: number): number {
    for (let at = from; at < to; at += 1) {
      if (this.clean[at] === '\\') at += 1;
      else if (this.clean.startsWith(mark, at)) return at;
    }
    return -1;
  }

  /** `[html]` and its like, with the blanks before it. */
  private formatAt(at: number, end: number): { encoding: Encoding; length: number } | null {
    const format = /^\s*\[(html|moodle|plain|markdown)\]/.exec(this.clean.slice(at, Math.min(at + 40, end)));
    if (!format) return null;
    return { encoding: format[1] === 'html' || format[1] === 'moodle' ? 'gift-html' : 'gift', length: format[0].length };
  }

  /** Answers and feedback may name a format of their own. */
  private words(place: Block): ItemWords {
    const own = this.formatAt(place.start, place.end);
    const encoding = own?.encoding ?? this.encoding;
    const start = place.start + (own?.length ?? 0);
    const within: Span = { path: this.path, start, end: place.end };
    if (this.clean.slice(start, place.end) === this.text.slice(start, place.end)) return wordsIn(this.text, within, encoding);
    // A comment stands among the words: they are read without it, and no place takes a change of all of them.
    const { text, span } = wordsIn(this.clean, within, encoding);
    return { text, span };
  }

  private stem(before: Block, after: Block): ItemWords {
    const [head, tail] = [this.words(before), this.words(after)];
    if (tail.text === '') return head;
    const start = head.text === '' ? before.end : head.span.start;
    return { text: `${head.text} ____ ${tail.text}`.trim(), span: { path: this.path, start, end: tail.span.end } };
  }

  private withoutGeneral(place: Block): { answers: Block; general: Block | null } {
    const at = this.unescaped('####', place.start, place.end);
    return at === -1
      ? { answers: place, general: null }
      : { answers: { start: place.start, end: at }, general: { start: at + 4, end: place.end } };
  }

  private answers(place: Block): Partial<Item> {
    const source = this.clean.slice(place.start, place.end);
    const lead = place.start + Math.max(source.search(/\S/), 0);
    if (source.trim() === '') return { kind: 'essay' };
    if (source.trimStart().startsWith('#')) return this.numeric({ start: lead + 1, end: place.end });
    const verdict = /^\s*(TRUE|FALSE|T|F)\s*(?=#|$)/i.exec(source);
    if (verdict) return this.verdict(verdict[1] ?? 'T', lead, place.end);
    const parts = this.parts(place);
    if (parts.length === 0) return { kind: 'open' };
    if (parts.every((one) => one.mark === '=' && this.arrow(one) !== -1))
      return { kind: 'matching', pairs: parts.map((one) => this.pair(one)) };
    if (parts.every((one) => one.mark === '=')) {
      return {
        kind: 'short-answer',
        answers: parts.map((one) => ({ ...this.words(one.words), share: (one.weight ?? 100) / 100 })),
      };
    }
    // Beside an answer that earns all, what earns a part of it is no second right one.
    const needed = parts.some((one) => creditOf(one) >= 100) ? 100 : Number.MIN_VALUE;
    const options = parts.map((one) => this.option(one, creditOf(one) >= needed));
    const several = parts.every((one) => one.mark === '~') && parts.filter((one) => (one.weight ?? 0) > 0).length > 1;
    return { kind: several ? 'multiple-response' : kindOfItem(options, false), options };
  }

  private verdict(word: string, at: number, end: number): Partial<Item> {
    const span = { path: this.path, start: at, end: at + word.length };
    const isTrue = /^t/i.test(word);
    const notes: ItemWords[] = [];
    for (let from = this.unescaped('#', at, end); from !== -1; ) {
      const next = this.unescaped('#', from + 1, end);
      notes.push(this.words({ start: from + 1, end: next === -1 ? end : next }));
      from = next;
    }
    // The first is shown to who is wrong, the second to who is right.
    const [whenWrong, whenRight] = notes;
    const options = ['True', 'False'].map((text, index): ItemOption => {
      const correct = (index === 0) === isTrue;
      const note = correct ? whenRight : whenWrong;
      return {
        text,
        span,
        correct,
        correctSpan: span,
        ...(note && note.text !== '' ? { feedback: note.text, feedbackWords: note } : {}),
      };
    });
    return { kind: 'true-false', options };
  }

  private numeric(place: Block): Partial<Item> {
    const marked = this.parts(place);
    const parts: Pick<Part, 'words' | 'weight' | 'mark'>[] =
      marked.length > 0
        ? marked
        : [{ mark: '=', weight: null, words: { start: place.start, end: this.endOfWords(place.start, place.end) } }];
    const answers = parts
      .filter((one) => one.mark === '=' || (one.weight ?? 0) > 0)
      .map((one) => {
        const words = this.words(one.words);
        const range = /^(.+?)\.\.(.+)$/.exec(words.text);
        const [value, tolerance] = words.text.split(':').map((part) => numberOf(part));
        const least = range ? numberOf(range[1]) : value == null ? null : value - (tolerance ?? 0);
        const most = range ? numberOf(range[2]) : value == null ? null : value + (tolerance ?? 0);
        return {
          ...words,
          share: (one.weight ?? 100) / 100,
          ...(least === null ? {} : { least }),
          ...(most === null ? {} : { most }),
        };
      });
    return { kind: 'numeric', answers };
  }

  private endOfWords(from: number, to: number): number {
    const note = this.unescaped('#', from, to);
    return note === -1 ? to : note;
  }

  private parts(place: Block): Part[] {
    const marks: number[] = [];
    for (let at = place.start; at < place.end; at += 1) {
      const char = this.clean[at];
      if (char === '\\') at += 1;
      else if (char === '=' || char === '~') marks.push(at);
    }
    return marks.map((at, index) => {
      const end = marks[index + 1] ?? place.end;
      const weight = /^\s*%(-?\d+(?:\.\d+)?)%/.exec(this.clean.slice(at + 1, Math.min(end, at + 30)));
      const start = at + 1 + (weight?.[0].length ?? 0);
      const wordsEnd = this.endOfWords(start, end);
      return {
        mark: this.clean[at] === '=' ? '=' : '~',
        markAt: at,
        weight: weight ? Number(weight[1]) : null,
        words: { start, end: wordsEnd },
        feedback: wordsEnd < end ? { start: wordsEnd + 1, end } : null,
      };
    });
  }

  private arrow(part: Part): number {
    return this.unescaped('->', part.words.start, part.words.end);
  }

  private pair(part: Part): NonNullable<Item['pairs']>[number] {
    const at = this.arrow(part);
    const left = this.words({ start: part.words.start, end: at });
    return { left: left.text === '' ? null : left, right: this.words({ start: at + 2, end: part.words.end }) };
  }

  private option(part: Part, correct: boolean): ItemOption {
    const note = part.feedback ? this.words(part.feedback) : null;
    return {
      ...this.words(part.words),
      correct,
      // Weighted answers have no mark that can be turned.
      correctSpan: part.weight === null ? { path: this.path, start: part.markAt, end: part.markAt + 1 } : null,
      ...(note && note.text !== '' ? { feedback: note.text, feedbackWords: note } : {}),
    };
  }
}
