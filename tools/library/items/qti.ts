/** QTI of any version we read: which it is, and its items. */
import { ReadError } from '../errors.ts';
import type { Item } from '../lesson.ts';
import { collector, type Found, Ids, type PassedOver } from './found.ts';
import { attr, nameOf, qti2Item } from './qti-2.ts';
import { qti12Item } from './qti-12.ts';
import { readXml, textOfAttribute, type XmlElement } from './xml.ts';

/** Other documents of the family, which hold no items of their own. */
const others: Record<string, string> = {
  assessmentTest: 'a QTI test, which only refers to the files of its items; name those',
  assessmentSection: 'a QTI section, which only refers to the files of its items; name those',
  assessmentStimulus: 'a QTI stimulus, a text that items refer to; name the files of the items',
  rubricBlock: 'a fragment of a QTI test without items',
  assessmentResult: 'results of learners, not items; leave it out',
  manifest: 'the manifest of a package; name the package or the files of its items',
  quiz: 'settings of a Canvas quiz or a Moodle question bank; for Moodle set format: moodle-xml',
};

const versions = /imsqti(?:asi)?_?v?(?:2p[012]|3p0)|imsqtiasi_v3p0|ims_qtiasiv1p2|imsqti_v2p[012]/;

/**
 * @param found takes items as they are read, so that a bank of any length needs no more room than one item
 * @throws ReadError where the text is no QTI that is read
 */
export function readQtiInto(path: string, text: string, found: Found): void {
  const ids = new Ids();
  const source = { path, text };
  let items = 0;
  const document = readXml(path, text, {
    onEnd(element, ancestors) {
      const root = ancestors[0];
      if (root?.name !== 'questestinterop') return 'keep';
      if (element.name === 'item') {
        items += 1;
        qti12Item(element, titleOf(ancestors), source, ids, found);
        return 'forget';
      }
      return ['section', 'assessment', 'objectbank'].includes(element.name) ? 'forget' : 'keep';
    },
  });
  const { root } = document;
  const name = nameOf(root);
  if (name === 'questestinterop') {
    if (items === 0)
      found.passed({
        id: path,
        offset: 0,
        kind: 'no-question',
        reason: 'it holds no items of its own (a test that refers to a bank)',
      });
    return;
  }
  if (name !== 'assessmentItem')
    throw new ReadError('not-items', path, 1, `no QTI items: ${others[name] ?? `its document element is <${root.name}>`}.`);
  const space =
    textOfAttribute(root, 'xmlns') ??
    root.attributes.find((one) => one.name.startsWith('xmlns:') && /qti/.test(one.value))?.value ??
    '';
  if (space !== '' && !versions.test(space))
    throw new ReadError(
      'not-items',
      path,
      1,
      `QTI of the version "${space}" is not read; export it as QTI 1.2, 2.1, 2.2 or 3.0.`,
    );
  qti2Item(root, source, found, ids);
}

export function readQti(path: string, text: string): { items: Item[]; passedOver: PassedOver[] } {
  const found = collector();
  readQtiInto(path, text, found);
  return found;
}

function titleOf(ancestors: readonly XmlElement[]): string | null {
  for (const one of [...ancestors].reverse()) {
    const title = attr(one, 'title');
    if (title && title.trim() !== '' && title !== 'Main') return title;
  }
  return null;
}
