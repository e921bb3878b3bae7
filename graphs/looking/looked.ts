/** What a rule asked of the library's files besides its lesson: kept with its result, so that a result is used again only while the answers are the same. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { LibraryFiles } from '../../agents/context.ts';

/** One question with its answer; `content` stands for the bytes by size and time of change. */
export type Looked =
  | { asked: 'resolve'; from: string; href: string; answer: string | null }
  | { asked: 'exists'; path: string; answer: boolean }
  | { asked: 'content'; path: string; answer: string };

/** Size and time of change of a file, or `absent`. */
export function stampOf(root: string, path: string): string {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  return stats ? `${stats.size} ${stats.mtimeMs}` : 'absent';
}

const listeners = new WeakMap<LibraryFiles, (one: Looked) => void>();

/** The same sight of the files, with every question written down once, also those a kept result was held against. */
export function watched(files: LibraryFiles, root: string): { files: LibraryFiles; looked(): Looked[] } {
  const seen = new Map<string, Looked>();
  const note = (one: Looked): void => {
    const key = one.asked === 'resolve' ? `resolve\0${one.from}\0${one.href}` : `${one.asked}\0${one.path}`;
    if (!seen.has(key)) seen.set(key, one);
  };
  const sight: LibraryFiles = {
    resolve(from, href) {
      const answer = files.resolve(from, href);
      note({ asked: 'resolve', from, href, answer });
      return answer;
    },
    exists(path) {
      const answer = files.exists(path);
      note({ asked: 'exists', path, answer });
      return answer;
    },
    read(path) {
      note({ asked: 'content', path, answer: stampOf(root, path) });
      return files.read(path);
    },
    bytes(path) {
      note({ asked: 'content', path, answer: stampOf(root, path) });
      return files.bytes(path);
    },
  };
  listeners.set(sight, note);
  return { files: sight, looked: () => [...seen.values()] };
}

/** Would every question get the same answer now? */
export function stillHolds(looked: Looked[], files: LibraryFiles, root: string): boolean {
  if (!looked.every((one) => answerOf(one, files, root) === one.answer)) return false;
  const note = listeners.get(files);
  if (note) for (const one of looked) note(one);
  return true;
}

function answerOf(one: Looked, files: LibraryFiles, root: string): Looked['answer'] {
  switch (one.asked) {
    case 'resolve':
      return files.resolve(one.from, one.href);
    case 'exists':
      return files.exists(one.path);
    case 'content':
      return stampOf(root, one.path);
  }
}
