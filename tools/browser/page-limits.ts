/** Pages that would cost more than any lesson is worth are refused before they reach the browser. */

const largestCharacters = 10_000_000;
const mostTags = 300_000;
const deepest = 3_000;
/** Lists and quotations of Markdown within one another: reading them costs the square of their depth and more. */
const deepestBlocks = 100;

const voidTags = new Set('area base br col embed hr img input link meta param source track wbr'.split(' '));

/** Why this text is not put on a page; null where it may be. */
export function tooMuch(text: string, format: 'markdown' | 'html' = 'html'): string | null {
  if (text.length > largestCharacters) return `it is larger than ${largestCharacters / 1_000_000} million characters`;
  let tags = 0;
  let depth = 0;
  for (const match of text.matchAll(/<(\/?)([a-z][a-z0-9-]*)/gi)) {
    tags += 1;
    if (tags > mostTags) return `it has more than ${mostTags} tags`;
    if (match[1] === '/') depth = Math.max(0, depth - 1);
    else if (!voidTags.has(match[2]!.toLowerCase()) && text[match.index - 1] !== '`') depth += 1;
    if (depth > deepest) return `its elements are nested more than ${deepest} deep`;
  }
  if (format === 'markdown') {
    const nested = new RegExp(`^(?:[ \\t]*>){${deepestBlocks}}|^[ \\t]{${2 * deepestBlocks},}(?:[-*+]|\\d{1,9}[.)])[ \\t]`, 'm');
    if (nested.test(text)) return `its lists or quotations are nested more than ${deepestBlocks} deep`;
  }
  return null;
}
