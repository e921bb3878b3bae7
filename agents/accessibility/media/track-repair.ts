/** Captions that lie beside a video and are not named in it (WCAG 1.2.2, technique H95). */
import { type Lesson, sourceOf } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import { attribute, childrenOf, type Element, isElement, type Placed } from '../element-tree.ts';
import { insertionAt, type Mend } from '../fault-rule.ts';
import { isLanguageTag } from '../language/language-codes.ts';
import { setAttribute } from '../start-tag.ts';
import { addAttribute, endOfLine } from '../tag-edits.ts';

interface Captions {
  /** As the page would name it. */
  href: string;
  language: string;
}

/** Names captions of `talk.mp4` go by, in the language asked for. */
function candidates(source: string, language: string): Captions[] {
  const match = /^(?:(.*)\/)?([^/?#]+)\.\w+(?:[?#].*)?$/.exec(source);
  if (!match) return [];
  const [, folder, name] = match;
  const short = language.split('-')[0]!;
  const folders = [folder ?? '', ...['captions', 'subtitles', 'subs', 'vtt'].map((sub) => (folder ? `${folder}/${sub}` : sub))];
  const names = [
    name!,
    ...[language, short].flatMap((tag) => [`${name}.${tag}`, `${name}-${tag}`, `${name}_${tag}`]),
    `${name}.captions`,
    `${name}-captions`,
    `${name}_captions`,
  ];
  return folders.flatMap((one) => names.map((file) => ({ href: one ? `${one}/${file}.vtt` : `${file}.vtt`, language })));
}

function sourcesOf(media: Element): string[] {
  const own = attribute(media, 'src');
  const inside = childrenOf(media).filter((child): child is Element => isElement(child) && child.tagName === 'source');
  return [own, ...inside.map((one) => attribute(one, 'src'))].filter((src): src is string => src !== null && src !== '');
}

/** The caption file that lies beside it, if any. */
export function captionsBeside({ files }: LessonContext, media: Placed, language: string): Captions | null {
  const there = (href: string) => {
    const path = files.resolve(media.tag.path, href);
    return path !== null && files.exists(path) && /^\uFEFF?WEBVTT/.test(files.read(path) ?? 'WEBVTT');
  };
  return (
    sourcesOf(media.element)
      .filter((source) => !/^(?:https?:)?\/\//i.test(source))
      .flatMap((source) => candidates(source, language))
      .find(({ href }) => there(href)) ?? null
  );
}

export function trackRepair(context: LessonContext, media: Placed): Mend | null {
  const { lesson } = context;
  const { element, tag } = media;
  const tracks = childrenOf(element).filter((child): child is Element => isElement(child) && child.tagName === 'track');
  const language = pageLanguage(lesson, media);
  const only = tracks.length === 1 ? tracks[0]! : null;
  const at = only?.sourceCodeLocation?.startTag ?? only?.sourceCodeLocation;
  if (only && at && attribute(only, 'kind') === null && spoken(only, language)) {
    return {
      edits: [addAttribute(lesson, { path: tag.path, start: at.startOffset, end: at.endOffset }, 'kind', 'captions')],
      title: 'Say that the track holds captions',
      risk: 'medium',
      forYou: 'Does it name sounds and speakers as well?',
    };
  }
  const found = tracks.length === 0 ? captionsBeside(context, media, language) : null;
  const end = element.sourceCodeLocation?.endTag;
  if (!found || !end) return null;
  const eol = endOfLine(lesson, tag.path);
  const before = sourceOf(lesson, { path: tag.path, start: tag.end, end: end.startOffset });
  const indent = /\n([ \t]*)\S[^\n]*\n[ \t]*$/.exec(before)?.[1];
  const lineUp = /\n[ \t]*$/.exec(before);
  const written = `<track kind="captions" src="${found.href.replaceAll('"', '&quot;')}" srclang="${found.language}" label="${labelFor(found.language)}">`;
  const place = lineUp ? end.startOffset - lineUp[0].length + 1 : end.startOffset;
  const text = lineUp ? `${indent ?? '  '}${written}${eol}` : written;
  return {
    edits: [insertionAt(tag.path, place, text)],
    title: `Show the captions that lie beside the ${element.tagName} (${found.href})`,
    risk: 'low',
    forYou: 'Are these its captions, and in the language spoken?',
    evidence: [{ kind: 'note', text: `The file ${found.href} is there, and nothing on the page names it.` }],
  };
}

/** A track whose file is not there, where one of that video is. */
export function missingTrackRepair(context: LessonContext, media: Placed, src: string): Mend | null {
  const track = childrenOf(media.element).find(
    (child): child is Element => isElement(child) && child.tagName === 'track' && attribute(child, 'src') === src,
  );
  const at = track?.sourceCodeLocation?.startTag ?? track?.sourceCodeLocation;
  const language = track ? (attribute(track, 'srclang') ?? pageLanguage(context.lesson, media)) : '';
  const found = track ? captionsBeside(context, media, language) : null;
  const sameFile = src.split('/').at(-1)!.toLowerCase();
  const moved = ['captions', 'subtitles', 'subs', 'vtt', 'media', 'video', 'videos']
    .map((folder) => `${folder}/${sameFile}`)
    .find((href) => {
      const path = context.files.resolve(media.tag.path, href);
      return path !== null && context.files.exists(path);
    });
  const href = found?.href ?? moved;
  if (!at || !href) return null;
  const place = { path: media.tag.path, start: at.startOffset, end: at.endOffset };
  return {
    edits: [setAttribute(context.lesson, place, 'src', href)],
    title: `Let the track name the file that is there (${href})`,
    risk: 'medium',
    forYou: 'Is it the track of this video?',
  };
}

function spoken(track: Element, language: string): boolean {
  const own = attribute(track, 'srclang');
  return own === null || own.slice(0, 2).toLowerCase() === language.slice(0, 2).toLowerCase();
}

function pageLanguage(lesson: Lesson, { ancestors }: Placed): string {
  const said = ancestors.map((one) => attribute(one, 'lang')).findLast((lang) => lang !== null && isLanguageTag(lang.trim()));
  return said?.trim() ?? lesson.language;
}

/** The language's name in itself: "English", "Deutsch". */
function labelFor(language: string): string {
  try {
    const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  } catch {
    return language;
  }
}
