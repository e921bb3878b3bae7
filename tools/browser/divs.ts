/** Fenced divs (`::: challenge` … `:::`), which Markdown parsers do not know, found line by line outside code. */

export interface FenceLine {
  start: number;
  end: number;
  /** Null closes the innermost open div. */
  name: string | null;
}

const fence = /^ {0,3}(:{3,})[ \t]*(?:\{([^}]*)\}|([^\s{:][^{:]*?))?[ \t]*:*[ \t]*$/;
const codeFence = /^ {0,3}(?:> ?)*[ \t]*(`{3,}|~{3,})(.*)$/;

/** All lines of `text` that open or close a div, in order. A closing fence may be of any length. */
export function fenceLines(text: string): FenceLine[] {
  const found: FenceLine[] = [];
  let code: { mark: string; length: number } | null = null;
  let open = 0;
  for (const line of linesOf(text)) {
    const mark = codeFence.exec(line.text);
    if (code) {
      if (mark && mark[1]![0] === code.mark && mark[1]!.length >= code.length && mark[2]!.trim() === '') code = null;
      continue;
    }
    if (mark && !(mark[1]![0] === '`' && mark[2]!.includes('`'))) {
      code = { mark: mark[1]![0]!, length: mark[1]!.length };
      continue;
    }
    const match = fence.exec(line.text);
    if (!match) continue;
    const name = divName(match[2], match[3]);
    if (name === null && open === 0) continue;
    open += name === null ? -1 : 1;
    found.push({ start: line.start, end: line.start + line.text.length, name });
  }
  return found;
}

function divName(attributes: string | undefined, word: string | undefined): string | null {
  if (attributes !== undefined) return /\.([\w-]+)/.exec(attributes)?.[1] ?? 'div';
  return word?.trim().split(/\s+/)[0] ?? null;
}

function* linesOf(text: string): Generator<{ start: number; text: string }> {
  let start = 0;
  while (start <= text.length) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    yield { start, text: text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end) };
    if (next === -1) return;
    start = next + 1;
  }
}
