/**
 * Publishing texts by a publisher of files. A file inside a package is published as the package with its entry replaced, all
 * else byte for byte: the package is compared, written beside itself and swapped like any file.
 */
import { sha256 } from '../ledger/chain.ts';
import { ReadError } from '../library/errors.ts';
import { excerpt, packedText, repacked, unpackedPath } from '../library/items/package.ts';
import {
  asCheck,
  type ChangedBytes,
  type ChangedFile,
  changed,
  type FilePublisher,
  type PublishedChange,
  type Publisher,
  PublishRefused,
} from './publisher.ts';

export function ofTexts(files: FilePublisher): Publisher {
  const read = async (path: string): Promise<string | null> => textIn(path, await files.read(onDisk(path)));
  return {
    kind: files.kind,
    target: files.target,
    async check(paths) {
      const ready = await files.check([...new Set(paths.map(onDisk))]);
      if (!ready.ok) return ready;
      return asCheck(async () => {
        for (const path of paths.filter(unpackedPath)) if ((await read(path)) === null) throw gone(path);
      });
    },
    async publish(change) {
      return files.publish({ ...change, files: await changedBytes(files, change) });
    },
    find: (publication, kind) => files.find(publication, kind),
    async state(path) {
      if (unpackedPath(path)) {
        const text = await read(path);
        return text === null ? null : sha256(text);
      }
      const bytes = await files.read(path);
      return bytes && sha256(bytes);
    },
    read,
    published: async (publication, path) => textIn(path, await files.published(publication, onDisk(path))),
  };
}

/** The file that is written when this one changes: itself, or the package it lies in. */
export function onDisk(path: string): string {
  return unpackedPath(path)?.archive ?? path;
}

/** @throws PublishRefused `bad-package` where it is a damaged or unsafe package by now */
function textIn(path: string, bytes: Buffer | null): string | null {
  const packed = unpackedPath(path);
  if (!packed || bytes === null) return bytes?.toString('utf8') ?? null;
  return readable(() => packedText(packed.archive, bytes, packed.inner));
}

function readable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    throw new PublishRefused('bad-package', `${error.message} Nothing was published.`, error);
  }
}

function gone(path: string): PublishRefused {
  return new PublishRefused('missing', `${path} is not there any more; nothing was published. Run \`perennial refresh\`.`);
}

async function changedBytes(files: FilePublisher, change: PublishedChange): Promise<ChangedBytes[]> {
  const packages = new Map<string, ChangedFile[]>();
  const plain: ChangedBytes[] = [];
  for (const file of change.files) {
    const packed = unpackedPath(file.path);
    if (packed) packages.set(packed.archive, [...(packages.get(packed.archive) ?? []), { ...file, path: packed.inner }]);
    else if (file.before === null || file.after === null)
      throw new PublishRefused('outside', `${file.path} would be a new file outside of a package; nothing was published.`);
    else plain.push({ path: file.path, before: Buffer.from(file.before), after: Buffer.from(file.after) });
  }
  const swapped: ChangedBytes[] = [];
  for (const [path, inner] of packages) swapped.push(await changedPackage(files, change, path, inner));
  return [...plain, ...swapped];
}

/** The package as it is now, and with the texts in it; those that stand in it already (a run that was cut off) are left. */
async function changedPackage(
  files: FilePublisher,
  change: PublishedChange,
  path: string,
  inner: ChangedFile[],
): Promise<ChangedBytes> {
  const before = await files.read(path);
  if (before === null) throw gone(path);
  // What is taken back gets the bytes it had, not only the text.
  const donor = change.kind === 'undo' ? await files.replaced(change.publication, path) : null;
  return readable(() => {
    const texts = new Map<string, string | null>();
    for (const file of inner) {
      const now = packedText(path, before, file.path);
      if (now === file.after) continue;
      if (now !== file.before) throw changed(`${path}!/${file.path}`);
      texts.set(file.path, file.after);
    }
    const after = texts.size === 0 ? before : repacked(path, before, texts, donor ?? undefined);
    const names = inner.map((file) => file.path);
    return { path, before, after, kept: { before: excerpt(path, before, names), after: excerpt(path, after, names) } };
  });
}
