/**
 * Which language a short text is in, as far as it can be told: by script, then by the commonest short words.
 * It answers only where the evidence is clear, since its one use is to refuse an answer in a wrong language. Pure.
 */
type Verdict = 'same' | 'different' | 'unclear';

const scripts: [RegExp, string, string[]][] = [
  [/\p{Script=Cyrillic}/gu, 'Cyrillic', ['ru', 'uk', 'bg', 'sr', 'mk', 'be', 'kk', 'mn', 'ky', 'tg']],
  [/\p{Script=Greek}/gu, 'Greek', ['el']],
  [/\p{Script=Arabic}/gu, 'Arabic', ['ar', 'fa', 'ur', 'ps', 'ckb', 'ug']],
  [/\p{Script=Hebrew}/gu, 'Hebrew', ['he', 'yi']],
  [/\p{Script=Devanagari}/gu, 'Devanagari', ['hi', 'mr', 'ne', 'sa']],
  [/\p{Script=Bengali}/gu, 'Bengali', ['bn', 'as']],
  [/\p{Script=Thai}/gu, 'Thai', ['th']],
  [/\p{Script=Hangul}/gu, 'Hangul', ['ko']],
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'Kana', ['ja']],
  [/\p{Script=Han}/gu, 'Han', ['zh', 'ja', 'yue', 'wuu']],
];

/** Frequent words that are rare or absent in the other languages of this table. */
const words: Record<string, string> = {
  en: 'the and of is with are this that from which it be was for has have an as by their',
  de: 'der die das und ist nicht mit ein eine den dem von auf für sich werden wird auch aus einer sind zum zur',
  fr: 'le la les et est une des du dans pour avec sur qui que ce cette sont au aux par elle ses',
  es: 'el los las y es una del con para por que se su como más está son al este esta',
  it: 'il lo gli e è una della di con per che sono nel alla dei delle questo questa come',
  pt: 'o os as e é uma do da dos das com para por que não em um são ao na no',
  nl: 'de het een en is van niet met op voor zijn die dat wordt aan te deze bij naar',
  sv: 'och är att det som en ett på med för av inte den till har de från',
  da: 'og er at det som en et på med for af ikke den til har de fra',
  pl: 'i jest w na z nie do się to że oraz są dla przez który która jak',
  tr: 've bir bu için ile olarak daha olan çok değil gibi olduğu',
};
const lists = new Map(Object.entries(words).map(([language, list]) => [language, new Set(list.split(' '))]));
const fewestWords = 5;

/**
 * Does the text stand in the language of the tag?
 * @param tag BCP 47, of which the first part counts
 */
export function isInLanguage(text: string, tag: string): Verdict {
  const language = tag.toLowerCase().split(/[-_]/)[0]!;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 4) return 'unclear';

  const expected = scripts.filter(([, , languages]) => languages.includes(language));
  for (const [script, , languages] of scripts) {
    const share = (text.match(script)?.length ?? 0) / letters;
    if (share > 0.5) {
      if (languages.includes(language)) return 'same';
      return 'different';
    }
  }
  if (expected.length > 0) {
    // A term in Latin letters may stand alone; a whole sentence of them does not.
    const own = expected.reduce((sum, [script]) => sum + (text.match(script)?.length ?? 0), 0);
    return own === 0 && wordsOf(text).length >= fewestWords ? 'different' : 'unclear';
  }

  const all = wordsOf(text);
  if (all.length < fewestWords) return 'unclear';
  const counts = new Map([...lists].map(([name, list]) => [name, all.filter((word) => list.has(word)).length]));
  const own = counts.get(language);
  if (own === undefined) return 'unclear';
  const [, best] = [...counts].reduce((top, entry) => (entry[1] > top[1] ? entry : top));
  if (own > 0 && own >= best) return 'same';
  // Clear: at least three telling words of another language, and more than twice as many as of this one.
  return best >= 3 && best > 2 * own ? 'different' : 'unclear';
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}'’]+/gu) ?? [];
}

/** A lesson's own tag may be a slip: answers come in English then. */
export function languageTag(language: string): string {
  return /^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*$/.test(language) ? language : 'en';
}
