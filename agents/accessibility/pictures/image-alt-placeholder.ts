/** A file name or a placeholder is not a text alternative. */
import type { Image } from '../../../tools/library/lesson.ts';
import type { LessonContext } from '../../context.ts';
import type { RuleMeta } from '../../rule.ts';
import { type Fault, faultRule, isProtected } from '../fault-rule.ts';
import { alternativeFor, alternativeQuestion, alternativeReply } from './image-alternative.ts';

const meta: RuleMeta = {
  id: 'image-alt-placeholder',
  agent: 'accessibility',
  version: '1.0',
  severity: 'serious',
  title: 'A text alternative that is a file name or a placeholder',
  source: 'WCAG 2.2, 1.1.1 Non-text Content (failure F30).',
  wcag: ['1.1.1'],
  needs: ['model'],
};

const placeholders = new Set(
  [
    'image',
    'images',
    'img',
    'picture',
    'pic',
    'photo',
    'photograph',
    'graphic',
    'figure',
    'fig',
    'diagram',
    'chart',
    'graph',
    'plot',
    'drawing',
    'illustration',
    'screenshot',
    'screen shot',
    'screen capture',
    'alt',
    'alt text',
    'alternative text',
    'alt tag',
    'image alt',
    'image alt text',
    'your alt text here',
    'description',
    'image description',
    'insert alt text',
    'todo',
    'tbd',
    'fixme',
    'placeholder',
    'placeholder image',
    'untitled',
    'null',
    'undefined',
    'spacer',
    'blank',
    'image here',
    'caption',
    'null image',
    'no alt',
    'img alt',
    'temp',
    'xxx',
    '...',
    '…',
    'bild',
    'bildtext',
    'bildbeschreibung',
    'alternativtext',
    'texte alternatif',
    'texto alternativo',
    'testo alternativo',
    'alternatieve tekst',
    'foto',
    'imagen',
    'immagine',
    'abbildung',
    'afbeelding',
    'imagem',
    'figura',
    'kuva',
    'obrázek',
    'изображение',
    'картинка',
    '画像',
    '图片',
    '图像',
    '圖片',
    '이미지',
    'صورة',
  ].map((word) => word.toLowerCase()),
);

/** What programs write where nobody said anything: nbconvert, knitr, Word and PowerPoint, Google Docs, Blackboard, WordPress. */
const written =
  /^(?:no (?:description|alt(?:ernative)? text)(?: has been)? (?:provided|available|entered)\b.*|(?:plot of chunk|unnamed[ -]chunk)\b[\w .-]*|this (?:image|picture) has an empty alt attribute.*|(?:an )?(?:image|picture|photo) (?:may )?contain(?:s|ing)?(?: an?)? (?:text|image|graphic|screenshot|diagram|chart|table|map|person|indoor|outdoor|shape|object|logo|drawing)s?)$/;
const notice =
  /\s*(?:description automatically generated|ai[- ]generated content may be incorrect)\.?\s*(?:with (?:very )?(?:low|medium|high) confidence)?\.?$/;

export type PlaceholderKind = 'file-name' | 'placeholder';

/** Why these words are no alternative; null where a person may have meant them. */
export function placeholderKind(alternative: string, src: string): PlaceholderKind | null {
  const text = alternative.trim();
  const words = text
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .replace(notice, '')
    .replace(/^(?:a|an|the) (?=(?:image|picture|photo|graphic|screenshot|diagram)\b)/, '')
    .replace(/[.:!,]+$/, '');
  if (words === '') return text === '' ? null : 'placeholder';
  const file = (src.split(/[?#]/)[0] ?? '').split('/').at(-1)!.toLowerCase();
  const stem = file.replace(/\.[a-z0-9]{2,5}$/, '');
  if (/^[^\s]+\.(?:png|jpe?g|gif|svg|webp|bmp|tiff?|avif|heic)$/i.test(text)) return 'file-name';
  if (text.toLowerCase() === file) return 'file-name';
  // One word may well be the right name of what a file called so shows; several joined by signs are not written by people.
  if (text.toLowerCase() === stem && /[_\d]|-.*-/.test(stem) && !/\s/.test(text)) return 'file-name';
  if (
    /^(?:img|dsc|dscn|dscf|pxl|screenshot|screen shot|image|photo|picture|untitled|unnamed|figure|fig)[ _-]?\(?\d[\d _.:-]*\)?$/i.test(
      text,
    )
  )
    return 'placeholder';
  if (/^https?:\/\/\S+$/i.test(text)) return 'file-name';
  return placeholders.has(words) || placeholders.has(words.replaceAll('-', ' ')) || written.test(words) ? 'placeholder' : null;
}

export const imageAltPlaceholder = faultRule<LessonContext>(meta, (context) => {
  const { lesson } = context;
  const kindOf = (image: Image) => (image.alt === null || image.decorative ? null : placeholderKind(image.alt, image.src));
  return lesson.images
    .filter((image) => kindOf(image) !== null && !isProtected(lesson, image.span))
    .map(
      (image): Fault => ({
        range: image.span,
        target: `${image.alt} ${image.src}`,
        certainty: 'fails',
        message:
          kindOf(image) === 'file-name'
            ? `The text alternative “${image.alt}” is a file name.`
            : `The text alternative “${image.alt}” is a placeholder.`,
        question: alternativeQuestion,
        answerKind: 'text-alternative',
        mend: () => alternativeFor(context, image),
        reply: (reply) => alternativeReply(lesson, image, reply),
      }),
    );
});
