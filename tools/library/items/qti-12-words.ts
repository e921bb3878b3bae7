/** The words of QTI 1.2: what stands in `material`, of a question, a label or a feedback. */
import type { ItemWords } from '../lesson.ts';
import { type Source, wordsIn } from './words.ts';
import { allBelow, firstBelow, textOfAttribute, type XmlElement } from './xml.ts';

/** Elements that ask for an answer. */
export const responses = ['response_lid', 'response_str', 'response_num', 'response_xy', 'response_grp', 'response_extension'];

/** The words of a label or other holder of material; where it has none, no words at its place. */
export function wordsOf(holder: XmlElement, source: Source): ItemWords {
  const words = materialIn(holder, source);
  if (words) return words;
  const picture = firstBelow(holder, 'matimage');
  const { span: at } = noWords(holder, source);
  return { text: picture ? `[${(textOfAttribute(picture, 'uri') ?? 'picture').split('/').at(-1)}]` : '', span: at };
}

export function noWords(holder: XmlElement, { path }: Source): ItemWords {
  return { text: '', span: { path, start: holder.contentStart, end: holder.contentStart } };
}

/** @param depth `own`: not what stands in the labels of a list */
export function materialIn(holder: XmlElement, source: Source, depth: 'all' | 'own' = 'all'): ItemWords | null {
  const texts = depth === 'own' ? ownMaterial(holder) : allBelow(holder, 'mattext', 'matemtext');
  const words = texts.map((one) => mattextWords(one, source)).filter((one) => one.text !== '');
  if (words.length < 2) return words[0] ?? null;
  return together(words);
}

function ownMaterial(element: XmlElement): XmlElement[] {
  return element.children.flatMap((child) => {
    if (responses.includes(child.name) || child.name.startsWith('render_')) return [];
    return child.name === 'mattext' || child.name === 'matemtext' ? [child] : ownMaterial(child);
  });
}

/** Several pieces read as one; no single place takes a change of them. */
function together(words: ItemWords[]): ItemWords {
  const first = words[0]?.span ?? { path: '', start: 0, end: 0 };
  return {
    text: words.map((one) => one.text).join(' '),
    span: { path: first.path, start: first.start, end: words.at(-1)?.span.end ?? first.end },
  };
}

function mattextWords(mattext: XmlElement, { path, text }: Source): ItemWords {
  const isHtml = (textOfAttribute(mattext, 'texttype') ?? '').toLowerCase().includes('html');
  return wordsIn(text, { path, start: mattext.contentStart, end: mattext.contentEnd }, isHtml ? 'xml-html' : 'xml');
}

export function stemOf(
  presentation: XmlElement,
  asked: XmlElement[],
  source: Source,
): { stem: ItemWords; lead: ItemWords | null } {
  const only = asked.length === 1 ? asked[0] : undefined;
  const read = (holder: XmlElement): ItemWords[] =>
    ownMaterial(holder)
      .map((one) => mattextWords(one, source))
      .filter((one) => one.text !== '');
  const own = read(presentation);
  // Some put the question into its only response.
  const words = own.length === 0 && only ? read(only) : own;
  const stem = words.at(-1);
  const at = { path: source.path, start: presentation.contentStart, end: presentation.contentStart };
  if (!stem) return { stem: { text: '', span: at }, lead: null };
  return { stem, lead: words.length > 1 ? together(words.slice(0, -1)) : null };
}
