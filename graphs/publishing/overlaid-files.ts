/** Sight of the library's files with other texts in place of some. */
import type { LibraryFiles } from '../../agents/context.ts';

/** @param overlay new texts by path */
export function overlaidFiles(files: LibraryFiles, overlay: ReadonlyMap<string, string>): LibraryFiles {
  return {
    resolve: (from, href) => files.resolve(from, href),
    exists: (path) => overlay.has(path) || files.exists(path),
    read: (path) => overlay.get(path) ?? files.read(path),
    bytes: (path) => {
      const text = overlay.get(path);
      return text === undefined ? files.bytes(path) : Buffer.from(text);
    },
  };
}
