/**
 * A place for a new item in a package of QTI 2 or 3, where each item is a file: its own file, its entry in the manifest, and
 * its reference in the test that holds its siblings. Content packaging: IMS CP 1.1.4 and its QTI profiles, "resource". Pure.
 */
import path from 'node:path';
import type { Edit } from '../../../agents/contract.ts';
import type { SourceFile } from '../lesson.ts';
import { literalPattern } from '../literal-pattern.ts';
import { unpackedPath } from './package.ts';
import { attr, nameOf } from './qti-2.ts';
import { attributeOf, below, childrenNamed, leadOf, readXml, type XmlElement } from './xml.ts';

/** A text of the package that names items: its manifest, or a test. */
export type PackagePart = Pick<SourceFile, 'path' | 'text'>;

export interface PackageParts {
  manifest: SourceFile;
  tests: SourceFile[];
}

export interface NewFile {
  /** Identifier of the new item, unique in the package. */
  identifier: string;
  /** Last part of its file's name. */
  name: string;
}

interface Change {
  start: number;
  end: number;
  text: string;
}

/** What names a package's items, among the files of a lesson; null where the item lies in no package with a manifest. */
export function partsAround(files: readonly SourceFile[], item: string): PackageParts | null {
  const archive = unpackedPath(item)?.archive;
  if (archive === undefined) return null;
  const own = files.filter((file) => file.role === 'data' && unpackedPath(file.path)?.archive === archive);
  const manifest = own.find((file) => unpackedPath(file.path)?.inner === 'imsmanifest.xml');
  return manifest ? { manifest, tests: own.filter((file) => file !== manifest) } : null;
}

/** The resource of an item file, or null. */
export function resourceOf(manifest: PackagePart, item: string): XmlElement | null {
  return listing(manifest).byHref.get(unpackedPath(item)?.inner ?? '') ?? null;
}

interface Listed {
  resources: XmlElement[];
  byHref: Map<string, XmlElement>;
}

/** Read once for each manifest: a package may hold thousands of items. */
const read = new WeakMap<PackagePart, Listed>();

function listing(manifest: PackagePart): Listed {
  const known = read.get(manifest);
  if (known) return known;
  const { root } = readXml(manifest.path, manifest.text);
  const all = childrenNamed(root, 'resources').flatMap((one) => childrenNamed(one, 'resource'));
  const made: Listed = { resources: all, byHref: new Map() };
  for (const one of all) {
    const href = attr(one, 'href');
    if (href !== null && !made.byHref.has(href)) made.byHref.set(href, one);
  }
  read.set(manifest, made);
  return made;
}

/** All resources of a package, in order. */
export function resourcesOf(manifest: PackagePart): readonly XmlElement[] {
  return listing(manifest).resources;
}

/** The item that learners meet last: of those the tests name, else of all. */
export function lastItem(parts: PackageParts, items: readonly string[]): string | null {
  const listed = parts.tests.flatMap((test) => refsIn(test).map(({ target }) => target));
  return listed.findLast((target) => items.includes(target)) ?? items.at(-1) ?? null;
}

interface Reference {
  element: XmlElement;
  /** The item file it names. */
  target: string;
  ancestors: XmlElement[];
}

/** Read once for each test: a form is looked for among all items. */
const references = new WeakMap<PackagePart, Reference[]>();

function refsIn(test: PackagePart): Reference[] {
  const known = references.get(test);
  if (known) return known;
  const found: Reference[] = [];
  const folder = path.posix.dirname(test.path);
  const look = (element: XmlElement, ancestors: XmlElement[]): void => {
    if (nameOf(element) === 'assessmentItemRef')
      found.push({ element, ancestors, target: path.posix.join(folder, attr(element, 'href') ?? '') });
    for (const child of element.children) look(child, [...ancestors, element]);
  };
  look(readXml(test.path, test.text).root, []);
  references.set(test, found);
  return found;
}

/**
 * The edits that make a package name a new item as it names one that stands in it.
 * @param like path of the item file whose entries are taken as the form
 * @param last path of the item file after which it goes
 * @returns null where the package gives no certain place: no resource of its own, learners get only some of the section's items,
 * several tests hold it, or a test scores its items by their names
 */
export function placeInPackage(parts: PackageParts, like: string, last: string, made: NewFile): Edit[] | null {
  const inManifest = manifestEdits(parts.manifest, like, last, made);
  const inTests = inManifest && testEdits(parts.tests, like, last, made);
  return inTests && [...inManifest, ...inTests];
}

