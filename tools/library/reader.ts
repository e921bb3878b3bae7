/** The files of a library as they are asked for, each read at most once. */
import type { Config } from '../config/schema.ts';
import { ReadError } from './errors.ts';
import type { FoundFile } from './identity.ts';
import type { FileRole, SourceFile } from './lesson.ts';
import { parseFile } from './lesson-files.ts';
import { decodeSource, readFileBytes, type Source, sha256 } from './source.ts';
import type { FileStructure } from './structure.ts';
import type { FileHeading, StructureCache } from './structure-cache.ts';
import type { Listing } from './walk.ts';

export interface ReaderOptions {
  /** Texts that stand in for files on disk, by path. */
  overlay?: ReadonlyMap<string, string>;
  /** Structures of earlier runs: a file whose bytes did not change is not parsed again. */
  cache?: StructureCache;
}

export class Reader {
  readonly listing: Listing;
  readonly config: Config;
  readonly overlay: ReadonlyMap<string, string>;
  readonly cache: StructureCache | undefined;
  private readonly sources = new Map<string, Source | ReadError>();
  /** Folders known to lie inside. */
  private readonly folders = new Set<string>();

  constructor(listing: Listing, config: Config, options: ReaderOptions) {
    this.listing = listing;
    this.config = config;
    this.overlay = options.overlay ?? new Map();
    this.cache = options.cache;
  }

  /** @throws ReadError */
  source(file: string): Source {
    const seen = this.sources.get(file) ?? this.load(file);
    this.sources.set(file, seen);
    if (seen instanceof ReadError) throw seen;
    return seen;
  }

  /** @throws ReadError */
  bytes(file: string): Buffer {
    return readFileBytes(this.listing.root, file, this.config.defaults.limits.fileMegabytes, this.folders);
  }

  /** Its bytes are looked at only where a lesson may have moved. */
  found(file: string): FoundFile {
    const hash = (): string | undefined => this.hashOf(file);
    return {
      path: file,
      get sha256() {
        return hash();
      },
    };
  }

  private hashOf(file: string): string | undefined {
    try {
      return this.source(file).sha256;
    } catch (error) {
      // Told once where the lesson itself is read.
      if (error instanceof ReadError) return undefined;
      throw error;
    }
  }

  /**
   * A file of a lesson, its text fetched when it is asked for where its structure is kept.
   * @throws ReadError
   */
  part(file: string, role: FileRole, format: SourceFile['format'], owner: (file: FileName) => string): Part {
    const name = { path: file, role, format };
    const { cache } = this;
    if (!cache || this.overlay.has(file) || this.sources.has(file))
      return this.wholePart({ ...name, ...this.source(file) }, owner);
    const bytes = this.bytes(file);
    const hash = sha256(bytes);
    const kept = cache.heading({ ...name, sha256: hash }, owner(name));
    if (kept === null) this.wholePart({ ...name, text: decodeSource(file, bytes), sha256: hash }, owner);
    const heading = kept ?? cache.heading({ ...name, sha256: hash }, owner(name));
    const text = () => this.textAgain(file, hash);
    const whole = (): SourceFile => ({ ...name, text: text(), sha256: hash });
    return {
      file: lazyFile({ ...name, sha256: hash }, text),
      heading: heading ?? { title: null, language: null },
      load: () => {
        const source = whole();
        return { file: source, structure: this.structure(source, owner(name)) };
      },
    };
  }

  private wholePart(file: SourceFile, owner: (file: FileName) => string): Part {
    const structure = this.structure(file, owner(file));
    return { file, heading: structure, load: () => ({ file, structure }) };
  }

  /** @throws ReadError where the file is no longer what it was when the library was read */
  private textAgain(file: string, hash: string): string {
    const bytes = this.bytes(file);
    if (sha256(bytes) !== hash)
      throw new ReadError('absent', file, null, 'it was changed while the run was on; the next run looks at it as it is then.');
    return decodeSource(file, bytes);
  }

  /** @throws ReadError */
  structure(file: SourceFile, owner: string): FileStructure {
    const kept = this.cache?.get(file, owner);
    if (kept) return kept;
    const structure = parseFile(file, owner);
    this.cache?.put(file, owner, structure);
    return structure;
  }

  private load(file: string): Source | ReadError {
    const text = this.overlay.get(file);
    if (text !== undefined) return { text, sha256: sha256(text) };
    try {
      const bytes = this.bytes(file);
      return { text: decodeSource(file, bytes), sha256: sha256(bytes) };
    } catch (error) {
      if (error instanceof ReadError) return error;
      throw error;
    }
  }
}

type FileName = Pick<SourceFile, 'path' | 'role' | 'format'>;

/** A file of a lesson, whole when it is asked for. */
export interface Part {
  file: SourceFile;
  heading: FileHeading;
  load(): { file: SourceFile; structure: FileStructure };
}

function lazyFile(name: FileName & { sha256: string }, fetch: () => string): SourceFile {
  let text: string | null = null;
  return {
    ...name,
    get text() {
      text ??= fetch();
      return text;
    },
  };
}
