/** Lines that count or begin with bullets, as a list's items do. Pure. */

const bullet = /^(?:[•·‣▪◦●○–—*-]|&bull;|&#8226;)\s+(?=\S)/;
const number = /^(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s+(?=\S)/;

export function beginsAsItem(line: string): boolean {
  return bullet.test(line) || number.test(line);
}

export interface FakeList {
  kind: 'bullets' | 'numbers';
  /** Words before the first item, as written. */
  lead: string;
  items: string[];
}

/** Lines between breaks that all, from the second or third on, begin with the same kind of mark; null for anything else. */
export function fakeList(lines: string[]): FakeList | null {
  const texts = lines.map((line) => line.trim()).filter((line) => line !== '');
  for (const [kind, mark] of [
    ['bullets', bullet],
    ['numbers', number],
  ] as const) {
    const first = texts.findIndex((text) => mark.test(text));
    if (first === -1 || first > 1) continue;
    const items = texts.slice(first);
    if (items.length < 2 || !items.every((text) => mark.test(text))) continue;
    if (kind === 'numbers' && !counts(items)) continue;
    if (kind === 'bullets' && items.every((text) => /^[–—]/.test(text)) && maySpeak(items)) continue;
    return { kind, lead: texts.slice(0, first).join(' '), items: items.map((text) => text.replace(mark, '')) };
  }
  return null;
}

/** A dash opens what somebody says, too: two lines, or lines that end as speech does. */
function maySpeak(items: string[]): boolean {
  return items.length < 3 || items.some((text) => /[.!?…»”"]$/.test(text));
}

function counts(items: string[]): boolean {
  return items.every((text, index) => {
    const mark = /^\(?(\w+)/.exec(text)![1]!;
    return /\d/.test(mark) ? Number(mark) === index + 1 : mark === String.fromCharCode(97 + index);
  });
}