function manifestEdits(manifest: PackagePart, like: string, last: string, made: NewFile): Edit[] | null {
  const all = resourcesOf(manifest);
  const form = resourceOf(manifest, like);
  const behind = resourceOf(manifest, last);
  const [id, lastId] = [form && attr(form, 'identifier'), behind && attr(behind, 'identifier')];
  if (new RegExp(`["'](?:[^"'<>]*/)?${made.identifier}(?:\\.xml)?["']`).test(manifest.text)) return null;
  if (!form && !behind) return filesEdits(manifest, like, last, made);
  // Files of its own (pictures, styles) are another item's.
  if (!form || !behind || !id || !lastId || childrenNamed(form, 'file').length > 1) return null;
  const named = [form, ...childrenNamed(form, 'file')].flatMap((one) =>
    renamed(one, 'href', (href) => inFolder(href, made.name)),
  );
  const own = [
    ...named,
    ...renamed(form, 'identifier', () => made.identifier),
    ...childrenNamed(form, 'metadata').map(without(manifest)),
  ];
  const edits = [insertedAfter(manifest, behind, form, own)];
  const lastHref = attr(behind, 'href');
  for (const one of all.filter((other) => other !== form && other !== behind)) {
    for (const dependency of childrenNamed(one, 'dependency').filter((each) => attr(each, 'identifierref') === lastId))
      edits.push(
        insertedAfter(
          manifest,
          dependency,
          dependency,
          renamed(dependency, 'identifierref', () => made.identifier),
        ),
      );
    for (const file of childrenNamed(one, 'file').filter((each) => attr(each, 'href') === lastHref))
      edits.push(
        insertedAfter(
          manifest,
          file,
          file,
          renamed(file, 'href', () => inFolder(attr(form, 'href') ?? '', made.name)),
        ),
      );
  }
  return edits;
}

/** Items that are no resources of their own, but files of the test's. */
function filesEdits(manifest: PackagePart, like: string, last: string, made: NewFile): Edit[] | null {
  const inner = [like, last].map((item) => unpackedPath(item)?.inner);
  const holding = resourcesOf(manifest).flatMap((one) => {
    const [form, behind] = inner.map((href) => childrenNamed(one, 'file').find((file) => attr(file, 'href') === href));
    return form && behind
      ? [
          insertedAfter(
            manifest,
            behind,
            form,
            renamed(form, 'href', (href) => inFolder(href, made.name)),
          ),
        ]
      : [];
  });
  return holding.length === 1 ? holding : null;
}

function testEdits(tests: PackagePart[], like: string, last: string, made: NewFile): Edit[] | null {
  const holding = tests.flatMap((test) =>
    refsIn(test)
      .filter(({ target }) => target === last)
      .map((ref) => ({ test, ref })),
  );
  const [only, ...others] = holding;
  if (!only) return [];
  const { test, ref } = only;
  const form = refsIn(test).find(({ target }) => target === like)?.element;
  if (others.length > 0 || !form) return null;
  const isDrawn = ref.ancestors.some((one) => one.children.some((child) => nameOf(child) === 'selection'));
  const kept = ['weight', 'itemSessionControl', 'timeLimits'];
  const isScoredByName = new RegExp(`["']${literalPattern(attr(form, 'identifier') ?? '')}\\.`).test(test.text);
  if (isDrawn || isScoredByName || !form.children.every((child) => kept.includes(nameOf(child)))) return null;
  return [
    insertedAfter(test, ref.element, form, [
      ...renamed(form, 'identifier', () => made.identifier),
      ...renamed(form, 'href', (href) => inFolder(href, made.name)),
    ]),
  ];
}

function inFolder(href: string, name: string): string {
  return href.slice(0, href.lastIndexOf('/') + 1) + name;
}

function renamed(element: XmlElement, attribute: string, to: (value: string) => string): Change[] {
  const found = attributeOf(element, attribute);
  return found ? [{ start: found.start, end: found.end, text: to(found.value) }] : [];
}

/** Taken out with the white space before it. */
function without(part: PackagePart): (element: XmlElement) => Change {
  return (element) => ({ start: element.start - leadOf(element, part.text).length, end: element.end, text: '' });
}

/** The form once more, with changes, behind an element of its kind. */
function insertedAfter(part: PackagePart, behind: XmlElement, form: XmlElement, changes: Change[]): Edit {
  let clone = '';
  let at = form.start;
  for (const { start, end, text } of [...changes].sort((a, b) => a.start - b.start)) {
    clone += part.text.slice(at, start) + text;
    at = end;
  }
  clone += part.text.slice(at, form.end);
  return { path: part.path, start: behind.end, end: behind.end, replacement: leadOf(behind, part.text) + clone, quote: '' };
}

/** Item files that a manifest's text lists, by their paths. */
export function listsItem(manifest: PackagePart, item: string): boolean {
  const inner = unpackedPath(item)?.inner;
  return resourcesOf(manifest).some((one) => [...below(one), one].some((each) => attr(each, 'href') === inner));
}
