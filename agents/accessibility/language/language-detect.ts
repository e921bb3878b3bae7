/**
 * Which language a text is in, by its commonest small words. It says so only where they are several and all but alone;
 * a text it is not sure of has no language.
 */

/** Words of a few letters that make up a third of any text; those that two languages share count for both. */
const smallWords: Record<string, string> = {
  en: 'the of and to in is that it for was with as on are this be by an from or which you at but not have has had he she they we his her their its will would can could there been were one all who what when where how into than then also if no so up out about more some these those does did because however between through after before during',
  de: 'der die das und in zu den von mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde wenn können wir ich ihr kein keine diese dieser dieses',
  fr: "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux d'un mais comme ou si leur y dont elle nous vous ils être fait cette ces ses été même tout aussi sa deux bien où entre sans après peut très je me tu te suis es était avait ont aussi il avoir faire chaque donc alors",
  es: 'de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy hasta desde está mi porque qué nos durante uno ni contra ese eso',
  nl: 'de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog zal me zij nu ge geen omdat iets worden toch al waren veel meer doen moet',
  it: "di e il la che in a per un è del non una i le si con da gli come al sono della più nel dei anche alla ha ma delle questo dalla nella o su se ci lo loro suo cui stato essere quando molto dopo l'altro tra fra questa sua",
  da: 'og at det er en til af den på for ikke der med han har de som et fra var men om ham hun nu over da vi du så kan hans have efter op meget sig bliver skal ved eller blev også kunne dette disse hvor hvad mange være jeg mig',
  nb: 'og det er en til av den på for ikke som med han har de et fra var men om ham hun nå over da vi du så kan hans etter opp mye seg blir skal ved eller ble også kunne dette disse hvor hva mange være å jeg meg',
  sv: 'och att det är en till av den på för inte som med han har de ett från var men om honom hon nu över då vi du så kan hans efter upp mycket sig blir ska vid eller blev också kunde detta dessa där vad många vara jag mig',
  fi: 'ja on ei se että hän oli ovat joka kun mutta myös niin kuin olla sen hänen jos sitä sekä tai voi ole jo nyt vain mitä kanssa ollut mukaan jälkeen tämä tämän ne joita hyvin',
  pl: 'na do nie się jest że to jak od za po dla przez ale są był być która który które co czy tego tym jego jej ich także oraz może bardzo już tylko przy lub nad pod',
  cs: 'na se je že to do ve pro za by ale jako od po jsou byl být který která které co tak již také jen nebo při jeho její však až podle mezi nad pod',
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas',
};

const lists = Object.entries(smallWords).map(([language, words]) => ({ language, words: new Set(words.split(' ')) }));

export const detectable = new Set(Object.keys(smallWords));

/** So near to each other that a text has the small words of all of them: only their order tells which it is. */
const near = ['da', 'nb', 'sv'];
/** These share many: a text of one has half as many of the other's and more. */
const kin = [
  ['de', 'nl'],
  ['es', 'pt', 'it'],
];

export function areNear(one: string, other: string): boolean {
  return one === other || (near.includes(one) && near.includes(other));
}

export interface Verdict {
  language: string;
  /** How many of its own small words the text has. */
  evidence: number;
}

