/** The form of names, in scripts with and without capitals, and the words that look like one and are nobody's. Pure. */
import { literalPattern } from '../library/literal-pattern.ts';

const namePart = String.raw`\p{Lu}[\p{L}\p{M}'’\-]+`;
const initial = String.raw`\p{Lu}\.`;
const particle = '(?:van|von|der|den|de|da|del|di|la|le|ten|ter|bin|al)';
const spoken = String.raw`${namePart}(?:[ \t]+(?:${initial}|${particle}|${namePart})){0,3}[ \t]+${namePart}`;
/** In scripts without capitals a name is what stands next to the address. */
const caseless = String.raw`[\p{Lo}\p{M}]{2,12}(?:[ \t·]+[\p{Lo}\p{M}]{2,12}){0,2}`;
const turned = String.raw`${namePart},[ \t]*${namePart}`;

/** Patterns (source text) that need the `u` flag. */
export const form = { name: `${spoken}|${turned}|${caseless}|${namePart}` } as const;

/** Begin a phrase with a capital, or ask for a letter, and are nobody's name. */
const notNames = new Set(
  (
    'In At To The Ask Contact Email E-mail Mail Write Call See From By For With If Please Dear Or And Send Tell Reach Via Note Questions ' +
    'Prof Professor Dr Mr Mrs Ms Mx Herr Frau Instructor Instructors Teacher Teachers Author Authors Lecturer Tutor Student Learner Name Names ' +
    'Copyright Maintainer Maintainers Course Help Support Team Our Your My This That When Feedback Info Information Office Admin Webmaster News ' +
    'Newsletter Phone Website Address Details Enquiries Inquiries Read Visit Join Report Reply Us Me Here Click Desk Hello Hi Thanks Licence License ' +
    '문의 문의처 이메일 메일 연락처 주소 담당자 연락 البريد بريد الإلكتروني للتواصل التواصل اتصل راسلنا العنوان אימייל מייל דואל כתובת קשר צור ליצירת लिए ईमेल संपर्क पता करें'
  ).split(' '),
);
/** Scripts that part no words write these in one with a name. */
const asking =
  /^(?:请?联系(?:方式|我们|人)?|电子邮[件箱]|电邮|邮[件箱]|信箱|地址|请?咨询|聯[繫絡](?:我們|人)?|電子郵件|郵[件箱]|メールアドレス|メール|連絡先|お?問い合わせ|宛先|อีเมล|ติดต่อ)+/u;

export const isNoName = (word: string): boolean => notNames.has(word);

/** A name without the words that ask to write to it. */
export function withoutAsking(name: string): string {
  return name.replace(asking, '').trim();
}

/** Scripts that put no space between words: a name may stand within a run of letters there. */
const unspaced = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** What Korean writes in one with a name. */
const hangulAfter = '(?=(?:님|씨|은|는|이|가|을|를|의|에게|께|와|과|도|로|으로)+(?![\\p{L}\\p{N}])|(?![\\p{L}\\p{N}]))';

/** Finds a name wherever it stands as words of its own; its words may be parted by line breaks. */
export function namePattern(name: string): RegExp {
  const escaped = literalPattern(name).replace(/[ \t]+/g, '\\s+');
  if (unspaced.test(name)) return new RegExp(escaped, 'gu');
  const after = /\p{sc=Hangul}$/u.test(name) ? hangulAfter : '(?![\\p{L}\\p{N}])';
  return new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])${escaped}${after}`, 'gu');
}
