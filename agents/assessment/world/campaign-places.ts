/** Where a course names what a campaign replaces, and whether the words there can be replaced for certain. Pure. */
import picomatch from 'picomatch';
import type { Campaign } from '../../../tools/config/schema.ts';
import type { Item, ItemWords, Lesson, SourceFile } from '../../../tools/library/lesson.ts';
import { literalPattern } from '../../../tools/library/literal-pattern.ts';
import { codeOf, isAnnounced, isQuoted, proseOf, textFiles } from '../prose.ts';

/** A stretch to replace, in positions of the text it was found in. */
export interface Change {
  start: number;
  end: number;
  replacement: string;
}

/** A line of a lesson's text that names it. */
export interface LinePlace {
  path: string;
  start: number;
  end: number;
  text: string;
  /** `certain` has changes; `unclear` names it where only a person can say (code, quotation, history, part of another name). */
  form: 'certain' | 'unclear';
  changes: Change[];
  alternative: boolean;
}

/** `https://old.example/docs/` → `old.example/docs`: what stands in every form of the address. */
export function bareAddress(text: string): string {
  return text
    .trim()
    .replace(/^[a-z]+:\/\//iu, '')
    .replace(/\/+$/u, '');
}

function spellings({ from, aliases }: Campaign): string {
  return [from, ...aliases]
    .sort((a, b) => b.length - a.length)
    .map(literalPattern)
    .join('|');
}

/** Every naming, also inside identifiers (`LUIS_KEY`): what a reader would have to look at. */
export function anyPattern(campaign: Campaign): RegExp {
  if (campaign.kind === 'host') return hostPattern(campaign);
  const ends = /\p{Lu}$/u.test(campaign.from) ? String.raw`(?!\p{Ll})` : String.raw`(?![\p{L}\p{N}])`;
  return new RegExp(String.raw`(?<!\p{L})(?:${spellings(campaign)})${ends}`, 'gu');
}

function hostPattern(campaign: Campaign): RegExp {
  const names = [campaign.from, ...campaign.aliases].map(bareAddress).sort((a, b) => b.length - a.length);
  // Not a subdomain, not a mail address, not the beginning of a longer name.
  return new RegExp(String.raw`(?<![\w.@-])(?:${names.map(literalPattern).join('|')})(?![\w-]|\.[\w-])`, 'giu');
}

/** The name as a word of its own: no identifier, path, host or file name. */
function wordPattern(campaign: Campaign): RegExp {
  return new RegExp(
    String.raw`(?<![\p{L}\p{N}_@/.#$%:\\-])(?:${spellings(campaign)})(?![\p{L}\p{N}_]|[./:@\\](?=[\p{L}\p{N}])|-(?!(?:based|style|powered|like|compatible|specific)\b))`,
    'gu',
  );
}

/** Speaks of it as past, or of its name: history stays as it was. */
const history =
  /\b(?:retired|closed|discontinued|shut ?down|deprecated|no longer|formerly|previously|renamed|rebranded|replaced by|used to be|successor|predecessor|originally|(?:was|were|been) (?:called|known as|named|introduced|released|launched|announced|founded|acquired|invented)|known as|(?:in|since|until|before|by|of) (?:the )?(?:19|20)\d\d\b)/iu;

export function isHistory(sentence: string): boolean {
  return history.test(sentence) || isAnnounced(sentence);
}

/** The sentence or line a place stands in. */
function around(text: string, at: number): { text: string; start: number } {
  const before = text.slice(0, at);
  const start = Math.max(before.lastIndexOf('\n\n'), before.search(/[.!?]\s+[^.!?]*$/u)) + 1;
  const rest = text.slice(at);
  const end = rest.search(/[.!?](?:\s|$)|\r?\n\r?\n/u);
  return { text: text.slice(start, end < 0 ? text.length : at + end + 1), start };
}

function inBackticks(text: string, start: number, end: number): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', end);
  const line = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
  return [...line.matchAll(/(`+)[^`][\s\S]*?\1/gu)].some(
    (code) => lineStart + code.index <= start && end <= lineStart + code.index + code[0].length,
  );
}

/** "a Raspbian image" → "an Otherpi image"; "Microsoft Azure AD" → "Microsoft Entra ID", not Microsoft twice. */
function fitted(text: string, start: number, end: number, to: string): Change {
  const before = text.slice(Math.max(0, start - 40), start);
  const lead = /^[\p{L}\p{N}]+(?=\s)/u.exec(to)?.[0];
  const twice =
    lead === undefined ? null : new RegExp(String.raw`(?<![\p{L}\p{N}])${literalPattern(lead)}\s+$`, 'u').exec(before);
  if (twice) return { start: start - twice[0].length, end, replacement: to };
  const article = /(?<![\p{L}\p{N}])([Aa])(n?)(\s+)$/u.exec(before);
  if (!article) return { start, end, replacement: to };
  const vowel = /^[aeiou]/iu.test(to);
  const had = article[2] === 'n';
  // Letters that are spoken by their names: "an LMS", "a UPS".
  if (/^\p{Lu}{2,}\b/u.test(to) || vowel === had) return { start, end, replacement: to };
  const replacement = `${article[1]}${vowel ? 'n' : ''}${article[3]}${to}`;
  return { start: start - article[0].length, end, replacement };
}

