/** Does what a run wrote say the same as the output printed in the lesson? Pure. */
import type { Written } from '../../../tools/sandbox/sandbox.ts';

/**
 * What a learner may have seen of one run: as a notebook shows it (the last value), as a prompt does (every value), as a file does
 * (none), and the values without what was printed.
 */
export function viewsOf(written: readonly Written[]): string[] {
  const join = (keep: (one: Written) => boolean) =>
    written
      .filter(keep)
      .map((one) => one.text)
      .join('');
  return [
    join((one) => one.kind !== 'value'),
    join(() => true),
    join((one) => one.kind === 'printed'),
    join((one) => one.kind !== 'printed'),
  ];
}

const number = /(?<![\w.])[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])/gu;

/** Addresses, object ids, `u'…'`, long integers, quotation marks and white space are no difference. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/gu, '\n')
    .replace(/\b0x[0-9a-fA-F]{5,}\b/gu, '0x…')
    .replace(/<(?:__main__\.)?([\w.]+) object at [^>]*>/gu, '<$1>')
    .replace(/\b[ub](?=['"])/gu, '')
    .replace(/(\d)L\b/gu, '$1')
    .replace(/^(?:Out\s?\[\d*\]:|=>|#=>|→)\s*/gmu, '')
    .replace(/["'`“”‘’]/gu, "'")
    .replace(/\(\s+|\[\s+|\{\s+/gu, (open) => open.charAt(0))
    .replace(/\s+([)\]},])/gu, '$1')
    .replace(/,(?=\S)/gu, ', ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Two numbers as printed: equal up to the digits that the shorter of them shows, or to one in a million million. */
function sameNumber(a: string, b: string): boolean {
  const [x, y] = [Number(a.replaceAll('_', '')), Number(b.replaceAll('_', ''))];
  if (x === y) return true;
  // A whole number and a fraction are two things to a learner: 3 is not 3.5, and 7/2 is not 3.
  const fraction = (text: string) => /[.eE]/u.test(text);
  if (!fraction(a) || !fraction(b)) return false;
  if (Math.abs(x - y) <= 1e-12 * Math.max(Math.abs(x), Math.abs(y))) return true;
  const digits = (text: string) => (/\.(\d*)/u.exec(text)?.[1] ?? '').length;
  const shown = Math.min(digits(a), digits(b));
  // Older interpreters print twelve digits; cut or rounded, the shorter form must have enough of them to be meant as exact.
  return shown >= 6 && !/e/iu.test(a + b) && Math.abs(x - y) <= 1.01 * 10 ** -shown;
}

function sameWords(expected: string, actual: string): boolean {
  if (expected === actual) return true;
  const cut = (text: string) => text.replace(number, '#');
  if (cut(expected) !== cut(actual)) return false;
  const mine = expected.match(number) ?? [];
  const theirs = actual.match(number) ?? [];
  return mine.length === theirs.length && mine.every((one, at) => sameNumber(one, theirs[at] ?? ''));
}

/** `{1, 2}` and `{2, 1}`: sets and objects have no order a learner could rely on. */
function sameSet(expected: string, actual: string): boolean {
  if (!/\{[^{}]*\}/u.test(expected)) return false;
  const sorted = (text: string) =>
    text.replace(/\{([^{}]*)\}/gu, (_, inside: string) => `{${inside.split(', ').sort().join(', ')}}`);
  return sameWords(sorted(expected), sorted(actual));
}

/** “…” and “...” stand for anything. */
function sameWithGaps(expected: string, actual: string): boolean {
  if (!/\.\.\.|…/u.test(expected)) return false;
  const parts = expected.split(/\s*(?:\.\.\.|…)\s*/u);
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const at = actual.indexOf(part, from);
    if (at < 0 || (index === 0 && at > 0)) return false;
    from = at + part.length;
  }
  return parts.at(-1) === '' || actual.endsWith(parts.at(-1) ?? '');
}

export function saysTheSame(expected: string, written: readonly Written[]): boolean {
  const wanted = plain(expected);
  return viewsOf(written).some((view) => {
    const seen = plain(view);
    return sameWords(wanted, seen) || sameSet(wanted, seen) || sameWithGaps(wanted, seen);
  });
}

/** What cannot be held against a run: errors and warnings (their wording is the interpreter's), tracebacks, placeholders. */
export function whyNotComparable(expected: string): string | null {
  if (expected.trim() === '') return 'nothing is printed beside it';
  if (/^Traceback|^\s*File "|^\s*(?:[A-Z]\w*)?(?:Error|Exception|Warning)\b/mu.test(expected))
    return 'an error is printed beside it';
  if (/^(?:\$|%|>) \S/mu.test(expected)) return 'a transcript is printed beside it';
  if (/\b(?:YOUR|your)[ _-]|_{3,}|<(?!class|function|module|built|__)\w[^>]*>/u.test(expected))
    return 'a placeholder is printed beside it';
  return null;
}
