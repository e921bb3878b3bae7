import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { libraryFiles, resolveHref } from './files.ts';
import { zipOf } from './items/example-items.ts';

const outside = mkdtempSync(path.join(tmpdir(), 'perennial-files-'));
const root = path.join(outside, 'library');
mkdirSync(path.join(root, 'a/pics'), { recursive: true });
writeFileSync(path.join(outside, 'secret.txt'), 'secret');
writeFileSync(path.join(root, 'a/b c.md'), '\ufefftext');
writeFileSync(path.join(root, 'a/pics/x.png'), Buffer.from([0x89, 0x50, 0xff]));
writeFileSync(path.join(root, 'a/p.zip'), zipOf({ 'i.xml': 'inside', '../secret.txt': 'x' }));
writeFileSync(path.join(root, 'a/q.zip'), zipOf({ 'i.xml': 'inside' }));
symlinkSync(path.join(outside, 'secret.txt'), path.join(root, 'a/leak.txt'));
symlinkSync(outside, path.join(root, 'a/out'));
afterAll(() => rmSync(outside, { recursive: true }));

describe('addresses', () => {
  it.each([
    ['b%20c.md?x=1#y', 'a/b c.md'],
    ['../a/pics/x.png', 'a/pics/x.png'],
    ['/a/b.md', 'a/b.md'],
    ['#here', 'a/l.md'],
    ['pics/', 'a/pics'],
    ['100%.md', 'a/100%.md'],
    ['../../secret.txt', null],
    ['%2e%2e/%2e%2e/secret.txt', null],
    ['https://x.org/a', null],
    ['//x.org/a', null],
    ['mailto:a@b.c', null],
    ['data:image/png;base64,AA', null],
    ['..\\..\\secret.txt', null],
    ['', null],
    ['$IMS-CC-FILEBASE$/Uploaded%20Media/x.png', null],
    ['@@PLUGINFILE@@/x.png', null],
    ['{{ site.baseurl }}/x.png', null],
    ['cost$5.png', 'a/cost$5.png'],
  ])('%j in a/l.md means %j', (href, path) => {
    expect(resolveHref('a/l.md', href)).toBe(path);
  });
});

describe('sight of the library', () => {
  const files = libraryFiles(root);

  it('reads text with its BOM, and bytes', () => {
    expect(files.read('a/b c.md')).toBe('\ufefftext');
    expect(files.bytes('a/pics/x.png')).toHaveLength(3);
    expect(files.exists('a/pics')).toBe(true);
  });

  it('reads a text in a package, unless the package is unsafe', () => {
    expect(files.read('a/q.zip!/i.xml')).toBe('inside');
    expect(files.read('a/q.zip!/j.xml')).toBeNull();
    expect(files.read('a/none.zip!/i.xml')).toBeNull();
    expect(files.read('a/p.zip!/i.xml')).toBeNull();
  });

  it('says null for what is absent or no text', () => {
    expect(files.read('a/none.md')).toBeNull();
    expect(files.read('a/pics/x.png')).toBeNull();
    expect(files.exists('a/none.md')).toBe(false);
  });

  it('never reaches outside, not by dots, absolute paths or links', () => {
    for (const path of ['../secret.txt', 'a/leak.txt', 'a/out/secret.txt', `${outside}/secret.txt`, 'a/../../secret.txt']) {
      expect(files.read(path)).toBeNull();
      expect(files.exists(path)).toBe(false);
    }
  });
});
