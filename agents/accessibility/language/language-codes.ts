/** The code a person meant by what stands in `lang`. */

/** A language tag whose first part is a registered code that names a language. */
export function isLanguageTag(tag: string): boolean {
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(tag)) return false;
  try {
    const base = new Intl.Locale(tag.split('-')[0]!).language;
    // The registry holds a language once: "en" and not "eng" (RFC 5646, 2.2.1).
    if (base.length < tag.split('-')[0]!.length) return false;
    return new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' }).of(base) !== undefined;
  } catch {
    return false;
  }
}

const codes =
  'en de fr es it pt nl sv da nb nn fi pl cs sk hu ro bg el ru uk tr ar he fa hi bn ur zh ja ko vi th id ms ca eu gl ga cy hr sr sl et lv lt is la sw af'.split(
    ' ',
  );

/** Names of languages, in English and in themselves. */
const names = new Map<string, string>();
for (const code of codes) {
  for (const display of ['en', code]) {
    const name = new Intl.DisplayNames([display], { type: 'language' }).of(code);
    if (name) names.set(name.toLowerCase(), code);
  }
}

/** Codes of countries that people write for the language spoken there. */
const countries: Record<string, string> = {
  uk: 'en-GB',
  gb: 'en-GB',
  us: 'en-US',
  usa: 'en-US',
  jp: 'ja',
  cn: 'zh',
  gr: 'el',
  cz: 'cs',
  dk: 'da',
};

/** `en_US` is meant as `en-US`, ` EN ` as `EN`, `eng` as `en`, `German` as `de`; null where nobody can tell. */
export function meantLanguage(tag: string): string | null {
  const trimmed = tag.trim();
  const named = names.get(trimmed.toLowerCase());
  if (named) return named;
  const repaired = trimmed.replace(/[_\s]+/g, '-');
  if (isLanguageTag(repaired)) return repaired;
  const country = countries[trimmed.toLowerCase()];
  if (country) return country;
  try {
    const short = Intl.getCanonicalLocales(repaired)[0] ?? '';
    return isLanguageTag(short) ? short : null;
  } catch {
    return null;
  }
}
