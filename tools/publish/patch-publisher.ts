/** Publishing into a patch file: the library stays as it is, `git apply FILE` (at the top of the work tree) makes the changes. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { applyPatch, parsePatch, structuredPatch } from 'diff';
import { prepareFile, replaceFile, sweepCopies } from './atomic.ts';
import { killPoint } from './kill-point.ts';
import { markOf, messageOf } from './message.ts';
import { bytesOf, explainWrite, placeOf } from './place.ts';
import { asCheck, type ChangedBytes, changed, type FilePublisher, type PublishedBytes, PublishRefused } from './publisher.ts';
import type { WorkTree } from './worktree.ts';

/** Line that begins a change set in the file; no diff or message line of ours can begin so. */
const divider = 'From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001';

export function patchPublisher(tree: Pick<WorkTree, 'root' | 'prefix'>, file: string): FilePublisher {
  const load = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const read = (path: string): Buffer | null => {
    const bytes = bytesOf(tree.root, path);
    if (!bytes || !isText(bytes)) return bytes;
    return Buffer.from(patched(bytes.toString('utf8'), load(), tree.prefix + path, path, file));
  };
  return {
    kind: 'patch',
    target: file,
    check: (paths) =>
      asCheck(async () => {
        for (const path of paths) {
          placeOf(tree.root, path);
          requireText(read(path), path);
        }
        writing(file, () => prepareFile(file, Buffer.alloc(0)).discard());
      }),
    publish: async (change) => {
      const text = load();
      if (sectionOf(text, change.publication, change.kind)) return { commit: null };
      for (const part of change.files) {
        if (!read(part.path)?.equals(part.before)) throw changed(part.path);
        requireText(part.before, part.path);
      }
      sweepCopies(file);
      const section = sectionText(change, tree.prefix);
      killPoint('patch-prepared');
      writing(file, () => replaceFile(file, Buffer.from(`${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${section}`)));
      killPoint('patch-written');
      return { commit: null };
    },
    find: async (publication, kind) => (sectionOf(load(), publication, kind) ? { commit: null } : null),
    read: async (path) => read(path),
    published: async () => null,
    replaced: async () => null,
  };
}

function isText(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString('utf8')).equals(bytes);
}

function requireText(bytes: Buffer | null, path: string): void {
  if (bytes && !isText(bytes))
    throw new PublishRefused(
      'bad-patch',
      `${path} is no text, so a patch file cannot hold the change. Publish it without --patch, or onto a branch.`,
    );
}

function writing(file: string, work: () => void): void {
  if (!existsSync(dirname(file))) throw new PublishRefused('bad-patch', `${file} cannot be written: its folder does not exist.`);
  try {
    work();
  } catch (error) {
    throw explainWrite(error, file);
  }
}

/** One change set: a mail-like head with the trailers, then its diffs. */
export function sectionText(change: PublishedBytes, prefix: string): string {
  const [subject = '', ...rest] = messageOf(change).split('\n');
  const head = [divider, `From: ${change.by}`, `Date: ${new Date(change.at).toUTCString()}`, `Subject: [PATCH] ${subject}`];
  return `${[...head, ...rest].join('\n')}---\n\n${change.files.map((file) => fileDiff(prefix + file.path, file)).join('')}-- \nperennial\n\n`;
}

function fileDiff(path: string, file: ChangedBytes): string {
  const { hunks } = structuredPatch(path, path, file.before.toString('utf8'), file.after.toString('utf8'), '', '', {
    context: 3,
  });
  const [left, right] = [named(`a/${path}`), named(`b/${path}`)];
  // A tab ends a name that holds spaces, as git writes it.
  const end = path.includes(' ') ? '\t' : '';
  const body = hunks.map(
    (hunk) =>
      `@@ -${spanOf(hunk.oldStart, hunk.oldLines)} +${spanOf(hunk.newStart, hunk.newLines)} @@\n${hunk.lines.map((line) => `${line}\n`).join('')}`,
  );
  return `diff --git ${left} ${right}\n--- ${left}${end}\n+++ ${right}${end}\n${body.join('')}`;
}

/** A range of an empty side names the line before it. */
function spanOf(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

/** Names with quotes, backslashes or control characters are written the C way, as git does. */
function named(path: string): string {
  if (!/["\\\x00-\x1f\x7f]/.test(path)) return path;
  const escaped = path
    .replace(/["\\]/g, '\\$&')
    .replace(/[\x00-\x1f\x7f]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
  return `"${escaped}"`;
}

function sectionsOf(text: string): string[] {
  return text.split(new RegExp(`^(?=${divider}$)`, 'm')).filter((section) => section.startsWith(divider));
}

function sectionOf(text: string, publication: string, kind: 'publish' | 'undo' = 'publish'): string | null {
  const { line } = markOf(publication, kind);
  return (
    sectionsOf(text).find((section) =>
      section
        .slice(0, section.indexOf('\n---\n') + 1)
        .split('\n')
        .includes(line),
    ) ?? null
  );
}

/** The text of a file once everything that is in the patch so far is applied. */
function patched(start: string, patch: string, full: string, path: string, file: string): string {
  let text = start;
  for (const section of sectionsOf(patch)) {
    for (const diff of diffsOf(section, full)) {
      const next = applyPatch(text, diff, { fuzzFactor: 0, autoConvertLineEndings: false });
      if (next === false)
        throw new PublishRefused(
          'bad-patch',
          `${file} no longer fits ${path}: it was applied, or the file changed. Name a new patch file.`,
        );
      text = next;
    }
  }
  return text;
}

function diffsOf(section: string, full: string) {
  const starts = `diff --git ${named(`a/${full}`)} ${named(`b/${full}`)}\n`;
  return section
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith(starts))
    .flatMap((part) => parsePatch(part.replace(/^diff --git .*\n/, '').replace(/\n-- \nperennial\n\n?$/, '\n')));
}
