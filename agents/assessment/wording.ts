/** Words of items and sentences, as the rules compare them. Pure. */

/** Case, accents of composition, white space and closing punctuation folded, in time linear in the text: "Blob storage." = "blob  storage". */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’]/gu, "'")
    .replace(/[“”]/gu, '"')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/(?<![.;,:!?\s])[.;,:!?\s]+$/u, '');
}

export function words(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu) ?? []
  );
}

const functionWords = new Set(
  `a an the and or but nor so yet of to in on at by for from with without into onto over under about as than then that this these those there
it its is are was were be been being am do does did done has have had having can could may might must shall should will would not no only also
which what who whom whose where when why how if because while whether each any some all both either neither more most less least such same other
another very just use used uses using you your we our they their he she his her i me my them us one two three following statement question answer
best correct true false pick choose select`.split(/\s+/u),
);

export function contentWords(text: string): string[] {
  return words(text).filter((word) => word.length > 2 && !functionWords.has(word));
}

/** Cuts common English endings, enough to hold "rotates" against "rotation"; leaves at least four letters, three before a plural s. */
export function stem(word: string): string {
  const cut = word.replace(/(?:ations?|ions?|ings?|ers?|ors?|ed|es|ly|s)$/u, '');
  if (cut.length >= 4) return cut;
  return word.length >= 4 ? word.replace(/(?<!s)s$/u, '') : word;
}

/** Sentences of plain text with their places in it; abbreviations and decimal points do not end one. */
export function sentences(text: string): { text: string; start: number; end: number }[] {
  const result: { text: string; start: number; end: number }[] = [];
  const boundary =
    /(?<!\b(?:e\.g|i\.e|etc|vs|Dr|Mr|Ms|Mrs|St|No|Fig|approx))[.!?]["')\]]*(?=\s+[\p{Lu}\p{N}"'“(*_`[>]|\s*$)|\n\s*\n/gu;
  let from = 0;
  const push = (to: number) => {
    const raw = text.slice(from, to);
    const lead = raw.length - raw.trimStart().length;
    const trimmed = raw.trim();
    if (trimmed !== '') result.push({ text: trimmed, start: from + lead, end: from + lead + trimmed.length });
    from = to;
  };
  for (const match of text.matchAll(boundary)) push(match.index + match[0].length);
  push(text.length);
  return result;
}

/** The text with the word “code” or “quoted” for each piece of code or quotation in it: what it says in its own voice. */
export function unquoted(text: string): string {
  return text
    .replace(/`[^`]*`/gu, ' code ')
    .replace(/“[^”]*”|«[^»]*»|„[^“]*“|(?<![\p{L}\p{N}])"[^"]*"(?![\p{L}\p{N}])/gu, ' quoted ');
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words that carry no meaning of their own: articles, prepositions, conjunctions. */
export function isFunctionWord(word: string): boolean {
  return functionWords.has(word);
}

/** `1 item`, `3 items`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
