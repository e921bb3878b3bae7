/** What can go wrong while reading or editing a library. Every message is one sentence that says where and what to do. */

export type LibraryErrorCode = 'no-such-folder' | 'not-a-folder' | 'not-permitted' | 'empty-library' | 'no-such-lesson';

/** The library as a whole cannot be read. */
export class LibraryError extends Error {
  readonly code: LibraryErrorCode;
  constructor(code: LibraryErrorCode, message: string) {
    super(message);
    this.name = 'LibraryError';
    this.code = code;
  }
}

export type ReadErrorCode =
  | 'absent'
  | 'not-a-file'
  | 'not-permitted'
  | 'outside'
  | 'too-large'
  | 'too-deep'
  | 'too-many'
  | 'not-utf8'
  | 'front-matter'
  | 'unclosed-div'
  | 'bad-json'
  | 'bad-mapping'
  | 'bad-xml'
  | 'unsafe-xml'
  | 'bad-gift'
  | 'not-items'
  | 'bad-package'
  | 'unsafe-package';

/** One file cannot be read; the others can. `line` counts from 1; null where the fault has no line. */
export class ReadError extends Error {
  readonly code: ReadErrorCode;
  readonly path: string;
  readonly line: number | null;
  /** The message without the path, for lists that show the path beside it. */
  readonly reason: string;
  constructor(code: ReadErrorCode, path: string, line: number | null, message: string) {
    super(`${path}${line === null ? '' : `:${line}`}: ${message}`);
    this.reason = line === null ? message : `line ${line}: ${message}`;
    this.name = 'ReadError';
    this.code = code;
    this.path = path;
    this.line = line;
  }
}

export type EditErrorCode = 'out-of-range' | 'quote-mismatch' | 'overlap' | 'splits-character' | 'wrong-file';

/** Edits that do not fit the text they are meant for. */
export class EditError extends Error {
  readonly code: EditErrorCode;
  constructor(code: EditErrorCode, message: string) {
    super(message);
    this.name = 'EditError';
    this.code = code;
  }
}

/** Line (from 1) of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
