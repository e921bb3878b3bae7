/**
 * Porter's stemmer. Source: M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980,
 * with the two departures of the author's own implementation (`bli` → `ble`, `logi` → `log`).
 */

const vowelAt = (word: string, i: number): boolean => {
  const letter = word[i]!;
  if ('aeiou'.includes(letter)) return true;
  return letter === 'y' && i > 0 && !vowelAt(word, i - 1);
};

const hasVowel = (word: string): boolean => {
  for (let i = 0; i < word.length; i += 1) if (vowelAt(word, i)) return true;
  return false;
};

/** How often a vowel run is followed by a consonant run: m in [C](VC)^m[V]. */
function measure(word: string): number {
  let m = 0;
  for (let i = 1; i < word.length; i += 1) if (vowelAt(word, i - 1) && !vowelAt(word, i)) m += 1;
  return m;
}

const endsDouble = (word: string): boolean => word.length > 1 && word.at(-1) === word.at(-2) && !vowelAt(word, word.length - 1);

/** Ends consonant, vowel, consonant, the last not w, x or y. */
function endsShort(word: string): boolean {
  const i = word.length - 1;
  return i >= 2 && !vowelAt(word, i) && vowelAt(word, i - 1) && !vowelAt(word, i - 2) && !'wxy'.includes(word[i]!);
}

const step2: [string, string][] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];

const step3: [string, string][] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const step4 = 'ement ance ence able ible ment ant ent ism ate iti ous ive ize ion al er ic ou'.split(' ');

/** Replaces the first suffix that fits, where what is left measures above `least`. */
function replaceSuffix(word: string, table: [string, string][], least: number): string {
  for (const [suffix, replacement] of table) {
    if (!word.endsWith(suffix)) continue;
    const rest = word.slice(0, -suffix.length);
    return measure(rest) > least ? rest + replacement : word;
  }
  return word;
}

function step1(word: string): string {
  let w = word;
  if (w.endsWith('sses') || w.endsWith('ies')) w = w.slice(0, -2);
  else if (w.endsWith('s') && !w.endsWith('ss')) w = w.slice(0, -1);
  if (w.endsWith('eed')) {
    if (measure(w.slice(0, -3)) > 0) w = w.slice(0, -1);
  } else {
    const suffix = w.endsWith('ed') ? 'ed' : w.endsWith('ing') ? 'ing' : null;
    const rest = suffix ? w.slice(0, -suffix.length) : '';
    if (suffix && hasVowel(rest)) {
      w = rest;
      if (/(?:at|bl|iz)$/.test(w)) w += 'e';
      else if (endsDouble(w) && !/[lsz]$/.test(w)) w = w.slice(0, -1);
      else if (measure(w) === 1 && endsShort(w)) w += 'e';
    }
  }
  if (w.endsWith('y') && hasVowel(w.slice(0, -1))) w = `${w.slice(0, -1)}i`;
  return w;
}

/** @param word lower case. Words with letters outside a–z come back as they are. */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let w = replaceSuffix(replaceSuffix(step1(word), step2, 0), step3, 0);
  const suffix = step4.find((candidate) => w.endsWith(candidate));
  if (suffix) {
    const rest = w.slice(0, -suffix.length);
    if (measure(rest) > 1 && (suffix !== 'ion' || /[st]$/.test(rest))) w = rest;
  }
  if (w.endsWith('e')) {
    const rest = w.slice(0, -1);
    if (measure(rest) > 1 || (measure(rest) === 1 && !endsShort(rest))) w = rest;
  }
  if (w.endsWith('ll') && measure(w) > 1) w = w.slice(0, -1);
  return w;
}