/** Small words of each language in the text. */
export function counts(text: string): Map<string, number> {
  const found = new Map(lists.map(({ language }) => [language, 0]));
  for (const word of wordsOf(text)) {
    for (const { language, words } of lists) if (words.has(word)) found.set(language, found.get(language)! + 1);
    if (/^(?:j|m|n|qu)'./u.test(word)) found.set('fr', found.get('fr')! + 1);
  }
  return found;
}

function wordsOf(text: string): string[] {
  return (
    onlyWords(text)
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[\p{L}']+/gu) ?? []
  );
}

/** Without TeX between its marks and without addresses, which have words of any language. */
function onlyWords(text: string): string {
  return text.replace(/\$\$[^$]+\$\$|\$[^$\n]{1,200}\$|\b(?:https?:\/\/|www\.)\S+/g, ' ');
}

/** Small words that the one language has and the other has not, each way. */
function apart(text: string, one: string, other: string): [number, number] {
  const setOf = (language: string) => lists.find((list) => list.language === language)!.words;
  const [first, second] = [setOf(one), setOf(other)];
  const words = wordsOf(text);
  return [
    words.filter((word) => first.has(word) && !second.has(word)).length,
    words.filter((word) => second.has(word) && !first.has(word)).length,
  ];
}

/** Small words of one letter: "e" and "i", which are names in a formula as well. */
function ofOneLetter(text: string, language: string): number {
  const { words } = lists.find((list) => list.language === language)!;
  return wordsOf(text).filter((word) => word.length === 1 && words.has(word)).length;
}

/** How many times the small words of the other a text must have of its own. */
function leadOver(one: string, other: string): number {
  if (areNear(one, other)) return 1.05;
  return kin.some((group) => group.includes(one) && group.includes(other)) ? 1.5 : 2;
}

/**
 * The language that stands out, where one does: at least `least` of its small words, not most of them single letters, a fifth of all words or more, twice as many
 * as any other's (less, of one that is like it), or four times as many of those the other has not. Letters that only one language writes need no words.
 */
export function detectLanguage(text: string, least: number): Verdict | null {
  const written = languageOfLetters(text, least);
  if (written) return written;
  const all = wordsOf(text).length;
  const ranked = [...counts(text)].sort(([, a], [, b]) => b - a);
  const [first, ...others] = ranked;
  if (!first || first[1] < least || first[1] < all / 5) return null;
  // In a sentence no language has more of them than three of five.
  if (ofOneLetter(text, first[0]) * 5 > first[1] * 3) return null;
  const stands = others.every(([language, count]) => {
    if (first[1] >= count * leadOver(first[0], language)) return true;
    // Languages of one family share their commonest words: what only one of the two has tells them apart.
    const [own, foreign] = apart(text, first[0], language);
    return !areNear(first[0], language) && own >= least && own >= 4 * foreign;
  });
  return stands ? { language: first[0], evidence: first[1] } : null;
}

/** Scripts of one language each; Japanese is told by its syllables, which stand between Chinese characters. */
const ofOneLanguage: [string, RegExp][] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  // Single letters of it are mathematics.
  ['el', /\p{Script=Greek}{3,}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['th', /\p{Script=Thai}/gu],
];

/** Quotations bring a few letters: a third of all, twice as many as words would be asked for. */
function languageOfLetters(text: string, least: number): Verdict | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  for (const [language, letter] of ofOneLanguage) {
    const count = text.match(letter)?.join('').length ?? 0;
    if (count >= 2 * least && count * 3 >= letters) return { language, evidence: count };
  }
  return null;
}

const scripts = ['Latin', 'Greek', 'Cyrillic', 'Hebrew', 'Arabic', 'Devanagari', 'Thai', 'Hangul', 'Han', 'Hiragana', 'Katakana'];
const patterns = scripts.map((script) => ({ script, letter: new RegExp(`\\p{Script=${script}}`, 'gu') }));

/** Names of scripts as the registry has them (ISO 15924), where they are not the first letters. */
const written: Record<string, string[]> = {
  Jpan: ['Han', 'Hiragana', 'Katakana'],
  Kore: ['Hangul', 'Han'],
  Hans: ['Han'],
  Hant: ['Han'],
};

/** Languages that are written in two scripts. */
const inTwo = new Set('sr bs uz az kk ky tg tk mn ku pa ks sd ms ha ug'.split(' '));

/** Whether nine of ten letters, twenty or more, are of a script that the language is not written in. */
export function isForeignScript(tag: string, text: string): boolean {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    if (!script || inTwo.has(language)) return false;
    const own = written[script] ?? scripts.filter((one) => one.startsWith(script.slice(0, 3)));
    if (own.length === 0) return false;
    const found = patterns.map(({ script: name, letter }) => ({ name, count: text.match(letter)?.length ?? 0 }));
    const all = found.reduce((sum, { count }) => sum + count, 0);
    const foreign = found.filter(({ name }) => !own.includes(name)).reduce((sum, { count }) => sum + count, 0);
    return foreign >= 20 && foreign >= all * 0.9;
  } catch {
    return false;
  }
}