/**
 * Namings in a text, each with the change that is certain, or null.
 * @param words the text with everything that is not prose blanked out (same length)
 */
export function namings(text: string, words: string, campaign: Campaign): { at: number; end: number; change: Change | null }[] {
  if (campaign.kind === 'host') {
    return [...text.matchAll(hostPattern(campaign))].map((match) => {
      const end = match.index + match[0].length;
      const change = { start: match.index, end, replacement: bareAddress(campaign.to) };
      return { at: match.index, end, change: isHistory(around(text, match.index).text) ? null : change };
    });
  }
  const alone = new Set([...words.matchAll(wordPattern(campaign))].map((match) => match.index));
  return [...text.matchAll(anyPattern(campaign))].flatMap((match) => {
    const at = match.index;
    const end = at + match[0].length;
    const sentence = around(text, at);
    // It already says the new name: "Raspberry Pi OS (formerly Raspbian)".
    if (sentence.text.includes(campaign.to)) return [];
    const ofAnother = /^[ \u00a0][\p{Lu}\p{N}]/u.test(text.slice(end, end + 2)) && !/^[ \u00a0]I\b/u.test(text.slice(end));
    const certain =
      campaign.kind === 'product' &&
      alone.has(at) &&
      !ofAnother &&
      !inBackticks(text, at, end) &&
      !isQuoted(sentence.text, at - sentence.start) &&
      !isHistory(sentence.text);
    return [{ at, end, change: certain ? fitted(text, at, end, campaign.to) : null }];
  });
}

/** Files the campaign leaves as they are. */
export function isExcepted(path: string, { except }: Campaign): boolean {
  return except.some((glob) => picomatch(glob, { dot: true })(path));
}

/** What only shows what once happened: output, errors, transcripts. */
function isShown(lesson: Lesson, file: SourceFile, at: number): boolean {
  return codeOf(lesson, file.path).some(
    (block) => block.role !== 'source' && block.role !== 'plain' && block.span.start <= at && at < block.span.end,
  );
}

/** Lines of the lesson's own text that name it, in reading order. */
export function linePlaces(lesson: Lesson, campaign: Campaign): LinePlace[] {
  return textFiles(lesson).flatMap((file) => {
    if (isExcepted(file.path, campaign)) return [];
    const lines = new Map<number, LinePlace>();
    for (const { at, change } of namings(file.text, proseOf(lesson, file), campaign)) {
      if (isShown(lesson, file, at)) continue;
      const start = file.text.lastIndexOf('\n', at - 1) + 1;
      const next = file.text.indexOf('\n', at);
      const end = next < 0 ? file.text.length : next;
      const text = file.text.slice(start, end).replace(/\r$/u, '');
      const known = lines.get(start) ?? {
        ...{ path: file.path, start, end: start + text.length, text, form: 'certain', changes: [] },
        alternative: lesson.images.some(({ altSpan }) => altSpan?.path === file.path && altSpan.start <= at && at < altSpan.end),
      };
      if (change) known.changes.push(change);
      lines.set(start, known);
    }
    return [...lines.values()].map((line) => ({ ...line, form: line.changes.length > 0 ? 'certain' : 'unclear' }));
  });
}

export interface ItemPlace {
  item: Item;
  /** Words that name it, with their new wording where that is certain. */
  words: { words: ItemWords; text: string | null }[];
}

function applied(text: string, changes: Change[]): string {
  return [...changes]
    .sort((a, b) => b.start - a.start)
    .reduce((done, { start, end, replacement }) => done.slice(0, start) + replacement + done.slice(end), text);
}

/** Items of quiz files that name it; items written in the lesson's own text are found line by line. */
export function itemPlaces(lesson: Lesson, campaign: Campaign): ItemPlace[] {
  const own = new Set(textFiles(lesson).map((file) => file.path));
  return lesson.items.flatMap((item) => {
    if (own.has(item.span.path) || isExcepted(item.span.path, campaign)) return [];
    const all = [item.stem, ...item.options, ...item.options.map((option) => option.feedbackWords), item.feedback, item.rubric];
    const words = all.flatMap((one) => {
      if (!one) return [];
      const found = namings(one.text, one.text, campaign);
      if (found.length === 0) return [];
      const changes = found.map(({ change }) => change);
      const text = changes.includes(null) ? null : applied(one.text, changes as Change[]);
      return [{ words: one, text }];
    });
    return words.length === 0 ? [] : [{ item, words }];
  });
}
