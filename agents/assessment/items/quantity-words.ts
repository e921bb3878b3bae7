/** Quantities as options give them: digits, fractions, percentages, number words, with units of one dimension. Pure. */
import { fold } from '../wording.ts';

const numberWords = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value) => [word, value]),
);
for (const [word, value] of Object.entries({ thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 }))
  numberWords.set(word, value);
const scales: Record<string, number> = { hundred: 1e2, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };
const shares: Record<string, number> = { half: 1 / 2, 'one half': 1 / 2, 'a half': 1 / 2, 'a third': 1 / 3, 'a quarter': 1 / 4 };

/** Factor to the first unit of the dimension. Prefixed binary units (KB) are left out: makers disagree on them. */
const units: Record<string, [dimension: string, factor: number]> = {
  s: ['time', 1],
  sec: ['time', 1],
  second: ['time', 1],
  min: ['time', 60],
  minute: ['time', 60],
  h: ['time', 3600],
  hour: ['time', 3600],
  day: ['time', 86400],
  week: ['time', 604800],
  ms: ['time', 1e-3],
  millisecond: ['time', 1e-3],
  mm: ['length', 1e-3],
  millimetre: ['length', 1e-3],
  millimeter: ['length', 1e-3],
  cm: ['length', 1e-2],
  centimetre: ['length', 1e-2],
  centimeter: ['length', 1e-2],
  m: ['length', 1],
  metre: ['length', 1],
  meter: ['length', 1],
  km: ['length', 1e3],
  kilometre: ['length', 1e3],
  kilometer: ['length', 1e3],
  mg: ['mass', 1e-6],
  g: ['mass', 1e-3],
  gram: ['mass', 1e-3],
  kg: ['mass', 1],
  kilogram: ['mass', 1],
  t: ['mass', 1e3],
  tonne: ['mass', 1e3],
  l: ['volume', 1],
  litre: ['volume', 1],
  liter: ['volume', 1],
  dl: ['volume', 0.1],
  cl: ['volume', 0.01],
  ml: ['volume', 1e-3],
  millilitre: ['volume', 1e-3],
  milliliter: ['volume', 1e-3],
  cm3: ['volume', 1e-3],
  dm3: ['volume', 1],
  m3: ['volume', 1e3],
  kj: ['energy', 1e3],
  j: ['energy', 1],
  joule: ['energy', 1],
  hz: ['frequency', 1],
  khz: ['frequency', 1e3],
  mhz: ['frequency', 1e6],
  ghz: ['frequency', 1e9],
  pa: ['pressure', 1],
  hpa: ['pressure', 1e2],
  kpa: ['pressure', 1e3],
  month: ['calendar', 1],
  year: ['calendar', 12],
  decade: ['calendar', 120],
  century: ['calendar', 1200],
  '%': ['', 0.01],
  'per cent': ['', 0.01],
  percent: ['', 0.01],
  '': ['', 1],
};

export interface Amount {
  value: number;
  /** `''` for a bare number. */
  dimension: string;
  /** Of its unit, to the first of the dimension. */
  factor: number;
  nearly?: true;
}

function numberOf(text: string): number | null {
  const share = shares[text];
  if (share !== undefined) return share;
  const ratio = /^(\d+)\s*\/\s*(\d+)$/u.exec(text);
  if (ratio) return Number(ratio[2]) === 0 ? null : Number(ratio[1]) / Number(ratio[2]);
  if (/^[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/u.test(text)) return Number(text.replaceAll(',', '').replace('−', '-'));
  return numberWords.get(text) ?? null;
}

/** Said as near enough: 500 seconds are 8.3 minutes. */
const nearly = /^(?:(?:about|around|approximately|roughly|nearly|some|ca|circa)\s+|(?:ca\.|~)\s*)/u;

/**
 * The amount a text states and nothing else; null where it states none, or its unit is not known.
 * "1 hour" and "60 minutes" are the same amount, as are "50%", "0.5", "1/2" and "half".
 */
export function amountOf(text: string): Amount | null {
  const words = fold(text);
  const parts =
    /^(.*?\d|[\p{L}]+(?: half| third| quarter)?)\s*((?:hundred|thousand|million|billion|trillion)\b)?\s*(%|per cent|[cd]?m3|\p{L}*)$/u.exec(
      words.replace(nearly, '').replace(/^exactly /u, ''),
    );
  if (!parts) return null;
  const unit = units[parts[3] ?? ''] ?? units[(parts[3] ?? '').replace(/s$/u, '')];
  // “An hour” is one; “a” alone is a letter.
  const one = /^an?$/u.test((parts[1] ?? '').trim()) && parts[3] !== '';
  const number = one ? 1 : numberOf((parts[1] ?? '').trim());
  if (number === null || !unit) return null;
  const value = number * (scales[parts[2] ?? ''] ?? 1) * unit[1];
  return { value, dimension: unit[0], factor: unit[1], ...(nearly.test(words) ? { nearly: true as const } : {}) };
}

/** To the last digit, or within a hundredth where one of them is said to be about that much in another unit. */
export function sameAmount(one: Amount, other: Amount): boolean {
  const room = (one.nearly || other.nearly) && one.factor !== other.factor ? 1e-2 : 1e-9;
  return (
    one.dimension === other.dimension &&
    Math.abs(one.value - other.value) <= room * Math.max(Math.abs(one.value), Math.abs(other.value))
  );
}
