/** HTML inside Markdown arrives in pieces (a start tag here, its end tag there): finds the tags and marks them. */
import { type Token, type TokenHandler, Tokenizer, TokenizerMode } from 'parse5';
import { sourceAttribute, sourceMark } from './source-marks.ts';

export interface RawPiece {
  value: string;
  /** Source offset of each position of `value`. */
  offsetOf(index: number): number;
}

interface OpenTag {
  name: string;
  mark: { piece: number; at: number; start: number; end: number };
}

const voidTags = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));
const textModes: Record<string, (typeof TokenizerMode)[keyof typeof TokenizerMode]> = {
  script: TokenizerMode.SCRIPT_DATA,
  style: TokenizerMode.RAWTEXT,
  textarea: TokenizerMode.RCDATA,
  title: TokenizerMode.RCDATA,
  xmp: TokenizerMode.RAWTEXT,
  iframe: TokenizerMode.RAWTEXT,
  noembed: TokenizerMode.RAWTEXT,
  noframes: TokenizerMode.RAWTEXT,
};

/**
 * The pieces, in document order, each start tag carrying its element's source range: to the end tag where one follows
 * (in whatever piece), else the start tag alone.
 */
export function markRawHtml(pieces: RawPiece[]): string[] {
  const marks: OpenTag['mark'][] = [];
  const open: OpenTag[] = [];
  pieces.forEach((piece, index) => {
    tokenize(piece.value, {
      startTag(name, start, end, selfClosing) {
        const mark = { piece: index, at: start + 1 + name.length, start: piece.offsetOf(start), end: piece.offsetOf(end) };
        marks.push(mark);
        if (!selfClosing && !voidTags.has(name)) open.push({ name, mark });
      },
      endTag(name, end) {
        const match = open.findLastIndex((tag) => tag.name === name);
        if (match === -1) return;
        open[match]!.mark.end = piece.offsetOf(end);
        open.length = match;
      },
    });
  });
  return pieces.map((piece, index) => {
    let marked = '';
    let from = 0;
    for (const mark of marks) {
      if (mark.piece !== index) continue;
      marked += `${piece.value.slice(from, mark.at)} ${sourceAttribute}="${sourceMark(mark.start, mark.end)}"`;
      from = mark.at;
    }
    return marked + piece.value.slice(from);
  });
}

interface TagListener {
  startTag(name: string, start: number, end: number, selfClosing: boolean): void;
  endTag(name: string, end: number): void;
}

function tokenize(html: string, listener: TagListener): void {
  const ignore = () => undefined;
  const handler: TokenHandler = {
    onComment: ignore,
    onDoctype: ignore,
    onEof: ignore,
    onCharacter: ignore,
    onNullCharacter: ignore,
    onWhitespaceCharacter: ignore,
    onStartTag(token: Token.TagToken) {
      const location = token.location!;
      listener.startTag(token.tagName, location.startOffset, location.endOffset, token.selfClosing);
      const mode = textModes[token.tagName];
      if (mode !== undefined) {
        tokenizer.lastStartTagName = token.tagName;
        tokenizer.state = mode;
      }
    },
    onEndTag(token: Token.TagToken) {
      listener.endTag(token.tagName, token.location!.endOffset);
    },
  };
  const tokenizer = new Tokenizer({ sourceCodeLocationInfo: true }, handler);
  tokenizer.write(html, true);
}
