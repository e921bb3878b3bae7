/** Foreign words inside Markdown: inert on the page, and never to be read as a tick or a marker. */

/** Characters that turn the direction of text or hide in it are written out: what is approved must be what is seen. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
    (character) => {
      // Joiners belong to emoji and to scripts such as Persian and Hindi.
      if (character === '\u200d' || character === '\u200c') return character;
      return `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
    },
  );
}

/** One line of plain words: every line end becomes a blank, mark-up characters are escaped. */
export function inline(text: string): string {
  const flat = visible(text.replace(/[\s\u0085\u2028\u2029]+/gu, ' ').trim()).replace(/[\\`*_[\]<>|&~$]/gu, '\\$&');
  // At the start of a list item these would begin a heading, a list or a quotation.
  return flat.replace(/^[-+#=]/u, '\\$&').replace(/^(\d+)([.)])/u, '$1\\$2');
}

/** One line of code: longer fences than the text holds, no line end. */
export function code(text: string): string {
  const flat = visible(text.replace(/[\s\u0085\u2028\u2029]+/gu, ' '));
  const runs = flat.match(/`+/gu) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') || flat.trim() === '' ? ' ' : '';
  return `${fence}${pad}${flat}${pad}${fence}`;
}

/** A fenced block whose fence is longer than any run of backticks inside; each line is given with its own prefix. */
export function fenced(language: string, lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/gu) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...lines, fence];
}
