/** The questions of a GIFT file, each a block of lines. */

/** End exclusive. */
export interface Block {
  start: number;
  end: number;
}

/** Blocks are parted by empty lines; a comment line is none. */
export function blocksOf(clean: string): Block[] {
  const blocks: Block[] = [];
  let start = -1;
  let at = 0;
  while (at < clean.length) {
    const next = clean.indexOf('\n', at);
    const end = next === -1 ? clean.length : next;
    const isBlank = clean.slice(at, end).trim() === '';
    if (!isBlank && start === -1) start = at;
    if (isBlank && start !== -1) {
      blocks.push({ start, end: at });
      start = -1;
    }
    at = end + 1;
  }
  if (start !== -1) blocks.push({ start, end: clean.length });
  return blocks;
}
