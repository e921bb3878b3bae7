/**
 * Item files inside a zip package. A file in a package is addressed as `package.zip!/inner/file.xml`, and is edited like any
 * other; the package around it is swapped whole.
 */
import { ReadError } from '../errors.ts';
import { readXml, textOfAttribute, type XmlElement } from './xml.ts';
import { type ZipEntry, zipBytes, zipEntries } from './zip.ts';
import { zipOfEntries, zipWith } from './zip-write.ts';

const seam = '!/';

export function isPackage(path: string): boolean {
  return /\.(?:zip|imscc)$/i.test(path);
}

export function packedPath(archive: string, inner: string): string {
  return `${archive}${seam}${inner}`;
}

/** The parts of a path into a package; null for one that is none. */
export function unpackedPath(path: string): { archive: string; inner: string } | null {
  const match = /^(.*?\.(?:zip|imscc))!\/(.+)$/i.exec(path);
  return match ? { archive: match[1] ?? '', inner: match[2] ?? '' } : null;
}

export interface PackedFile {
  path: string;
  text: string;
}

/**
 * The item files of a package: those its manifest lists as such, or all XML where it has no manifest (a Canvas export keeps
 * its full items in `non_cc_assessments/`, and leaves short copies of them beside).
 * @param instead texts that stand in for those of the package, also for files it does not hold yet
 * @returns the item files, and the manifest and tests that name items of QTI 2 and 3 (`parts`), each item being a file there
 * @throws ReadError where the package is damaged, unsafe, or of a version that is not read
 */
export function packedItems(
  path: string,
  bytes: Buffer,
  instead: (file: string) => string | undefined = () => undefined,
): { files: PackedFile[]; parts: PackedFile[]; unreadable: ReadError[] } {
  const entries = zipEntries(path, bytes).filter((entry) => !entry.isFolder);
  const manifest = entries.find((entry) => entry.name === 'imsmanifest.xml');
  const listing = manifest && { path: packedPath(path, manifest.name), text: '' };
  if (manifest && listing) listing.text = instead(listing.path) ?? textOf(listing.path, zipBytes(path, bytes, manifest));
  const names = listing
    ? listed(listing, entries)
    : entries.filter((one) => /\.(?:xml|qti|gift)$/i.test(one.name)).map((one) => one.name);
  if (names.length === 0)
    throw new ReadError(
      'not-items',
      path,
      null,
      manifest
        ? 'no QTI items: its manifest lists none of a version that is read (1.2, 2.1, 2.2, 3.0).'
        : 'no items: it holds neither a manifest nor an XML or GIFT file; export the quiz again.',
    );
  const files: PackedFile[] = [];
  const unreadable: ReadError[] = [];
  for (const name of [...new Set(names)]) {
    const entry = entries.find((one) => one.name === name);
    const at = packedPath(path, name);
    try {
      const other = instead(at);
      if (other !== undefined) {
        files.push({ path: at, text: other });
        continue;
      }
      if (!entry) throw new ReadError('absent', at, null, 'the manifest lists this file, but it is not in the package.');
      files.push({ path: at, text: textOf(at, zipBytes(path, bytes, entry)) });
    } catch (error) {
      if (!(error instanceof ReadError)) throw error;
      unreadable.push(error);
    }
  }
  const tests = files.filter(({ text }) => isTest(text));
  const hasItemFiles = files.some(({ text }) => isItemFile(text));
  return {
    files: files.filter((file) => !tests.includes(file)),
    parts: listing && hasItemFiles ? [listing, ...tests] : [],
    unreadable,
  };
}

/** The name of the document element, without reading what it holds. */
function documentElement(text: string): string {
  // A comment can be read in one way only: otherwise many of them take time without end.
  const head = /^[^<]*(?:(?:<!--(?:(?!-->)[\s\S])*-->|<(?:\?|!(?!--))[^>]*>)[^<]*)*<(?:[\w.-]+:)?([\w.-]+)/.exec(text);
  return head?.[1] ?? '';
}

function isTest(text: string): boolean {
  return /^(?:assessmentTest|qti-assessment-test)$/.test(documentElement(text));
}

/** An item of QTI 2 or 3. */
export function isItemFile(text: string): boolean {
  return /^(?:assessmentItem|qti-assessment-item)$/.test(documentElement(text));
}

/**
 * Text of one file of a package; null where it holds none of that name.
 * @throws ReadError where the package is damaged or unsafe, or the file is no text
 */
export function packedText(path: string, bytes: Buffer, name: string): string | null {
  const entry = zipEntries(path, bytes).find((one) => one.name === name);
  return entry ? textOf(packedPath(path, name), zipBytes(path, bytes, entry)) : null;
}

/**
 * The package with the texts of some of its files replaced, all else byte for byte; a file it does not hold is added behind the
 * others, `null` takes one out.
 * @param donor an earlier state of the package, whose bytes a text that it had gets back
 * @throws ReadError
 */
export function repacked(path: string, bytes: Buffer, texts: ReadonlyMap<string, string | null>, donor?: Buffer): Buffer {
  const contents = [...texts].map(([name, text]) => [name, text === null ? null : Buffer.from(text, 'utf8')] as const);
  return zipWith(path, bytes, new Map(contents), donor);
}

/**
 * A small package of only these files, as they lie in the whole one: what `repacked` needs as a donor.
 * @throws ReadError
 */
export function excerpt(path: string, bytes: Buffer, names: Iterable<string>): Buffer {
  return zipOfEntries(path, bytes, new Set(names));
}

function textOf(path: string, bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes))
    throw new ReadError('not-utf8', path, null, 'not valid UTF-8; save the file as UTF-8 and pack it again.');
  return text;
}

function listed(manifest: PackedFile, entries: ZipEntry[]): string[] {
  const { root } = readXml(manifest.path, manifest.text);
  const resources = root.children
    .filter((one) => one.name === 'resources')
    .flatMap((one) => one.children.filter((two) => two.name === 'resource'));
  const isItem = (one: XmlElement): boolean =>
    /^(?:imsqti_(?:item_)?xmlv[123]p\d|imsqti_item|imsqti_xmlv|imsqti_apipitem)/i.test(textOfAttribute(one, 'type') ?? '') ||
    /imsqti|assessment|question-bank/i.test(textOfAttribute(one, 'type') ?? '');
  const found = resources
    .filter(isItem)
    .flatMap((one) => [
      textOfAttribute(one, 'href') ?? '',
      ...one.children.filter((two) => two.name === 'file').map((two) => textOfAttribute(two, 'href') ?? ''),
    ]);
  const names = found.filter((name) => /\.(?:xml|qti)$/i.test(name) && !/(?:^|\/)assessment_meta\.xml$/.test(name));
  // Canvas: the complete items lie here and are listed as plain content.
  const whole = entries.map((one) => one.name).filter((name) => /^non_cc_assessments\/.*\.xml\.qti$/.test(name));
  const hasWhole = (name: string): boolean => whole.some((one) => one === `non_cc_assessments/${name.split('/')[0]}.xml.qti`);
  return [...whole, ...names.filter((name) => !whole.includes(name) && !hasWhole(name))];
}
