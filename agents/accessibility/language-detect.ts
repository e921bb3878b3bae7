/**
 * Which language a text is in, by its commonest small words. It says so only where they are several and all but alone;
 * a text it is not sure of has no language.
 */

/** Words of a few letters that make up a third of any text; those that two languages share count for both. */
const smallWords: Record<string, string> = {
  en: 'the of and to in is that it for was with as on are this be by an from or which you at but not have has had he she they we his her their its will would can could there been were one all who what when where how into than then also if no so up out about more some these those does did because however between through after before during',
  de: 'der die das und in zu den von mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein wurde wenn können wir ich ihr kein keine diese dieser dieses',
  fr: "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux d'un mais comme ou si leur y dont elle nous vous ils être fait cette ces ses été même tout aussi sa deux bien où entre sans après peut très",
  es: 'de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ha me si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy hasta desde está mi porque qué nos durante uno ni contra ese eso',
  nl: 'de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog zal me zij nu ge geen omdat iets worden toch al waren veel meer doen moet',
  it: "di e il la che in a per un è del non una i le si con da gli come al sono della più nel dei anche alla ha ma delle questo dalla nella o su se ci lo loro suo cui stato essere quando molto dopo l'altro tra fra questa sua",
  pt: 'de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter seus quem nas',
};

const lists = Object.entries(smallWords).map(([language, words]) => ({ language, words: new Set(words.split(' ')) }));

export const detectable = new Set(Object.keys(smallWords));

export interface Verdict {
  language: string;
  /** How many of its own small words the text has. */
  evidence: number;
}

/** Small words of each language in the text. */
export function counts(text: string): Map<string, number> {
  const found = new Map(lists.map(({ language }) => [language, 0]));
  for (const word of text.toLowerCase().match(/[\p{L}’']+/gu) ?? []) {
    for (const { language, words } of lists)
      if (words.has(word.replaceAll('’', "'"))) found.set(language, found.get(language)! + 1);
  }
  return found;
}

/**
 * The language that stands out, where one does: at least `least` of its small words, a fifth of all words or more, twice as many
 * as any other's.
 */
export function detectLanguage(text: string, least: number): Verdict | null {
  const all = text.match(/[\p{L}’']+/gu)?.length ?? 0;
  const ranked = [...counts(text)].sort(([, a], [, b]) => b - a);
  const [first, second] = ranked;
  if (!first || !second || first[1] < least || first[1] < all / 5 || first[1] < second[1] * 2) return null;
  return { language: first[0], evidence: first[1] };
}
