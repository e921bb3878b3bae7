/** Link words say where the link leads, also read on their own. */
import { fileOf, type Lesson, type Link, type Passage, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { editOf, type Fault, faultRule, isProtected, type Mend, quotation } from '../fault-rule.ts';
import { judge, type Matter, readBy } from '../judge.ts';
import { detectLanguage } from '../language/language-detect.ts';
import { linkWords, titleOfTarget } from './link-target.ts';

const meta: RuleMeta = {
  id: 'link-vague',
  agent: 'accessibility',
  version: '1.3',
  severity: 'minor',
  title: 'Link words that say nothing on their own',
  source:
    'WCAG 2.2, 2.4.4 Link Purpose (In Context) and 2.4.9 (Link Only), failures F63 and F84: screen readers list links without their sentences.',
  wcag: ['2.4.4'],
  needs: ['siblings', 'model'],
};

/** Words that name no target in any sentence. Whole link text, case and end marks ignored. */
const vague: Record<string, string[]> = {
  en: [
    'click',
    'click here',
    'click this',
    'click this link',
    'click me',
    'clicking here',
    'by clicking here',
    'click here for more',
    'click here for more information',
    'click here for details',
    'click here now',
    'here',
    'right here',
    'over here',
    'go here',
    'see here',
    'look here',
    'link',
    'this link',
    'the link',
    'the following link',
    'following link',
    'follow this link',
    'at this link',
    'via this link',
    'link here',
    'this url',
    'this',
    'this one',
    'this page',
    'this site',
    'this website',
    'more',
    'read more',
    'learn more',
    'see more',
    'find out more',
    'more info',
    'more information',
    'read this',
    'check this out',
    'see this',
    'details',
    'continue',
    'go',
    'url',
  ],
  de: [
    'hier',
    'klicken sie hier',
    'hier klicken',
    'link',
    'dieser link',
    'mehr',
    'weiterlesen',
    'mehr lesen',
    'mehr erfahren',
    'diese seite',
  ],
  fr: ['ici', 'cliquez ici', 'lien', 'ce lien', 'en savoir plus', 'lire la suite', 'plus', 'cette page'],
  it: ['qui', 'clicca qui', 'link', 'questo link', 'leggi tutto', 'di più', 'scopri di più', 'questa pagina'],
  nl: ['hier', 'klik hier', 'link', 'deze link', 'meer', 'lees meer', 'lees verder', 'meer informatie', 'deze pagina'],
  pt: ['aqui', 'clique aqui', 'link', 'este link', 'mais', 'leia mais', 'ler mais', 'saiba mais', 'esta página'],
  pl: ['tutaj', 'tu', 'kliknij tutaj', 'link', 'ten link', 'więcej', 'czytaj więcej'],
  ru: ['здесь', 'тут', 'нажмите здесь', 'ссылка', 'по ссылке', 'подробнее', 'читать далее'],
  sv: ['här', 'klicka här', 'länk', 'läs mer', 'mer'],
  da: ['her', 'klik her', 'link', 'læs mere', 'mere'],
  nb: ['her', 'klikk her', 'lenke', 'les mer', 'mer'],
  fi: ['tästä', 'täällä', 'klikkaa tästä', 'linkki', 'lue lisää'],
  tr: ['buraya', 'burada', 'buraya tıklayın', 'tıklayın', 'bağlantı', 'devamı'],
  ja: ['こちら', 'ここ', 'こちらをクリック', 'ここをクリック', 'リンク', '詳細', '詳しくはこちら', '続きを読む', 'もっと見る'],
  zh: ['这里', '這裡', '此处', '此處', '点击这里', '點擊這裡', '点击此处', '链接', '連結', '更多', '阅读更多', '了解更多'],
  ko: ['여기', '여기를 클릭', '링크', '더 보기', '자세히'],
  ar: ['هنا', 'اضغط هنا', 'انقر هنا', 'رابط', 'المزيد', 'اقرأ المزيد'],
  he: ['כאן', 'לחץ כאן', 'קישור', 'עוד', 'קרא עוד'],
  es: ['aquí', 'haga clic aquí', 'haz clic aquí', 'enlace', 'este enlace', 'más', 'leer más', 'más información', 'esta página'],
};

export function isVague(text: string, language: string): boolean {
  const words = text
    .toLowerCase()
    .replace(/[\s\u00a0]+/g, ' ')
    .replace(/^[\s"'“”‘’(→»›>]+|[\s"'“”‘’).,:;!?…→»›>。、！]+$/g, '');
  return (vague[language.slice(0, 2).toLowerCase()] ?? []).includes(words);
}

/** In the language the lesson says it is in, or in the one its words are of. */
function isVagueHere(lesson: Lesson, text: string): boolean {
  if (isVague(text, lesson.language)) return true;
  const others = Object.keys(vague).filter((language) => isVague(text, language));
  if (others.length === 0) return false;
  const whole = lesson.passages.map((passage) => passage.text).join(' ');
  return others.includes(detectLanguage(whole.slice(0, 40_000), 6)?.language ?? '');
}

/** Arrows and the like; one that leads back in its own page (a note, a permanent link) is a sign people know, one set as code names an operator. */
function isSign(lesson: Lesson, { text, href, span }: Link): boolean {
  if (/`|<(?:code|kbd|samp)\b/i.test(sourceOf(lesson, span))) return false;
  return /^[\s<>«»‹›←-⇿▲-◄◀▶+*|.…-]+$/u.test(text) && text.trim() !== '' && !href.startsWith('#');
}

/** "URL" that leads to `url.html` is what the page is called. */
function isNameOfTarget({ text, href }: Link): boolean {
  const last = /([^/?#]+?)(?:\.[a-z]{2,5})?\/?(?:[?#].*)?$/i.exec(href)?.[1] ?? '';
  const folded = (words: string) => words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
  return folded(last) !== '' && folded(last) === folded(text);
}

/** The links this rule speaks of; others leave them to it. */
export function vagueLinks(lesson: Lesson): Link[] {
  return lesson.links.filter(
    (link) =>
      !link.pictureOnly &&
      ((isVagueHere(lesson, link.text) && !isNameOfTarget(link)) || isSign(lesson, link)) &&
      !isProtected(lesson, link.span) &&
      !hasFullerName(lesson, link),
  );
}

export const linkVague = faultRule<LessonContext>(meta, async (context) => {
  const { lesson } = context;
  const links = vagueLinks(lesson);
  const vague = links.map((link) => {
    const passage = passageOf(lesson, link);
    return {
      link,
      passage,
      bare: hasNothingAbout(lesson, link, passage, links),
      mend: fromSentence(lesson, link) ?? fromTarget(context, link),
    };
  });
  const open = vague.filter(({ bare, mend }) => !bare && !mend).map(({ link, passage }) => matterOf(lesson, link, passage));
  const judged = await judge(context, open);
  return vague.map(({ link, passage, bare, mend }): Fault => {
    const judgement = [...judged].find(([matter]) => matter.link === link)?.[1];
    const unclear = judgement?.verdict === 'fails' ? judgement : null;
    return {
      range: link.span,
      certainty: mend || bare || unclear ? 'fails' : 'needs-review',
      message: `“${link.text}” does not say where the link leads.`,
      wcag: bare || unclear ? ['2.4.4', '2.4.9'] : ['2.4.4'],
      evidence: [
        ...(passage ? [quotation(lesson, passage.span)].filter(({ text }) => text.length <= 600) : []),
        ...(unclear ? [{ kind: 'note' as const, text: readBy(unclear) }] : []),
      ],
      question: 'Which words should the link have?',
      answerKind: 'text',
      ...(mend ? { mend } : {}),
      reply: (reply) =>
        reply.kind === 'text'
          ? {
              edits: [editOf(lesson, link.textSpan, linkWords(link.form, reply.text))],
              title: `Call the link “${reply.text}”`,
              risk: 'low',
            }
          : null,
    };
  });
});

/** Whether the sentence and the heading say what the words do not: only a reader can tell. */
function matterOf(lesson: Lesson, link: Link, passage: Passage | null): Matter & { link: Link } {
  const heading = headingOver(lesson, link)?.text ?? '';
  return {
    kind: 'link',
    words: link.text,
    around: `In: ${passage?.text ?? link.text}${heading === '' ? '' : ` Under the heading: ${heading}`}`,
    link,
  };
}

/**
 * No sentence round it, no table or list it stands in, and no heading over it, or one under which another such link leads
 * elsewhere: a heading names one thing, and cannot say of two links where each of them leads (2.4.4).
 */
function hasNothingAbout(lesson: Lesson, link: Link, passage: Passage | null, vague: Link[]): boolean {
  if (!standsAlone(link, passage)) return false;
  const heading = headingOver(lesson, link);
  return (
    heading === undefined ||
    vague.some(
      (other) =>
        other !== link &&
        other.href !== link.href &&
        other.span.path === link.span.path &&
        headingOver(lesson, other) === heading &&
        standsAlone(other, passageOf(lesson, other)),
    )
  );
}

function standsAlone(link: Link, passage: Passage | null): boolean {
  return passage?.kind === 'paragraph' && passage.text.trim() === link.text.trim();
}

function headingOver(lesson: Lesson, { span: { path, start } }: Link) {
  return lesson.headings.findLast(({ span }) => span.path === path && span.start < start);
}

/** `aria-label` or `title` of an HTML link may say more than its words. */
function hasFullerName(lesson: Lesson, link: Link): boolean {
  return (
    link.form === 'html' && /^<a\b[^>]*\b(?:aria-(?:label|labelledby|describedby)|title)\s*=/i.test(sourceOf(lesson, link.span))
  );
}

function passageOf(lesson: Lesson, link: Link): Passage | null {
  return (
    lesson.passages.find(
      ({ span }) => span.path === link.span.path && span.start <= link.span.start && link.span.end <= span.end,
    ) ?? null
  );
}

/** "Click [here](x) to download the data." says itself what the link does: "[Download the data](x)." */
function fromSentence(lesson: Lesson, link: Link): Mend | null {
  if (link.form !== 'inline' || !/^en\b/i.test(lesson.language)) return null;
  const text = fileOf(lesson, link.span.path)!.text;
  const before = /(?:^|[\n.!?:] *|\n[-*+] +|\n\d+[.)] +)(?:please )?click (?:on )?$/i.exec(
    text.slice(Math.max(0, link.span.start - 80), link.span.start),
  );
  const own = /^(?:click here|click this link)$/i.test(link.text);
  const bare = /^(?:here|this link|this)$/i.test(link.text);
  const rest = /^ to ([a-z][^.!?\n[\]<>`*_]{2,80})(?=[.!?\n]|$)/.exec(text.slice(link.span.end, link.span.end + 120));
  if (!rest || !(own || (bare && before))) return null;
  const clickStart = before ? link.span.start - /(?:please )?click (?:on )?$/i.exec(before[0])![0].length : link.span.start;
  const action = rest[1]!.trim();
  const startsSentence = before !== null || /^[A-Z]/.test(link.text);
  const words = startsSentence ? action.charAt(0).toUpperCase() + action.slice(1) : action;
  const source = sourceOf(lesson, link.span);
  const target = source.slice(link.textSpan.end - link.span.start);
  const whole = { path: link.span.path, start: clickStart, end: link.span.end + 4 + rest[1]!.trimEnd().length };
  return {
    edits: [editOf(lesson, whole, `[${words}${target}`)],
    title: `Let the link say what it does: “${words}”`,
    risk: 'medium',
    forYou: 'Does the sentence still read well?',
  };
}

/** "See [here](x)." and "… is described [here](x)." read on with the title of what they lead to. */
function fromTarget(context: LessonContext, link: Link): Mend | null {
  const { lesson } = context;
  const title = titleOfTarget(context, link.span.path, link.href);
  if (!title || link.form !== 'inline' || !/^en\b/i.test(lesson.language)) return null;
  const text = fileOf(lesson, link.span.path)!.text;
  const before = text.slice(Math.max(0, link.span.start - 40), link.span.start);
  const ends = /^(?:[.,;:!?)\n]|$)/.test(text.slice(link.span.end, link.span.end + 1));
  const see = /\b(?:see|read|visit|revisit|at|in|from|to|consult)[ \n]$/i.test(before);
  const found = /\b(?:found|described|explained|listed|shown|available|covered|discussed|introduced)[ \n]$/i.test(before);
  if (!ends || !(see || found)) return null;
  const words = linkWords('inline', title);
  const edit = found
    ? editOf(lesson, { ...link.span, end: link.textSpan.end }, `in [${words}`)
    : editOf(lesson, link.textSpan, words);
  return {
    edits: [edit],
    title: `Call the link by its target: “${title}”`,
    risk: 'medium',
    forYou: 'Does the sentence still read well?',
    evidence: [{ kind: 'note', text: `What it leads to is called “${title}”.` }],
  };
}
