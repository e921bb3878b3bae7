/** Whether two texts speak of the same thing in the same words: a cheap sign that nobody needs to be asked. */

/** Words of four letters and more; two are one where they begin alike and differ by an ending ("opening", "opens"). */
export function shareAWord(one: string, other: string): boolean {
  const known = [...wordsOf(other)];
  return [...wordsOf(one)].some((word) => known.some((second) => alike(word, second)));
}

const beginning = 4;
const ending = 3;

function alike(one: string, other: string): boolean {
  let common = 0;
  while (common < one.length && one[common] === other[common]) common += 1;
  return common >= beginning && Math.max(one.length, other.length) - common <= ending;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []);
}
