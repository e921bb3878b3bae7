/**
 * Outcome tags of items of QTI 2 and 3, which lie in the metadata of the item's resource in the package's manifest: a LOM
 * classification (IEEE 1484.12.1, 9) whose purpose is an educational objective or a competency. Pure.
 */
import type { Edit } from '../../../agents/contract.ts';
import type { Quiz } from '../quiz-json.ts';
import { type PackagePart, resourceOf, resourcesOf } from './item-place.ts';
import { encoded, wordsIn } from './words.ts';
import { childrenNamed, declaredEncoding, firstBelow, leadOf, type XmlElement } from './xml.ts';

const purposes = /^(?:educational objective|competency)$/i;
const lomSpace = 'http://ltsc.ieee.org/xsd/LOM';

/** The quiz, its items tagged as the manifest says. */
export function withManifestTags(quiz: Quiz, manifest: PackagePart): Quiz {
  const tags = tagsIn(manifest, quiz.span.path);
  return tags.length === 0
    ? quiz
    : { ...quiz, items: quiz.items.map((item) => ({ ...item, outcomes: [...item.outcomes, ...tags] })) };
}

const known = new WeakMap<PackagePart, Map<string, string[]>>();

function tagsIn(manifest: PackagePart, item: string): string[] {
  const all = known.get(manifest) ?? new Map<string, string[]>();
  known.set(manifest, all);
  const tags = all.get(item) ?? (/classification/.test(manifest.text) ? readTags(manifest, item) : []);
  all.set(item, tags);
  return tags;
}

function readTags(manifest: PackagePart, item: string): string[] {
  const resource = resourceOf(manifest, item);
  return resource
    ? objectives(manifest, resource).flatMap((one) => entriesIn(manifest, one).map((entry) => textIn(manifest, entry)))
    : [];
}

function objectives(manifest: PackagePart, resource: XmlElement): XmlElement[] {
  const lom = lomOf(resource);
  return (lom ? childrenNamed(lom, 'classification') : []).filter((one) => {
    const purpose = childrenNamed(one, 'purpose')[0];
    const value = purpose && childrenNamed(purpose, 'value')[0];
    return value !== undefined && purposes.test(textIn(manifest, value));
  });
}

function lomOf(resource: XmlElement): XmlElement | undefined {
  const metadata = childrenNamed(resource, 'metadata')[0];
  return metadata && childrenNamed(metadata, 'lom')[0];
}

/** The innermost taxon of each path, by its entry. */
function entriesIn(manifest: PackagePart, classification: XmlElement): XmlElement[] {
  return childrenNamed(classification, 'taxonPath').flatMap((path) => {
    let taxon = childrenNamed(path, 'taxon').at(-1);
    for (let inner = taxon; inner; inner = childrenNamed(inner, 'taxon').at(-1)) taxon = inner;
    const entry = taxon && childrenNamed(taxon, 'entry')[0];
    const string = entry && (firstBelow(entry, 'string', 'langstring') ?? entry);
    return string && textIn(manifest, string) !== '' ? [string] : [];
  });
}

function textIn({ path, text }: PackagePart, element: XmlElement): string {
  return wordsIn(text, { path, start: element.contentStart, end: element.contentEnd }, 'xml').text.trim();
}

/**
 * Tags an item in its manifest: as the item, or another of the package, is tagged already; else by a classification of LOM.
 * @returns null where the manifest has no resource for the item, or its encoding cannot hold the tag
 */
export function manifestTag(manifest: PackagePart, item: string, tag: string): Edit | null {
  const resource = resourceOf(manifest, item);
  const encoding = declaredEncoding(manifest.text);
  const words = encoded(tag, 'xml', false, encoding === null || /^utf-?8$/.test(encoding));
  if (!resource || words === null || tag.trim() === '' || /[\r\n]/.test(tag)) return null;
  const { text, path } = manifest;
  const at = (place: number, replacement: string): Edit => ({ path, start: place, end: place, replacement, quote: '' });
  const own = objectives(manifest, resource).at(-1) ?? null;
  const form = own ?? siblingForm(manifest);
  const entry = form && entriesIn(manifest, form).at(-1);
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const deeper = (lead: string): string => (lead.includes('\n') ? lead + unitOf(text) : eol);
  const again = (element: XmlElement): string =>
    entry ? text.slice(element.start, entry.contentStart) + words + text.slice(entry.contentEnd, element.end) : '';
  if (own && entry) {
    const branch = childrenNamed(own, 'taxonPath').find((one) => one.start <= entry.start && entry.end <= one.end);
    return branch ? at(branch.end, leadOf(branch, text) + again(branch)) : null;
  }
  const lom = lomOf(resource);
  const metadata = childrenNamed(resource, 'metadata')[0];
  const lomTag = lom ? tagName(text, lom) : 'lom';
  const prefix = lomTag.slice(0, lomTag.length - 'lom'.length);
  // LOM 1.2 of IMS says langstring where IEEE's says string.
  const string = lom && /imsmd_(?:root)?v1p2|imsmd_v1p2/.test(text) && !firstBelow(lom, 'string') ? 'langstring' : 'string';
  const fresh = classificationOf(words, prefix, string);
  if (lom && !lom.selfClosing) {
    const last = lom.children.at(-1);
    const same = form && tagName(text, form) === `${prefix}classification` ? again(form) : fresh;
    return last ? at(last.end, leadOf(last, text) + same) : at(lom.contentStart, same);
  }
  if (lom) return null;
  const whole = `<lom xmlns="${lomSpace}">${fresh}</lom>`;
  if (metadata && !metadata.selfClosing) {
    const last = metadata.children.at(-1);
    return last ? at(last.end, leadOf(last, text) + whole) : at(metadata.contentStart, whole);
  }
  if (metadata || resource.selfClosing) return null;
  const name = `${tagName(text, resource).slice(0, -'resource'.length)}metadata`;
  // The first child of its resource.
  const lead = resource.children[0] ? leadOf(resource.children[0], text) : deeper(leadOf(resource, text));
  return at(resource.contentStart, `${lead}<${name}>${whole}</${name}>`);
}

/** How another item of the package is tagged. */
function siblingForm(manifest: PackagePart): XmlElement | null {
  if (!/classification/.test(manifest.text)) return null;
  return (
    resourcesOf(manifest)
      .flatMap((one) => objectives(manifest, one))
      .find((one) => entriesIn(manifest, one).length === 1) ?? null
  );
}

function classificationOf(words: string, prefix: string, string: string): string {
  const wrap = (name: string, inner: string): string => `<${prefix}${name}>${inner}</${prefix}${name}>`;
  const purpose = wrap('purpose', wrap('source', 'LOMv1.0') + wrap('value', 'educational objective'));
  return wrap('classification', purpose + wrap('taxonPath', wrap('taxon', wrap('entry', wrap(string, words)))));
}

/** The name with its prefix. */
function tagName(text: string, element: XmlElement): string {
  return /^<([^\s/>]+)/.exec(text.slice(element.start, element.end))?.[1] ?? element.name;
}

/** What the file indents by. */
function unitOf(text: string): string {
  return /\n([ \t]+)<\w/.exec(text)?.[1] ?? '  ';
}
