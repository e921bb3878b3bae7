import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeIn, repository, run, temporary, textOf, write } from './fixture.ts';
import { openPublisher } from './open.ts';
import { type FileState, remedyFor } from './recover.ts';

function folder(files: Record<string, string>): string {
  const root = temporary();
  for (const [path, text] of Object.entries(files)) write(root, path, text);
  return root;
}

describe('publishing into a plain folder', () => {
  it('replaces the file whole, with its mode, and leaves nothing beside it', async () => {
    const root = folder({ 'a ü.md': '\ufeffteh\r\n' });
    chmodSync(join(root, 'a ü.md'), 0o754);
    const publisher = await openPublisher(root);
    const change = changeIn(root, 'a ü.md', 'teh', 'the');
    expect(publisher.kind).toBe('folder');
    expect(await publisher.check(['a ü.md'])).toEqual({ ok: true });
    expect(await publisher.publish(change)).toEqual({ commit: null });
    expect(await publisher.publish(change)).toEqual({ commit: null });
    expect(textOf(root, 'a ü.md')).toBe('\ufeffthe\r\n');
    expect(statSync(join(root, 'a ü.md')).mode & 0o777).toBe(0o754);
    expect(readdirSync(root).sort()).toEqual(['.perennial', 'a ü.md']);
    expect(await publisher.published(change.publication, 'a ü.md')).toBe('\ufeffthe\r\n');
  });

  it('writes none of its files where one has changed', async () => {
    const root = folder({ 'a.md': 'teh\n', 'b.md': 'teh\n' });
    const [a, b] = [changeIn(root, 'a.md', 'teh', 'the'), changeIn(root, 'b.md', 'teh', 'the')];
    write(root, 'b.md', 'by hand\n');
    const both = { ...a, files: [...a.files, ...b.files] };
    await expect((await openPublisher(root)).publish(both)).rejects.toMatchObject({ reason: 'changed' });
    expect([textOf(root, 'a.md'), textOf(root, 'b.md')]).toEqual(['teh\n', 'by hand\n']);
  });

  it('makes no file outside of a package', async () => {
    const root = folder({ 'a.md': 'teh\n' });
    const change = { ...changeIn(root, 'a.md', 'teh', 'the'), files: [{ path: 'new.md', before: null, after: 'new' }] };
    await expect((await openPublisher(root)).publish(change)).rejects.toMatchObject({ reason: 'outside' });
    expect(readdirSync(root)).toEqual(['a.md']);
  });

  it('refuses a file that is gone', async () => {
    const root = folder({ 'a.md': 'teh\n' });
    expect(await (await openPublisher(root)).check(['b.md'])).toMatchObject({ ok: false, reason: 'missing' });
  });

  it('is chosen where git ignores the library, and not where git only has no commit of it yet', async () => {
    const top = repository({ '.gitignore': 'ignored/\n', 'ignored.md': '' });
    write(top, 'ignored/a.md', 'teh\n');
    write(top, 'new/a.md', 'teh\n');
    expect((await openPublisher(join(top, 'ignored'))).kind).toBe('folder');
    expect((await openPublisher(join(top, 'new'))).kind).toBe('git');
    expect(run(top, 'status', '--porcelain')).toBe('?? new/\n');
  });
});

describe('what recovery does', () => {
  const cases: [kind: 'git' | 'folder', found: 'found' | 'not-found', files: FileState[], remedy: string][] = [
    ['git', 'found', ['before'], 'finish'],
    ['git', 'found', ['other'], 'finish'],
    ['git', 'not-found', ['before', 'before'], 'redo'],
    ['git', 'not-found', ['before', 'other'], 'fail'],
    ['git', 'not-found', ['after'], 'fail'],
    ['folder', 'not-found', ['after', 'after'], 'finish'],
    ['folder', 'not-found', ['after', 'before'], 'redo'],
    ['folder', 'not-found', ['after', 'other'], 'roll-back'],
    ['folder', 'not-found', ['before', 'other'], 'fail'],
  ];
  it.each(cases)('%s, trace %s, files %s: %s', (kind, found, files, remedy) => {
    expect(remedyFor(kind, found, files)).toBe(remedy);
  });
});
